"""The demo's trainings: in some communes one that is completed, one that waits for results, one to come."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import insert

from portal import clock
from portal.demo.names import person_name
from portal.demo.rows import insert_rows
from portal.demo.teams import DemoTeam
from portal.domain.training_topics import DATA_PROTECTION, GUIDING_ELDERLY, OTHER, PORTAL_USE
from portal.domain.trainings import Answer, AttendedBy, TrainingResult, TrainingStatus
from portal.extensions import db
from portal.models import Training, TrainingCompletion, TrainingInvitation, TrainingMaterial, TrainingTeam

MOST_COMMUNES = 12
SHARE_THERE = 0.8
SHARE_COMPLETED = 0.9
SHARE_COMING = 0.6
BEGINS, LASTS = time(8, 0), timedelta(hours=3)


@dataclass(frozen=True)
class DemoTraining:
    """A kind of training of the demo: so many days from today, about what, and how far it is."""

    days: int
    topic: str
    status: TrainingStatus
    is_held: bool
    title: str = ""
    note: str = ""


KINDS = (
    DemoTraining(-20, PORTAL_USE, TrainingStatus.completed, is_held=True),
    DemoTraining(-1, "public_services", TrainingStatus.planned, is_held=True, note="Mang theo điện thoại."),
    DemoTraining(5, GUIDING_ELDERLY, TrainingStatus.planned, is_held=False, note="Mang theo điện thoại."),
    DemoTraining(12, OTHER, TrainingStatus.planned, is_held=False, title="Ký số và định danh điện tử mức 2"),
)
PROVINCIAL = DemoTraining(8, DATA_PROTECTION, TrainingStatus.planned, is_held=False)


def add_trainings(source: random.Random, teams: Sequence[DemoTeam], shown: DemoTeam, province: int) -> None:
    """Add the trainings of the commune of the shown team and of some others, and one of the province."""
    by_commune: dict[int, list[DemoTeam]] = {shown.commune.id: []}
    for team in teams:
        by_commune.setdefault(team.commune.id, []).append(team)
    for commune_id, invited in list(by_commune.items())[:MOST_COMMUNES]:
        for kind in KINDS:
            _add(source, kind, commune_id, invited, "Hội trường UBND xã")
    leading = [team for team in teams if team.commune.id in list(by_commune)[:MOST_COMMUNES]]
    _add(source, PROVINCIAL, province, leading, "", online_url="https://hop.example.vn/tap-huan")


def _add(
    source: random.Random,
    kind: DemoTraining,
    unit_id: int,
    teams: Sequence[DemoTeam],
    place: str,
    online_url: str = "",
) -> None:
    day = clock.today() + timedelta(days=kind.days)
    starts_at = datetime.combine(day, BEGINS, clock.LOCAL_ZONE)
    about = {"topic": kind.topic, "title": kind.title, "note": kind.note, "trainer": person_name(source)}
    row = about | {
        "unit_id": unit_id,
        "starts_at": starts_at,
        "ends_at": starts_at + LASTS,
        "place": place,
        "online_url": online_url,
        "seats": None,
        "secret": f"{source.getrandbits(256):064x}",
        "status": kind.status,
        "cancelled_because": "",
        "created_at": clock.now(),
        "changed_at": clock.now(),
        "version": 1,
    }
    [training_id] = insert_rows(Training, [row])
    pairs = [{"training_id": training_id, "team_id": team.id} for team in teams]
    db.session.execute(insert(TrainingTeam.__table__), pairs)
    members = sorted({user_id for team in teams for user_id in team.members})
    invited = [_invitation(source, kind, training_id, user_id, starts_at) for user_id in members]
    insert_rows(TrainingInvitation, invited)
    done = [one for one in invited if one["result"] == TrainingResult.completed]
    insert_rows(TrainingCompletion, [_completion(kind, one, day) for one in done])
    link = {"title": "Sổ tay tổ công nghệ số cộng đồng", "url": "https://example.vn/so-tay.html"}
    insert_rows(TrainingMaterial, [link | {"training_id": training_id, "added_at": clock.now()}])


def _invitation(
    source: random.Random, kind: DemoTraining, training_id: int, user_id: int, starts_at: datetime
) -> dict:
    was_there = kind.is_held and source.random() < SHARE_THERE
    is_coming = source.random() < SHARE_COMING
    has_completed = source.random() < SHARE_COMPLETED
    result = TrainingResult.completed if has_completed else TrainingResult.not_completed
    is_settled = was_there and kind.status == TrainingStatus.completed
    return {
        "training_id": training_id,
        "user_id": user_id,
        "invited_at": clock.now(),
        "answer": Answer.coming if is_coming else None,
        "answered_at": clock.now() if is_coming else None,
        "attended_by": AttendedBy.scan if was_there else None,
        "attended_at": starts_at if was_there else None,
        "result": result if is_settled else None,
        "grade": "",
    }


def _completion(kind: DemoTraining, invitation: dict, day) -> dict:
    return {
        "user_id": invitation["user_id"],
        "training_id": invitation["training_id"],
        "title": kind.title or kind.topic,
        "completed_on": day,
        "result": "",
        "recorded_at": clock.now(),
    }

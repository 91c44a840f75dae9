"""What happens around the desk of the demo's commune: second looks, answers, follow-ups, bulk approvals."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256

from sqlalchemy import Row, or_, select, update

from portal import clock
from portal.demo.names import ANSWERS, DISAGREEMENTS, FOLLOW_UPS, RETURN_WORDS
from portal.demo.rows import insert_rows
from portal.demo.teams import DemoTeam
from portal.domain.activity_status import ActivityStatus
from portal.domain.affiliations import COMMUNE_OFFICER
from portal.domain.bulk_reviews import OPENED_BEFORE
from portal.domain.confirmations import AGAIN, ENDINGS, NOT_ME
from portal.domain.confirmations import ANSWERS as SAID
from portal.domain.needs import TEAM_ASLEEP, USUAL_DAYS, first_day_awake
from portal.domain.periods import Period
from portal.domain.second_looks import AGREES, DISAGREES, is_drawn
from portal.domain.team_status import TeamRole, TeamStatus
from portal.extensions import db
from portal.models import (
    Activity,
    BulkReview,
    Campaign,
    Confirmation,
    ConfirmationSlip,
    DifficultyAnswer,
    FollowUp,
    HandOver,
    Membership,
    ReturnTemplate,
    Review,
    SecondLook,
    Setting,
    TeamStatusChange,
)
from portal.models.settings import LOOK_SECRET
from portal.queries.among import among

BULKS, IN_ONE_BULK = 2, 14
LOOKS_OPEN, DIFFICULTIES_OPEN, NEEDS_SEEN_TO, ENTRIES_ANSWERED = 3, 4, 7, 12
SHARE_OPEN = 0.02
LATELY = timedelta(days=30)


@dataclass(frozen=True)
class Desk:
    """The team whose commune is shown, who decides where, a colleague elsewhere, and the province's staff."""

    team: DemoTeam
    reviewers: Mapping[int, int]
    colleague: int
    staff: int
    running: Period

    @property
    def reviewer(self) -> int:
        """The coordinator of the shown commune."""
        return self.reviewers[self.team.commune.id]


def add_desk(source: random.Random, desk: Desk, teams: Sequence[DemoTeam]) -> None:
    """Add what a newcomer would otherwise meet empty; a few statements, whatever the size of the world."""
    secret = source.randbytes(32)
    insert_rows(ReturnTemplate, [_template(desk, reason, text) for reason, text in RETURN_WORDS])
    db.session.add(Setting(key=LOOK_SECRET, value=secret.hex()))
    _add_bulks(source, desk)
    _add_looks(source, desk, secret)
    _add_answers(source, desk)
    _add_confirmations(source, desk)
    _add_follow_ups(source, desk, teams)
    _add_hand_overs(desk)


def _template(desk: Desk, reason: str, text: str) -> dict:
    return {"user_id": desk.reviewer, "reason": reason, "text": text, "created_at": clock.now()}


def _approvals(desk: Desk, *conditions) -> Sequence[Row]:
    """List approvals of the shown commune, the earliest decision first."""
    rows = (
        select(Review.id, Review.activity_id, Review.decided_at, Activity.uuid, Activity.visits)
        .join(Activity, Activity.id == Review.activity_id)
        .where(Review.commune_id == desk.team.commune.id, Review.outcome == "approve", *conditions)
    )
    return db.session.execute(rows.order_by(Review.decided_at, Review.id)).all()


def _add_bulks(source: random.Random, desk: Desk) -> None:
    """Let the last approvals be decided together, each lot at the moment of its last one."""
    lately = _approvals(desk, Review.decided_at >= clock.now() - LATELY)[-BULKS * IN_ONE_BULK :]
    for first in range(0, len(lately), IN_ONE_BULK):
        lot = lately[first : first + IN_ONE_BULK]
        moment, ids = lot[-1].decided_at, [one.activity_id for one in lot]
        drawn = sorted(source.sample(ids, min(OPENED_BEFORE, len(ids))))
        opened = {str(one): (moment - timedelta(minutes=2)).isoformat() for one in drawn}
        [bulk_id] = insert_rows(
            BulkReview,
            [
                {
                    "reviewer_id": desk.reviewer, "commune_id": desk.team.commune.id, "drawn": drawn,
                    "chosen": [[one, 1] for one in ids], "opened": opened, "left_out": [], "correction": "",
                    "created_at": moment - timedelta(minutes=4), "done_at": moment,
                }
            ],
        )  # fmt: skip
        decided = {"decided_at": moment, "bulk_id": bulk_id}
        db.session.execute(update(Review).where(Review.activity_id.in_(ids)).values(decided))
        changed = {"decided_at": moment, "updated_at": moment}
        db.session.execute(update(Activity).where(Activity.id.in_(ids)).values(changed))


def _add_looks(source: random.Random, desk: Desk, secret: bytes) -> None:
    """Let the coordinator have sat in the shown team, so that its drawn approvals are looked at again."""
    began = desk.team.founded_on
    seat = {
        "team_id": desk.team.id,
        "user_id": desk.reviewer,
        "role": TeamRole.member,
        "affiliation": COMMUNE_OFFICER,
    }
    insert_rows(Membership, [seat | {"starts_on": began, "ends_on": began + timedelta(days=30)}])
    drawn = [one for one in _approvals(desk, Activity.team_id == desk.team.id) if is_drawn(one.uuid, secret)]
    looks = []
    for place, one in enumerate(drawn):
        is_open = place >= len(drawn) - LOOKS_OPEN
        is_against = not is_open and place % 4 == 1
        looks.append(
            {
                "activity_id": one.activity_id, "review_id": one.id, "commune_id": desk.team.commune.id,
                "drawn_at": one.decided_at,
                "looked_by_id": None if is_open else desk.staff,
                "looked_at": None if is_open else _later(source, one.decided_at),
                "outcome": None if is_open else DISAGREES if is_against else AGREES,
                "note": source.choice(DISAGREEMENTS) if is_against else "",
            }
        )  # fmt: skip
    insert_rows(SecondLook, looks)


def _add_answers(source: random.Random, desk: Desk) -> None:
    """Answer the difficulties, but for the last few of the shown commune and now and then one elsewhere."""
    is_own, running = Activity.commune_id == desk.team.commune.id, desk.running.starts_on
    wanted = (
        select(Activity.id, Activity.commune_id, Activity.submitted_at)
        .where(Activity.difficulty != "", Activity.status != ActivityStatus.withdrawn)
        .where(or_(is_own, Activity.occurred_on >= running))
        .order_by(Activity.submitted_at, Activity.id)
    )
    told = db.session.execute(wanted).all()
    own = [one for one in told if one.commune_id == desk.team.commune.id]
    left = {one.id for one in own[-DIFFICULTIES_OPEN:]}
    since = clock.now() - LATELY
    answers = []
    for one in told:
        is_ours = one.commune_id == desk.team.commune.id
        if one.id in left or (not is_ours and one.submitted_at > since and source.random() < SHARE_OPEN):
            continue
        answer = {"activity_id": one.id, "answered_by_id": desk.reviewers[one.commune_id]}
        answer["text"], answer["answered_at"] = source.choice(ANSWERS), _later(source, one.submitted_at)
        answers.append(answer)
    insert_rows(DifficultyAnswer, answers)
    answered = [one["activity_id"] for one in answers]
    db.session.execute(update(Activity).where(among(Activity.id, answered)).values(has_open_difficulty=False))


def _add_confirmations(source: random.Random, desk: Desk) -> None:
    """Let the running campaign ask citizens, and some of them answer."""
    running = (Campaign.starts_on == desk.running.starts_on, Campaign.ends_on == desk.running.ends_on)
    db.session.execute(update(Campaign).where(*running).values(asks_citizens=True))
    slips, answers = [], []
    for entry in _approvals(desk, Activity.occurred_on >= desk.running.starts_on)[-ENTRIES_ANSWERED:]:
        for _slip in range(min(entry.visits, source.randint(1, 3))):
            answer = source.choices(SAID, (90, 4, 6))[0]
            issued_at = entry.decided_at - timedelta(hours=3)
            slip = {"activity_id": entry.activity_id, "issued_at": issued_at}
            slip["token_hash"], slip["code_hash"] = sha256(source.randbytes(20)).hexdigest(), None
            used_on = clock.local_day(issued_at)
            slips.append(slip | {"expires_at": issued_at + timedelta(days=7), "used_on": used_on})
            ends = answer != NOT_ME
            answers.append(
                {
                    "activity_id": entry.activity_id, "answer": answer, "answered_on": used_on,
                    "ending": source.choice(ENDINGS) if ends else None,
                    "again": source.choices(AGAIN, (5, 4, 1))[0] if ends else None,
                }
            )  # fmt: skip
    insert_rows(ConfirmationSlip, slips)
    insert_rows(Confirmation, answers)


def _add_follow_ups(source: random.Random, desk: Desk, teams: Sequence[DemoTeam]) -> None:
    """See to some sleeping teams, those of the shown commune first: some to be looked at again by today."""
    asleep = _sleeping(desk, teams)
    today, rows = clock.today(), []
    for place, team in enumerate(asleep[:NEEDS_SEEN_TO]):
        is_own = team.commune.id == desk.team.commune.id
        again = (today - timedelta(days=1), today + timedelta(days=6), None)[place % 3]
        rows.append(
            {
                "need": TEAM_ASLEEP, "team_id": team.id, "hamlet_id": None, "commune_id": team.commune.id,
                "noted_by_id": desk.reviewer if is_own else desk.staff, "note": source.choice(FOLLOW_UPS),
                "noted_at": clock.now() - timedelta(days=8 + place), "look_again_on": again,
            }
        )  # fmt: skip
    insert_rows(FollowUp, rows)


def _sleeping(desk: Desk, teams: Sequence[DemoTeam]) -> list[DemoTeam]:
    """List the teams that /needs shows as asleep, those of the shown commune first."""
    first_day = first_day_awake(clock.today(), USUAL_DAYS)
    is_late = (Activity.status == ActivityStatus.approved, Activity.occurred_on >= first_day)
    awake = set(db.session.scalars(select(Activity.team_id).where(*is_late).distinct()))
    paused = set(
        db.session.scalars(
            select(TeamStatusChange.team_id).where(TeamStatusChange.status != TeamStatus.active)
        )
    )
    asleep = [team for team in teams if team.id not in awake | paused]
    return sorted(asleep, key=lambda team: team.commune.id != desk.team.commune.id)


def _add_hand_overs(desk: Desk) -> None:
    """Let a colleague have decided for some days last month, and be asked to for some days to come."""
    if desk.colleague == desk.reviewer:
        return
    today = clock.today()
    people = {"from_user_id": desk.reviewer, "to_user_id": desk.colleague, "unit_id": desk.team.commune.id}
    insert_rows(
        HandOver,
        [
            people | {
                "starts_on": today + timedelta(days=first), "ends_on": today + timedelta(days=first + days),
                "created_at": datetime.combine(today + timedelta(days=min(first, 0) - 2), time(2), UTC),
            }
            for first, days in ((-35, 5), (2, 4))
        ],
    )  # fmt: skip


def _later(source: random.Random, moment: datetime) -> datetime:
    """Return a moment one to six days later, or now."""
    return min(moment + timedelta(hours=source.randint(20, 140)), clock.now())

"""The demo's people and teams: most valid and at work, some without decision or leader, some suspended."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from portal import clock
from portal.demo.names import person_name
from portal.demo.places import DemoCommune, DemoHamlet
from portal.demo.rows import insert_rows
from portal.domain.affiliations import AFFILIATIONS
from portal.domain.roles import Role
from portal.domain.team_status import TeamLevel, TeamRole, TeamStatus
from portal.models import (
    Membership,
    RoleGrant,
    Team,
    TeamDecision,
    TeamHamlet,
    TeamStatusChange,
    TrainingCompletion,
    User,
)
from portal.models.naming import name_forms

# Numbers in a series that the demo has to itself; nothing is ever sent to them.
PHONE_SERIES = "0595"
FIRST_FOUNDED = date(2022, 3, 20)
SHARE_WITHOUT_TEAM = 0.07
SHARE_WITHOUT_DECISION = 0.03
SHARE_WITHOUT_LEADER = 0.02
SHARE_SUSPENDED = 0.02
SHARE_ASLEEP = 0.12
SHARE_TRAINED = 0.72


@dataclass
class DemoTeam:
    """A team with what its entries are made from."""

    id: int
    code: str
    commune: DemoCommune
    level: TeamLevel
    founded_on: date
    asleep: bool
    plain: bool
    hamlets: list[DemoHamlet] = field(default_factory=list)
    members: list[int] = field(default_factory=list)


class People:
    """Makes up people with one phone number each."""

    def __init__(self, source: random.Random, password_hash: str) -> None:
        self.source, self.password_hash, self.count = source, password_hash, 0

    def add(self, count: int) -> list[int]:
        """Insert so many people and return their ids."""
        rows = []
        for _number in range(count):
            self.count += 1
            rows.append(
                name_forms(person_name(self.source))
                | {
                    "phone": f"{PHONE_SERIES}{self.count:06d}",
                    "password_hash": self.password_hash,
                    "created_at": clock.now(),
                }
            )
        return insert_rows(User, rows)


def add_staff(people: People, places: list[tuple[Role, int]]) -> list[int]:
    """Add one person for each (role, unit) and return their ids in this order."""
    ids = people.add(len(places))
    rows = [
        {"user_id": user_id, "role": role, "unit_id": unit_id, "starts_on": FIRST_FOUNDED}
        for user_id, (role, unit_id) in zip(ids, places, strict=True)
    ]
    insert_rows(RoleGrant, rows)
    return ids


def add_teams(
    source: random.Random, people: People, communes: list[DemoCommune], *, teams: int
) -> list[DemoTeam]:
    """Add a team for each commune and for most hamlets, at most so many, with all that is theirs."""
    planned = _plan(source, communes, teams)
    _insert_teams(planned)
    _insert_papers(source, planned)
    _insert_members(source, people, planned)
    return planned


def _plan(source: random.Random, communes: list[DemoCommune], teams: int) -> list[DemoTeam]:
    planned = []
    for commune in communes:
        numbered = 1
        candidates = [(TeamLevel.commune, [])] + [(TeamLevel.hamlet, [hamlet]) for hamlet in commune.hamlets]
        for level, hamlets in candidates:
            if level == TeamLevel.hamlet and source.random() < SHARE_WITHOUT_TEAM:
                continue
            founded_on = FIRST_FOUNDED + timedelta(days=source.randint(0, 60))
            team = DemoTeam(
                id=0,
                code=f"{commune.code}-{numbered:02d}",
                commune=commune,
                level=level,
                founded_on=founded_on,
                asleep=source.random() < SHARE_ASLEEP,
                plain=numbered == 2,
                hamlets=hamlets,
            )
            numbered += 1
            planned.append(team)
    return planned[:teams] if len(planned) <= teams else _thin(source, planned, teams)


def _thin(source: random.Random, planned: list[DemoTeam], teams: int) -> list[DemoTeam]:
    kept = set(source.sample(range(len(planned)), teams))
    return [team for index, team in enumerate(planned) if index in kept]


def _insert_teams(planned: list[DemoTeam]) -> None:
    rows = []
    for team in planned:
        place = team.hamlets[0].full_name if team.hamlets else team.commune.full_name
        place = place[0].lower() + place[1:]
        rows.append(
            name_forms(f"Tổ công nghệ số cộng đồng {place}")
            | {
                "code": team.code,
                "level": team.level,
                "commune_id": team.commune.id,
                "created_at": clock.now(),
            }
        )
    for team, team_id in zip(planned, insert_rows(Team, rows), strict=True):
        team.id = team_id


def _insert_papers(source: random.Random, planned: list[DemoTeam]) -> None:
    decisions, statuses, served = [], [], []
    for team in planned:
        if team.plain or source.random() >= SHARE_WITHOUT_DECISION:
            decisions.append(
                {
                    "team_id": team.id,
                    "kind": "founding",
                    "number": f"{source.randint(10, 240)}/QĐ-UBND",
                    "decided_on": team.founded_on,
                    "signer": "",
                    "recorded_at": clock.now(),
                }
            )
        statuses.append(_status(team, TeamStatus.active, team.founded_on))
        if not team.plain and source.random() < SHARE_SUSPENDED:
            statuses.append(_status(team, TeamStatus.suspended, date(2022, 7, source.randint(1, 28))))
            team.asleep = True
        served += [
            {"team_id": team.id, "hamlet_id": hamlet.id, "starts_on": team.founded_on}
            for hamlet in team.hamlets
        ]
    insert_rows(TeamDecision, decisions)
    insert_rows(TeamStatusChange, statuses)
    insert_rows(TeamHamlet, served)


def _status(team: DemoTeam, status: TeamStatus, starts_on: date) -> dict:
    return {
        "team_id": team.id,
        "status": status,
        "starts_on": starts_on,
        "reason": "",
        "recorded_at": clock.now(),
    }


def _insert_members(source: random.Random, people: People, planned: list[DemoTeam]) -> None:
    sizes = [
        source.randint(5, 9) if team.level == TeamLevel.commune else source.randint(3, 6) for team in planned
    ]
    ids = people.add(sum(sizes))
    memberships, trainings, start = [], [], 0
    for team, size in zip(planned, sizes, strict=True):
        team.members, start = ids[start : start + size], start + size
        leaderless = not team.plain and source.random() < SHARE_WITHOUT_LEADER
        for place, user_id in enumerate(team.members):
            role = (TeamRole.leader, TeamRole.deputy)[place] if place < 2 else TeamRole.member
            if leaderless and role == TeamRole.leader:
                role = TeamRole.member
            memberships.append(_seat(source, team, user_id, role))
            if source.random() < SHARE_TRAINED:
                trainings.append(_training(source, user_id))
    memberships += _second_seats(source, planned)
    insert_rows(Membership, memberships)
    insert_rows(TrainingCompletion, trainings)


def _second_seats(source: random.Random, planned: list[DemoTeam]) -> list[dict]:
    """Some leaders of a hamlet team sit in the commune's team as well."""
    by_commune = {team.commune.id: team for team in planned if team.level == TeamLevel.commune}
    seats = []
    for team in planned:
        above = by_commune.get(team.commune.id)
        if above and team is not above and source.random() < 0.15:
            seats.append(_seat(source, above, team.members[0], TeamRole.member))
    return seats


def _seat(source: random.Random, team: DemoTeam, user_id: int, role: TeamRole) -> dict:
    return {
        "team_id": team.id,
        "user_id": user_id,
        "role": role,
        "affiliation": source.choice(AFFILIATIONS),
        "starts_on": team.founded_on,
    }


def _training(source: random.Random, user_id: int) -> dict:
    return {
        "user_id": user_id,
        "title": source.choice(("Tập huấn kỹ năng số cơ bản", "Khóa học mở về dịch vụ công trực tuyến")),
        "completed_on": date(2022, 4, 15) + timedelta(days=source.randint(0, 120)),
        "recorded_at": clock.now(),
    }

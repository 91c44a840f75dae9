"""Who gave help on which days of a month in a commune, read from the entries of its teams in that month."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Integer, case, cast, func, or_, select

from portal import clock
from portal.domain.activity_status import ActivityStatus
from portal.domain.days_of_work import WorkDay, WorkMonth, add_up_days, days_of
from portal.domain.periods import Period
from portal.extensions import db
from portal.models import Activity, Membership, Tally, Team, User
from portal.models.tallies import ALL_SKILLS
from portal.queries.among import among
from portal.queries.closings import list_closed_over
from portal.queries.team_names import name_on, name_sort_on
from portal.queries.unit_reaches import shown_as

# What is counted, and what stands beside it; other states are neither.
_SHOWN = (ActivityStatus.approved, ActivityStatus.submitted)


@dataclass(frozen=True, slots=True)
class CommuneWork:
    """The days of work of a commune's people in a month; `closed` are the days whose figures are closed.

    `lines` are in the order of the names. Who has nothing but waiting entries has a line without days.
    """

    period: Period
    lines: tuple[WorkMonth, ...]
    closed: frozenset[date]
    as_of: datetime

    @property
    def paid(self) -> list[WorkMonth]:
        """The lines with a day of work at least."""
        return [line for line in self.lines if line.worked]

    @property
    def day_sum(self) -> int:
        """Count the days of work of all."""
        return sum(len(line.worked) for line in self.lines)

    def people_on(self, day: date) -> int:
        """Count whose day of work a day is."""
        return sum(line.days[day].counts for line in self.lines if day in line.days)

    def line_of(self, user_id: int) -> WorkMonth | None:
        """Return the line of a person."""
        return next((line for line in self.lines if line.user_id == user_id), None)


@dataclass(frozen=True, slots=True)
class WorkEntry:
    """An entry behind a day of work."""

    uuid: UUID
    occurred_on: date
    kind: str
    skills: tuple[str, ...]
    visits: int
    status: str
    is_late: bool
    team_name: str
    logged_by: str | None


def get_commune_work(commune_id: int, commune_path: str, period: Period) -> CommuneWork:
    """Read the days of work of a commune in a month, in six statements however many entries there are.

    A day is of the person who gave the help, whoever logged it.
    """
    teams = _teams(shown_as([commune_id]), period.last_day)
    days, teams_of = _read_days(list(teams), period)
    for user_id, team_id in _seats(list(teams), list(days), period):
        teams_of[user_id].add(team_id)
    people = db.session.execute(
        select(User.id, User.name).where(User.id.in_(days)).order_by(User.name_sort, User.id)
    )
    lines = [
        WorkMonth(
            user_id, name, tuple(teams[one] for one in teams if one in teams_of[user_id]), days[user_id]
        )
        for user_id, name in people
    ]
    return CommuneWork(period, tuple(lines), _closed_days(commune_path, period), clock.now())


def list_work_entries(commune_id: int, user_id: int, period: Period) -> dict[date, list[WorkEntry]]:
    """List by day the entries of a person's month in a commune that are approved or wait."""
    logger = select(User.name).where(User.id == Activity.logged_by_id, User.id != Activity.author_id)
    communes = list(shown_as([commune_id]))
    rows = db.session.execute(
        select(
            Activity.uuid,
            Activity.occurred_on,
            Activity.kind,
            Activity.skills,
            Activity.visits,
            Activity.status,
            Activity.is_late,
            Team.name,
            logger.correlate(Activity).scalar_subquery(),
        )
        .join(Team, Team.id == Activity.team_id)
        .where(
            among(Team.commune_id, communes),
            Activity.author_id == user_id,
            Activity.status.in_(_SHOWN),
            *_dated_in(period),
        )
        .order_by(Activity.occurred_on, Activity.id)
    )
    found: dict[date, list[WorkEntry]] = defaultdict(list)
    for row in rows:
        found[row.occurred_on].append(WorkEntry(*row))
    return dict(found)


def count_month_entries(communes: Collection[int], period: Period) -> dict[int, tuple[int, int]]:
    """Return by commune how many entries of a month are approved and how many wait, from the tallies."""
    rows = db.session.execute(
        select(Tally.commune_id, func.sum(Tally.approved), func.sum(Tally.waiting))
        .where(
            among(Tally.commune_id, communes),
            Tally.grain == "month",
            Tally.skill == ALL_SKILLS,
            Tally.starts_on == period.starts_on,
        )
        .group_by(Tally.commune_id)
    )
    return {commune_id: (int(approved), int(waiting)) for commune_id, approved, waiting in rows}


def _teams(communes: Collection[int], on: date) -> dict[int, str]:
    """Read the names of the communes' teams on a day, in the order of the names."""
    rows = db.session.execute(
        select(Team.id, name_on(on))
        .where(among(Team.commune_id, communes))
        .order_by(name_sort_on(on), Team.id)
    )
    return dict(rows.all())


def _read_days(
    teams: Collection[int], period: Period
) -> tuple[dict[int, dict[date, WorkDay]], dict[int, set[int]]]:
    """Read what each person did on each day, and in which teams."""
    approved = Activity.status == ActivityStatus.approved
    key = (Activity.author_id, Activity.occurred_on, Activity.team_id)
    rows = db.session.execute(
        select(
            *key,
            _add_up(approved, 1),
            _add_up(approved, Activity.visits),
            _add_up(approved & Activity.is_late, 1),
            _add_up(Activity.status == ActivityStatus.submitted, 1),
        )
        .where(Activity.team_id.in_(teams), *_dated_in(period))
        .group_by(*key)
    ).all()
    shown = [(*row[:3], WorkDay(*row[3:])) for row in rows if row[3] or row[6]]
    teams_of: dict[int, set[int]] = defaultdict(set)
    for user_id, _day, team_id, _work in shown:
        teams_of[user_id].add(team_id)
    return add_up_days((user_id, day, work) for user_id, day, _team, work in shown), teams_of


def _seats(teams: Collection[int], people: Collection[int], period: Period) -> list[tuple[int, int]]:
    """Read who sat in which of the teams in the month."""
    rows = db.session.execute(
        select(Membership.user_id, Membership.team_id)
        .where(
            Membership.team_id.in_(teams),
            Membership.user_id.in_(people),
            Membership.starts_on < period.ends_on,
            or_(Membership.ends_on.is_(None), Membership.ends_on > period.starts_on),
        )
        .distinct()
    )
    return [(user_id, team_id) for user_id, team_id in rows]


def _closed_days(commune_path: str, period: Period) -> frozenset[date]:
    days = days_of(period)
    closed = list_closed_over([(commune_path, day) for day in days])
    return frozenset(day for day in days if any(one.period.contains(day) for one in closed))


def _dated_in(period: Period) -> tuple:
    return Activity.occurred_on >= period.starts_on, Activity.occurred_on < period.ends_on


def _add_up(condition, amount):
    return cast(func.sum(case((condition, amount), else_=0)), Integer)

"""Which teams and hamlets of an area need help today, in a fixed number of statements.

What was approved lately is read from the tallies, and whether a hamlet was ever reached from an index, so
that the number of entries does not matter.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, literal_column, or_, select
from sqlalchemy.orm import aliased

from portal.domain.activity_status import ActivityStatus
from portal.domain.needs import (
    HAMLET_NEVER_REACHED,
    HAMLET_WITHOUT_TEAM,
    NEEDS,
    NO_FOUNDING_DECISION,
    NO_LEADER,
    TEAM_ASLEEP,
    UNTRAINED_MEMBERS,
    first_day_awake,
    is_asleep,
)
from portal.domain.periods import Period
from portal.domain.team_status import TeamRole, TeamStatus
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import (
    Activity,
    Membership,
    Tally,
    Team,
    TeamDecision,
    TeamHamlet,
    TeamStatusChange,
    TrainingCompletion,
    Unit,
    UnitVersion,
)
from portal.models.tallies import ALL_SKILLS
from portal.queries import units
from portal.queries.among import among
from portal.queries.dated import in_force
from portal.queries.hamlet_origins import list_origins, repeated
from portal.queries.hamlets import team_status
from portal.queries.need_places import CommunePlace
from portal.queries.team_names import name_on, name_sort_on

PAGE_SIZE = 50
# The index of approved entries serves only who asks for them in these very words.
_APPROVED = Activity.status == literal_column("'approved'")
# Where a team's entries are looked through, no index of states must tempt the planner away from theirs.
_IS_APPROVED = func.coalesce(Activity.status, "") == ActivityStatus.approved.value


class Lately(NamedTuple):
    """A team's last days: the last one with an approved entry, and how many entries wait."""

    last_on: date | None = None
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class NeedLine:
    """A team or a hamlet that needs help; `last_on` is the day of its last approved entry, if it was read."""

    about_id: int
    name: str
    commune_id: int
    code: str | None = None
    origin: str | None = None
    last_on: date | None = None
    waiting: int = 0
    members: int = 0
    untrained: int = 0


@dataclass(frozen=True, slots=True)
class NeedPage:
    """The lines of some communes, and the commune after which the next page begins."""

    lines: list[NeedLine]
    next_after: int | None


def list_needs(
    places: Mapping[int, CommunePlace], today: date, days: int, reached_in: Period | None = None
) -> dict[str, list[NeedLine]]:
    """List by need the teams and hamlets of communes that have it, in the order of their communes and names.

    A team sleeps without an approved entry in the last `days` days. A hamlet was never reached, in a period
    or ever, when no approved entry names it, and none that names no hamlet is of a team that serves only it.
    """
    found: dict[str, list[NeedLine]] = {need: [] for need in NEEDS}
    _add_teams(found, places, today, first_day_awake(today, days))
    _add_hamlets(found, places, today, reached_in)
    for lines in found.values():
        # Both were read by name, and sorting keeps what is equal in its order.
        lines.sort(key=lambda line: places[line.commune_id].order)
    return found


def cut_page(lines: list[NeedLine], after: int | None) -> NeedPage:
    """Return the page after a commune; one that is no longer there leads to the beginning.

    A page ends with the commune that fills it, so that none is torn apart.
    """
    start = max((place for place, line in enumerate(lines, 1) if line.commune_id == after), default=0)
    end = min(start + PAGE_SIZE, len(lines))
    while end < len(lines) and lines[end].commune_id == lines[end - 1].commune_id:
        end += 1
    return NeedPage(lines[start:end], lines[end - 1].commune_id if end < len(lines) else None)


def with_last_days(lines: list[NeedLine]) -> list[NeedLine]:
    """Add to lines about teams the day of their last approved entry, whenever it was."""
    asked = [line.about_id for line in lines]
    days = dict(db.session.execute(_last_days(asked)).all())
    return [replace(line, last_on=days.get(line.about_id)) for line in lines]


def _last_days(team_ids: Collection[int]) -> Select:
    last = (
        select(Activity.occurred_on)
        .where(Activity.team_id == Team.id, _IS_APPROVED)
        .order_by(Activity.occurred_on.desc())
        .limit(1)
        .correlate(Team)
        .scalar_subquery()
    )
    return select(Team.id, last).where(among(Team.id, team_ids))


def _add_teams(found: dict[str, list[NeedLine]], places, today: date, first_day: date) -> None:
    lately = _read_lately(places, first_day, today)
    for row in db.session.execute(_teams(places, today)):
        was = lately.get(row.id, Lately())
        line = NeedLine(
            row.id, row.name, row.commune_id, row.code, None, None, was.waiting, row.members, row.untrained
        )
        checks = (
            (TEAM_ASLEEP, is_asleep(row.status, row.began_on, was.last_on, first_day)),
            (NO_FOUNDING_DECISION, not row.is_founded),
            (NO_LEADER, not row.is_led),
            (UNTRAINED_MEMBERS, row.untrained > 0),
        )
        for need, has_it in checks:
            if has_it:
                found[need].append(line)


def _add_hamlets(found: dict[str, list[NeedLine]], places, today: date, period: Period | None) -> None:
    rows = db.session.execute(_hamlets(places, today, period)).all()
    origins = list_origins(repeated((row.id, row.parent_id, row.full_name) for row in rows), today)
    for row in rows:
        line = NeedLine(row.id, row.full_name, row.parent_id, origin=origins.get(row.id))
        if not row.is_reached:
            found[HAMLET_NEVER_REACHED].append(line)
        if not row.is_served:
            found[HAMLET_WITHOUT_TEAM].append(line)


def _read_lately(communes: Collection[int], first_day: date, today: date) -> dict[int, Lately]:
    """Read the last days of all teams from the tallies of these days."""
    approved_on = func.max(case((Tally.approved > 0, Tally.starts_on)))
    rows = db.session.execute(
        select(Tally.team_id, approved_on, func.sum(Tally.waiting))
        .where(
            among(Tally.commune_id, communes),
            Tally.grain == "day",
            Tally.skill == ALL_SKILLS,
            Tally.starts_on >= first_day,
            Tally.starts_on <= today,
        )
        .group_by(Tally.team_id)
    )
    return {team_id: Lately(last_on, int(waiting)) for team_id, last_on, waiting in rows}


def _teams(communes: Collection[int], on: date) -> Select:
    """Select the teams that are not dissolved, by name, with what they may lack."""
    began_on = select(func.min(TeamStatusChange.starts_on)).where(TeamStatusChange.team_id == Team.id)
    founded = select(TeamDecision.id).where(
        TeamDecision.team_id == Team.id,
        TeamDecision.kind == "founding",
        TeamDecision.number != "",
        TeamDecision.decided_on <= on,
    )
    seated = and_(Membership.team_id == Team.id, in_force(Membership, on))
    trained = select(TrainingCompletion.id).where(
        TrainingCompletion.user_id == Membership.user_id, TrainingCompletion.completed_on <= on
    )
    return (
        select(
            Team.id,
            Team.code,
            name_on(on).label("name"),
            Team.commune_id,
            team_status(on).label("status"),
            began_on.scalar_subquery().label("began_on"),
            founded.exists().label("is_founded"),
            select(Membership.id).where(seated, Membership.role == TeamRole.leader).exists().label("is_led"),
            select(func.count()).select_from(Membership).where(seated).scalar_subquery().label("members"),
            select(func.count())
            .select_from(Membership)
            .where(seated, ~trained.exists())
            .scalar_subquery()
            .label("untrained"),
        )
        .where(among(Team.commune_id, communes), team_status(on) != TeamStatus.dissolved)
        .order_by(name_sort_on(on), Team.id)
    )


def _hamlets(communes: Collection[int], on: date, period: Period | None) -> Select:
    """Select the hamlets by name, with whether a team serves them and whether they were reached."""
    serving = and_(TeamHamlet.hamlet_id == UnitVersion.unit_id, in_force(TeamHamlet, on))
    served = (
        select(TeamHamlet.id)
        .join(Team, Team.id == TeamHamlet.team_id)
        .where(serving, team_status(on) != TeamStatus.dissolved)
    )
    other = aliased(TeamHamlet)
    serves_another = select(other.id).where(
        other.team_id == TeamHamlet.team_id,
        other.hamlet_id != TeamHamlet.hamlet_id,
        in_force(other, on),
    )
    named = select(Activity.id).where(
        Activity.hamlet_id == UnitVersion.unit_id, _APPROVED, *_dated_in(period)
    )
    nowhere_named = select(Activity.id).where(
        Activity.team_id == TeamHamlet.team_id,
        Activity.hamlet_id.is_(None),
        _APPROVED,
        *_dated_in(period),
    )
    of_its_team = select(TeamHamlet.id).where(
        serving,
        ~serves_another.correlate(TeamHamlet).exists(),
        nowhere_named.correlate(TeamHamlet).exists(),
    )
    return (
        select(
            UnitVersion.unit_id.label("id"),
            UnitVersion.full_name,
            UnitVersion.parent_id,
            served.exists().label("is_served"),
            or_(named.exists(), of_its_team.exists()).label("is_reached"),
        )
        .join(Unit, Unit.id == UnitVersion.unit_id)
        .where(among(UnitVersion.parent_id, communes), Unit.level == UnitLevel.hamlet, units.in_force(on))
        .order_by(UnitVersion.name_sort, UnitVersion.unit_id)
    )


def _dated_in(period: Period | None) -> tuple[ColumnElement[bool], ...]:
    if period is None:
        return ()
    return Activity.occurred_on >= period.starts_on, Activity.occurred_on < period.ends_on

"""The hamlets of a commune with the teams that serve them, and whether the list is confirmed."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, ScalarSelect, Select, false, func, or_, select

from portal.domain.team_status import TeamStatus
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import HamletList, Team, TeamHamlet, TeamStatusChange, Unit, UnitCensus, UnitVersion, User
from portal.queries.among import among
from portal.queries.hamlet_origins import list_origins, repeated
from portal.queries.team_names import name_on, name_sort_on
from portal.queries.units import in_force


@dataclass(frozen=True, slots=True)
class ServingTeam:
    """A team as a list of hamlets names it."""

    team_id: int
    name: str
    status: TeamStatus
    commune_path: str


@dataclass(frozen=True, slots=True)
class Hamlet:
    """A hamlet of a commune's list; `households` is None when nobody counted, or a mere estimate."""

    id: int
    name: str
    full_name: str
    type: str
    households: int | None
    is_estimate: bool
    teams: tuple[ServingTeam, ...]
    # Where a merger brought two of one name together: the commune that it came from.
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class Confirmation:
    """When and by whom a commune's list of hamlets was confirmed; both None while it is not."""

    confirmed_at: datetime | None = None
    confirmed_by: str | None = None


def list_hamlets(commune_id: int, as_of: date) -> list[Hamlet]:
    """List a commune's hamlets on a day, by name, with households and the teams that then served them."""
    serving: dict[int, list[ServingTeam]] = defaultdict(list)
    for hamlet_id, team in _serving_teams(commune_id, as_of):
        serving[hamlet_id].append(team)
    rows = db.session.execute(
        select(
            UnitVersion.unit_id,
            UnitVersion.name,
            UnitVersion.full_name,
            UnitVersion.type,
            _latest_count(UnitCensus.households, as_of),
            func.coalesce(_latest_count(UnitCensus.is_estimate, as_of), false()),
        )
        .join(Unit, Unit.id == UnitVersion.unit_id)
        .where(UnitVersion.parent_id == commune_id, Unit.level == UnitLevel.hamlet, in_force(as_of))
        .order_by(UnitVersion.name_sort, UnitVersion.unit_id)
    )
    listed = rows.all()
    origins = list_origins(repeated((row.unit_id, commune_id, row.full_name) for row in listed), as_of)
    return [Hamlet(*row, tuple(serving[row.unit_id]), origins.get(row.unit_id)) for row in listed]


def count_hamlets(commune_ids: Collection[int], as_of: date) -> dict[int, int]:
    """Count the hamlets that each commune had on a day; communes without any are left out."""
    rows = db.session.execute(
        select(UnitVersion.parent_id, func.count())
        .join(Unit, Unit.id == UnitVersion.unit_id)
        .where(among(UnitVersion.parent_id, commune_ids), Unit.level == UnitLevel.hamlet, in_force(as_of))
        .group_by(UnitVersion.parent_id)
    )
    return dict(rows.all())


def list_confirmed(commune_ids: Collection[int]) -> set[int]:
    """Return those of the communes whose list of hamlets is confirmed."""
    confirmed = select(HamletList.commune_id).where(
        among(HamletList.commune_id, commune_ids), HamletList.confirmed_at.is_not(None)
    )
    return set(db.session.scalars(confirmed))


def get_confirmation(commune_id: int) -> Confirmation:
    """Return whether a commune's list of hamlets is confirmed."""
    row = db.session.execute(
        select(HamletList.confirmed_at, User.name)
        .outerjoin(User, User.id == HamletList.confirmed_by_id)
        .where(HamletList.commune_id == commune_id)
    ).first()
    return Confirmation(*row) if row and row.confirmed_at else Confirmation()


def team_status(as_of: date) -> ColumnElement[str]:
    """Return the status of Team on a day, as a column; a team without any is active."""
    latest = (
        select(TeamStatusChange.status)
        .where(TeamStatusChange.team_id == Team.id, TeamStatusChange.starts_on <= as_of)
        .order_by(TeamStatusChange.starts_on.desc())
        .limit(1)
        .correlate(Team)
        .scalar_subquery()
    )
    return func.coalesce(latest, TeamStatus.active.value)


def _serving_teams(commune_id: int, as_of: date) -> list[tuple[int, ServingTeam]]:
    rows = db.session.execute(
        select(
            TeamHamlet.hamlet_id,
            Team.id,
            name_on(as_of).label("name"),
            team_status(as_of).label("status"),
            Unit.path,
        )
        .join(Team, Team.id == TeamHamlet.team_id)
        .join(Unit, Unit.id == Team.commune_id)
        .where(
            TeamHamlet.hamlet_id.in_(_hamlet_ids(commune_id, as_of)),
            TeamHamlet.starts_on <= as_of,
            or_(TeamHamlet.ends_on.is_(None), TeamHamlet.ends_on > as_of),
            team_status(as_of) != TeamStatus.dissolved,
        )
        .order_by(name_sort_on(as_of), Team.id)
    )
    return [(row.hamlet_id, ServingTeam(row.id, row.name, TeamStatus(row.status), row.path)) for row in rows]


def _latest_count(column: ColumnElement, as_of: date) -> ScalarSelect:
    return (
        select(column)
        .where(UnitCensus.unit_id == UnitVersion.unit_id, UnitCensus.counted_on <= as_of)
        .order_by(UnitCensus.counted_on.desc())
        .limit(1)
        .correlate(UnitVersion)
        .scalar_subquery()
    )


def _hamlet_ids(commune_id: int, as_of: date) -> Select[tuple[int]]:
    return select(UnitVersion.unit_id).where(UnitVersion.parent_id == commune_id, in_force(as_of))

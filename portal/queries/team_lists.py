"""The list of teams by commune and name, narrowed down and paged by key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Date, ScalarSelect, Select, and_, bindparam, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from portal.domain.roles import Viewer
from portal.domain.team_status import TeamRole, TeamStatus, is_valid
from portal.domain.text import fold
from portal.domain.units import UnitLevel, path_covers
from portal.extensions import db
from portal.models import Membership, Team, TeamDecision, TeamHamlet, TeamStatusChange, Unit, UnitVersion
from portal.queries import units
from portal.queries.dated import in_force
from portal.queries.scope import visible_teams
from portal.queries.team_flags import needs_reform
from portal.queries.team_names import name_on
from portal.queries.teams import FOUNDING
from portal.queries.unit_reaches import within

PAGE_SIZE = 50
# Communes in Vietnamese order, then teams; a commune that began only later comes first.
_KEY = (func.coalesce(UnitVersion.name_sort, ""), Team.commune_id, Team.name_sort, Team.id)


@dataclass(frozen=True, slots=True)
class TeamFilter:
    """What the list is narrowed down to; `validity` is "valid", "not_valid" or None."""

    unit_path: str | None = None
    level: str | None = None
    status: str | None = None
    validity: str | None = None
    needs_reform: bool = False
    words: str = ""


class FilterPlace(NamedTuple):
    """A place that a list can be narrowed down to."""

    id: int
    full_name: str
    path: str


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team in the list."""

    id: int
    code: str
    name: str
    level: str
    commune_id: int
    commune_name: str
    status: str | None
    is_valid: bool
    needs_reform: bool
    members: int
    hamlets: int


@dataclass(frozen=True)
class TeamPage:
    """One page of the list, and the team after which the next one begins."""

    lines: list[TeamLine]
    next_after: int | None


def list_teams(viewer: Viewer, wanted: TeamFilter, on: date, *, after: int | None = None) -> TeamPage:
    """List the teams that the viewer may see as on a day, one page from the team `after` on."""
    status, founded, leaders = _status(on), _founded(on), _seats(on, TeamRole.leader)
    statement = (
        _teams(viewer, on)
        .add_columns(
            Team.id,
            Team.code,
            name_on(on).label("name"),
            Team.level,
            Team.commune_id,
            func.coalesce(UnitVersion.full_name, "").label("commune_name"),
            status.label("status"),
            needs_reform(on).label("needs_reform"),
            founded.label("founded"),
            leaders.label("leaders"),
            _seats(on).label("members"),
            _count(TeamHamlet, in_force(TeamHamlet, on)).label("hamlets"),
        )
        .where(*_narrowed(wanted, on, status, founded, leaders))
        .order_by(*_KEY)
    )
    start = None if after is None else _key_of(viewer, on, after)
    if start is not None:
        statement = statement.where(tuple_(*_KEY) > tuple_(*start))
    rows = db.session.execute(statement.limit(PAGE_SIZE + 1)).all()
    lines = [_line(row) for row in rows[:PAGE_SIZE]]
    return TeamPage(lines, lines[-1].id if len(rows) > PAGE_SIZE else None)


def list_other_teams(team: Team, on: date) -> Sequence[Team]:
    """List the other teams of the team's commune that are not dissolved on a day, by name."""
    others = select(Team).where(Team.commune_id == team.commune_id, Team.id != team.id)
    standing = func.coalesce(_status(on), "") != TeamStatus.dissolved
    return db.session.scalars(others.where(standing).order_by(Team.name_sort, Team.id)).all()


def list_filter_places(viewer: Viewer, on: date) -> list[FilterPlace]:
    """List the districts and communes that the viewer's roles reach, by name; empty for a single commune."""
    areas = [grant.unit_path for grant in viewer.grants if grant.unit_level != UnitLevel.commune]
    if not areas:
        return []
    places = [FilterPlace(*row) for row in db.session.execute(_FILTER_PLACES, {"on": on})]
    return [place for place in places if any(path_covers(area, place.path) for area in areas)]


def _key_of(viewer: Viewer, on: date, team_id: int):
    return db.session.execute(_teams(viewer, on).add_columns(*_KEY).where(Team.id == team_id)).first()


def _line(row) -> TeamLine:
    return TeamLine(
        id=row.id,
        code=row.code,
        name=row.name,
        level=row.level,
        commune_id=row.commune_id,
        commune_name=row.commune_name,
        status=row.status,
        is_valid=is_valid(row.founded > 0, row.leaders, row.status or ""),
        needs_reform=bool(row.needs_reform),
        members=row.members,
        hamlets=row.hamlets,
    )


def _teams(viewer: Viewer, on: date) -> Select:
    return (
        select()
        .select_from(Team)
        .join(Unit, Unit.id == Team.commune_id)
        .outerjoin(UnitVersion, and_(UnitVersion.unit_id == Team.commune_id, _is_latest(on)))
        .where(visible_teams(viewer))
    )


def _is_latest(on: date) -> ColumnElement[bool]:
    """Return the condition for the version of a day, or the last one of a commune that had ended by then."""
    version = aliased(UnitVersion)
    last = select(func.max(version.valid_from)).where(
        version.unit_id == Team.commune_id, version.valid_from <= on
    )
    return UnitVersion.valid_from == last.correlate(Team).scalar_subquery()


def _narrowed(wanted: TeamFilter, on: date, status, founded, leaders) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.unit_path:
        conditions.append(within(wanted.unit_path))
    if wanted.level:
        conditions.append(Team.level == wanted.level)
    if wanted.status:
        conditions.append(status == wanted.status)
    if wanted.validity:
        # The rule of domain.team_status.is_valid once more, because the database has to fill a page.
        stopped = func.coalesce(status, "").in_([TeamStatus.suspended, TeamStatus.dissolved])
        valid = and_(founded > 0, leaders > 0, ~stopped)
        conditions.append(valid if wanted.validity == "valid" else ~valid)
    if wanted.needs_reform:
        conditions.append(needs_reform(on))
    for word in fold(wanted.words).split():
        in_name = Team.name_fold.contains(word, autoescape=True)
        conditions.append(or_(in_name, func.lower(Team.code).startswith(word, autoescape=True)))
    return conditions


def _status(on: date) -> ScalarSelect:
    return (
        select(TeamStatusChange.status)
        .where(TeamStatusChange.team_id == Team.id, TeamStatusChange.starts_on <= on)
        .order_by(TeamStatusChange.starts_on.desc())
        .limit(1)
        .scalar_subquery()
    )


def _founded(on: date) -> ScalarSelect:
    return _count(TeamDecision, TeamDecision.kind == FOUNDING, TeamDecision.decided_on <= on)


def _seats(on: date, role: TeamRole | None = None) -> ScalarSelect:
    of_role = [Membership.role == role] if role else []
    return _count(Membership, in_force(Membership, on), *of_role)


def _count(model, *conditions) -> ScalarSelect:
    rows = select(func.count()).select_from(model).where(model.team_id == Team.id, *conditions)
    return rows.correlate(Team).scalar_subquery()


# The desk asks each time that it is shown, so the statement is put together once. Districts come first.
_FILTER_PLACES = (
    select(UnitVersion.unit_id, UnitVersion.full_name, UnitVersion.path)
    .join(Unit, Unit.id == UnitVersion.unit_id)
    .where(
        Unit.level.in_((UnitLevel.district, UnitLevel.commune)),
        units.in_force(bindparam("on", type_=Date)),
    )
    .order_by(Unit.level == UnitLevel.commune, UnitVersion.name_sort, UnitVersion.unit_id)
)

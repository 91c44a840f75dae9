"""Places as they were on a date: alone, in lists, within another place, and who may look at them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from portal.domain.roles import Viewer
from portal.domain.units import UnitLevel, path_covers
from portal.extensions import db
from portal.models import Unit, UnitCensus, UnitVersion
from portal.queries.among import among


@dataclass(frozen=True, slots=True)
class UnitOnDate:
    """What was true of a place on the date that was asked for."""

    id: int
    code: str | None
    name: str
    full_name: str
    type: str
    level: UnitLevel
    parent_id: int | None
    path: str
    name_sort: str
    # Of hamlets that a merger brought together under one name: the commune that they came from.
    origin: str | None = None

    def as_json(self) -> dict[str, object]:
        """Return what programs are told of the place."""
        told = ("id", "code", "name", "full_name", "type", "level", "parent_id", "origin")
        return {name: getattr(self, name) for name in told}


@dataclass(frozen=True, slots=True)
class CensusSum:
    """The latest counts of the communes of an area, added up; None where no commune was counted."""

    population: int | None
    households: int | None
    counted_on: date
    source: str
    communes: int


def in_force(as_of: date) -> ColumnElement[bool]:
    """Return the condition on UnitVersion for what was true on a day."""
    return and_(
        UnitVersion.valid_from <= as_of, or_(UnitVersion.valid_to.is_(None), UnitVersion.valid_to > as_of)
    )


def list_units(
    as_of: date, level: UnitLevel | None = None, under_path: str | None = None
) -> list[UnitOnDate]:
    """List the places in force on a day, by name; under a path means that place and all below it."""
    rows = _on(as_of)
    if level is not None:
        rows = rows.where(Unit.level == level)
    if under_path is not None:
        rows = rows.where(UnitVersion.path.startswith(under_path, autoescape=True))
    return _read(rows)


def list_children(unit_id: int, as_of: date) -> list[UnitOnDate]:
    """List the places right below a place on a day, by name.

    A commune that ended keeps the hamlets that were entered there, for its teams go on to serve them.
    """
    entered_there = and_(Unit.parent_id == unit_id, Unit.level == UnitLevel.hamlet)
    return _read(_on(as_of).where(or_(UnitVersion.parent_id == unit_id, entered_there)))


def get_unit_on(unit_id: int, as_of: date) -> UnitOnDate | None:
    """Return a place as it was on a day, or None when it was not there."""
    return next(iter(_read(_on(as_of).where(UnitVersion.unit_id == unit_id))), None)


def get_units_on(unit_ids: Collection[int], as_of: date) -> dict[int, UnitOnDate]:
    """Return places by id as they were on a day; what was not there is left out."""
    return {unit.id: unit for unit in _read(_on(as_of).where(among(UnitVersion.unit_id, unit_ids)))}


def get_unit_at_last(unit_id: int, as_of: date) -> UnitOnDate | None:
    """Return a place as it was on a day, or as it was at last when it had ended by then."""
    last = select(func.max(UnitVersion.valid_from)).where(
        UnitVersion.unit_id == unit_id, UnitVersion.valid_from <= as_of
    )
    rows = _versions().where(UnitVersion.unit_id == unit_id, UnitVersion.valid_from == last.scalar_subquery())
    return next(iter(_read(rows)), None)


def find_unit_by_code(code: str, as_of: date) -> UnitOnDate | None:
    """Return the place that had the official code on a day; codes are used again for other places."""
    return next(iter(_read(_on(as_of).where(UnitVersion.code == code))), None)


def get_path(unit_id: int, as_of: date) -> list[UnitOnDate]:
    """List the places that a place lay in on a day, the province first, itself last; empty when not there."""
    path = db.session.scalar(select(UnitVersion.path).where(UnitVersion.unit_id == unit_id, in_force(as_of)))
    if path is None:
        return []
    ids = [int(part) for part in path.strip("/").split("/")]
    return sorted(_read(_on(as_of).where(UnitVersion.unit_id.in_(ids))), key=lambda unit: len(unit.path))


def get_visible_unit(viewer: Viewer, unit_id: int) -> Unit | None:
    """Return a place that the viewer may look at, or None.

    Open are the area of each role, whatever that area lies in, and the commune of each seat with its hamlets
    and all that it lies in.
    """
    unit = db.session.get(Unit, unit_id)
    return unit if unit is not None and is_visible(viewer, unit.path) else None


def is_visible(viewer: Viewer, path: str) -> bool:
    """Tell whether the viewer may look at the place that has the path at present; see above."""
    areas = {grant.unit_path for grant in viewer.grants} | {seat.commune_path for seat in viewer.seats}
    return any(path_covers(area, path) or path_covers(path, area) for area in areas)


def get_census(path: str, as_of: date) -> CensusSum | None:
    """Add up the communes' latest counts, up to a day, at or below a path; None when none was counted."""
    latest = (
        select(UnitCensus.unit_id, func.max(UnitCensus.counted_on).label("counted_on"))
        .join(Unit, Unit.id == UnitCensus.unit_id)
        .where(
            Unit.level == UnitLevel.commune,
            Unit.path.startswith(path, autoescape=True),
            UnitCensus.counted_on <= as_of,
        )
        .group_by(UnitCensus.unit_id)
        .subquery()
    )
    is_latest = and_(UnitCensus.unit_id == latest.c.unit_id, UnitCensus.counted_on == latest.c.counted_on)
    row = db.session.execute(
        select(
            func.sum(UnitCensus.population),
            func.sum(UnitCensus.households),
            func.max(UnitCensus.counted_on),
            func.max(UnitCensus.source),
            func.count(),
        ).join(latest, is_latest)
    ).one()
    return CensusSum(*row) if row[-1] else None


def _on(as_of: date) -> Select:
    return _versions().where(in_force(as_of))


def _versions() -> Select:
    return (
        select(
            UnitVersion.unit_id,
            UnitVersion.code,
            UnitVersion.name,
            UnitVersion.full_name,
            UnitVersion.type,
            Unit.level,
            UnitVersion.parent_id,
            UnitVersion.path,
            UnitVersion.name_sort,
        )
        .join(Unit, Unit.id == UnitVersion.unit_id)
        .order_by(UnitVersion.name_sort, UnitVersion.unit_id)
    )


def _read(rows: Select) -> list[UnitOnDate]:
    return [
        UnitOnDate(*row[:5], UnitLevel(row.level), row.parent_id, row.path, row.name_sort)
        for row in db.session.execute(rows)
    ]

"""Which hamlets share their name with another of their commune since a merger, and where they came from."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select
from sqlalchemy.orm import aliased

from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import Unit, UnitVersion
from portal.queries.units import UnitOnDate


def origin_name(hamlet_id: ColumnElement[int], on: date) -> ScalarSelect:
    """Return the former commune of a hamlet that shares its name on a day, as a column; else null."""
    return _origins(on).where(_VERSION.unit_id == hamlet_id).scalar_subquery()


def _origins(on: date) -> Select:
    """Select the former commune's name of the hamlets that `_VERSION` stands for."""
    version, other, origin, later, unit = _VERSION, _OTHER, _ORIGIN, _LATER, _UNIT
    shares_name = select(other.id).where(
        other.parent_id == version.parent_id,
        other.full_name == version.full_name,
        other.unit_id != version.unit_id,
        _valid(other, on),
    )
    last = select(func.max(later.valid_from)).where(later.unit_id == unit.parent_id)
    return (
        select(origin.full_name)
        .select_from(version)
        .join(unit, unit.id == version.unit_id)
        .join(origin, origin.unit_id == unit.parent_id)
        .where(
            _valid(version, on),
            unit.level == UnitLevel.hamlet,
            unit.parent_id != version.parent_id,
            origin.valid_from == last.correlate(unit).scalar_subquery(),
            shares_name.correlate(version).exists(),
        )
    )


def list_origins(hamlet_ids: Collection[int], on: date) -> dict[int, str]:
    """Return the former commune's name by hamlet, for those that share their name on a day."""
    if not hamlet_ids:
        return {}
    origins = _origins(on).add_columns(_VERSION.unit_id).where(_VERSION.unit_id.in_(hamlet_ids))
    rows = db.session.execute(origins)
    return {hamlet_id: name for name, hamlet_id in rows}


def repeated(named: Iterable[tuple[int, object, str]]) -> list[int]:
    """Return the ids of those whose name, given last, occurs more than once in the same commune."""
    listed = list(named)
    often = Counter((commune_id, name) for _id, commune_id, name in listed)
    return [hamlet_id for hamlet_id, commune_id, name in listed if often[commune_id, name] > 1]


def tell_apart(units: Sequence[UnitOnDate], on: date) -> list[UnitOnDate]:
    """Add to the hamlets that share their name where they came from; the list must hold whole communes."""
    hamlets = [unit for unit in units if unit.level == UnitLevel.hamlet]
    found = list_origins(repeated((one.id, one.parent_id, one.full_name) for one in hamlets), on)
    return [replace(unit, origin=found.get(unit.id)) for unit in units] if found else list(units)


def _valid(version, on: date):
    return (version.valid_from <= on) & (version.valid_to.is_(None) | (version.valid_to > on))


# Made once: coverage asks for each of its days, and to learn the columns of a new name costs more each time.
_VERSION, _OTHER, _ORIGIN, _LATER = (aliased(UnitVersion) for _role in range(4))
_UNIT = aliased(Unit)

"""The places that rows of a spreadsheet may name."""

from datetime import date

from portal.domain.place_book import KnownPlace
from portal.domain.units import UnitLevel
from portal.queries.units import UnitOnDate, list_units

LEVELS = (UnitLevel.province, UnitLevel.district, UnitLevel.commune)


def list_known_places(on: date) -> list[KnownPlace]:
    """List the places above hamlets as they are on a day, each with what it lies in."""
    places = {unit.id: unit for level in LEVELS for unit in list_units(on, level)}
    return [_known(unit, places.get(unit.parent_id)) for unit in places.values()]


def _known(unit: UnitOnDate, parent: UnitOnDate | None) -> KnownPlace:
    within, within_name = (parent.full_name, parent.name) if parent else ("", "")
    return KnownPlace(
        unit.id, unit.code, unit.name, unit.full_name, unit.level, unit.path, within, within_name
    )

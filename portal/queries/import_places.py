"""The places that rows of a spreadsheet may name."""

from datetime import date

from portal.domain.place_book import KnownPlace
from portal.domain.roles import PROVINCE_ROLES, Viewer
from portal.domain.units import UnitLevel
from portal.queries.units import UnitOnDate, get_unit_on, list_units

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


def list_upload_places(viewer: Viewer, on: date) -> list[UnitOnDate]:
    """List the places for which the viewer may import, the widest first; hardly ever more than one."""
    ids = {
        grant.unit_id: len(grant.unit_path)
        for grant in viewer.grants
        if grant.role in PROVINCE_ROLES or viewer.coordinates(grant.unit_path)
    }
    places = [
        get_unit_on(unit_id, on) for unit_id in sorted(ids, key=lambda unit_id: (ids[unit_id], unit_id))
    ]
    return [place for place in places if place is not None]

"""The places at which staff act."""

from datetime import date
from typing import NamedTuple

from portal.domain.roles import Viewer
from portal.domain.units import UnitLevel, path_covers
from portal.queries.units import UnitOnDate, list_units


class StaffPlace(NamedTuple):
    """A place to choose; the label says where it lies, because names repeat."""

    id: int
    label: str


def list_staff_places(viewer: Viewer, on: date) -> list[StaffPlace]:
    """List the places that the viewer's roles reach down to communes, each below the one it lies in."""
    areas = [grant.unit_path for grant in viewer.grants]
    levels = (UnitLevel.province, UnitLevel.district, UnitLevel.commune)
    places = [
        unit
        for level in levels
        for unit in list_units(on, level)
        if any(path_covers(area, unit.path) for area in areas)
    ]
    by_id = {unit.id: unit for unit in places}

    def position(unit: UnitOnDate) -> tuple[str, ...]:
        parent = by_id.get(unit.parent_id)
        return (*position(parent), unit.name_sort) if parent else (unit.name_sort,)

    return [StaffPlace(unit.id, _label(unit, by_id)) for unit in sorted(places, key=position)]


def _label(unit: UnitOnDate, by_id: dict[int, UnitOnDate]) -> str:
    parent = by_id.get(unit.parent_id)
    return f"{unit.full_name} – {parent.full_name}" if parent else unit.full_name

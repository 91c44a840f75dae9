"""The same figures in the places of another day: those of the time that was counted, or those of today."""

from dataclasses import dataclass

from flask import url_for

from portal.domain.actions import Action
from portal.domain.roles import Viewer
from portal.policy import allows
from portal.queries.counterparts import list_counterparts
from portal.queries.coverage import Coverage, units_day
from portal.web.coverage import Asked


@dataclass(frozen=True, slots=True)
class OtherReading:
    """Where the land of the place shown is found in another day's places, name by address."""

    is_today: bool
    places: tuple[tuple[str, str], ...]


def other_reading(viewer: Viewer, asked: Asked, coverage: Coverage, endpoint: str) -> OtherReading | None:
    """Return the other reading of a place's figures, or None where there is none that the viewer may see."""
    then = units_day(asked.period, asked.today)
    on = then if asked.as_of and asked.as_of > then else asked.today
    if on == asked.units_on:
        return None
    address = {name: value for name, value in asked.address.items() if name != "as_of"}
    if on != then:
        address["as_of"] = on.isoformat()
    found = list_counterparts(coverage.place, coverage.ancestors, asked.units_on, on)
    places = tuple(
        (place.full_name, url_for(endpoint, **address, unit=place.id))
        for place in found
        if allows(viewer, Action.view_coverage, place)
    )
    return OtherReading(on == asked.today, places) if places else None

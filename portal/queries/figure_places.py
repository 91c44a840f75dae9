"""Whose figures a campaign may have: its places on its last day so far, and its province's departments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.domain.units import UnitLevel
from portal.models import Campaign, Department
from portal.queries.reported_figures import list_departments
from portal.queries.units import UnitOnDate, list_units


@dataclass(frozen=True, slots=True)
class FigurePlaces:
    """The places and departments of a campaign."""

    departments: Sequence[Department]
    districts: list[UnitOnDate]
    communes: list[UnitOnDate]


def places_day(campaign: Campaign, today: date) -> date:
    """Return the day whose places count: the campaign's last day, or today while it is not over."""
    return min(campaign.period.last_day, today)


def list_figure_places(campaign: Campaign, today: date, department_id: int | None = None) -> FigurePlaces:
    """List the districts and communes of a campaign by name, and the departments.

    One that ended before the campaign is left out, unless it is the one whose figure is corrected.
    """
    day, path = places_day(campaign, today), campaign.unit.path
    departments = [
        one
        for one in list_departments(campaign.unit_id)
        if one.id == department_id or one.ended_on is None or one.ended_on > campaign.starts_on
    ]
    return FigurePlaces(
        departments,
        list_units(day, UnitLevel.district, under_path=path),
        list_units(day, UnitLevel.commune, under_path=path),
    )

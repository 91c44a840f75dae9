"""The places and departments for which a campaign can set targets, with how large they are."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, select

from portal.domain.campaign_indicators import FigureLevel, subject_key
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import Act, Campaign, CampaignTarget, UnitCensus
from portal.queries.among import among
from portal.queries.reported_figures import list_departments
from portal.queries.units import UnitOnDate, get_unit_at_last, list_units


@dataclass(frozen=True, slots=True)
class Size:
    """Residents and households; None where they are not known of all that lies in the place."""

    residents: int | None = None
    households: int | None = None


@dataclass(frozen=True, slots=True)
class TargetPlace:
    """A place or a department under the key of its targets."""

    subject: str
    name: str
    within: str
    unit_id: int
    department_id: int | None
    size: Size


def list_levels(campaign: Campaign, day: date) -> list[FigureLevel]:
    """List the levels that a campaign has on a day; districts are no more since 2025."""
    root = get_unit_at_last(campaign.unit_id, day)
    has_districts = bool(root and list_units(day, UnitLevel.district, under_path=root.path))
    return [level for level in FigureLevel if level != FigureLevel.district or has_districts]


def list_target_places(campaign: Campaign, level: FigureLevel, day: date) -> list[TargetPlace]:
    """List the places of a level in force on a day by district and name, or the departments by code.

    The province itself is no list: all of its level is it.
    """
    if level == FigureLevel.department:
        return [
            TargetPlace(subject_key(level, one.unit_id, one.id), one.name, "", one.unit_id, one.id, Size())
            for one in list_departments(campaign.unit_id)
            if one.ended_on is None or one.ended_on > day
        ]
    root = get_unit_at_last(campaign.unit_id, day)
    if root is None or level == FigureLevel.province:
        return []
    districts = list_units(day, UnitLevel.district, under_path=root.path)
    communes = list_units(day, UnitLevel.commune, under_path=root.path)
    counted = list_sizes([commune.id for commune in communes], day)
    if level == FigureLevel.district:
        return [_place(one, "", _add_up(one, communes, counted)) for one in districts]
    order = {one.id: place for place, one in enumerate(districts)}
    names = {one.id: one.full_name for one in districts}
    ordered = sorted(communes, key=lambda one: order.get(one.parent_id, -1))
    return [_place(one, names.get(one.parent_id, ""), counted.get(one.id, Size())) for one in ordered]


def list_sizes(communes: Collection[int], day: date) -> dict[int, Size]:
    """Return the latest counts of communes up to a day."""
    latest = (
        select(UnitCensus.unit_id, func.max(UnitCensus.counted_on).label("counted_on"))
        .where(among(UnitCensus.unit_id, communes), UnitCensus.counted_on <= day)
        .group_by(UnitCensus.unit_id)
        .subquery()
    )
    is_latest = and_(UnitCensus.unit_id == latest.c.unit_id, UnitCensus.counted_on == latest.c.counted_on)
    rows = db.session.execute(
        select(UnitCensus.unit_id, UnitCensus.population, UnitCensus.households).join(latest, is_latest)
    )
    return {unit_id: Size(residents, households) for unit_id, residents, households in rows}


def get_last_act(campaign_id: int) -> Act | None:
    """Return the act that set a campaign's targets last and is still in force."""
    last = select(func.max(CampaignTarget.act_id)).where(CampaignTarget.campaign_id == campaign_id)
    return db.session.scalar(select(Act).where(Act.id == last.scalar_subquery()))


def _place(unit: UnitOnDate, within: str, size: Size) -> TargetPlace:
    return TargetPlace(subject_key(unit.level, unit.id), unit.full_name, within, unit.id, None, size)


def _add_up(district: UnitOnDate, communes: Sequence[UnitOnDate], counted: Mapping[int, Size]) -> Size:
    sizes = [counted.get(one.id, Size()) for one in communes if one.parent_id == district.id]
    return Size(_sum([one.residents for one in sizes]), _sum([one.households for one in sizes]))


def _sum(numbers: Sequence[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known and len(known) == len(numbers) else None

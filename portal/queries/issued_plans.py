"""Who has issued a plan of their own for a movement, who has not, and a movement's milestones."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portal.domain.actions import Action
from portal.domain.campaign_indicators import FigureLevel
from portal.domain.roles import Viewer
from portal.extensions import db
from portal.models import Campaign, IssuedPlan, Milestone, Unit, User
from portal.policy import allows
from portal.queries.need_places import Coordinator, list_commune_places, list_coordinators
from portal.queries.target_places import TargetPlace, list_target_places
from portal.queries.unit_days import nearest_day

LEVELS = (FigureLevel.department, FigureLevel.district, FigureLevel.commune)


@dataclass(frozen=True, slots=True)
class PlanPlace:
    """A place or department with its plan, if it has issued one, and who recorded it."""

    level: FigureLevel
    place: TargetPlace
    commune_path: str
    plan: IssuedPlan | None
    recorded_by: str | None
    may_record: bool


def plans_day(campaign: Campaign, today: date) -> date:
    """Return the day whose places must issue plans: the last of the movement on which the province was."""
    day = min(campaign.period.last_day, today)
    return nearest_day(campaign.unit_id, day, max(today, campaign.starts_on)) or day


def list_plan_places(viewer: Viewer, campaign: Campaign, today: date) -> list[PlanPlace]:
    """List the departments, districts and communes of the viewer's area with their plans, level by level."""
    day = plans_day(campaign, today)
    found = [(level, place) for level in LEVELS for place in list_target_places(campaign, level, day)]
    paths = _list_paths({place.unit_id for _level, place in found})
    plans = _list_plans(campaign.id)
    places = []
    for level, place in found:
        plan, recorded_by = plans.get(place.subject, (None, None))
        seen = _Seen(paths[place.unit_id])
        if allows(viewer, Action.view_plans, seen):
            may_record = allows(viewer, Action.record_plan, seen)
            places.append(PlanPlace(level, place, seen.commune_path, plan, recorded_by, may_record))
    return places


def list_responsible(
    viewer: Viewer, places: Sequence[PlanPlace], today: date
) -> dict[int, list[Coordinator]]:
    """Return who coordinates districts and communes, by place; phones only where the viewer may see them."""
    ids = [one.place.unit_id for one in places if one.level != FigureLevel.department]
    return list_coordinators(viewer, list_commune_places(ids, today).values(), today)


def get_plan(campaign_id: int, subject: str) -> IssuedPlan | None:
    """Return the plan of a place or department as it is now."""
    wanted = select(IssuedPlan).where(IssuedPlan.campaign_id == campaign_id, IssuedPlan.subject == subject)
    return db.session.scalar(wanted, execution_options={"populate_existing": True})


def list_milestones(campaign_id: int) -> Sequence[Milestone]:
    """List the milestones of a movement in order."""
    return db.session.scalars(
        select(Milestone).where(Milestone.campaign_id == campaign_id).order_by(Milestone.starts_on)
    ).all()


@dataclass(frozen=True, slots=True)
class _Seen:
    """What policy asks of a place."""

    commune_path: str


def _list_paths(unit_ids: Collection[int]) -> dict[int, str]:
    rows = db.session.execute(select(Unit.id, Unit.path).where(Unit.id.in_(unit_ids)))
    return {unit_id: path for unit_id, path in rows}


def _list_plans(campaign_id: int) -> dict[str, tuple[IssuedPlan, str]]:
    rows = db.session.execute(
        select(IssuedPlan, User.name)
        .join(User, User.id == IssuedPlan.recorded_by_id)
        .where(IssuedPlan.campaign_id == campaign_id)
    )
    return {plan.subject: (plan, name) for plan, name in rows}

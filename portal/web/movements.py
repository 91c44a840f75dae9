"""What the page of issued plans shows: counts by level, who has issued none, and text to copy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from portal.domain.errors import Missing, RuleBroken
from portal.domain.movements import MOVEMENT, LevelIssued, count_issued, milestone_state
from portal.domain.roles import Viewer
from portal.labels import label
from portal.models import Campaign, IssuedPlan
from portal.queries.issued_plans import (
    PlanPlace,
    list_milestones,
    list_plan_places,
    list_responsible,
    plans_day,
)
from portal.queries.need_places import Coordinator
from portal.web.coverage import campaign_name


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """The plans of the viewer's area."""

    campaign: Campaign
    day: date
    places: Sequence[PlanPlace]
    levels: Sequence[LevelIssued]
    milestones: Sequence[tuple[str, str, date, date]]
    responsible: Mapping[int, Sequence[Coordinator]]

    @property
    def missing(self) -> list[PlanPlace]:
        """Who has issued none."""
        return [one for one in self.places if one.plan is None]

    @property
    def issued(self) -> list[PlanPlace]:
        """Who has issued one."""
        return [one for one in self.places if one.plan is not None]

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Whose plan the viewer may record; those without one first."""
        offered = [one for one in (*self.missing, *self.issued) if one.may_record]
        return [(one.place.subject, place_name(one)) for one in offered]

    def find(self, subject: str | None) -> PlanPlace:
        """Return a place of the list; raises RuleBroken("unknown_plan_place")."""
        found = next((one for one in self.places if one.place.subject == subject), None)
        if found is None:
            raise RuleBroken("unknown_plan_place")
        return found

    def find_print(self, plan_id: int) -> IssuedPlan:
        """Return a plan of the list that has a print; raise Missing for any other."""
        plans = [one.plan for one in self.issued if one.plan and one.plan.sha256]
        found = next((plan for plan in plans if plan.id == plan_id), None)
        if found is None:
            raise Missing
        return found

    def coordinators(self, place: PlanPlace) -> Sequence[Coordinator]:
        """Return who coordinates a place."""
        return () if place.place.department_id else self.responsible.get(place.place.unit_id, ())


def read_plan_sheet(viewer: Viewer, campaign: Campaign, today: date) -> PlanSheet:
    """Read the plans of a movement in the viewer's area; a campaign asks for none and has no such page."""
    if campaign.kind != MOVEMENT:
        raise Missing
    places = list_plan_places(viewer, campaign, today)
    missing = [one for one in places if one.plan is None]
    milestones = [
        (one.code, milestone_state(one.period, today), one.starts_on, one.period.last_day)
        for one in list_milestones(campaign.id)
    ]
    levels = count_issued((one.level, one.plan is not None) for one in places)
    responsible = list_responsible(viewer, missing, today)
    return PlanSheet(campaign, plans_day(campaign, today), places, levels, milestones, responsible)


def place_name(one: PlanPlace) -> str:
    """Name a place with its district."""
    return f"{one.place.name}, {one.place.within}" if one.place.within else one.place.name


def missing_text(sheet: PlanSheet, today: date) -> str:
    """Write who has issued no plan as text to copy."""
    head = _(
        "%(movement)s: these have not recorded a plan of their own by %(day)s.",
        movement=campaign_name(sheet.campaign),
        day=f"{today:%d/%m/%Y}",
    )
    lines = [head]
    for counted in sheet.levels:
        names = [place_name(one) for one in sheet.missing if one.level == counted.level]
        if names:
            lines += ["", f"{label('figure_level', counted.level)} ({len(names)}):", *names]
    return "\n".join(lines)

"""Movements: the one of 2022 to 2025, and the plans that departments, districts and communes issue for it."""

from datetime import date

from sqlalchemy import select

from portal import clock
from portal.domain.actions import Action
from portal.domain.campaign_periods import cut_calendar
from portal.domain.campaign_plans import PLAN_NUMBER_LENGTH
from portal.domain.errors import RuleBroken
from portal.domain.movements import MILESTONES, MOVEMENT
from portal.domain.periods import Period, quarter
from portal.domain.roles import Viewer
from portal.domain.text import has_control_characters
from portal.domain.trainings import MEBIBYTE, MOST_PDF_BYTES
from portal.extensions import db
from portal.models import Campaign, IssuedPlan, Milestone
from portal.policy import require
from portal.queries.issued_plans import PlanPlace, get_plan
from portal.queries.units import find_unit_by_code
from portal.services import audit
from portal.services.campaigns import PROVINCE_2022, create_campaign
from portal.services.pdf_files import drop_pdf, store_pdf
from portal.services.team_changes import one_line
from portal.transaction import transactional

MOVEMENT_2022 = "kh162-2022"
# Plan 162/KH-UBND of 26/5/2022; reviewed in the last quarters of 2023 and 2025.
DAYS_2022 = Period(date(2022, 5, 26), date(2026, 1, 1))
REVIEWS_2022 = (quarter(2023, 4), quarter(2025, 4))


@transactional
def ensure_movement_2022() -> Campaign:
    """Set up the movement of Plan 162/KH-UBND unless it is there; the units must have been loaded.

    Raise RuleBroken("unknown_province") while the province of 2022 is not known.
    """
    found = db.session.scalar(select(Campaign).where(Campaign.code == MOVEMENT_2022))
    if found:
        return found
    province = find_unit_by_code(PROVINCE_2022, DAYS_2022.starts_on)
    if province is None:
        raise RuleBroken("unknown_province", province=PROVINCE_2022)
    movement = create_campaign(
        code=MOVEMENT_2022,
        name="Phong trào thi đua “Chuyển đổi số giai đoạn 2022–2025”",
        name_en="The emulation movement “Digital transformation 2022–2025”",
        unit_id=province.id,
        period=DAYS_2022,
        windows=cut_calendar(DAYS_2022, "quarter"),
        plan_number="162/KH-UBND",
        plan_on=DAYS_2022.starts_on,
    )
    movement.kind = MOVEMENT
    db.session.add_all(
        Milestone(campaign_id=movement.id, code=code, starts_on=period.starts_on, ends_on=period.ends_on)
        for code, period in zip(MILESTONES, REVIEWS_2022, strict=True)
    )
    db.session.flush()
    return movement


def record_plan(
    viewer: Viewer, campaign: Campaign, place: PlanPlace, number: str, issued_on: date, content: bytes = b""
) -> None:
    """Record or correct the plan that a place or department has issued for a movement.

    `content` is its print, a PDF; without one the print that is there stays. Raises NotAllowed, EvidenceAway,
    and RuleBroken("no_movement", "bad_plan_number", "plan_in_future", "plan_too_early", "plan_too_large",
    "not_a_pdf" or "too_many_tries").
    """
    require(viewer, Action.record_plan, place)
    number = one_line(number)
    if campaign.kind != MOVEMENT:
        raise RuleBroken("no_movement")
    if not 1 <= len(number) <= PLAN_NUMBER_LENGTH or has_control_characters(number):
        raise RuleBroken("bad_plan_number", most=PLAN_NUMBER_LENGTH)
    if issued_on > clock.today():
        raise RuleBroken("plan_in_future")
    if issued_on < campaign.starts_on:
        raise RuleBroken("plan_too_early", day=f"{campaign.starts_on:%d/%m/%Y}")
    if len(content) > MOST_PDF_BYTES:
        raise RuleBroken("plan_too_large", most=MOST_PDF_BYTES // MEBIBYTE)
    file = (store_pdf(viewer, content), len(content)) if content else None
    _record(viewer, campaign, place, number, issued_on, file)


@transactional
def _record(
    viewer: Viewer,
    campaign: Campaign,
    place: PlanPlace,
    number: str,
    issued_on: date,
    file: tuple[str, int] | None,
) -> None:
    audit.lock_chains([None])
    plan, subject = get_plan(campaign.id, place.place.subject), place.place
    was, print_was = (f"{plan.number} {plan.issued_on.isoformat()}", plan.sha256) if plan else (None, None)
    if plan is None:
        plan = IssuedPlan(campaign_id=campaign.id, level=place.level, subject=subject.subject)
        plan.unit_id, plan.department_id = subject.unit_id, subject.department_id
        db.session.add(plan)
    plan.number, plan.issued_on = number, issued_on
    plan.recorded_at, plan.recorded_by_id = clock.now(), viewer.id
    if file:
        plan.sha256, plan.size = file
    db.session.flush()
    if print_was and print_was != plan.sha256:
        drop_pdf(print_was)
    told = {"subject": subject.subject, "number": number, "issued_on": issued_on.isoformat(), "was": was}
    told |= {"sha256": file[0]} if file else {}
    audit.record(viewer, Action.record_plan, f"campaign:{campaign.code}", **told)


@transactional
def remove_plan(viewer: Viewer, campaign: Campaign, place: PlanPlace) -> None:
    """Take away a plan that was recorded by mistake, with its print.

    Raises NotAllowed, RuleBroken("no_plan_recorded").
    """
    require(viewer, Action.record_plan, place)
    audit.lock_chains([None])
    plan = get_plan(campaign.id, place.place.subject)
    if plan is None:
        raise RuleBroken("no_plan_recorded")
    was = f"{plan.number} {plan.issued_on.isoformat()}"
    db.session.delete(plan)
    db.session.flush()
    if plan.sha256:
        drop_pdf(plan.sha256)
    audit.record(
        viewer, "remove_plan", f"campaign:{campaign.code}", subject=place.place.subject, was=was
    )  # fmt: skip

"""Campaigns: the province's 92 days of 2022, others that are set up, and what is changed of them."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal import clock
from portal.domain.actions import Action
from portal.domain.campaign_periods import NamedPeriod, calendar_months, day_range, overlap
from portal.domain.campaign_plans import (
    CODE,
    CODE_LENGTH,
    TAKEN_CODES,
    CampaignPlan,
    check_plan,
    name_windows,
)
from portal.domain.errors import RuleBroken
from portal.domain.indicators import HAMLETS_WORKING
from portal.domain.periods import Period
from portal.domain.roles import Viewer
from portal.domain.sampling import USUAL_PERCENT
from portal.extensions import db
from portal.models import Campaign, CampaignWindow, IndicatorDefinition, Unit
from portal.policy import require
from portal.queries.campaign_windows import find_closing_at_edge, list_windows_in_use
from portal.queries.campaigns import plan_of
from portal.queries.units import find_unit_by_code, get_unit_on
from portal.services import audit
from portal.services.reported_figures import ensure_figures_2022
from portal.services.targets import add_targets_2022
from portal.transaction import transactional

CAMPAIGN_2022 = "kh170-2022"
PROVINCE_2022 = "70"
DAYS_2022 = Period(date(2022, 6, 1), date(2022, 9, 1))
# The published windows share their end dates; in ours a day counts once, in the window that it opens.
WINDOWS_2022 = (
    NamedPeriod("w1", "window", Period(date(2022, 6, 1), date(2022, 6, 16)), "01 - 16/6/2022"),
    NamedPeriod("w2", "window", Period(date(2022, 6, 16), date(2022, 6, 22)), "16 - 22/6/2022"),
    NamedPeriod("w3", "window", Period(date(2022, 6, 22), date(2022, 7, 1)), "22/6 - 01/7/2022"),
    NamedPeriod("w4", "window", Period(date(2022, 7, 1), date(2022, 8, 1))),
    NamedPeriod("w5", "window", Period(date(2022, 8, 1), date(2022, 9, 1))),
)
FIRST_DEFINITION = 1
FIRST_SOURCE = (
    "Định nghĩa tạm thời của cổng: chưa có văn bản nào công bố cách tính hoặc mục tiêu của chỉ tiêu 8 "
    "(Triển khai tổ công nghệ số cộng đồng)."
)


@transactional
def ensure_campaign_2022() -> Campaign:
    """Set up the campaign of Plan 170/KH-UBND with what was published of it; the units must have been loaded.

    Raise RuleBroken("unknown_province") while the province of 2022 is not known.
    """
    found = db.session.scalar(select(Campaign).where(Campaign.code == CAMPAIGN_2022))
    campaign = found or _create_campaign_2022()
    if not found:
        add_targets_2022(campaign)
    ensure_figures_2022(campaign)
    return campaign


def _create_campaign_2022() -> Campaign:
    province = find_unit_by_code(PROVINCE_2022, DAYS_2022.starts_on)
    if province is None:
        raise RuleBroken("unknown_province", province=PROVINCE_2022)
    return create_campaign(
        code=CAMPAIGN_2022,
        name="Chiến dịch 92 ngày đêm nâng cao chất lượng dịch vụ công trực tuyến",
        name_en="The 92-day campaign for better online public services",
        unit_id=province.id,
        period=DAYS_2022,
        windows=WINDOWS_2022,
        plan_number="170/KH-UBND",
        plan_on=date(2022, 6, 1),
        judged_on=date(2022, 9, 2),
    )


@transactional
def plan_campaign(viewer: Viewer, unit: Unit, code: str, plan: CampaignPlan) -> Campaign:
    """Set up a campaign of a province for its staff.

    Raises what check_plan raises, and RuleBroken("bad_campaign_code", "campaign_exists" or
    "place_not_there", for a province that was not there on the first day).
    """
    require(viewer, Action.edit_campaign, unit)
    if not CODE.fullmatch(code) or len(code) > CODE_LENGTH or code in TAKEN_CODES:
        raise RuleBroken("bad_campaign_code")
    check_plan(plan)
    if get_unit_on(unit.id, plan.period.starts_on) is None:
        raise RuleBroken("place_not_there", day=f"{plan.period.starts_on:%d/%m/%Y}")
    audit.lock_chains([None])
    return create_campaign(
        actor=viewer,
        code=code,
        name=plan.name,
        name_en=plan.name_en,
        unit_id=unit.id,
        period=plan.period,
        windows=name_windows(plan.windows),
        plan_number=plan.plan_number,
        plan_on=plan.plan_on,
        judged_on=plan.judged_on,
        spot_check_percent=plan.spot_check_percent,
    )


@transactional
def edit_campaign(viewer: Viewer, campaign: Campaign, plan: CampaignPlan, *, seen: str) -> None:
    """Change what a campaign is; `seen` is the fingerprint of the plan that the change began from.

    Raises what check_plan raises, and RuleBroken("changed_meanwhile", "window_in_use" for a window with
    entries or a closing that would get other days, or "campaign_days_closed" where a closed period would).
    """
    require(viewer, Action.edit_campaign, campaign)
    check_plan(plan)
    audit.lock_chains([None])
    campaign = _read_again(campaign)
    before = plan_of(campaign)
    if before.fingerprint != seen:
        raise RuleBroken("changed_meanwhile")
    _refuse_other_days(campaign, plan)
    windows = name_windows(plan.windows, before.windows)
    _put_windows(campaign, windows)
    campaign.name, campaign.name_en = plan.name, plan.name_en
    campaign.plan_number, campaign.plan_on, campaign.judged_on = (
        plan.plan_number,
        plan.plan_on,
        plan.judged_on,
    )
    campaign.starts_on, campaign.ends_on = plan.period.starts_on, plan.period.ends_on
    campaign.spot_check_percent = plan.spot_check_percent
    db.session.flush()
    audit.record(
        viewer, Action.edit_campaign, f"campaign:{campaign.code}", was=_told(before), now=_told(plan)
    )


def _read_again(campaign: Campaign) -> Campaign:
    """Return the campaign as it is now that nobody else can change it."""
    now = select(Campaign).where(Campaign.id == campaign.id).options(selectinload(Campaign.windows))
    return db.session.scalars(now, execution_options={"populate_existing": True}).one()


def _refuse_other_days(campaign: Campaign, plan: CampaignPlan) -> None:
    """Refuse to move days that figures rest on."""
    kept = {window.period for window in plan.windows}
    for period in list_windows_in_use(campaign.id):
        if period not in kept:
            raise RuleBroken("window_in_use", days=day_range(period))
    cut = find_closing_at_edge(campaign.id, campaign.period, plan.period)
    if cut is not None:
        raise RuleBroken("campaign_days_closed", first=f"{cut[0]:%d/%m/%Y}", last=f"{cut[1]:%d/%m/%Y}")


def _put_windows(campaign: Campaign, windows: Sequence[NamedPeriod]) -> None:
    """Let the campaign have these windows; those of the same days stay the rows that they are."""
    wanted = {window.period: window for window in windows}
    for row in campaign.windows:
        if row.period not in wanted:
            db.session.delete(row)
    kept = {row.period: row for row in campaign.windows if row.period in wanted}
    for period, row in kept.items():
        row.published_label = wanted[period].published_label
    db.session.flush()
    db.session.add_all(
        _window(window, campaign.id) for period, window in wanted.items() if period not in kept
    )
    db.session.flush()
    db.session.expire(campaign, ["windows"])


def _told(plan: CampaignPlan) -> dict[str, object]:
    """Return what the audit log keeps of a plan."""
    return {
        "name": plan.name,
        "name_en": plan.name_en,
        "plan_number": plan.plan_number,
        "plan_on": plan.plan_on and plan.plan_on.isoformat(),
        "judged_on": plan.judged_on and plan.judged_on.isoformat(),
        "days": day_range(plan.period),
        "windows": [day_range(window.period) for window in plan.windows],
        "spot_check_percent": plan.spot_check_percent,
    }


@transactional
def create_campaign(
    *,
    code: str,
    name: str,
    name_en: str,
    unit_id: int,
    period: Period,
    windows: Sequence[NamedPeriod] | None = None,
    plan_number: str = "",
    plan_on: date | None = None,
    judged_on: date | None = None,
    spot_check_percent: int = USUAL_PERCENT,
    actor: Viewer | None = None,
) -> Campaign:
    """Set up a campaign of a province for services that have asked; without windows it gets its months.

    Raise RuleBroken where the code is taken ("campaign_exists"), or where a day of the windows lies in two of
    them or outside the campaign ("bad_windows").
    """
    if db.session.scalar(select(Campaign.id).where(Campaign.code == code)):
        raise RuleBroken("campaign_exists", campaign=code)
    chosen = calendar_months(period) if windows is None else windows
    _check_windows(chosen, period)
    campaign = Campaign(
        code=code,
        name=name,
        name_en=name_en,
        plan_number=plan_number,
        plan_on=plan_on,
        unit_id=unit_id,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        judged_on=judged_on,
        spot_check_percent=spot_check_percent,
        definition=_first_definition(),
        windows=[_window(window) for window in chosen],
    )
    return _keep_new(actor, campaign)


def _check_windows(windows: Sequence[NamedPeriod], period: Period) -> None:
    if overlap(windows) or any(window.period.intersect(period) != window.period for window in windows):
        raise RuleBroken("bad_windows")


def _keep_new(actor: Viewer | None, campaign: Campaign) -> Campaign:
    db.session.add(campaign)
    db.session.flush()
    audit.record(actor, "create_campaign", f"campaign:{campaign.code}")
    return campaign


def _window(named: NamedPeriod, campaign_id: int | None = None) -> CampaignWindow:
    return CampaignWindow(
        campaign_id=campaign_id,
        code=named.code,
        published_label=named.published_label,
        starts_on=named.period.starts_on,
        ends_on=named.period.ends_on,
    )


def _first_definition() -> IndicatorDefinition:
    """Return version 1 of indicator 8: provisional, and without targets because none was published."""
    found = db.session.get(IndicatorDefinition, FIRST_DEFINITION)
    if found:
        return found
    definition = IndicatorDefinition(
        version=FIRST_DEFINITION,
        status="provisional",
        min_activities=1,
        headline=HAMLETS_WORKING,
        targets={},
        source=FIRST_SOURCE,
        created_at=clock.now(),
    )
    db.session.add(definition)
    return definition

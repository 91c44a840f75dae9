"""Campaigns: the province's 92 days of 2022, and others that commands set up."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from portal import clock
from portal.domain.campaign_periods import NamedPeriod, calendar_months, overlap
from portal.domain.errors import RuleBroken
from portal.domain.indicators import HAMLETS_WORKING
from portal.domain.periods import Period
from portal.extensions import db
from portal.models import Campaign, CampaignWindow, IndicatorDefinition
from portal.queries.units import find_unit_by_code
from portal.services import audit
from portal.services.reported_figures import ensure_figures_2022
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
    "Định nghĩa tạm thời của cổng: chưa có văn bản nào công bố cách tính hoặc chỉ tiêu của chỉ số 8 "
    "(Triển khai tổ công nghệ số cộng đồng)."
)


@transactional
def ensure_campaign_2022() -> Campaign:
    """Set up the campaign of Plan 170/KH-UBND with what was published of it; the units must have been loaded.

    Raise RuleBroken("unknown_province") while the province of 2022 is not known.
    """
    found = db.session.scalar(select(Campaign).where(Campaign.code == CAMPAIGN_2022))
    campaign = found or _create_campaign_2022()
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
) -> Campaign:
    """Set up a campaign of a province, for commands only; without windows it gets its calendar months.

    Raise RuleBroken where the code is taken ("campaign_exists"), or where a day of the windows lies in two of
    them or outside the campaign ("bad_windows").
    """
    if db.session.scalar(select(Campaign.id).where(Campaign.code == code)):
        raise RuleBroken("campaign_exists", campaign=code)
    chosen = calendar_months(period) if windows is None else windows
    if overlap(chosen) or any(window.period.intersect(period) != window.period for window in chosen):
        raise RuleBroken("bad_windows")
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
        definition=_first_definition(),
        windows=[_window(window) for window in chosen],
    )
    db.session.add(campaign)
    db.session.flush()
    audit.record(None, "create_campaign", f"campaign:{code}")
    return campaign


def _window(named: NamedPeriod) -> CampaignWindow:
    return CampaignWindow(
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

"""Campaigns and their windows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Date, Select, bindparam, func, select
from sqlalchemy.orm import joinedload, selectinload

from portal.domain.campaign_periods import NamedPeriod
from portal.domain.campaign_plans import CampaignPlan
from portal.domain.movements import CAMPAIGN
from portal.extensions import db
from portal.models import Campaign, CampaignDefinition, Setting
from portal.models.settings import DEMO

# What `Campaign.definition_on` reads.
_DEFINED = (
    joinedload(Campaign.definition),
    joinedload(Campaign.definitions).joinedload(CampaignDefinition.definition),
)


@dataclass(frozen=True)
class Banner:
    """What the header of every page says: the running campaign, and whether the data is made up."""

    name: str | None
    name_en: str | None
    starts_on: date | None
    ends_on: date | None
    is_demo: bool


def get_banner(today: date) -> Banner:
    """Return the header's facts in one statement; the campaign that began last wins."""
    row = db.session.execute(_BANNER, {"today": today}).one()
    return Banner(row.name, row.name_en, row.starts_on, row.ends_on, bool(row.demo))


def get_campaign(code: str) -> Campaign | None:
    """Return a campaign with its place, definition and windows."""
    rows = db.session.scalars(
        select(Campaign)
        .where(Campaign.code == code)
        .options(joinedload(Campaign.unit), *_DEFINED, selectinload(Campaign.windows))
    )
    return rows.unique().one_or_none()


def list_campaigns() -> list[Campaign]:
    """List all campaigns with their definitions and windows, the latest first."""
    return list(db.session.scalars(_CAMPAIGNS).unique())


def get_present_campaign(today: date) -> Campaign | None:
    """Return the campaign that is meant where none is asked for, with its windows alone, or None."""
    return default_campaign(db.session.scalars(_PLAIN_CAMPAIGNS).unique().all(), today)


def default_campaign(campaigns: Sequence[Campaign], today: date) -> Campaign | None:
    """Return the running one of some campaigns, else the one that began last, else the next; no movement."""
    offered = [campaign for campaign in campaigns if campaign.kind == CAMPAIGN]
    begun = [campaign for campaign in offered if campaign.starts_on <= today]
    running = [campaign for campaign in begun if campaign.ends_on > today]
    # They come with the latest first.
    return next(iter([*running, *begun, *reversed(offered)]), None)


def named_windows(campaign: Campaign) -> list[NamedPeriod]:
    """Return the campaign's windows as periods that can be asked for."""
    return [
        NamedPeriod(window.code, "window", window.period, window.published_label)
        for window in campaign.windows
    ]


def plan_of(campaign: Campaign) -> CampaignPlan:
    """Return a campaign with its windows as it is planned."""
    return CampaignPlan(
        name=campaign.name,
        name_en=campaign.name_en,
        period=campaign.period,
        plan_number=campaign.plan_number,
        plan_on=campaign.plan_on,
        judged_on=campaign.judged_on,
        windows=tuple(named_windows(campaign)),
        spot_check_percent=campaign.spot_check_percent,
    )


def _banner() -> Select:
    today = bindparam("today", type_=Date)
    demo = select(func.count()).select_from(Setting).where(Setting.key == DEMO).scalar_subquery()
    running = (
        select(Campaign.name, Campaign.name_en, Campaign.starts_on, Campaign.ends_on)
        .where(Campaign.kind == CAMPAIGN, Campaign.starts_on <= today, Campaign.ends_on > today)
        .order_by(Campaign.starts_on.desc(), Campaign.id)
        .limit(1)
        .subquery()
    )
    one = select(demo.label("demo")).subquery()
    return select(one.c.demo, running).select_from(one).outerjoin(running, one.c.demo >= 0)


# Every page asks for the first and most for another, so they are put together once.
_BANNER = _banner()
_PLAIN_CAMPAIGNS = (
    select(Campaign).order_by(Campaign.starts_on.desc(), Campaign.id).options(joinedload(Campaign.windows))
)
_CAMPAIGNS = _PLAIN_CAMPAIGNS.options(joinedload(Campaign.unit), *_DEFINED)

"""A province with figures worked out by hand, for the tests of reports."""

from datetime import UTC, date, datetime

from portal.domain.campaign_indicators import subject_key
from portal.domain.campaign_periods import resolve_period
from portal.extensions import db
from portal.models import CampaignTarget, ReportedFigure
from portal.queries.campaigns import get_campaign, named_windows
from portal.transaction import transactional

MOMENT = datetime(2022, 6, 23, tzinfo=UTC)
FIRST, MIDDLE, LAST = date(2022, 6, 1), date(2022, 6, 16), date(2022, 6, 22)


@transactional
def report_world(world):
    """Make a province whose indicator 1 fell from 83,78, with a team that works in one hamlet of two."""
    province = world.province()
    district = world.district(province)
    commune = world.commune(district, "Đak Nhau")
    unsure = world.commune(district, "Bom Bo", confirmed=False)
    campaign = world.campaign(province)
    hamlets = [world.hamlet(commune, "1"), world.hamlet(commune, "2")]
    team = world.team(commune, hamlets[:1])
    member = world.member(team)
    world.training(member)
    world.activity(team, member, status="approved", visits=5, households=3, occurred_on=date(2022, 6, 17))
    world.activity(team, member, visits=4, occurred_on=date(2022, 6, 17))
    publish(campaign, province, "1", FIRST, MIDDLE, "83.78")
    publish(campaign, province, "1", MIDDLE, LAST, "83.5", 1478, 1770)
    publish(campaign, province, "3", MIDDLE, LAST, "95.57", 8201, 8581)
    for level in ("province", "district", "commune"):
        for code, target in (("1", "80"), ("3", "100"), ("8.4", "80,0")):
            aim(campaign, level, code, target)
    return province, district, commune, unsure, campaign


def publish(campaign, unit, indicator, first, last, percent, numerator=None, denominator=None) -> None:
    """Publish a figure of a place."""
    subject = subject_key(level_of(unit), unit.id)
    db.session.add(
        ReportedFigure(
            campaign_id=campaign.id, unit_id=unit.id, level=level_of(unit), subject=subject,
            indicator=indicator, first_on=first, last_on=last, window=f"{first}/{last}", percent=percent,
            numerator=numerator, denominator=denominator, source="Hệ thống một cửa", recorded_at=MOMENT,
        )
    )  # fmt: skip


def level_of(unit) -> str:
    """Return the level of a place as text."""
    return str(getattr(unit.level, "value", unit.level))


def aim(campaign, level, code, target) -> None:
    """Set a target of a whole level."""
    row = CampaignTarget(campaign_id=campaign.id, level=level, subject=level, code=code, target=target)
    row.set_at = MOMENT
    db.session.add(row)


def week_of(campaign):
    """Return the second window of the campaign."""
    kept = get_campaign(campaign.code)
    return kept, resolve_period("w2", kept.period, named_windows(kept))

"""The closed week of the world that visits every page, the figures recorded and the slides kept of it."""

import unicodedata

from portal.domain.campaign_periods import resolve_period
from portal.queries.activities import get_visible_activity
from portal.queries.campaigns import get_campaign
from portal.services.closings import close_period, reopen_period
from portal.services.reviews import approve_activity
from tests.conventions.figure_cast import build_figures
from tests.conventions.meeting_cast import keep_slides

CLOSED_WEEK = "2022-W22"
LONG_NOTE = unicodedata.normalize("NFD", "Sóc Bù Ghe Bù Núi A và Sóc Bom Bo cũ nhập lại")


def build_closings(world, place, staff) -> None:
    """Close a week, once more after it was reopened, correct it, and keep slides of it."""
    viewer, campaign = world.viewer(place.coordinator), get_campaign("kh170-2022")
    week = resolve_period(CLOSED_WEEK, campaign.period)
    late = world.activity(place.team, place.member, occurred_on=week.period.starts_on, visits=4)
    close_period(viewer, campaign, place.commune, week, "Còn bản ghi chờ xác minh")
    reopen_period(world.viewer(staff), campaign, place.commune, week.period, LONG_NOTE)
    close_period(viewer, campaign, place.commune, week, LONG_NOTE)
    entry = get_visible_activity(viewer, late.uuid)
    approve_activity(viewer, entry, version=1, correction=LONG_NOTE)
    build_figures(world, place, staff)
    keep_slides(place)

"""Versions of indicator 8, targets and plans of the world in which every page is visited."""

from datetime import date

from portal import clock
from portal.domain.campaign_indicators import FigureLevel
from portal.domain.definition_drafts import read_definition
from portal.queries.campaigns import get_campaign
from portal.queries.definition_previews import get_last_version
from portal.queries.issued_plans import list_plan_places
from portal.services.definitions import add_definition
from portal.services.movements import ensure_movement_2022, record_plan
from portal.services.targets import set_targets
from tests.trainings import PDF

DRAFT_SOURCE = "Dự thảo văn bản của Sở Thông tin và Truyền thông"


def build_campaigns(world, cast):
    """Make versions, targets and plans of three places, the own commune among them; return the world."""
    viewer, campaign = world.viewer(cast.people["admin"]), get_campaign("kh170-2022")
    # One for each who may put a version in force, and one more.
    for _ in range(3):
        draft = read_definition(get_last_version() + 1, 2, "8.4", {"8.4": "75"})
        add_definition(viewer, draft, DRAFT_SOURCE, made_from=campaign.definition_version)
    for target in ("70", "75", "80"):
        set_targets(viewer, campaign, "8.4", FigureLevel.district, None, target)
    ensure_movement_2022()
    movement = get_campaign("kh162-2022")
    places = list_plan_places(viewer, movement, clock.today())
    communes = (cast.own.commune.id, cast.other.commune.id)
    ordered = sorted(places, key=lambda one: one.place.unit_id not in communes)
    for place in ordered[:3]:
        content = PDF if place.place.unit_id in communes else b""
        record_plan(viewer, movement, place, "12/KH-UBND", date(2022, 6, 10), content)
    return cast

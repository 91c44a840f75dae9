"""Draws that come again within a quarter take turns with the teams that are due."""

from portal.domain.campaign_periods import resolve_period
from portal.queries.campaigns import named_windows
from portal.services.spot_checks import draw_spot_checks, plan_draw
from tests.spot_checks import SEED, CheckedPlace


def test_a_weekly_draw_does_not_have_to_see_all_teams_at_once(world):
    place = CheckedPlace(world)
    week = resolve_period("2022-W23", place.campaign.period, named_windows(place.campaign))
    asked = (place.viewer(place.staff), place.campaign, place.province, week, SEED, 1)

    plan = plan_draw(*asked)

    # Weeks 23 to 25 end in June, on the 12th, 19th and 26th: one of three teams has its turn.
    assert (plan.turns, plan.sample.due, plan.sample.in_turn) == (3, 3, 1)
    draw = draw_spot_checks(*asked)
    repeated = plan_draw(None, *asked[1:])
    assert repeated.sample == plan.sample
    assert repeated.basis_sha256 == draw.basis_sha256

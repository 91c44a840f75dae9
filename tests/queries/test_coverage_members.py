"""Line 8.3, worked out by hand: whose training counts, and from when on."""

from datetime import date
from types import SimpleNamespace

import pytest

from portal.domain.campaign_periods import IN_PERIOD, resolve_period
from portal.queries.campaigns import get_campaign, named_windows
from portal.queries.coverage import get_coverage

AFTER = date(2022, 9, 2)


@pytest.fixture
def place(world):
    """A commune with a team of a leader and a member."""
    province = world.province()
    commune = world.commune(world.district(province))
    team = world.team(commune, [world.hamlet(commune)])
    world.campaign(province)
    return SimpleNamespace(commune=commune, team=team, member=world.member(team))


def trained(place, period="w1") -> tuple[int, int | None]:
    """Return what line 8.3 of the commune divides in a period of the campaign."""
    campaign = get_campaign("kh170-2022")
    named = resolve_period(period, campaign.period, named_windows(campaign))
    line = get_coverage(campaign, place.commune.id, named, IN_PERIOD, today=AFTER).line("8.3")
    return line.numerator, line.denominator


def test_training_before_joining_counts_and_two_trainings_make_one_trained_member(world, place):
    newcomer = world.member(place.team, since=date(2022, 6, 5))
    world.training(newcomer, completed_on=date(2021, 12, 1))
    for title, day in (
        ("payment", date(2022, 6, 3)),
        ("payment", date(2022, 6, 4)),
        ("safety", date(2022, 6, 4)),
    ):
        world.training(place.member, completed_on=day, title=title)

    # Leader, member and newcomer; the member's three completions are of one person.
    assert trained(place) == (2, 3)


def test_who_left_and_came_back_is_one_member_with_the_training_of_before(world, place):
    back = world.member(place.team, since=date(2022, 4, 1), until=date(2022, 5, 1))
    world.training(back, completed_on=date(2022, 4, 15))
    world.member(place.team, back, since=date(2022, 6, 10))

    assert trained(place) == (1, 3)

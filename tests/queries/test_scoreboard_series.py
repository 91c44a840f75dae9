"""Series of the eight indicators: counted window by window, reported as published, compared without names."""

from datetime import date
from fractions import Fraction
from types import SimpleNamespace

import pytest

from portal.domain.campaign_periods import CUMULATIVE, IN_PERIOD, resolve_period
from portal.queries.campaigns import get_campaign, named_windows
from portal.queries.comparable_communes import compare_commune
from portal.queries.coverage import get_coverage
from portal.queries.scoreboard_series import get_series, period_before, series_periods
from tests.figures_of_others import june, report_figure
from tests.queries_counted import counting_statements

TODAY = date(2022, 6, 20)


@pytest.fixture
def place(world):
    """A commune of two hamlets whose one team worked on 3 June and another on 17 June."""
    province = world.province()
    district = world.district(province)
    commune = world.commune(district, "Đak Nhau", population=8_500)
    hamlets = [world.hamlet(commune, f"Bù Lư {number}") for number in (1, 2)]
    teams = [world.team(commune, [hamlet]) for hamlet in hamlets]
    members = [world.member(team) for team in teams]
    for team, member, day in zip(teams, members, (3, 17), strict=True):
        world.activity(team, member, status="approved", occurred_on=date(2022, 6, day))
    world.activity(teams[0], members[0], status="approved", occurred_on=date(2022, 6, 18))
    campaign = world.campaign(province)
    return SimpleNamespace(province=province, district=district, commune=commune, campaign=campaign)


def cover(unit):
    """Return the figures of a place over the whole campaign."""
    campaign = get_campaign("kh170-2022")
    return get_coverage(campaign, unit.id, resolve_period("whole", campaign.period), IN_PERIOD, today=TODAY)


def test_the_eighth_goes_window_by_window_with_its_change(place):
    campaign = get_campaign("kh170-2022")

    series = get_series(campaign, cover(place.commune).place, IN_PERIOD, today=TODAY)

    # 01–15/6: one of two hamlets worked; 16–21/6: both.
    counted = [(one.period.code, one.standing.percent, one.standing.change) for one in series.counted]
    assert counted == [("w1", "50,0", None), ("w2", "100,0", Fraction(50))]


def test_windows_that_have_not_begun_are_left_out_and_months_stand_in_for_windows(world, place):
    campaign = get_campaign("kh170-2022")

    assert [one.code for one in series_periods(campaign, date(2022, 6, 15))] == ["w1"]
    campaign.windows = []
    assert [one.code for one in series_periods(campaign, date(2022, 7, 1))] == ["2022-06", "2022-07"]


def test_the_period_before_is_of_the_same_kind(place):
    campaign = get_campaign("kh170-2022")

    def before(code: str):
        named = resolve_period(code, campaign.period, named_windows(campaign))
        found = period_before(campaign, named, date(2022, 8, 1))
        return found and found.code

    assert (before("w2"), before("w1"), before("whole")) == ("w1", None, None)
    assert (before("2022-07"), before("2022-W24")) == ("2022-06", "2022-W23")


def test_reported_values_keep_their_windows_and_their_fall(place):
    for percent, days in (("83.78", june(16, 22)), ("82.66", june(1, 16)), ("83.5", june(22, 30))):
        report_figure(place.campaign, place.commune, "1", percent, days)

    series = get_series(get_campaign("kh170-2022"), cover(place.commune).place, IN_PERIOD, today=TODAY)

    assert [one.percent for one in series.reported["1"]] == ["82.66", "83.78", "83.5"]
    assert series.reported["2"] == ()


def test_series_cost_the_same_with_more_windows_and_figures(place):
    campaign, cut = get_campaign("kh170-2022"), cover(place.province).place
    with counting_statements() as few:
        get_series(campaign, cut, CUMULATIVE, today=date(2022, 6, 2))
    for day in range(1, 12):
        report_figure(place.campaign, place.province, "1", "50", june(day, day))
    with counting_statements() as many:
        get_series(campaign, cut, CUMULATIVE, today=date(2022, 8, 1))

    assert len(few) == len(many) == 6


def test_communes_of_similar_size_are_compared_without_names(world, place):
    for working in range(5):
        other = world.commune(place.district, f"Xã {working}", population=11_999)
        hamlets = [world.hamlet(other, str(number)) for number in range(4)]
        for hamlet in hamlets[:working]:
            team = world.team(other, [hamlet])
            world.activity(team, world.member(team), status="approved", occurred_on=date(2022, 6, 3))
    # Larger, of unknown size, and unconfirmed ones are not compared with.
    world.hamlet(world.commune(place.district, "Lớn", population=12_000))
    world.hamlet(world.commune(place.district, "Lạ"))
    world.hamlet(world.commune(place.district, "Chưa rõ", population=9_000, confirmed=False))

    found = compare_commune(get_campaign("kh170-2022"), cover(place.commune), today=TODAY)

    # Shares of six: 0/4 1/4 2/4 3/4 4/4 and the own 2/2; the 2nd, 3rd and 5th of them in order.
    spread = found.spread
    assert (found.code, found.communes, found.band.start) == ("8.4", 6, 8_000)
    assert [one.percent for one in (spread.lower, spread.middle, spread.upper)] == ["25,0", "50,0", "100,0"]


def test_few_communes_and_other_places_are_not_compared(place):
    campaign = get_campaign("kh170-2022")

    found = compare_commune(campaign, cover(place.commune), today=TODAY)

    assert (found.communes, found.spread) == (1, None)
    assert compare_commune(campaign, cover(place.district), today=TODAY) is None

"""Series of the eight indicators: counted window by window, reported as published, compared without names."""

from datetime import date
from fractions import Fraction
from types import SimpleNamespace

import pytest
from sqlalchemy import update

from portal.domain.campaign_indicators import subject_key
from portal.domain.campaign_periods import CUMULATIVE, IN_PERIOD, resolve_period
from portal.domain.indicators import LINES
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import IndicatorDefinition
from portal.queries.campaigns import get_campaign, named_windows
from portal.queries.comparable_communes import compare_commune
from portal.queries.coverage import get_coverage, list_coverage
from portal.queries.scoreboard_series import get_charted, period_before, series_periods
from portal.transaction import transaction
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
    return SimpleNamespace(
        province=province, district=district, commune=commune, campaign=campaign, members=members
    )


def cover(unit):
    """Return the figures of a place over the whole campaign."""
    campaign = get_campaign("kh170-2022")
    return get_coverage(campaign, unit.id, resolve_period("whole", campaign.period), IN_PERIOD, today=TODAY)


def chart(unit, indicator: str, mode: str = IN_PERIOD, today: date = TODAY, as_of: date | None = None):
    """Return the standings of a place over the whole campaign with the series of an indicator."""
    campaign = get_campaign("kh170-2022")
    whole = resolve_period("whole", campaign.period)
    return get_charted(campaign, unit.id, whole, mode, indicator, today=today, as_of=as_of)


def series_of(charted, unit) -> list:
    """Return the series of a place, or nothing."""
    return list(charted.series.get(subject_key(unit.level, unit.id), ()))


def test_the_eighth_goes_window_by_window_with_its_change(place):
    series = series_of(chart(place.commune, "8"), place.commune)

    # 01–15/6: one of two hamlets worked; 16–21/6: both.
    counted = [(one.period.code, one.standing.percent, one.standing.change) for one in series]
    assert counted == [("w1", "50,0", None), ("w2", "100,0", Fraction(50))]


@pytest.mark.parametrize("mode", [IN_PERIOD, CUMULATIVE])
@pytest.mark.parametrize("headline", LINES)
def test_a_headline_alone_is_the_line_of_the_whole_coverage(world, place, headline, mode):
    """Of the place and of the rows below; one window shares its day with the whole campaign."""
    world.training(place.members[0], date(2022, 6, 10))
    with transaction():
        db.session.execute(update(IndicatorDefinition).values(headline=headline))
    campaign = get_campaign("kh170-2022")
    windows = series_periods(campaign, TODAY)

    for unit in (place.province, place.district, place.commune):
        series = chart(unit, "8", mode).series

        expected = list_coverage(campaign, unit.id, windows, mode, today=TODAY)
        lines = {subject_key(unit.level, unit.id): [one.line(headline) for one in expected]}
        for row in (row for one in expected for row in one.rows):
            lines.setdefault(subject_key(row.place.level, row.place.id), []).append(row.line(headline))
        assert [len(each) for each in lines.values()] == [2] * len(lines)
        assert {key: [one.standing.line for one in points] for key, points in series.items()} == lines


def test_what_stands_beside_the_series_is_all_that_coverage_has(place):
    coverage, expected = chart(place.commune, "8").board.coverage, cover(place.commune)

    assert (coverage.lines, coverage.facts, coverage.rows) == (expected.lines, expected.facts, expected.rows)
    assert (coverage.gaps, coverage.teams) == (expected.gaps, expected.teams)
    assert coverage.facts.members == 4
    assert sum(coverage.facts.visits_by_skill.values()) > 0


def test_where_the_place_was_not_there_in_a_window_its_eighth_has_no_series(world, place):
    new = world.unit(UnitLevel.commune, "Mới", place.district, since=date(2022, 6, 18))

    charted = chart(new, "8")

    assert charted.board.coverage.place.full_name == "Xã Mới"
    assert charted.series == {}


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

    charted = chart(place.commune, "1")

    assert [one.percent for one in series_of(charted, place.commune)] == ["82.66", "83.78", "83.5"]
    assert series_of(chart(place.commune, "2"), place.commune) == []


@pytest.mark.parametrize("indicator, statements", [("1", 9), ("8", 9)])
def test_series_cost_the_same_with_more_windows_and_figures(place, indicator, statements):
    with counting_statements() as few:
        chart(place.province, indicator, CUMULATIVE, today=date(2022, 6, 2))
    for day in range(1, 12):
        report_figure(place.campaign, place.province, "1", "50", june(day, day))
    with counting_statements() as many:
        chart(place.province, indicator, CUMULATIVE, today=date(2022, 8, 1))

    assert len(few) == len(many) == statements


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

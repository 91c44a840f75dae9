"""Periods: no day twice, no day lost."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.periods import Period, iso_week, local_day, month, month_spans, quarter, reporting_month

HO_CHI_MINH = ZoneInfo("Asia/Ho_Chi_Minh")
CAMPAIGN = Period(date(2022, 6, 1), date(2022, 9, 1))
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@st.composite
def periods(draw):
    starts_on = draw(DAYS)
    return Period(starts_on, starts_on + timedelta(days=draw(st.integers(1, 1200))))


def every_day(period):
    return [period.starts_on + timedelta(days=offset) for offset in range(period.days)]


def test_the_campaign_has_92_days():
    # 30 in June, 31 in July, 31 in August.
    assert CAMPAIGN.days == 30 + 31 + 31 == 92
    assert CAMPAIGN.last_day == date(2022, 8, 31)


def test_the_last_day_counts_and_the_end_does_not():
    assert CAMPAIGN.contains(date(2022, 6, 1))
    assert CAMPAIGN.contains(date(2022, 8, 31))
    assert not CAMPAIGN.contains(date(2022, 9, 1))
    assert not CAMPAIGN.contains(date(2022, 5, 31))


def test_a_day_shared_by_two_published_windows_counts_in_one():
    # Published as 01–16/6 and 16–22/6.
    windows = [Period(date(2022, 6, 1), date(2022, 6, 16)), Period(date(2022, 6, 16), date(2022, 6, 22))]

    assert [window.contains(date(2022, 6, 16)) for window in windows] == [False, True]


@pytest.mark.parametrize(
    ("today", "left"),
    [
        (date(2022, 8, 31), 1),
        (date(2022, 8, 30), 2),
        (date(2022, 6, 1), 92),
        (date(2022, 5, 1), 92),
        (date(2022, 9, 1), 0),
        (date(2023, 1, 1), 0),
    ],
)
def test_days_left_count_today(today, left):
    assert CAMPAIGN.days_left(today) == left


def test_a_period_without_days_is_refused():
    with pytest.raises(ValueError, match="ends after"):
        Period(date(2022, 6, 1), date(2022, 6, 1))


def test_periods_intersect_in_the_days_of_both():
    july = month(2022, 7)

    assert CAMPAIGN.intersect(july) == july
    assert july.intersect(Period(date(2022, 7, 31), date(2022, 8, 5))) == Period(
        date(2022, 7, 31), date(2022, 8, 1)
    )
    assert july.intersect(month(2022, 8)) is None


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (iso_week(2022, 24), date(2022, 6, 13), date(2022, 6, 19)),
        (iso_week(2020, 53), date(2020, 12, 28), date(2021, 1, 3)),
        (month(2024, 2), date(2024, 2, 1), date(2024, 2, 29)),
        (month(2022, 12), date(2022, 12, 1), date(2022, 12, 31)),
        (quarter(2022, 1), date(2022, 1, 1), date(2022, 3, 31)),
        (quarter(2022, 4), date(2022, 10, 1), date(2022, 12, 31)),
        (reporting_month(2022, 6), date(2022, 5, 15), date(2022, 6, 14)),
        (reporting_month(2022, 1), date(2021, 12, 15), date(2022, 1, 14)),
    ],
)
def test_calendar_periods_run_from_first_to_last_day(period, first, last):
    assert (period.starts_on, period.last_day) == (first, last)


@pytest.mark.parametrize(
    ("make", "year", "number"),
    [
        (iso_week, 2022, 53),
        (iso_week, 2022, 0),
        (iso_week, 9999, 52),
        (month, 2022, 13),
        (month, 9999, 12),
        (quarter, 2022, 0),
        (quarter, 2022, 5),
        (reporting_month, 2022, 0),
        (reporting_month, 1, 1),
    ],
)
def test_a_calendar_period_that_does_not_exist_is_a_value_error(make, year, number):
    with pytest.raises(ValueError):
        make(year, number)


@pytest.mark.parametrize(
    ("period", "months", "edges"),
    [
        (CAMPAIGN, [date(2022, 6, 1), date(2022, 7, 1), date(2022, 8, 1)], []),
        (Period(date(2022, 6, 16), date(2022, 6, 22)), [], [Period(date(2022, 6, 16), date(2022, 6, 22))]),
        (Period(date(2022, 6, 16), date(2022, 7, 1)), [], [Period(date(2022, 6, 16), date(2022, 7, 1))]),
        (Period(date(2022, 6, 1), date(2022, 6, 16)), [], [Period(date(2022, 6, 1), date(2022, 6, 16))]),
        (
            reporting_month(2022, 6),
            [],
            [Period(date(2022, 5, 15), date(2022, 6, 1)), Period(date(2022, 6, 1), date(2022, 6, 15))],
        ),
        (
            Period(date(2022, 6, 16), date(2022, 8, 2)),
            [date(2022, 7, 1)],
            [Period(date(2022, 6, 16), date(2022, 7, 1)), Period(date(2022, 8, 1), date(2022, 8, 2))],
        ),
    ],
)
def test_a_period_splits_into_whole_months_and_edges(period, months, edges):
    assert month_spans(period) == (months, edges)


@given(periods())
def test_months_and_edges_hold_each_day_of_the_period_once(period):
    months, edges = month_spans(period)

    spans = [month(first.year, first.month) for first in months] + edges
    days = sorted(day for span in spans for day in every_day(span))
    assert days == every_day(period)
    assert len(edges) <= 2
    assert all(edge != month(edge.starts_on.year, edge.starts_on.month) for edge in edges)


@given(periods(), periods())
def test_an_intersection_holds_exactly_the_shared_days(first, second):
    shared = first.intersect(second)

    assert set(every_day(first)) & set(every_day(second)) == set(every_day(shared) if shared else [])


@given(DAYS)
def test_every_day_lies_in_exactly_one_reporting_month(day):
    candidates = [
        reporting_month(year, number) for year in (day.year, day.year + 1) for number in range(1, 13)
    ]

    assert sum(period.contains(day) for period in candidates) == 1


def test_a_moment_belongs_to_its_local_day():
    # 23:59 on 31/8 in Ho Chi Minh City is 16:59 UTC; one minute later it is 01/9 there and still 31/8 in UTC.
    before_midnight = datetime(2022, 8, 31, 16, 59, tzinfo=UTC)

    assert local_day(before_midnight, HO_CHI_MINH) == date(2022, 8, 31)
    assert local_day(before_midnight + timedelta(minutes=1), HO_CHI_MINH) == date(2022, 9, 1)


def test_a_moment_without_a_time_zone_has_no_local_day():
    with pytest.raises(ValueError, match="time zone"):
        local_day(datetime(2022, 8, 31, 16, 59), HO_CHI_MINH)

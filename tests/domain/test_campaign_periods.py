from datetime import date, timedelta

import pytest

from portal.domain.campaign_periods import (
    CUMULATIVE,
    IN_PERIOD,
    NamedPeriod,
    calendar_months,
    counted_period,
    draws_left,
    list_periods,
    overlap,
    resolve_period,
)
from portal.domain.periods import Period

SUMMER = Period(date(2022, 6, 1), date(2022, 9, 1))
WINDOWS = (
    NamedPeriod("w1", "window", Period(date(2022, 6, 1), date(2022, 6, 16)), "01 - 16/6/2022"),
    NamedPeriod("w2", "window", Period(date(2022, 6, 16), date(2022, 6, 22)), "16 - 22/6/2022"),
)


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("whole", date(2022, 6, 1), date(2022, 8, 31)),
        ("w2", date(2022, 6, 16), date(2022, 6, 21)),
        ("2022-07", date(2022, 7, 1), date(2022, 7, 31)),
        ("2022-W24", date(2022, 6, 13), date(2022, 6, 19)),
        # The week of 30 May begins before the campaign.
        ("2022-W22", date(2022, 6, 1), date(2022, 6, 5)),
        ("2022-Q2", date(2022, 6, 1), date(2022, 6, 30)),
        # The report of July covers 15/6 to 14/7.
        ("2022-R07", date(2022, 6, 15), date(2022, 7, 14)),
    ],
)
def test_code_names_the_campaigns_days_of_a_period(code, first, last):
    found = resolve_period(code, SUMMER, WINDOWS)

    assert (found.code, found.period.starts_on, found.period.last_day) == (code, first, last)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "w9",
        "2022",
        "2022-13",
        "2022-00",
        "2022-W00",
        "2022-W60",
        "2022-Q5",
        "2021-06",
        "0000-01",
        "9999-12",
        "２０２２-06",
    ],
)
def test_what_names_no_period_of_the_campaign_is_refused(code):
    with pytest.raises(ValueError, match=r"."):
        resolve_period(code, SUMMER, WINDOWS)


def test_window_is_called_as_it_was_published_and_others_by_their_days():
    assert resolve_period("w1", SUMMER, WINDOWS).label == "01 - 16/6/2022"
    assert resolve_period("2022-07", SUMMER, WINDOWS).label == "01/07/2022–31/07/2022"


def test_months_hold_each_day_of_a_campaign_once():
    whole = Period(date(2026, 10, 24), date(2027, 1, 5))

    months = calendar_months(whole)

    days = [
        part.period.starts_on + timedelta(number) for part in months for number in range(part.period.days)
    ]
    assert days == [whole.starts_on + timedelta(number) for number in range(whole.days)]
    assert [part.code for part in months] == ["2026-10", "2026-11", "2026-12", "2027-01"]


def test_only_periods_that_have_begun_are_offered_and_a_month_that_is_a_window_once():
    july = NamedPeriod("w3", "window", Period(date(2022, 7, 1), date(2022, 8, 1)))

    offered = list_periods(SUMMER, (*WINDOWS, july), date(2022, 7, 1))

    assert [part.code for part in offered["window"]] == ["w1", "w2", "w3"]
    assert [part.code for part in offered["month"]] == ["2022-06"]
    assert [part.code for part in offered["week"]] == [
        "2022-W22",
        "2022-W23",
        "2022-W24",
        "2022-W25",
        "2022-W26",
    ]


def test_cumulative_begins_with_the_campaign():
    assert counted_period(WINDOWS[1], SUMMER, IN_PERIOD) == WINDOWS[1].period
    assert counted_period(WINDOWS[1], SUMMER, CUMULATIVE) == Period(date(2022, 6, 1), date(2022, 6, 22))


def test_shared_day_makes_windows_overlap():
    shared = NamedPeriod("w2", "window", Period(date(2022, 6, 15), date(2022, 6, 22)))

    assert overlap([WINDOWS[0], shared])
    assert not overlap(WINDOWS)


@pytest.mark.parametrize(
    ("code", "left"),
    # Weeks 22 to 25 of 2022 end on the 5th, 12th, 19th and 26th of June, week 26 in July. Of July's quarter
    # the campaign has only two months, and reporting months that end on 14/7, 14/8 and, cut, on 31/8.
    [
        ("2022-W22", 4),
        ("2022-W25", 1),
        ("2022-06", 1),
        ("2022-07", 2),
        ("2022-R07", 3),
        ("2022-Q3", 1),
        ("whole", 1),
        ("w1", 1),
    ],
)
def test_how_many_draws_are_left_of_the_quarter_counts_only_what_recurs(code, left):
    assert draws_left(resolve_period(code, SUMMER, WINDOWS), SUMMER) == left

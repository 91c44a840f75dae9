"""Figures that others publish: exact, with their own days, chosen for a period and compared as they are."""

from datetime import date
from fractions import Fraction

import pytest

from portal.domain.campaign_periods import CUMULATIVE, IN_PERIOD
from portal.domain.periods import Period
from portal.domain.reported_figures import (
    ReportedValue,
    Window,
    change_since,
    choose_value,
    overlaps,
    read_percent,
    write_percent,
)

# Indicator 1 at the district level, as published in 2022.
BEFORE = ReportedValue("1", Window(None, date(2022, 5, 31)), "59.58")
FIRST = ReportedValue("1", Window(date(2022, 6, 1), date(2022, 6, 16)), "82.66")
SECOND = ReportedValue("1", Window(date(2022, 6, 16), date(2022, 6, 22)), "83.78")
THIRD = ReportedValue("1", Window(date(2022, 6, 22), date(2022, 7, 1)), "83.5")
SERIES = [THIRD, FIRST, BEFORE, SECOND]


def test_a_percentage_is_kept_with_as_many_decimals_as_were_printed():
    assert write_percent("91,0") == "91.0"
    assert write_percent(" 95.57 ") == "95.57"
    assert read_percent("83,5") == Fraction(167, 2)


@pytest.mark.parametrize("text", ["", "-1", "100,1", "101", "12,3456", "9a", "1.234,5", "\u0661"])
def test_what_is_no_percentage_is_refused(text):
    with pytest.raises(ValueError, match="Not a percentage"):
        write_percent(text)


def test_a_window_that_shares_its_last_day_with_the_next_period_still_belongs_to_its_own():
    second = Period(date(2022, 6, 16), date(2022, 6, 22))

    assert choose_value(SERIES, second, IN_PERIOD) == SECOND


def test_in_period_a_window_that_began_earlier_or_nowhere_is_left_out():
    later = Period(date(2022, 6, 20), date(2022, 6, 30))

    assert choose_value(SERIES, later, IN_PERIOD) is None
    assert choose_value(SERIES, Period(date(2022, 5, 1), date(2022, 6, 1)), IN_PERIOD) is None


def test_cumulatively_the_latest_figure_stands_whenever_it_began():
    assert choose_value(SERIES, Period(date(2022, 5, 1), date(2022, 6, 1)), CUMULATIVE) == BEFORE
    assert choose_value(SERIES, Period(date(2022, 6, 1), date(2022, 9, 1)), CUMULATIVE) == THIRD


def test_a_fall_stays_a_fall():
    assert change_since(SERIES, THIRD) == Fraction(-28, 100)
    assert change_since(SERIES, BEFORE) is None


def test_windows_that_share_a_day_are_named():
    assert overlaps(SERIES) == [(FIRST, SECOND), (SECOND, THIRD)]

"""Percentages that never hide a gap."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.figures import Percent, Ratio, percent, percent_tenths, percent_text

COUNTS = st.integers(0, 10**9)


@pytest.mark.parametrize(
    ("numerator", "denominator", "text", "gap"),
    [
        (1545, 1562, "98,9", 17),  # 98.9116…
        (1999, 2000, "99,9", 1),  # 99.95 would round up to 100,0
        (1, 5000, "0,1", 4999),  # 0.02 would round down to 0,0
        (0, 5, "0,0", 5),
        (5, 5, "100,0", 0),
        (1, 8, "12,5", 7),
        (1, 16, "6,3", 15),  # 6.25 goes up
        (1, 3, "33,3", 2),  # 33.33…
        (2, 3, "66,7", 1),  # 66.66…
        (612, 840, "72,9", 228),  # 72.857…
        (6, 5, "120,0", -1),
        (10001, 10000, "100,0", -1),
        (1, 10**9, "0,1", 10**9 - 1),
    ],
)
def test_percentages_worked_out_by_hand(numerator, denominator, text, gap):
    assert percent(numerator, denominator) == Percent(text=text, gap=gap)
    assert Ratio(numerator, denominator).percent == Percent(text=text, gap=gap)
    assert Ratio(numerator, denominator).gap == gap


@pytest.mark.parametrize("denominator", [None, 0])
def test_without_a_denominator_there_is_no_percentage(denominator):
    assert percent_tenths(0, denominator) is None
    assert percent_text(7, denominator) is None
    assert percent(7, denominator) is None


def test_the_gap_to_an_unknown_whole_is_unknown():
    assert Ratio(7, None).gap is None


def test_other_languages_print_another_decimal_sign():
    assert percent_text(1545, 1562, decimal=".") == "98.9"


@pytest.mark.parametrize(("numerator", "denominator"), [(-1, 5), (1, -5), (-1, None)])
def test_negative_counts_are_refused(numerator, denominator):
    with pytest.raises(ValueError, match="negative"):
        percent_tenths(numerator, denominator)


@given(COUNTS, COUNTS.filter(bool))
def test_hundred_and_nought_are_printed_only_when_exact(numerator, denominator):
    tenths = percent_tenths(numerator, denominator)

    assert (tenths == 0) == (numerator == 0)
    if tenths >= 1000:
        assert numerator >= denominator


@given(COUNTS, COUNTS.filter(bool))
def test_a_percentage_is_the_nearest_tenth_save_at_the_ends(numerator, denominator):
    tenths = percent_tenths(numerator, denominator)

    off_by = tenths - Fraction(1000 * numerator, denominator)
    at_an_end = tenths in (1, 999)
    assert at_an_end or Fraction(-1, 2) < off_by <= Fraction(1, 2)
    assert abs(off_by) < 1


@given(COUNTS, COUNTS, COUNTS.filter(bool))
def test_doing_more_never_lowers_the_percentage(first, second, denominator):
    fewer, more = sorted((first, second))

    assert percent_tenths(fewer, denominator) <= percent_tenths(more, denominator)

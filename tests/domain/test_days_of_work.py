"""Days of work: what makes a day, and what may be typed about the list."""

from datetime import date

import pytest

from portal.domain.days_of_work import (
    WorkDay,
    add_up_days,
    days_of,
    list_stretches,
    month_code,
    read_month,
    read_rate,
)

TODAY = date(2022, 6, 16)


def test_a_day_with_entries_in_two_teams_is_one_day_with_their_sums():
    rows = [
        (7, date(2022, 6, 3), WorkDay(entries=2, visits=9)),
        (7, date(2022, 6, 3), WorkDay(entries=1, visits=4, late=1, waiting=2)),
        (8, date(2022, 6, 3), WorkDay(waiting=1)),
    ]

    found = add_up_days(rows)

    assert found[7] == {date(2022, 6, 3): WorkDay(entries=3, visits=13, late=1, waiting=2)}
    assert found[7][date(2022, 6, 3)].counts and not found[7][date(2022, 6, 3)].is_late
    assert not found[8][date(2022, 6, 3)].counts


def test_a_day_is_late_only_when_all_of_its_entries_are():
    assert WorkDay(entries=2, late=2).is_late
    assert not WorkDay(entries=2, late=1).is_late
    assert not WorkDay(waiting=1).is_late


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2022-06", "2022-06"),
        ("6/2022", "2022-06"),
        (" 06/2022 ", "2022-06"),
        ("02-2020", "2020-02"),
        ("2022-07", None),
        ("2022-13", None),
        ("0/2022", None),
        ("1999-12", None),
        ("9999-12", None),
        ("tháng sáu", None),
    ],
)
def test_a_month_is_read_in_both_spellings_if_it_has_begun(text, code):
    found = read_month(text, TODAY)

    assert (found and month_code(found)) == code


def test_months_have_their_own_lengths():
    assert [len(days_of(read_month(code, TODAY))) for code in ("2022-02", "2020-02", "2022-05")] == [
        28,
        29,
        31,
    ]
    assert days_of(read_month("2022-02", TODAY))[-1] == date(2022, 2, 28)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("120000", 120_000),
        ("120.000", 120_000),
        ("120,000 đ", 120_000),
        ("1 200 000 đồng", 1_200_000),
        ("10.000.000", 10_000_000),
        ("10.000.001", None),
        ("0", None),
        ("-5", None),
        ("120.00", None),
        ("=1+1", None),
        ("trăm hai", None),
    ],
)
def test_a_rate_is_read_with_or_without_separators(text, rate):
    assert read_rate(text) == rate


def test_days_that_follow_each_other_are_one_stretch():
    days = [date(2022, 6, 1), date(2022, 6, 2), date(2022, 5, 31), date(2022, 6, 9)]

    assert list_stretches(days) == [
        (date(2022, 5, 31), date(2022, 6, 2)),
        (date(2022, 6, 9), date(2022, 6, 9)),
    ]

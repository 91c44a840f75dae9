"""When entries were written down, and about which days, on both sides of each bound."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.domain.quality_facts import Around, Bounds, written_at
from portal.domain.quality_times import find_burst, find_clock_off, find_logged_late, find_period_end
from tests.quality_entries import DAY, days_before, made

BOUNDS = Bounds()
EVENING = datetime(2022, 6, 16, 13, 0, tzinfo=UTC)


def written(count: int, *, apart: timedelta, **values):
    """Return entries about one day each, back from today, written down one after the other."""
    return [
        made(place + 1, occurred_on=days_before(place), written_at=EVENING + place * apart, **values)
        for place in range(count)
    ]


@pytest.mark.parametrize("days,is_found", [(7, False), (8, True)])
def test_more_days_than_a_week_has_within_minutes_are_a_burst(days, is_found):
    first, *others = written(days, apart=timedelta(minutes=1))

    found = find_burst(first, Around(own=others), BOUNDS)

    assert (found and found.details) == ({"entries": 8, "days": 8, "minutes": 30} if is_found else None)


# Eight entries with seven pauses between: 7 * 4 min = 28 min, 7 * 5 min = 35 min.
@pytest.mark.parametrize("minutes,is_found", [(4, True), (5, False)])
def test_a_burst_lasts_half_an_hour_at_most(minutes, is_found):
    first, *others = written(8, apart=timedelta(minutes=minutes))

    assert (find_burst(first, Around(own=others), BOUNDS) is not None) == is_found


def test_a_phone_that_sends_two_weeks_at_once_makes_no_burst():
    own = [made(place, occurred_on=days_before(place), received_at=EVENING) for place in range(14)]

    assert find_burst(own[0], Around(own=own[1:]), BOUNDS) is None


@pytest.mark.parametrize("values", [{"is_on_paper": True}, {"written_at": None}], ids=str)
def test_paper_and_unknown_moments_make_no_burst(values):
    first, *others = [made(place, occurred_on=days_before(place), **values) for place in range(9)]

    assert find_burst(first, Around(own=others), BOUNDS) is None


def test_two_entries_about_one_day_count_as_one_day():
    first, *others = written(7, apart=timedelta(minutes=1))
    others.append(made(9, occurred_on=DAY, written_at=EVENING))

    assert find_burst(first, Around(own=others), BOUNDS) is None


def of_month(*days: int):
    """Return entries of days of June, which has 30."""
    return [made(place, occurred_on=date(2022, 6, day)) for place, day in enumerate(days, 1)]


# Eight of ten are 80 %, eight of eleven are 72.7 %, nine entries are too few.
@pytest.mark.parametrize(
    "days,is_found",
    [
        ((3, 9, 28, 28, 28, 29, 29, 30, 30, 30), True),
        ((3, 9, 14, 28, 28, 28, 29, 29, 30, 30, 30), False),
        ((28, 28, 28, 29, 29, 29, 30, 30, 30), False),
    ],
    ids=["8 of 10", "8 of 11", "9 of 9"],
)
def test_a_month_of_work_in_its_last_three_days_is_odd(days, is_found):
    *others, entry = of_month(*days)

    found = find_period_end(entry, Around(own=others), BOUNDS)

    assert (found is not None) == is_found
    if found:
        assert found.details == {"at_end": 8, "entries": 10, "day": "2022-06-28", "days": 3}


def test_work_of_another_month_does_not_count():
    others = [made(place, occurred_on=date(2022, 5, 30)) for place in range(1, 10)]

    assert find_period_end(made(10, occurred_on=date(2022, 6, 30)), Around(own=others), BOUNDS) is None


def test_an_entry_of_the_27th_is_not_at_the_end_of_june():
    entry, *others = of_month(27, 28, 28, 28, 29, 29, 29, 30, 30, 30)

    assert find_period_end(entry, Around(own=others), BOUNDS) is None


@pytest.mark.parametrize(
    "days,on_paper,is_found", [(14, False, False), (15, False, True), (31, True, False), (32, True, True)]
)
def test_an_entry_is_late_after_two_weeks_and_paper_after_a_month(days, on_paper, is_found):
    entry = made(1, occurred_on=days_before(days), written_on=DAY, is_on_paper=on_paper)

    found = find_logged_late(entry, Around(), BOUNDS)

    assert (found and found.details) == ({"days": days, "day": "2022-06-16"} if is_found else None)


def test_nothing_is_late_of_which_nobody_knows_when_it_was_written():
    assert find_logged_late(made(1, written_at=None, written_on=None), Around(), BOUNDS) is None


@pytest.mark.parametrize(
    "apart,details",
    [
        (timedelta(hours=12), None),
        (timedelta(hours=12, seconds=1), {"case": "ahead", "hours": 12}),
        (timedelta(hours=-12), None),
        (timedelta(hours=-50), {"case": "behind", "hours": 50}),
    ],
    ids=str,
)
def test_a_clock_that_is_half_a_day_off_is_found(apart, details):
    found = find_clock_off(made(1, received_at=EVENING, client_time=EVENING + apart), Around(), BOUNDS)

    assert (found and found.details) == details


def test_an_entry_without_a_clock_has_none_that_is_off():
    assert find_clock_off(made(1, client_time=None), Around(), BOUNDS) is None


@pytest.mark.parametrize(
    "recorded,said,has_device,expected",
    [
        (EVENING - timedelta(days=3), EVENING, True, EVENING - timedelta(days=3)),
        # The phone lies a year behind, so what it wrote down three days before was three days ago.
        (EVENING - timedelta(days=368), EVENING - timedelta(days=365), True, EVENING - timedelta(days=3)),
        (EVENING + timedelta(days=1), None, True, EVENING),
        (None, EVENING, True, None),
        (None, None, False, EVENING),
    ],
)
def test_the_moment_of_writing_is_told_by_the_clock_of_the_server(recorded, said, has_device, expected):
    assert written_at(recorded, said, EVENING, has_device=has_device) == expected

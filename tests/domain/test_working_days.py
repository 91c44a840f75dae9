"""Working days between two days, counted by hand on a calendar."""

from datetime import date, timedelta

import pytest

from portal.domain.working_days import count_working_days, is_answered_in_time

THURSDAY, SATURDAY, SUNDAY = date(2022, 6, 16), date(2022, 6, 18), date(2022, 6, 19)


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        (THURSDAY, THURSDAY, 0),
        (THURSDAY, date(2022, 6, 15), 0),
        (THURSDAY, date(2022, 6, 17), 1),
        (THURSDAY, SUNDAY, 1),
        # Friday, Monday, Tuesday.
        (THURSDAY, date(2022, 6, 21), 3),
        (THURSDAY, date(2022, 6, 23), 5),
        (SATURDAY, SUNDAY, 0),
        (SATURDAY, date(2022, 6, 24), 5),
        (SUNDAY, date(2022, 6, 27), 6),
    ],
)
def test_working_days_are_counted_after_the_first_day(since, until, days):
    assert count_working_days(since, until) == days


def test_counting_agrees_with_walking_day_by_day():
    for start in range(7):
        for length in range(30):
            since, until = THURSDAY + timedelta(start), THURSDAY + timedelta(start + length)
            walked = sum((since + timedelta(step)).weekday() < 5 for step in range(1, length + 1))

            assert count_working_days(since, until) == walked


def test_an_answer_of_the_fifth_working_day_is_in_time():
    assert is_answered_in_time(THURSDAY, date(2022, 6, 23))
    assert not is_answered_in_time(THURSDAY, date(2022, 6, 24))

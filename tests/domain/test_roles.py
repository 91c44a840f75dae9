"""Days that nobody covers, and what lies within what."""

from datetime import date

import pytest

from portal.domain.roles import lies_within, list_gaps

TODAY = date(2022, 6, 16)


def day(month: int, number: int = 1) -> date:
    """Return a day of the year."""
    return date(2022, month, number)


@pytest.mark.parametrize(
    ("stretches", "gaps"),
    [
        ([], [(TODAY, None)]),
        ([(day(1), None)], []),
        ([(day(1), day(6, 16))], [(TODAY, None)]),
        ([(day(1), day(8))], [(day(8), None)]),
        ([(day(1), day(8)), (day(8), None)], []),
        ([(day(1), day(8)), (day(9), None)], [(day(8), day(9))]),
        ([(day(7), None)], [(TODAY, day(7))]),
        ([(day(9), None), (day(1), day(10))], []),
        # One that never began, and one that lies within another.
        ([(day(1), day(8)), (day(9), day(9))], [(day(8), None)]),
        ([(day(1), day(8)), (day(2), day(7))], [(day(8), None)]),
    ],
)
def test_gaps_are_the_days_that_nothing_covers(stretches, gaps):
    assert list_gaps(stretches, TODAY) == gaps


@pytest.mark.parametrize(
    ("inner", "outer", "within"),
    [
        ((day(7), day(8)), (day(7), day(8)), True),
        ((day(7), day(8)), (day(6), None), True),
        ((day(7), None), (day(6), None), True),
        ((day(7), None), (day(6), day(12)), False),
        ((day(5), day(8)), (day(6), None), False),
        ((day(7), day(9)), (day(6), day(8)), False),
    ],
)
def test_a_stretch_lies_within_another_when_it_has_no_day_of_its_own(inner, outer, within):
    assert lies_within(inner, outer) is within

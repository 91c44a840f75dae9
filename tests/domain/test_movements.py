from datetime import date

import pytest

from portal.domain.movements import count_issued, milestone_state
from portal.domain.periods import quarter


def test_plans_are_counted_by_level_and_a_gap_is_never_rounded_away():
    communes = [("commune", number > 0) for number in range(2000)]

    districts, found = count_issued([("district", True), *communes])

    assert (districts.level, districts.issued.percent.text, districts.issued.gap) == ("district", "100,0", 0)
    # 1999 of 2000 are 99,95 %, which would round to 100,0.
    assert (found.issued.numerator, found.issued.denominator, found.issued.percent.text) == (
        1999,
        2000,
        "99,9",
    )


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2023, 9, 30), "to_come"),
        (date(2023, 10, 1), "now"),
        (date(2023, 12, 31), "now"),
        (date(2024, 1, 1), "over"),
    ],
)
def test_a_review_of_the_last_quarter_is_due_from_its_first_to_its_last_day(day, state):
    assert milestone_state(quarter(2023, 4), day) == state

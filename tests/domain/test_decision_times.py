"""Within which step so many tenths of the decisions came, worked out by hand."""

import pytest

from portal.domain.decision_times import STEPS, TIME_MEASURES, hours_within


def counts(**wanted):
    """Return the numbers of all steps, 0 where none is given."""
    return [wanted.get(name, 0) for name in TIME_MEASURES]


@pytest.mark.parametrize(
    ("numbers", "half", "ninth"),
    [
        ({"within_6": 1}, 6, 6),
        # Of 2 decisions 1 is a half; nine in ten of them are both.
        ({"within_1": 1, "within_3": 1}, 1, 3),
        # Of 10 decisions 5 and 9 are reached exactly.
        ({"within_1": 5, "within_8": 4, "longer": 1}, 1, 8),
        ({"within_1": 4, "within_8": 4, "longer": 2}, 8, None),
        ({"longer": 3}, None, None),
    ],
)
def test_the_first_step_that_reaches_the_part_is_the_answer(numbers, half, ninth):
    assert (hours_within(counts(**numbers), 5), hours_within(counts(**numbers), 9)) == (half, ninth)


def test_steps_go_up_and_each_has_its_measure():
    assert list(STEPS) == sorted(set(STEPS))
    assert len(TIME_MEASURES) == len(STEPS) + 1

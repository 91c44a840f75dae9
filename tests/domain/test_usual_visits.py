"""What a team usually states, worked out by hand."""

import pytest

from portal.domain.usual_visits import usual_visits


@pytest.mark.parametrize(
    ("visits", "usual"),
    [
        ([], None),
        ([7], 7),
        # In order 2, 5, 90: the one in the middle, which a single large entry does not move.
        ([90, 2, 5], 5),
        # Between 4 and 5 lies 4.5, which is rounded up.
        ([4, 5, 1, 9], 5),
        ([3, 3], 3),
    ],
)
def test_the_usual_number_is_the_median_and_no_mean(visits, usual):
    assert usual_visits(visits) == usual

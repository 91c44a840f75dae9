"""How long an entry may wait for its decision."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.domain.review_age import days_waited, urgency

SENT = datetime(2022, 6, 10, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("waited", "days"),
    [
        (timedelta(0), 0),
        (timedelta(hours=23, minutes=59), 0),
        (timedelta(days=1), 1),
        (timedelta(days=6, hours=23), 6),
        (timedelta(minutes=-5), 0),
    ],
)
def test_only_full_days_count(waited, days):
    assert days_waited(SENT, SENT + waited) == days


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "fresh"), (2, "fresh"), (3, "slow"), (6, "slow"), (7, "overdue"), (400, "overdue")],
)
def test_desk_points_out_three_days_and_more_so_seven(days, said):
    assert urgency(days) == said

"""How many visits a team's entries usually state, against which a reviewer reads one of them."""

from collections.abc import Sequence
from statistics import median

# The latest approved entries that "usually" looks at, and the days over which decisions are counted.
LATEST_APPROVED = 20
DECISIONS_SINCE_DAYS = 30


def usual_visits(visits: Sequence[int]) -> int | None:
    """Return the median of some entries' visits, half rounded up; None where there are no entries."""
    return int(median(visits) + 0.5) if visits else None

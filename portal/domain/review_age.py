"""How long an entry may wait for its decision before the review desk says so."""

from datetime import datetime

# Days after which the desk points an entry out.
SLOW_AFTER = 3
OVERDUE_AFTER = 7

FRESH, SLOW, OVERDUE = "fresh", "slow", "overdue"
URGENCIES = (FRESH, SLOW, OVERDUE)


def days_waited(submitted_at: datetime, now: datetime) -> int:
    """Count the full days since an entry was sent; a clock that runs ahead counts as none."""
    return max(0, (now - submitted_at).days)


def urgency(days: int) -> str:
    """Tell how pressing an entry is that has waited so many days."""
    if days >= OVERDUE_AFTER:
        return OVERDUE
    return SLOW if days >= SLOW_AFTER else FRESH

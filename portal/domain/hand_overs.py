"""How long a coordinator may leave decisions to a deputy."""

from datetime import date, timedelta

from portal.domain.errors import RuleBroken

# Who is away for longer is no longer the coordinator: that is a role for somebody else.
LONGEST_DAYS = 60


def check_days(starts_on: date, last_day: date, today: date) -> None:
    """Raise RuleBroken("hand_over_in_past", "hand_over_ends_early" or "hand_over_too_long") for bad days."""
    if starts_on < today:
        raise RuleBroken("hand_over_in_past")
    if last_day < starts_on:
        raise RuleBroken("hand_over_ends_early")
    if last_day - starts_on >= timedelta(days=LONGEST_DAYS):
        raise RuleBroken("hand_over_too_long", most=LONGEST_DAYS)

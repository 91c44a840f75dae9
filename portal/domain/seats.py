"""When a person may take a seat in a team: one open seat each, no overlap, one leader at a time."""

from collections.abc import Iterable
from datetime import date

from portal.domain.errors import RuleBroken


def refuse_second_seat(ends: Iterable[date | None], since: date) -> None:
    """Check a new seat against the days on which the person's earlier seats in the team ended.

    None is a seat that is still open. Raises RuleBroken("already_member" or "seat_overlaps").
    """
    known = list(ends)
    if None in known:
        raise RuleBroken("already_member")
    if any(end > since for end in known):
        raise RuleBroken("seat_overlaps")


def refuse_overlapping_leader(ends: Iterable[date | None], since: date) -> None:
    """Check a new leader against the ended seats of earlier ones. Raises RuleBroken("leader_overlaps")."""
    if any(end is not None and end > since for end in ends):
        raise RuleBroken("leader_overlaps")


def refuse_end_before_start(starts_on: date, on: date) -> None:
    """Check the day on which something ends. Raises RuleBroken("before_its_start")."""
    if on < starts_on:
        raise RuleBroken("before_its_start")

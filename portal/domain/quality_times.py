"""Checks of when entries were written down and about which days."""

from calendar import monthrange
from datetime import timedelta

from portal.domain.quality_facts import Around, Bounds, Entry, Finding


def find_burst(entry: Entry, around: Around, bounds: Bounds) -> Finding | None:
    """Find that the author wrote entries about many different days within minutes.

    What counts is when they were written down, not when they arrived: a phone without a network sends a
    week's entries at once. Paper sheets are typed in at once, too.
    """
    if entry.written_at is None or entry.is_on_paper:
        return None
    reach = timedelta(minutes=bounds.burst_minutes)
    typed = [one for one in (*around.own, entry) if one.written_at is not None and not one.is_on_paper]
    near = sorted(
        (one.written_at, one.occurred_on) for one in typed if abs(one.written_at - entry.written_at) <= reach
    )
    best: tuple[int, int] = (0, 0)
    for place, (begin, _day) in enumerate(near):
        days = [day for moment, day in near[place:] if moment - begin <= reach]
        # The window has to hold this entry, too.
        if begin <= entry.written_at <= begin + reach:
            best = max(best, (len(set(days)), len(days)))
    days_written, entries = best
    if days_written < bounds.burst_days:
        return None
    return Finding({"entries": entries, "days": days_written, "minutes": bounds.burst_minutes})


def find_period_end(entry: Entry, around: Around, bounds: Bounds) -> Finding | None:
    """Find that nearly all of the author's work of a month lies in its last days."""
    month = (entry.occurred_on.year, entry.occurred_on.month)
    last_day = monthrange(*month)[1]
    first_of_end = entry.occurred_on.replace(day=last_day - bounds.end_days + 1)
    if entry.occurred_on < first_of_end:
        return None
    days = [
        one.occurred_on
        for one in (*around.own, entry)
        if (one.occurred_on.year, one.occurred_on.month) == month
    ]
    at_end = sum(day >= first_of_end for day in days)
    if len(days) < bounds.end_entries or at_end < bounds.end_share * len(days):
        return None
    return Finding(
        {"at_end": at_end, "entries": len(days), "day": first_of_end.isoformat(), "days": bounds.end_days}
    )


def find_logged_late(entry: Entry, _around: Around, bounds: Bounds) -> Finding | None:
    """Find that the entry was written down long after its day."""
    if entry.written_on is None:
        return None
    days = (entry.written_on - entry.occurred_on).days
    if days <= (bounds.late_days_on_paper if entry.is_on_paper else bounds.late_days):
        return None
    return Finding({"days": days, "day": entry.written_on.isoformat()})


def find_clock_off(entry: Entry, _around: Around, bounds: Bounds) -> Finding | None:
    """Find that the phone's clock was far off when it sent the entry, so that its day may be wrong."""
    if entry.client_time is None or entry.received_at is None:
        return None
    apart = entry.client_time - entry.received_at
    if abs(apart) <= timedelta(hours=bounds.clock_hours):
        return None
    return Finding(
        {"case": "ahead" if apart > timedelta() else "behind", "hours": abs(apart) // timedelta(hours=1)}
    )

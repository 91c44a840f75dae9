"""A person's queue on a phone: what it reports of itself, and which of its numbers never arrived."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from portal.domain.activity_content import ContentInvalid
from portal.domain.activity_values import BadValue, count_reader, read_moment

DEVICE = re.compile(r"[!-~]{1,64}")
# Thirty entries a day for nine years; no phone counts further.
HIGHEST_SEQ = 100_000
MOST_WAITING = 2_000
MOST_DISCARDED = 10_000
MOST_PHOTOS = 10_000
# So many of the missing numbers are named.
MOST_MISSING = 2_000

CLOCK_TOLERANCE = timedelta(minutes=5)
# What waits for longer is worth a word on other pages.
LONG_WAIT = timedelta(days=1)
_LARGEST_OFFSET = 2**31 - 1

# What became of entries that never arrived.
PHONE_BROKEN = "phone_broken"
PHONE_LOST = "phone_lost"
ON_PAPER = "on_paper"
DELETED_BY_MISTAKE = "deleted_by_mistake"
OTHER = "other"
GAP_REASONS = (PHONE_BROKEN, PHONE_LOST, ON_PAPER, DELETED_BY_MISTAKE, OTHER)

read_seq = count_reader(1, HIGHEST_SEQ)
_read_last_seq = count_reader(0, HIGHEST_SEQ)
_read_photos = count_reader(0, MOST_PHOTOS)
_FIELDS = ("last_seq", "waiting", "photos_waiting", "discarded", "client_time")


@dataclass(frozen=True, slots=True)
class QueueReport:
    """What a phone says of a queue; `waiting` maps each number to when it was saved by the phone's clock."""

    last_seq: int
    waiting: Mapping[int, datetime]
    photos_waiting: int
    discarded: frozenset[int]
    client_time: datetime


def read_report(data: object) -> QueueReport:
    """Read a report from parsed JSON. Raises ContentInvalid, and nothing else for whatever input."""
    if not isinstance(data, Mapping):
        raise ContentInvalid({"report": "wrong_type"})
    values: dict[str, object] = {}
    errors: dict[str, str] = {}
    for name in _FIELDS:
        try:
            values[name] = _read_field(name, data.get(name))
        except BadValue as problem:
            errors[name] = problem.code
    if errors:
        raise ContentInvalid(errors)
    # A number that was given just now may not be counted yet.
    values["last_seq"] = max((values["last_seq"], *values["waiting"], *values["discarded"]))
    return QueueReport(**values)  # type: ignore[arg-type]  # Each field was read by its own rule.


def list_missing(last_seq: int, *accounted_for: Collection[int]) -> list[int]:
    """List the numbers from 1 to the last that none of the collections holds."""
    known = set().union(*accounted_for)
    return [number for number in range(1, last_seq + 1) if number not in known]


def merge_waiting(
    reported: Mapping[int, datetime], last_seq: int, stored: Iterable[Sequence]
) -> list[list[object]]:
    """Return what waits, as pairs of a number and the moment it was saved, in the order of numbers.

    A report that arrives late says nothing of numbers beyond its last one; these stay as they were stored.
    """
    beyond = {seq: saved_at for seq, saved_at in stored if seq > last_seq}
    merged = {seq: saved_at.isoformat() for seq, saved_at in reported.items()} | beyond
    return [[seq, merged[seq]] for seq in sorted(merged)][:MOST_WAITING]


def oldest_saved(waiting: Iterable[Sequence], offset_seconds: int, now: datetime) -> datetime | None:
    """Return since when entries wait by the server's clock, None when none does.

    The phone's clock is taken to have been as far off as it was at the last contact.
    """
    saved = [datetime.fromisoformat(saved_at) for _seq, saved_at in waiting]
    if not saved:
        return None
    try:
        return min(min(saved).astimezone(UTC) - timedelta(seconds=offset_seconds), now)
    except OverflowError:
        return now


def clock_offset(client_time: datetime, now: datetime) -> int:
    """Return by how many seconds the phone's clock is ahead."""
    seconds = round((client_time - now).total_seconds())
    return max(-_LARGEST_OFFSET, min(_LARGEST_OFFSET, seconds))


def minutes_off(offset_seconds: int) -> int:
    """Return by how many minutes a clock is ahead or, below 0, behind; 0 while it hardly matters."""
    if abs(offset_seconds) <= CLOCK_TOLERANCE.total_seconds():
        return 0
    return round(offset_seconds / 60)


def write_numbers(numbers: Iterable[int]) -> str:
    """Write numbers in order, neighbours as a range: 4, 7, 10–12."""
    ranges: list[list[int]] = []
    for number in sorted(numbers):
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in ranges)


def _read_field(name: str, stated: object) -> object:
    if stated is None:
        raise BadValue("required")
    if name == "last_seq":
        return _read_last_seq(stated, False)
    if name == "photos_waiting":
        return _read_photos(stated, False)
    if name == "client_time":
        return read_moment(stated, False)
    return _read_waiting(stated) if name == "waiting" else _read_discarded(stated)


def _read_waiting(stated: object) -> dict[int, datetime]:
    waiting: dict[int, datetime] = {}
    for one in _read_list(stated, MOST_WAITING):
        if not isinstance(one, Mapping):
            raise BadValue("wrong_type")
        waiting[read_seq(one.get("seq"), False)] = read_moment(one.get("saved_at"), False)
    return waiting


def _read_discarded(stated: object) -> frozenset[int]:
    return frozenset(read_seq(one, False) for one in _read_list(stated, MOST_DISCARDED))


def _read_list(stated: object, most: int) -> list:
    if not isinstance(stated, list):
        raise BadValue("wrong_type")
    if len(stated) > most:
        raise BadValue("too_many")
    return stated

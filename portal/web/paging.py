"""How the address of a list's next page names the place where that page begins."""

import re
from datetime import UTC, date, datetime, timedelta

from portal.domain.activity_values import HIGHEST_ID

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WRITTEN = re.compile(r"([0-9]{1,17})-([0-9]{1,10})")
_RANKED = re.compile(r"([0-9]{1,4})\.(.+)")


def read_id(text: str | None) -> int | None:
    """Read the id of a row; anything that is none is None."""
    number = int(text) if text and re.fullmatch("[0-9]{1,10}", text) else 0
    return number if 0 < number <= HIGHEST_ID else None


def write_place(place: tuple[datetime, int] | None) -> str | None:
    """Write a place in a list ordered by time as text for an address; None stays None."""
    if place is None:
        return None
    moment, row_id = place
    return f"{(moment - _EPOCH) // timedelta(microseconds=1)}-{row_id}"


def read_place(text: str | None) -> tuple[datetime, int] | None:
    """Read a place; anything that is none leads to the beginning of the list."""
    written = _WRITTEN.fullmatch(text or "")
    if not written:
        return None
    microseconds, row_id = (int(part) for part in written.groups())
    try:
        return _EPOCH + timedelta(microseconds=microseconds), row_id
    except OverflowError:
        return None


def write_day_place(place: tuple[date, int] | None) -> str | None:
    """Write a place in a list ordered by days; None stays None."""
    return None if place is None else f"{place[0]:%Y%m%d}-{place[1]}"


def read_day_place(text: str | None) -> tuple[date, int] | None:
    """Read a place in a list ordered by days; anything that is none leads to the beginning of the list."""
    written = _WRITTEN.fullmatch(text or "")
    if not written or len(written[1]) != 8:
        return None
    try:
        return date.fromisoformat(written[1]), int(written[2])
    except ValueError:
        return None


def write_ranked_place(place: tuple | None) -> str | None:
    """Write a place that may begin with a rank of 0 or below; None stays None."""
    if place is None:
        return None
    *rank, moment, row_id = place
    return "".join(f"{-number}." for number in rank) + write_place((moment, row_id))


def read_ranked_place(text: str | None) -> tuple | None:
    """Read a place that may begin with a rank; anything that is none leads to the beginning of the list."""
    ranked = _RANKED.fullmatch(text or "")
    place = read_place(ranked[2] if ranked else text)
    return (-int(ranked[1]), *place) if ranked and place else place

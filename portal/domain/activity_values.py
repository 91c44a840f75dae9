"""How one stated value of an entry is read, strictly as JSON has it or leniently as forms send it."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

from portal.domain import skills
from portal.domain.activity_kinds import ACTIVITY_KINDS
from portal.domain.text import has_control_characters, nfc

HIGHEST_ID = 2**31 - 1
EARLIEST_DAY = date(2000, 1, 1)
LATEST_DAY = date(2999, 12, 31)
# A phone without a working clock may say 1970; that is kept, not refused.
_EARLIEST_MOMENT = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST_MOMENT = datetime(2999, 12, 31, tzinfo=UTC)

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WRITTEN_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_WRITTEN_NUMBER = re.compile(r"[+-]?[0-9]+")
_LONGEST_NUMBER = 18
# Marks and spaces may fall away when text is composed and trimmed, but never as many as this.
_ROOM_FOR_MARKS = 8


class BadValue(Exception):
    """A value cannot be read; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


Reader = Callable[[object, bool], object]


def is_absent(value: object, lenient: bool) -> bool:
    """Tell whether nothing was stated; a form states nothing with an empty string."""
    return value is None or (lenient and isinstance(value, str) and not value.strip())


def count_reader(lowest: int, highest: int) -> Reader:
    """Return a reader of whole numbers between the bounds."""

    def read(value: object, lenient: bool) -> int:
        number = _written_number(value) if lenient and isinstance(value, str) else value
        if type(number) is not int:
            raise BadValue("not_a_number")
        if not lowest <= number <= highest:
            raise BadValue("out_of_range")
        return number

    return read


def text_reader(longest: int, *, multiline: bool) -> Reader:
    """Return a reader of composed, trimmed text of at most so many characters."""

    def read(value: object, _lenient: bool) -> str:
        if not isinstance(value, str):
            raise BadValue("wrong_type")
        if len(value) > _ROOM_FOR_MARKS * longest:
            raise BadValue("too_long")
        text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
        if not text.isascii():
            text = nfc(text)
        if has_control_characters(text, multiline=multiline):
            raise BadValue("bad_text")
        if len(text) > longest:
            raise BadValue("too_long")
        return text

    return read


def read_kind(value: object, _lenient: bool) -> str:
    """Read the kind of work."""
    if not isinstance(value, str):
        raise BadValue("wrong_type")
    if value not in ACTIVITY_KINDS:
        raise BadValue("unknown_kind")
    return value


def read_skills(value: object, lenient: bool) -> tuple[str, ...]:
    """Read the skills taught, each once, in the register's order."""
    if lenient and isinstance(value, str):
        value = [value]
    if not isinstance(value, list | tuple):
        raise BadValue("wrong_type")
    if not value:
        raise BadValue("empty_skills")
    if not all(isinstance(code, str) and code in skills.SKILLS for code in value):
        raise BadValue("unknown_skill")
    return skills.in_order(value)


def read_day(value: object, lenient: bool) -> date:
    """Read a calendar day, 2022-06-16; from a form also 16/6/2022 or a date."""
    if isinstance(value, str):
        value = _written_day(value.strip() if lenient else value, lenient)
    elif not lenient or not isinstance(value, date) or isinstance(value, datetime):
        raise BadValue("not_a_date")
    if not EARLIEST_DAY <= value <= LATEST_DAY:
        raise BadValue("out_of_range")
    return value


def read_moment(value: object, lenient: bool) -> datetime:
    """Read a moment that says its distance from UTC, and return it in UTC."""
    try:
        if isinstance(value, str) and _MOMENT.fullmatch(value):
            value = datetime.fromisoformat(value.upper())
        elif not lenient or not isinstance(value, datetime) or value.utcoffset() is None:
            raise BadValue("not_a_moment")
        moment = value.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadValue("not_a_moment") from None
    if not _EARLIEST_MOMENT <= moment <= _LATEST_MOMENT:
        raise BadValue("out_of_range")
    return moment


def _written_number(text: str) -> int | None:
    """Read digits as typed; None where they are not a number."""
    trimmed = text.strip()
    if not _WRITTEN_NUMBER.fullmatch(trimmed):
        return None
    if len(trimmed) > _LONGEST_NUMBER:
        raise BadValue("out_of_range")
    return int(trimmed)


def _written_day(text: str, lenient: bool) -> date:
    """Read a day as written; a form may write it the Vietnamese way."""
    written = _WRITTEN_DAY.fullmatch(text) if lenient else None
    try:
        if written:
            day, month, year = (int(part) for part in written.groups())
            return date(year, month, day)
        if _ISO_DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        raise BadValue("not_a_date") from None
    raise BadValue("not_a_date")

"""Rows of a paper sheet in the shorthand in which they are typed: days, people, hamlets and skills."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from portal.domain.activity_content import ActivityContent, ContentInvalid, read_content
from portal.domain.activity_kinds import ASSISTANCE
from portal.domain.activity_values import BadValue
from portal.domain.skills import SKILLS, in_order
from portal.domain.text import fold

# The columns of the sheet from left to right, by the names of an entry's fields.
CELLS = (
    "occurred_on", "on_behalf_of", "hamlet", "skills", "visits", "households", "alone", "together", "shown",
    "note",
)  # fmt: skip
ROWS_ON_A_SHEET = 20
MOST_ROWS = 100
# In a cell: the same as in the row above.
REPEAT = "="
UNDO_WITHIN = timedelta(days=1)

SHORTHAND_PROBLEMS = (
    "no_sheet_day",
    "no_skill_digits",
    "unknown_person",
    "several_people",
    "several_hamlets",
    "nothing_above",
)

_DAY = re.compile(r"([0-9]{1,2})(?:[/.-]([0-9]{1,2})(?:[/.-]([0-9]{4}|[0-9]{2}))?)?")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MONTH = re.compile(r"([0-9]{1,2})(?:[/.-]([0-9]{4}|[0-9]{2}))?")
_ISO_MONTH = re.compile(r"([0-9]{4})-([0-9]{1,2})")
_NUMBERED = re.compile(r"([0-9]{1,4})(?:[.)\s]+(.*))?", re.DOTALL)
_CENTURY = 2000
_HALF_A_YEAR = 6

Cells = Mapping[str, str]


class Listed(NamedTuple):
    """A person or a hamlet to be named in a cell; people also have a number, printed on the sheet."""

    id: int
    name: str
    number: int | None = None

    @property
    def words(self) -> str:
        """What stands in the cell once it is known who is meant."""
        return self.name if self.number is None else f"{self.number}. {self.name}"


@dataclass(frozen=True, slots=True)
class SheetHead:
    """What holds for all rows: the team, the month of bare days, whom and what cells name, a usual hamlet."""

    team: str
    month: date
    people: Sequence[Listed]
    hamlets: Sequence[Listed]
    usual_hamlet: str = ""


def read_month(text: str, today: date) -> date | None:
    """Read a month such as 6/2022, or 6 for the last June that has begun; return its first day, or None."""
    if iso := _ISO_MONTH.fullmatch(text.strip()):
        return _day(int(iso[1]), int(iso[2]), 1)
    written = _MONTH.fullmatch(text.strip())
    if not written:
        return None
    month = int(written[1])
    year = _year(written[2]) if written[2] else today.year - (month > today.month)
    return _day(year, month, 1)


def read_sheet_day(text: str, month: date) -> date:
    """Read 5 as the 5th of the sheet's month, 5/6 as the one nearest to it, and 5/6/2022; raise BadValue."""
    trimmed = text.strip()
    iso, written = _ISO_DAY.fullmatch(trimmed), _DAY.fullmatch(trimmed)
    day = None
    if iso:
        day = _day(int(iso[1]), int(iso[2]), int(iso[3]))
    elif written:
        number, of_month, of_year = int(written[1]), int(written[2] or month.month), written[3]
        day = _day(_year(of_year) if of_year else _nearest_year(of_month, month), of_month, number)
    if day is None:
        raise BadValue("no_sheet_day")
    return day


def read_skill_digits(text: str) -> tuple[str, ...]:
    """Read 13, "1 3" or 1,3 as the first and the third skill of the register; raise BadValue."""
    digits = re.sub(r"[\s,;.+/-]", "", text)
    places = [ord(digit) - ord("1") for digit in digits]
    if not all(0 <= place < len(SKILLS) for place in places):
        raise BadValue("no_skill_digits")
    return in_order(SKILLS[place] for place in places)


def find_person(text: str, people: Sequence[Listed]) -> int:
    """Find who is meant by a number of the list, a name, or how a part of it begins; raise BadValue."""
    written = _NUMBERED.fullmatch(text.strip())
    if not written:
        return _find(text, people, "unknown_person", "several_people")
    number, name = int(written[1]), fold(written[2] or "")
    for one in people:
        # A number beside another's name is a slip that nobody should pay for.
        if one.number == number and (not name or fold(one.name).startswith(name)):
            return one.id
    raise BadValue("unknown_person")


def find_hamlet(text: str, hamlets: Sequence[Listed]) -> int:
    """Find which hamlet is meant by its name, with or without its type, or its beginning; raise BadValue."""
    return _find(text, hamlets, "unknown_hamlet", "several_hamlets")


def is_blank(cells: Cells) -> bool:
    """Tell whether nothing was typed in a row."""
    return not any(cells.get(name, "").strip() for name in CELLS)


def fill_repeated(rows: Sequence[Cells]) -> Iterator[Cells]:
    """Put into each cell that says "=" what the last row above says that is not blank."""
    above: Cells = {}
    for cells in rows:
        filled = {
            name: above.get(name, REPEAT) if text.strip() == REPEAT else text for name, text in cells.items()
        }
        yield filled
        if not is_blank(filled):
            above = filled


def read_row(cells: Cells, head: SheetHead) -> ActivityContent:
    """Read a row as the entry that a phone would have sent; raise ContentInvalid with all its problems."""
    errors: dict[str, str] = {}
    stated: dict[str, object] = {"team": head.team, "kind": ASSISTANCE}
    for name in CELLS:
        text = cells.get(name, "")
        if name == "hamlet" and not text.strip():
            text = head.usual_hamlet
        try:
            stated[name] = _read_cell(name, text, head) if text.strip() else None
        except BadValue as problem:
            stated[name], errors[name] = None, problem.code
    if stated["on_behalf_of"] is None:
        errors.setdefault("on_behalf_of", "whose_work")
    try:
        content = read_content(stated, lenient=True)
    except ContentInvalid as invalid:
        raise ContentInvalid(invalid.errors | errors) from None
    if errors:
        raise ContentInvalid(errors)
    return content


def _read_cell(name: str, text: str, head: SheetHead) -> object:
    """Read what is written in shorthand, and leave the rest for `read_content`."""
    if text.strip() == REPEAT:
        raise BadValue("nothing_above")
    if name == "occurred_on":
        return read_sheet_day(text, head.month)
    if name == "on_behalf_of":
        return find_person(text, head.people)
    if name == "hamlet":
        return find_hamlet(text, head.hamlets)
    return read_skill_digits(text) if name == "skills" else text


def _find(text: str, listed: Sequence[Listed], unknown: str, several: str) -> int:
    """Find what ends like the text, as "Thôn 1" ends in 1; else what begins like it from some word on."""
    wanted = fold(text)
    ends = [(one.id, _endings(one.name)) for one in listed]
    named = [one_id for one_id, endings in ends if wanted in endings]
    begun = [one_id for one_id, endings in ends if any(end.startswith(wanted) for end in endings)]
    for found in (named, begun):
        if len(found) == 1:
            return found[0]
        if found:
            raise BadValue(several)
    raise BadValue(unknown)


def _endings(name: str) -> list[str]:
    words = fold(name).split()
    return [" ".join(words[first:]) for first in range(len(words))]


def _nearest_year(month_number: int, month: date) -> int:
    """Return the year in which a month lies nearest to the sheet's: by January, December is last year's."""
    apart = month_number - month.month
    return month.year + (apart < -_HALF_A_YEAR) - (apart > _HALF_A_YEAR)


def _year(text: str) -> int:
    return int(text) + (_CENTURY if len(text) == 2 else 0)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

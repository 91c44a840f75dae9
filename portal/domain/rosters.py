"""Lists of places as files bring them: their columns, what can be wrong, and what changes between two."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from portal.domain.text import has_control_characters, nfc
from portal.domain.units import LEVELS, UNIT_TYPES, is_below

REQUIRED_COLUMNS = ("code", "name", "full_name", "type", "level", "parent_code")
OPTIONAL_COLUMNS = ("population", "households")
COLUMNS = REQUIRED_COLUMNS + OPTIONAL_COLUMNS

ROSTER_PROBLEMS = (
    "empty_roster",
    "empty_code",
    "empty_name",
    "bad_text",
    "too_long",
    "duplicate_code",
    "unknown_level",
    "unknown_type",
    "type_not_of_level",
    "unknown_parent",
    "level_not_below_parent",
    "cycle",
    "no_root",
    "several_roots",
    "bad_number",
)

_LONGEST = {"code": 20, "parent_code": 20, "name": 200, "full_name": 200, "type": 40, "level": 40}
_COUNT = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One place of a roster as written, with its line in the file; every cell is text."""

    line: int
    code: str
    name: str
    full_name: str
    type: str
    level: str
    parent_code: str
    population: str = ""
    households: str = ""


@dataclass(frozen=True, slots=True)
class RosterProblem:
    """What is wrong in one cell; line 0 stands for the file as a whole.

    `file` is of the register "reorganisation_file": a reorganisation is made from two.
    """

    line: int
    column: str
    code: str
    value: str
    file: str = "roster"


@dataclass(frozen=True, slots=True)
class RosterChange:
    """A place under one code whose cells differ between two rosters, and the columns that do."""

    old: RosterRow
    new: RosterRow
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RosterDiff:
    """What becomes of each code from one roster to the next."""

    created: tuple[RosterRow, ...]
    changed: tuple[RosterChange, ...]
    unchanged: tuple[RosterRow, ...]
    vanished: tuple[RosterRow, ...]


def roster_row(line: int, record: Mapping[str, str | None]) -> RosterRow:
    """Read one record by its header names: trimmed, composed text, and empty for what is absent."""
    cells = {column: nfc(record.get(column) or "").strip() for column in COLUMNS}
    cells["type"] = cells["type"].lower()
    return RosterRow(line=line, **cells)


def count_or_none(text: str) -> int | None:
    """Read a count of people or households; empty is unknown; raise ValueError for anything else."""
    if not text:
        return None
    if not _COUNT.fullmatch(text):
        raise ValueError("Not a whole number of at most nine digits.")
    return int(text)


def check_roster(rows: Sequence[RosterRow]) -> list[RosterProblem]:
    """Find every problem of a roster, by line; an empty list means one sound tree."""
    if not rows:
        return [RosterProblem(0, "", "empty_roster", "")]
    by_code: dict[str, RosterRow] = {}
    for row in rows:
        by_code.setdefault(row.code, row)
    problems = [problem for row in rows for problem in _cell_problems(row)]
    problems += _duplicates(rows, by_code)
    problems += [problem for row in rows for problem in _parent_problems(row, by_code)]
    problems += _cycles(rows, by_code)
    problems += _root_problems(rows)
    return sorted(problems, key=lambda problem: problem.line)


def diff_rosters(old: Sequence[RosterRow], new: Sequence[RosterRow]) -> RosterDiff:
    """Compare two sound rosters code by code; the place in the file does not matter."""
    old_by_code = {row.code: row for row in old}
    new_codes = {row.code for row in new}
    changed, unchanged = [], []
    for row in new:
        if row.code in old_by_code:
            before = old_by_code[row.code]
            columns = tuple(column for column in COLUMNS if getattr(before, column) != getattr(row, column))
            if columns:
                changed.append(RosterChange(old=before, new=row, columns=columns))
            else:
                unchanged.append(row)
    return RosterDiff(
        created=tuple(row for row in new if row.code not in old_by_code),
        changed=tuple(changed),
        unchanged=tuple(unchanged),
        vanished=tuple(row for row in old if row.code not in new_codes),
    )


def _cell_problems(row: RosterRow) -> Iterator[RosterProblem]:
    """Find what is wrong with the cells of one row by themselves."""
    for column in COLUMNS:
        value = getattr(row, column)
        if has_control_characters(value):
            yield RosterProblem(row.line, column, "bad_text", value)
        elif len(value) > _LONGEST.get(column, len(value)):
            yield RosterProblem(row.line, column, "too_long", value)
    if not row.code:
        yield RosterProblem(row.line, "code", "empty_code", "")
    for column in ("name", "full_name"):
        if not getattr(row, column):
            yield RosterProblem(row.line, column, "empty_name", "")
    if row.level not in LEVELS:
        yield RosterProblem(row.line, "level", "unknown_level", row.level)
    if row.type not in UNIT_TYPES:
        yield RosterProblem(row.line, "type", "unknown_type", row.type)
    elif row.level in LEVELS and row.level not in UNIT_TYPES[row.type]:
        yield RosterProblem(row.line, "type", "type_not_of_level", row.type)
    for column in OPTIONAL_COLUMNS:
        value = getattr(row, column)
        if value and not _COUNT.fullmatch(value):
            yield RosterProblem(row.line, column, "bad_number", value)


def _duplicates(rows: Sequence[RosterRow], by_code: Mapping[str, RosterRow]) -> Iterator[RosterProblem]:
    """Find the rows whose code an earlier row has."""
    for row in rows:
        if row.code and by_code[row.code] is not row:
            yield RosterProblem(row.line, "code", "duplicate_code", row.code)


def _parent_problems(row: RosterRow, by_code: Mapping[str, RosterRow]) -> Iterator[RosterProblem]:
    """Find a parent that is absent or not of a larger tier."""
    if not row.parent_code or row.parent_code == row.code:
        return
    parent = by_code.get(row.parent_code)
    if parent is None:
        yield RosterProblem(row.line, "parent_code", "unknown_parent", row.parent_code)
    elif row.level in LEVELS and parent.level in LEVELS and not is_below(row.level, parent.level):
        yield RosterProblem(row.line, "level", "level_not_below_parent", row.level)


def _cycles(rows: Sequence[RosterRow], by_code: Mapping[str, RosterRow]) -> Iterator[RosterProblem]:
    """Find the rows that are their own ancestors."""
    following: dict[str, str] = {code: row.parent_code for code, row in by_code.items() if code}
    children = Counter(parent for parent in following.values() if parent in following)
    # Whoever has no child left cannot lie on a cycle; taking such rows away again and again keeps the cycles.
    loose = [code for code in following if not children[code]]
    while loose:
        parent = following.pop(loose.pop())
        children[parent] -= 1
        if parent in following and not children[parent]:
            loose.append(parent)
    for row in rows:
        if row.code in following and by_code[row.code] is row:
            yield RosterProblem(row.line, "parent_code", "cycle", row.parent_code)


def _root_problems(rows: Sequence[RosterRow]) -> Iterator[RosterProblem]:
    """Find that no row, or more than one, stands at the top."""
    roots = [row for row in rows if not row.parent_code]
    if not roots:
        yield RosterProblem(0, "parent_code", "no_root", "")
    for row in roots[1:]:
        yield RosterProblem(row.line, "parent_code", "several_roots", row.full_name)

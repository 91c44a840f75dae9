"""Where the headings of a table stand and which column is which, in any order, under one line or two."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from portal.documents.sheet_tables import HEAD_LINES, MOST_COLUMNS, Merge, RawRow, Table, Unreadable
from portal.domain.sheet_columns import SheetColumn
from portal.domain.sheet_values import plain_text
from portal.domain.text import fold

# The column that a marked file has at its end, in whatever language its reader uses; it is never read.
TO_CORRECT = "Cần sửa"

_IN_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]")
_NO_LETTER = re.compile(r"[^\w/]+")
_LONGEST_HEADING = 300


@dataclass(slots=True)
class Headings:
    """The line of the headings, which column stands where and under which words, and what does not fit."""

    line: int = 0
    columns: dict[int, SheetColumn] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)
    missing: list[SheetColumn] = field(default_factory=list)
    twice: list[tuple[SheetColumn, tuple[int, ...]]] = field(default_factory=list)
    ignored: dict[int, str] = field(default_factory=dict)
    marks: int | None = None


def find_headings(table: Table, columns: Sequence[SheetColumn]) -> Headings:
    """Return the line of the first ones that names the most columns; of a line and the next the lower."""
    known = _known_headings(columns)
    grid = _Grid(table.head, table.merges)
    best = Headings(missing=[column for column in columns if column.required])
    found_before = 0
    for row in table.head:
        found = _match(grid, row.line, known)
        count = len(set(found.values()))
        # Blocks that span two lines name as much on the second, and the rows begin below that.
        if count > found_before or (count == found_before > 0 and row.line == best.line + 1):
            found_before = count
            best = _headings(grid, row.line, found, columns)
    return best


def heading_key(text: str) -> str:
    """Reduce a heading to what is compared: no accents, no case, no asterisks or punctuation."""
    return " ".join(_NO_LETTER.sub(" ", fold(text[:_LONGEST_HEADING])).split())


def _known_headings(columns: Sequence[SheetColumn]) -> dict[str, str]:
    known: dict[str, str] = {}
    for column in columns:
        for words in (column.heading, *column.aliases):
            known.setdefault(heading_key(words), column.key)
    return known


class _Grid:
    """The texts of the first lines, where a merged block has its text in each of its cells."""

    def __init__(self, head: list[RawRow], merges: list[Merge]) -> None:
        self._texts = {
            (row.line, column): "" if isinstance(cell, Unreadable) else plain_text(cell)
            for row in head
            for column, cell in row.cells.items()
        }
        self._origins: dict[tuple[int, int], tuple[int, int]] = {}
        for merge in merges:
            if merge.first_line <= HEAD_LINES:
                self._spread(merge)
        self.last_column = max((column for _line, column in self._texts), default=0)

    def text(self, line: int, column: int) -> str:
        """Return what a cell says."""
        return self._texts.get((line, column), "")

    def is_same(self, line: int, column: int) -> bool:
        """Tell whether a cell and the one above are parts of one block."""
        origin = self._origins.get((line, column))
        return origin is not None and origin == self._origins.get((line - 1, column))

    def _spread(self, merge: Merge) -> None:
        origin = (merge.first_line, merge.first_column)
        text = self._texts.get(origin, "")
        for line in range(merge.first_line, min(merge.last_line, HEAD_LINES) + 1):
            for column in range(merge.first_column, min(merge.last_column, MOST_COLUMNS) + 1):
                self._origins[line, column] = origin
                if text:
                    self._texts[line, column] = text


def _match(grid: _Grid, line: int, known: dict[str, str]) -> dict[int, str]:
    """Return the key of each column that the line names, together with the line above where that helps."""
    found = {}
    for column in range(1, grid.last_column + 1):
        own, above = grid.text(line, column), grid.text(line - 1, column)
        if grid.is_same(line, column):
            above = ""
        names = [f"{above} {own}", f"{own} {above}", own] if own and above else [own or above]
        # What stands in brackets is mostly a hint, such as (dd/mm/yyyy).
        names += [_IN_BRACKETS.sub(" ", name) for name in names]
        key = next((known[name] for name in map(heading_key, names) if name in known), None)
        if key is not None:
            found[column] = key
    return found


def _headings(grid: _Grid, line: int, found: dict[int, str], columns: Sequence[SheetColumn]) -> Headings:
    by_key = {column.key: column for column in columns}
    places = {key: tuple(place for place, name in found.items() if name == key) for key in by_key}
    others = {
        column: text
        for column in range(1, grid.last_column + 1)
        if column not in found and (text := grid.text(line, column) or grid.text(line - 1, column))
    }
    marks = next(
        (place for place, text in others.items() if heading_key(text) == heading_key(TO_CORRECT)), None
    )
    others.pop(marks, None)
    return Headings(
        line=line,
        columns={place: by_key[key] for place, key in found.items()},
        texts={place: grid.text(line, place) for place in found},
        missing=[column for column in columns if column.required and not places[column.key]],
        twice=[(by_key[key], at) for key, at in places.items() if len(at) > 1],
        ignored=others,
        marks=marks,
    )

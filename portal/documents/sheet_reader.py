"""Read a spreadsheet, XLSX or CSV, row by row: the values of its columns and the problems of its cells."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from string import ascii_uppercase

from portal.documents.sheet_choice import choose_table
from portal.documents.sheet_headings import Headings
from portal.documents.sheet_merges import MergedCells
from portal.documents.sheet_tables import MOST_ROWS, Cell, RawRow, Table, Unreadable, column_letters
from portal.domain.sheet_columns import SheetColumn, Value, example_value, read_cell
from portal.domain.sheet_rows import CellProblem, SheetRefused, SheetRow
from portal.domain.sheet_values import BadCell, plain_text
from portal.domain.text import fold

Progress = Callable[[int, int], None]

_REPORT_EVERY = 500
_LONGEST_SHOWN = 100
_FEWEST_NUMBERED = 3
_TOTAL = re.compile("(tong cong|tong so)\\b")


@dataclass
class Sheet:
    """A sheet whose headings are known; going through it reads the rows, each time from the file.

    `ignored` names columns that the import does not know; `row_count` counts the lines below the headings
    that are not empty. After a reading, `example_lines` says which lines were the template's example.
    """

    name: str
    heading_line: int
    letters: dict[str, str]
    ignored: tuple[str, ...]
    row_count: int
    table: Table
    headings: Headings
    columns: tuple[SheetColumn, ...]
    on_progress: Progress | None = None
    example_lines: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Keep what rows are compared with, to tell them from data."""
        known = self.headings.columns
        self._example = {column.key: example_value(column) for column in known.values()}
        # Long tables repeat their headings on every page.
        self._heading_texts = {known[place].key: text for place, text in self.headings.texts.items()}

    def __iter__(self) -> Iterator[SheetRow]:
        """Read the rows; wholly empty ones and the template's example are left out."""
        merged = MergedCells(self.table.merges, self.headings.columns, after=self.heading_line)
        self.example_lines.clear()
        done = 0
        for raw in self.table.rows():
            if raw.line <= self.heading_line:
                continue
            done += 1
            if self.on_progress and done % _REPORT_EVERY == 0:
                self.on_progress(done, self.row_count)
            row = self._read(raw, merged.ranges_at(raw.line))
            if row is not None:
                yield row
        if self.on_progress:
            self.on_progress(done, self.row_count)

    def _read(self, raw: RawRow, merged: dict[int, str]) -> SheetRow | None:
        shown = {column.key: _shown(raw.cells.get(place)) for place, column in self.headings.columns.items()}
        if not any(shown.values()) and not _has_unreadable(raw, self.headings):
            return None
        if shown == self._heading_texts or self._is_numbering(raw):
            return None
        values: dict[str, Value] = {column.key: None for column in self.columns}
        problems = list(self._row_problems(raw))
        if any(problem.code == "total_row" for problem in problems):
            return SheetRow(raw.line, values, tuple(problems), shown, self.letters)
        for place, column in self.headings.columns.items():
            try:
                values[column.key] = _value(column, raw.cells.get(place), merged.get(place))
            except BadCell as bad:
                problems.append(self._problem(raw.line, column.key, shown[column.key], bad))
        if not problems and self._is_example(values):
            self.example_lines.append(raw.line)
            return None
        return SheetRow(raw.line, values, tuple(problems), shown, self.letters)

    def _problem(self, line: int, key: str, shown: str, bad: BadCell) -> CellProblem:
        return CellProblem(line, self.letters.get(key, ""), key, bad.code, shown, bad.details)

    def _row_problems(self, raw: RawRow) -> Iterator[CellProblem]:
        if raw.is_hidden:
            yield CellProblem(raw.line, "", "", "hidden_row")
        first = next((text for text in map(_shown, raw.cells.values()) if text), "")
        if _TOTAL.match(fold(first)):
            yield CellProblem(raw.line, "", "", "total_row", first)

    def _is_example(self, values: dict[str, Value]) -> bool:
        """Tell whether a row is the template's example, left in as it was."""
        return any(self._example.values()) and all(
            values[key] == example for key, example in self._example.items()
        )

    def _is_numbering(self, raw: RawRow) -> bool:
        """Tell whether the line below the headings only numbers the columns: A, B, (1), (2), (3)."""
        if raw.line != self.heading_line + 1 or len(raw.cells) < _FEWEST_NUMBERED:
            return False
        texts = [_shown(raw.cells[place]).strip("()") for place in sorted(raw.cells)]
        letters = list(takewhile(str.isalpha, texts))
        numbers = texts[len(letters) :]
        return letters == [*ascii_uppercase[: len(letters)]] and numbers == [
            str(number) for number, _text in enumerate(numbers, start=1)
        ]


def read_sheet(
    path: Path, columns: Sequence[SheetColumn], *, file_name: str, on_progress: Progress | None = None
) -> Sheet:
    """Open a file and find its headings; iterate over the result for the rows.

    `on_progress(done, row_count)` is called every 500 rows and at the end. Raises SheetRefused, also while
    rows are read when the file breaks off.
    """
    table, headings = choose_table(path, columns, file_name)
    above = sum(row.line <= headings.line for row in table.head)
    row_count = table.count_rows() - above
    if row_count > MOST_ROWS:
        raise SheetRefused("too_many_rows", most=MOST_ROWS)
    return Sheet(
        name=table.name,
        heading_line=headings.line,
        letters={column.key: column_letters(place) for place, column in headings.columns.items()},
        ignored=tuple(f"{column_letters(place)}: {text}" for place, text in headings.ignored.items()),
        row_count=row_count,
        table=table,
        headings=headings,
        columns=tuple(columns),
        on_progress=on_progress,
    )


def _value(column: SheetColumn, cell: Cell | Unreadable, merged: str | None) -> Value:
    if merged:
        raise BadCell("merged_cell", range=merged)
    if isinstance(cell, Unreadable):
        raise BadCell(cell.code)
    return read_cell(column, cell)


def _has_unreadable(raw: RawRow, headings: Headings) -> bool:
    return any(isinstance(raw.cells.get(place), Unreadable) for place in headings.columns)


def _shown(cell: Cell | Unreadable) -> str:
    return (cell.shown if isinstance(cell, Unreadable) else plain_text(cell))[:_LONGEST_SHOWN]

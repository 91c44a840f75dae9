"""Read a spreadsheet, XLSX or CSV, row by row: the values of its columns and the problems of its cells."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from portal.documents.csv_tables import csv_tables
from portal.documents.sheet_headings import Headings, find_headings
from portal.documents.sheet_merges import MergedCells
from portal.documents.sheet_tables import MOST_ROWS, Cell, RawRow, Table, Unreadable, column_letters
from portal.documents.xlsx_tables import xlsx_tables
from portal.domain.sheet_columns import SheetColumn, Value, example_value, read_cell
from portal.domain.sheet_rows import CellProblem, SheetRefused, SheetRow
from portal.domain.sheet_values import BadCell, plain_text
from portal.domain.text import fold

Progress = Callable[[int, int], None]

_REPORT_EVERY = 500
_LONGEST_SHOWN = 100
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_NO_TABLES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"{\\rtf", b"<")
_NUMBER_OF_COLUMN = re.compile(r"\(?([0-9]{1,2})\)?")
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
    example: dict[str, Value] = field(init=False)

    def __post_init__(self) -> None:
        """Read the example, with which rows are compared."""
        self.example = {column.key: example_value(column) for column in self.columns}

    def __iter__(self) -> Iterator[SheetRow]:
        """Read the rows; wholly empty ones and the template's example are left out."""
        merged = MergedCells(self.table.merges, self.headings.columns, after=self.heading_line)
        self.example_lines.clear()
        done = 0
        for raw in self.table.rows():
            if raw.line <= self.heading_line or not raw.cells:
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
        if self._is_numbering(raw):
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
        if self._is_example(values):
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
        return any(self.example.values()) and all(values[key] == self.example[key] for key in self.letters)

    def _is_numbering(self, raw: RawRow) -> bool:
        """Tell whether the line below the headings only numbers the columns: (1), (2), (3)."""
        if raw.line != self.heading_line + 1 or len(raw.cells) < 3:
            return False
        matches = [_NUMBER_OF_COLUMN.fullmatch(_shown(cell)) for cell in raw.cells.values()]
        numbers = [int(match[1]) for match in matches if match]
        return len(numbers) == len(raw.cells) and all(
            later == earlier + 1 for earlier, later in pairwise(numbers)
        )


def read_sheet(
    path: Path, columns: Sequence[SheetColumn], *, file_name: str, on_progress: Progress | None = None
) -> Sheet:
    """Open a file and find its headings; iterate over the result for the rows.

    `on_progress(done, row_count)` is called every 500 rows and at the end. Raises SheetRefused, also while
    rows are read when the file breaks off.
    """
    tables = _tables(path, file_name)
    table, headings = _choose(tables, columns)
    _refuse_headings(table, headings)
    above = sum(1 for row in table.head if row.cells and row.line <= headings.line)
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


def _tables(path: Path, file_name: str) -> list[Table]:
    with path.open("rb") as file:
        start = file.read(2**16)
    if start.startswith(_ZIP):
        return xlsx_tables(path)
    if start.startswith(_OLE):
        raise SheetRefused("encrypted" if _has_encryption(path) else "other_format")
    if not start.strip():
        raise SheetRefused("empty_file")
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_NO_TABLES):
        is_excel_by_name = file_name.lower().endswith((".xls", ".xlsx", ".xlsm", ".xlsb"))
        raise SheetRefused("other_format" if is_excel_by_name else "not_a_spreadsheet")
    return csv_tables(path)


def _has_encryption(path: Path) -> bool:
    """Tell whether an old container holds an encrypted new file; its directory names the package."""
    with path.open("rb") as file:
        return _ENCRYPTED in file.read(2**20) or _ENCRYPTED in file.read()


def _choose(tables: list[Table], columns: Sequence[SheetColumn]) -> tuple[Table, Headings]:
    """Take the one visible sheet that has the headings, and rows rather than none."""
    found = [(table, find_headings(table, columns)) for table in tables]
    seen = [(table, headings) for table, headings in found if table.is_visible] or found
    fitting = [(table, headings) for table, headings in seen if headings.line and not headings.missing]
    filled = [(table, headings) for table, headings in fitting if _has_rows(table, headings)]
    most = max((len(headings.columns) for _table, headings in filled), default=0)
    # A guide or a list of words names a column or two; only what could be meant makes the choice unclear.
    names = [table.name for table, headings in filled if 2 * len(headings.columns) > most]
    if len(set(names)) > 1:
        raise SheetRefused("several_sheets", sheets=", ".join(names))
    if not fitting and any(headings.line and not headings.missing for _table, headings in found):
        raise SheetRefused("hidden_sheet")
    candidates = filled or fitting or seen
    if not candidates:
        raise SheetRefused("broken_file")
    return max(candidates, key=lambda pair: len(pair[1].columns))


def _has_rows(table: Table, headings: Headings) -> bool:
    return any(row.cells for row in table.head if row.line > headings.line) or (
        table.name != "" and table.count_rows() > len([row for row in table.head if row.cells])
    )


def _refuse_headings(table: Table, headings: Headings) -> None:
    """Raise SheetRefused unless each needed column is there, once, and can be seen."""
    if not headings.line:
        names = ", ".join(column.heading for column in headings.missing)
        raise SheetRefused("no_headings", headings=names)
    if headings.missing:
        names = ", ".join(column.heading for column in headings.missing)
        raise SheetRefused("missing_heading", headings=names, line=headings.line)
    for column, places in headings.twice:
        letters = ", ".join(map(column_letters, places))
        raise SheetRefused("heading_twice", heading=column.heading, columns=letters)
    for place, column in headings.columns.items():
        if any(first <= place <= last for first, last in table.hidden_columns):
            raise SheetRefused("hidden_column", heading=column.heading, column=column_letters(place))


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

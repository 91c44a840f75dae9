"""The rows of a file that was sent, given back with what is to be corrected marked in colour and in words."""

import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from portal.documents.sheet_headings import TO_CORRECT
from portal.documents.sheet_reader import Sheet, read_sheet
from portal.documents.sheet_tables import Cell, RawRow, Unreadable, column_number
from portal.documents.sheet_template import DAY_FORMAT, PLAIN, number_format
from portal.domain.sheet_columns import SheetColumn
from portal.domain.sheet_rows import CellProblem
from portal.labels import cell_sentence

_LONGEST_CELL = 32_767
_FILL = "#FFC7CE"
_WIDTH_OF_WORDS = 60
_OTHER_WIDTH = 16


def marked_sheet(
    path: Path, columns: Sequence[SheetColumn], problems: Iterable[CellProblem], *, file_name: str
) -> bytes:
    """Write the chosen sheet of a file as XLSX, each line where it was, with problems filled and told.

    The last column says in words what to correct; a file that was marked before gets it anew. Raises
    SheetRefused as reading does.
    """
    by_line: dict[int, list[CellProblem]] = defaultdict(list)
    for found in problems:
        by_line[found.line].append(found)
    sheet = read_sheet(path, columns, file_name=file_name)
    place = sheet.headings.marks or 1 + max(max(row.cells) for row in sheet.table.rows())
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, PLAIN) as workbook:
        writer = _Writer(workbook, sheet, place)
        for row in sheet.table.rows():
            writer.write(row, by_line.get(row.line, ()))
    return file.getvalue()


class _Writer:
    """Writes rows one below the other, in the formats of their columns."""

    def __init__(self, workbook: xlsxwriter.Workbook, sheet: Sheet, place: int) -> None:
        self._workbook = workbook
        self._out: Worksheet = workbook.add_worksheet()
        self._heading_line = sheet.heading_line
        self._columns: Mapping[int, SheetColumn] = sheet.headings.columns
        self._names = {column.key: column.heading for column in self._columns.values()}
        self._place = place
        self._formats: dict[tuple[str, bool, bool], Format] = {}
        for number in range(1, place):
            column = self._columns.get(number)
            self._out.set_column(number - 1, number - 1, column.width if column else _OTHER_WIDTH)
        self._out.set_column(place - 1, place - 1, _WIDTH_OF_WORDS)
        self._out.freeze_panes(sheet.heading_line, 0)

    def write(self, row: RawRow, problems: Sequence[CellProblem]) -> None:
        """Write a row, its cells with problems filled, and the sentences at its end."""
        is_heading = row.line == self._heading_line
        filled = {column_number(found.column) for found in problems if found.column}
        is_whole_row = any(not found.column for found in problems)
        for place in sorted(row.cells.keys() | filled):
            if place != self._place:
                wrong = is_whole_row or place in filled
                self._write_cell(row.line, place, row.cells.get(place), wrong, is_heading)
        if is_heading:
            self._out.write_string(row.line - 1, self._place - 1, TO_CORRECT, self._format("@", False, True))
        elif problems:
            words = "\n".join(map(self._sentence, problems))[:_LONGEST_CELL]
            self._out.write_string(row.line - 1, self._place - 1, words, self._format("@", True, False))

    def _sentence(self, found: CellProblem) -> str:
        heading = self._names.get(found.key)
        return f"{heading}: {cell_sentence(found)}" if heading else cell_sentence(found)

    def _write_cell(self, line: int, place: int, cell: Cell, wrong: bool, is_heading: bool) -> None:
        at = (line - 1, place - 1)
        column = self._columns.get(place)
        if isinstance(cell, date) and cell.year > 1900:
            self._out.write_datetime(*at, cell, self._format(DAY_FORMAT, wrong, is_heading))
        elif isinstance(cell, bool):
            self._out.write_boolean(*at, cell, self._format("General", wrong, is_heading))
        elif isinstance(cell, int | float):
            self._out.write_number(*at, cell, self._format("General", wrong, is_heading))
        elif cell is None:
            look = number_format(column) if column else "General"
            self._out.write_blank(*at, None, self._format(look, wrong, is_heading))
        else:
            text = cell.shown if isinstance(cell, Unreadable) else str(cell)
            self._out.write_string(*at, text[:_LONGEST_CELL], self._format("@", wrong, is_heading))

    def _format(self, number: str, wrong: bool, is_heading: bool) -> Format:
        key = (number, wrong, is_heading)
        if key not in self._formats:
            look: dict[str, object] = {"num_format": number, "bold": is_heading}
            if wrong:
                look |= {"bg_color": _FILL, "border": 1, "text_wrap": True, "valign": "top"}
            self._formats[key] = self._workbook.add_format(look)
        return self._formats[key]

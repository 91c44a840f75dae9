"""The sheets of an XLSX file as tables, read row by row with flat memory."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from portal.documents.sheet_tables import (
    HEAD_LINES,
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    Merge,
    RawRow,
    Table,
    Unreadable,
    column_number,
)
from portal.documents.xlsx_archive import Archive
from portal.documents.xlsx_parts import Parts, SheetPart, read_parts, unescape
from portal.domain.sheet_rows import SheetRefused

MOST_LINES = 1_048_576
MOST_MERGES = 200_000
_LONGEST_CELL = 100_000
_DIGITS = "0123456789"
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
_LAST_SERIAL = 2_958_465


def xlsx_tables(path: Path) -> list[Table]:
    """Look through all sheets once: their first lines, merges, hidden columns, how many rows they have."""
    with Archive(path) as archive:
        parts = read_parts(archive)
        return [_table(path, archive, parts, sheet) for sheet in parts.sheets]


def _table(path: Path, archive: Archive, parts: Parts, sheet: SheetPart) -> Table:
    target = _Sheet(parts)
    head: list[RawRow] = []
    count = last_line = 0
    for row in _drain(archive, sheet, target):
        count, last_line = count + 1, row.line
        if count > MOST_ROWS + HEAD_LINES:
            raise SheetRefused("too_many_rows", most=MOST_ROWS)
        if row.line <= HEAD_LINES:
            head.append(row)

    def rows() -> Iterator[RawRow]:
        with Archive(path) as opened:
            # Below the last row there may be a million empty ones; they were looked at once already.
            for row in _drain(opened, sheet, _Sheet(parts)):
                yield row
                if row.line == last_line:
                    return

    return Table(
        sheet.name, head, rows, lambda: count, target.merges, target.hidden_columns, sheet.is_visible
    )


def _drain(archive: Archive, sheet: SheetPart, target: "_Sheet") -> Iterator[RawRow]:
    for _piece in archive.feed(sheet.part, target):
        yield from target.rows
        target.rows.clear()


class _Sheet:
    """Builds rows from the elements of a sheet; finished ones wait in `rows`."""

    def __init__(self, parts: Parts) -> None:
        self.rows: list[RawRow] = []
        self.merges: list[Merge] = []
        self.hidden_columns: list[tuple[int, int]] = []
        self._parts = parts
        self._line = self._steps = 0
        self._row: RawRow | None = None
        self._reference = ""
        self._attributes: dict[str, str] = {}
        self._has_formula = False
        self._pieces: list[str] | None = None
        self._value: str | None = None
        self._columns: dict[str, int] = {}
        self._is_phonetic = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin a row, a cell, a value, or one of the lists around the rows."""
        kind = name[name.find(":") + 1 :]
        if self._row is not None:
            if kind == "c":
                self._begin_cell(attributes)
            elif kind == "v" or (kind == "t" and not self._is_phonetic):
                self._pieces = []
            elif kind == "f":
                self._has_formula = True
            elif kind == "rPh":
                self._is_phonetic = True
        elif kind == "row":
            self._begin_row(attributes)
        elif kind == "mergeCell":
            self._add_merge(attributes.get("ref", ""))
        elif kind == "col":
            self._add_column(attributes)

    def end(self, name: str) -> None:
        """End a value, a cell or a row."""
        if self._row is None:
            return
        kind = name[name.find(":") + 1 :]
        if kind == "v" or kind == "t":
            if self._pieces is not None:
                self._value = (self._value or "") + "".join(self._pieces)
                self._pieces = None
        elif kind == "c":
            self._end_cell()
        elif kind == "row":
            if self._row.cells:
                self.rows.append(self._row)
            self._row = None
        elif kind == "rPh":
            self._is_phonetic = False

    def text(self, text: str) -> None:
        """Take a piece of a value."""
        if self._pieces is not None:
            self._pieces.append(text)
            if len(self._pieces) > 10 and sum(map(len, self._pieces)) > _LONGEST_CELL:
                raise SheetRefused("broken_file")

    def _begin_row(self, attributes: dict[str, str]) -> None:
        line = _number(attributes.get("r")) or self._line + 1
        if not self._line < line <= MOST_LINES:
            raise SheetRefused("broken_file")
        self._line, self._reference, self._steps = line, "", 0
        hidden = attributes.get("hidden") in ("1", "true") or attributes.get("ht") in ("0", "0.0")
        self._row = RawRow(line, {}, hidden)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        # Most cells of a large sheet may be empty, so that what costs time waits for a value.
        self._attributes = attributes
        self._value = None
        self._has_formula = False
        reference = attributes.get("r")
        if reference:
            self._reference, self._steps = reference, 0
        else:
            self._steps += 1

    def _end_cell(self) -> None:
        if self._value is None and not self._has_formula:
            return
        cell = self._cell()
        if cell is None or cell == "":
            return
        column = self._column()
        if column > MOST_COLUMNS:
            raise SheetRefused("too_many_columns", most=MOST_COLUMNS)
        if column in self._row.cells:
            raise SheetRefused("broken_file")
        self._row.cells[column] = cell

    def _column(self) -> int:
        """Return the column of the cell; one that does not say stands to the right of the one before."""
        letters = self._reference.rstrip(_DIGITS)
        if letters not in self._columns:
            self._columns[letters] = _column(letters) if letters else 0
        return self._columns[letters] + self._steps

    def _cell(self) -> Cell:
        value, kind = self._value, self._attributes.get("t", "n")
        if self._has_formula and (value is None or (value == "" and kind != "str")):
            return Unreadable("formula_without_value", "")
        if value is None or value == "":
            return None
        if kind == "s":
            return self._shared(value)
        if kind == "n":
            return self._numeric(value)
        if kind == "b":
            return value.strip() in ("1", "true")
        if kind == "e":
            return Unreadable("error_value", value[:20])
        return _iso_day(value) if kind == "d" else unescape(value)

    def _shared(self, value: str) -> str:
        place = _number(value)
        if place is None or place >= len(self._parts.strings):
            raise SheetRefused("broken_file")
        return self._parts.strings[place]

    def _numeric(self, value: str) -> Cell:
        number = _decimal(value)
        if number is None:
            return Unreadable("unreadable", value[:20])
        style = self._attributes.get("s")
        if style and _number(style) in self._parts.day_styles:
            return self._day(number)
        return number

    def _day(self, serial: int | float) -> Cell:
        if not 0 <= serial <= _LAST_SERIAL:
            return Unreadable("not_a_day", str(serial))
        epoch = _EPOCH_1904 if self._parts.is_1904 else _EPOCH
        return epoch + timedelta(days=int(serial), seconds=round(serial % 1 * 86_400))

    def _add_merge(self, reference: str) -> None:
        first, _colon, last = reference.partition(":")
        corners = (_corner(first), _corner(last or first))
        (line, column), (last_line, last_column) = corners
        self.merges.append(Merge(line, column, last_line, last_column))
        if len(self.merges) > MOST_MERGES:
            raise SheetRefused("broken_file")

    def _add_column(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") in ("1", "true") or attributes.get("width") in ("0", "0.0"):
            first, last = _number(attributes.get("min")), _number(attributes.get("max"))
            if first is None or last is None or len(self.hidden_columns) > MOST_COLUMNS:
                raise SheetRefused("broken_file")
            self.hidden_columns.append((first, last))


def _number(text: str | None) -> int | None:
    """Read a short whole number of the file's own making."""
    return int(text) if text and len(text) < 10 and text.isascii() and text.isdecimal() else None


def _column(letters: str) -> int:
    try:
        if 0 < len(letters) <= 3:
            return column_number(letters)
    except ValueError:
        pass
    raise SheetRefused("broken_file")


def _corner(reference: str) -> tuple[int, int]:
    letters = reference.replace("$", "").rstrip(_DIGITS)
    line = _number(reference.replace("$", "")[len(letters) :])
    if line is None:
        raise SheetRefused("broken_file")
    return line, _column(letters)


def _decimal(text: str) -> int | float | None:
    text = text.strip()
    if len(text) > 40 or not text.isascii() or "_" in text:
        return None
    try:
        number = float(text)
        if number - number != 0:
            return None
        return int(text) if text.lstrip("-").isdecimal() else number
    except ValueError:
        return None


def _iso_day(text: str) -> Cell:
    try:
        return datetime.fromisoformat(text.strip().removesuffix("Z"))
    except ValueError:
        return Unreadable("not_a_day", text[:40])

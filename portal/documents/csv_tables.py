"""A CSV file as a table, in the encodings and with the delimiters that spreadsheets write."""

import codecs
import csv
import re
from collections.abc import Iterator
from functools import partial
from itertools import takewhile
from pathlib import Path

from portal.documents.sheet_tables import HEAD_LINES, MOST_COLUMNS, MOST_ROWS, RawRow, Table
from portal.domain.sheet_rows import SheetRefused
from portal.domain.text import has_control_characters

_DELIMITERS = (",", ";", "\t")
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_PIECE = 2**16
# Vietnamese letters of UTF-8 read as Windows-1258: the file is UTF-8 with a broken place.
_BROKEN_UTF8 = re.compile("á[º»]")


def csv_tables(path: Path) -> list[Table]:
    """Return the file as a table once for each delimiter; whose headings fit is the right one."""
    encoding = _encoding(path)
    tables = [_table(path, encoding, delimiter) for delimiter in _DELIMITERS]
    readable = [table for table in tables if table.head]
    return readable or tables


def _table(path: Path, encoding: str, delimiter: str) -> Table:
    rows = partial(_rows, path, encoding, delimiter)
    try:
        head = list(takewhile(lambda row: row.line <= HEAD_LINES, rows()))
    except SheetRefused:
        # Another delimiter may do; when none does, reading the rows says so again.
        head = []
    return Table("", head, rows, lambda: _count(rows()))


def _count(rows: Iterator[RawRow]) -> int:
    count = 0
    for count, _row in enumerate(rows, start=1):
        if count > MOST_ROWS + HEAD_LINES:
            raise SheetRefused("too_many_rows", most=MOST_ROWS)
    return count


def _rows(path: Path, encoding: str, delimiter: str) -> Iterator[RawRow]:
    """Yield the rows; a line is counted as a spreadsheet counts it, however many breaks its cells have."""
    line = 0
    with path.open(encoding=encoding, newline="") as file:
        if not file.readline(20).lower().startswith("sep="):
            file.seek(0)
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        try:
            for line, record in enumerate(reader, start=1):
                if cells := _cells(record):
                    yield RawRow(line, cells)
        except csv.Error:
            raise SheetRefused("broken_csv", line=line + 1) from None


def _cells(record: list[str]) -> dict[int, str]:
    cells = {column: text for column, text in enumerate(record, start=1) if text}
    if len(record) > MOST_COLUMNS and any(column > MOST_COLUMNS for column in cells):
        raise SheetRefused("too_many_columns", most=MOST_COLUMNS)
    return cells


def _encoding(path: Path) -> str:
    """Tell the encoding from the mark at the beginning, or by trying."""
    with path.open("rb") as file:
        start = file.read(4)
    marked = next((encoding for mark, encoding in _BOMS.items() if start.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "cp1258"):
        try:
            _check_text(path, encoding, is_guess=encoding == "cp1258")
        except UnicodeDecodeError:
            continue
        return encoding
    raise SheetRefused("unknown_encoding")


def _check_text(path: Path, encoding: str, *, is_guess: bool) -> None:
    with path.open(encoding=encoding, newline="") as file:
        while piece := file.read(_PIECE):
            if is_guess and has_control_characters(piece.replace("\r", ""), multiline=True):
                raise SheetRefused("not_a_spreadsheet")
            if is_guess and _BROKEN_UTF8.search(piece):
                raise SheetRefused("unknown_encoding")

"""Which kind of file was sent, and which of its sheets has the headings."""

from collections.abc import Sequence
from pathlib import Path

from portal.documents.csv_tables import csv_tables
from portal.documents.sheet_headings import Headings, find_headings
from portal.documents.sheet_tables import Table, column_letters
from portal.documents.xlsx_tables import xlsx_tables
from portal.domain.sheet_columns import SheetColumn
from portal.domain.sheet_rows import SheetRefused

MOST_BYTES = 20 * 2**20
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_NO_TABLES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"{\\rtf", b"<")


def choose_table(path: Path, columns: Sequence[SheetColumn], file_name: str) -> tuple[Table, Headings]:
    """Return the one table of the file that has the headings, each once and all to be seen.

    Raises SheetRefused for a file that is no such spreadsheet.
    """
    table, headings = _choose(_tables(path, file_name), columns)
    _refuse_headings(table, headings)
    return table, headings


def _tables(path: Path, file_name: str) -> list[Table]:
    if path.stat().st_size > MOST_BYTES:
        raise SheetRefused("file_too_large", megabytes=MOST_BYTES // 2**20)
    with path.open("rb") as file:
        start = file.read(2**16)
    if start.startswith(_ZIP):
        return xlsx_tables(path)
    if start.startswith(b"PK"):
        raise SheetRefused("broken_file")
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
        return _ENCRYPTED in file.read()


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
    return table.count_rows() > sum(row.line <= headings.line for row in table.head)


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

"""CSV files that spreadsheets open as meant: UTF-8 with BOM, codes as text, no formula from user text."""

import csv
import io
from collections.abc import Iterable, Sequence

BOM = "\ufeff"
# A spreadsheet would compute what starts like this.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")

Cell = str | int | None


def csv_file(rows: Iterable[Sequence[Cell]]) -> str:
    """Write rows as one CSV text; None becomes an empty cell, text is quoted so that codes stay text."""
    text = io.StringIO()
    text.write(BOM)
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: Cell) -> str | int:
    if value is None:
        return ""
    if isinstance(value, str) and value.lstrip(" \u00a0\u3000\ufeff").startswith(_FORMULA_STARTS):
        return f"'{value}"
    return value

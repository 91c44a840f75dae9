"""The spreadsheets of imports: opening one with the columns of its kind."""

from collections.abc import Callable
from pathlib import Path

from portal.documents.sheet_reader import Sheet, read_sheet
from portal.domain.import_columns import COLUMNS
from portal.domain.imports import ImportKind


def open_import(
    kind: ImportKind, path: Path, file_name: str, on_progress: Callable[[int, int], None] | None = None
) -> Sheet:
    """Open a file to be imported. Raises SheetRefused, also while its rows are read."""
    return read_sheet(path, COLUMNS[kind], file_name=file_name, on_progress=on_progress)

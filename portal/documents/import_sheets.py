"""The spreadsheets of imports: the template, opening one that was sent, and marking its problems."""

from collections.abc import Callable, Sequence
from pathlib import Path

from flask_babel import gettext as _

from portal.documents.sheet_marked import marked_sheet
from portal.documents.sheet_reader import Sheet, read_sheet
from portal.documents.sheet_template import sheet_template
from portal.domain.import_columns import COLUMNS
from portal.domain.imports import ImportKind
from portal.domain.sheet_rows import CellProblem
from portal.labels import label


def open_import(
    kind: ImportKind, path: Path, file_name: str, on_progress: Callable[[int, int], None] | None = None
) -> Sheet:
    """Open a file to be imported. Raises SheetRefused, also while its rows are read."""
    return read_sheet(path, COLUMNS[kind], file_name=file_name, on_progress=on_progress)


def import_template(kind: ImportKind) -> bytes:
    """Write the template of a kind of import."""
    notes = (
        _("An empty cell means “not known”. It never erases what is known, and is never read as 0."),
        _("Nothing is stored before you have seen the preview and confirmed it."),
        _("The same file may be sent again: what is there already stays as it is."),
    )
    return sheet_template(COLUMNS[kind], title=str(label("import_kind", kind)), notes=notes)


def marked_import(kind: ImportKind, path: Path, file_name: str, problems: Sequence[CellProblem]) -> bytes:
    """Write the file with its problems marked. Raises SheetRefused or FileNotFoundError."""
    return marked_sheet(path, COLUMNS[kind], problems, file_name=file_name)

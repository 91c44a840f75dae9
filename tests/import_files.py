"""Spreadsheets for tests of imports: written from dictionaries, uploaded, checked and confirmed."""

import csv
import io
from collections.abc import Iterable, Mapping

from portal.documents.import_sheets import open_import
from portal.domain.import_columns import COLUMNS
from portal.domain.imports import ImportKind
from portal.extensions import db
from portal.models import Import, Unit
from portal.services.import_work import work_on_import
from portal.services.imports import confirm_import, upload_import

HAMLETS = [
    {"name": "Thôn Bình Minh", "households": "khoảng 120", "since": "01/06/2022"},
    {"type": "ấp", "name": "3", "households": "85"},
    {"name": "Sóc Bom Bo"},
]


def csv_of(kind: str, rows: Iterable[Mapping[str, object]]) -> bytes:
    """Write rows, given by the keys of their columns, under the headings of the kind."""
    columns = COLUMNS[ImportKind(kind)]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([column.heading for column in columns])
    for row in rows:
        unknown = set(row) - {column.key for column in columns}
        assert not unknown, unknown
        writer.writerow([row.get(column.key, "") for column in columns])
    return text.getvalue().encode("utf-8-sig")


def upload(actor, kind: str, unit: Unit, rows) -> Import:
    """Upload rows, or the bytes of a file, and check them."""
    content = rows if isinstance(rows, bytes) else csv_of(kind, rows)
    imported = upload_import(
        actor, ImportKind(kind), unit, file_name="danh-sach.csv", stream=io.BytesIO(content)
    )
    work_on_import(imported.id, open_import)
    return fresh(imported)


def apply(actor, imported: Import, **confirmed) -> Import:
    """Confirm a checked import and write it."""
    confirm_import(actor, imported.id, imported.digest, **confirmed)
    work_on_import(imported.id, open_import)
    return fresh(imported)


def import_rows(actor, kind: str, unit: Unit, rows) -> Import:
    """Upload, check and write rows; they must have no problems."""
    imported = upload(actor, kind, unit, rows)
    assert imported.state == "ready", (imported.state, imported.outcome)
    return apply(actor, imported)


def fresh(imported: Import) -> Import:
    """Return an import as it is now."""
    return db.session.get_one(Import, imported.id, populate_existing=True)


def codes_of(imported: Import) -> list[tuple[int, str, str]]:
    """Return the problems as (row, key of the column, code)."""
    return [(found["line"], found["key"], found["code"]) for found in imported.outcome["problems"]]


def everything(*, but=("imports", "audit_rows", "audit_heads", "throttles")) -> dict[str, list[tuple]]:
    """Return every row of every table that an import which failed must leave as it was."""
    db.session.commit()
    return {
        table.name: sorted(map(tuple, db.session.execute(db.select(table))), key=repr)
        for table in db.metadata.sorted_tables
        if table.name not in but
    }

"""The two files of a reorganisation as programs for tables write them, and the form that carries them."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from io import StringIO

from portal.domain.reorganisations import MAPPING_COLUMNS, MappingRow
from portal.domain.rosters import REQUIRED_COLUMNS, RosterRow
from tests.reorganised import BASIS, DAY, MAPPING, ROSTER


def roster_csv(rows: Iterable[RosterRow] = ROSTER) -> str:
    """Return a list of new places."""
    return _csv(REQUIRED_COLUMNS, rows)


def mapping_csv(rows: Iterable[MappingRow] = MAPPING) -> str:
    """Return a map from old to new."""
    return _csv(MAPPING_COLUMNS, rows)


def same_places_anew(codes: Iterable[str]) -> tuple[str, str]:
    """Return both files of a change in which every commune goes on under its code."""
    listed = sorted(codes)
    province = RosterRow(2, "75", "Đồng Nai", "Tỉnh Đồng Nai", "tỉnh", "province", "")
    communes = [
        RosterRow(line, code, f"Mới {code}", f"Xã Mới {code}", "xã", "commune", "75")
        for line, code in enumerate(listed, start=3)
    ]
    mapping = [MappingRow(line, code, code) for line, code in enumerate(listed, start=2)]
    return roster_csv([province, *communes]), mapping_csv(mapping)


def carried(
    roster: str | None = None, mapping: str | None = None, on: date = DAY, legal_basis: str = BASIS
) -> dict[str, str]:
    """Return what the form holds once both files were read."""
    return {
        "on": on.isoformat(),
        "legal_basis": legal_basis,
        "roster": roster_csv() if roster is None else roster,
        "mapping": mapping_csv() if mapping is None else mapping,
    }


def _csv(columns: Sequence[str], rows: Iterable[object]) -> str:
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow(columns)
    writer.writerows([getattr(row, column) for column in columns] for row in rows)
    return file.getvalue()

"""The ledger of corrections as CSV: one row for each figure that a correction changed."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from flask_babel import gettext as _

from portal.clock import LOCAL_ZONE
from portal.documents.csv_file import Cell, csv_file
from portal.domain.campaign_periods import day_range
from portal.labels import label
from portal.queries.ledger import LedgerRow


def ledger_csv(rows: Sequence[LedgerRow], place: str, campaign_code: str, moment: datetime) -> str:
    """Write the corrections, the latest first, and what the file is."""
    notes = [
        [_("Place"), place],
        [_("Campaign"), campaign_code],
        [_("Data as of"), _moment(moment)],
        [_("The present figure is the published one and the sum of these changes.")],
    ]
    return csv_file([_headings(), *_table(rows), [], *notes])


def file_name(campaign_code: str, place: str, period_code: str) -> str:
    """Name the file after what it holds, in plain letters."""
    parts = [part for part in ("ledger", campaign_code, place, period_code) if part]
    return re.sub(r"[^A-Za-z0-9.-]+", "-", "-".join(parts)) + ".csv"


def figure_name(key: str) -> str:
    """Name a line, or a line and a skill, by its key in the ledger."""
    line, _slash, skill = key.partition("/")
    name = f"{line} {label('line', line)}"
    return f"{name}: {label('skill', skill)}" if skill else name


def _headings() -> list[Cell]:
    return [
        _("When"), _("Corrected by"), _("Why"), _("What was done"), _("Period"), _("Revision"), _("Team"),
        _("Day of the work"), _("Visits"), _("Figure"), _("Before"), _("After"), _("Difference"),
    ]  # fmt: skip


def _table(rows: Sequence[LedgerRow]) -> Iterator[list[Cell]]:
    for row in rows:
        about = [
            _moment(row.corrected_at),
            row.corrected_by,
            row.reason,
            str(label("ledger_cause", row.cause)),
            day_range(row.period),
            row.revision,
            row.team,
            row.occurred_on and f"{row.occurred_on:%d/%m/%Y}",
            row.visits,
        ]
        figures = [[figure_name(key), was, now, now - was] for key, was, now in row.figures]
        yield from ([*about, *figure] for figure in figures or [[_("No figure changed"), None, None, None]])


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(LOCAL_ZONE):%H:%M %d/%m/%Y}"

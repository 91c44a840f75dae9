"""The scoreboard as CSV: the figures as published, with their days and sources, and what they rest on."""

import re
from collections.abc import Iterator, Sequence

from flask_babel import gettext as _

from portal.clock import LOCAL_ZONE
from portal.documents.csv_file import Cell, csv_file
from portal.domain.campaign_indicators import INDICATORS
from portal.domain.campaign_periods import day_range
from portal.domain.scoreboard import Standing
from portal.domain.verdicts import judge, write_points
from portal.labels import label
from portal.queries.scoreboard import Scoreboard, ScoreRow


def scoreboard_csv(board: Scoreboard, rows: Sequence[ScoreRow]) -> str:
    """Write a line for each indicator of each row, in the order of the page."""
    return csv_file([_headings(), *(line for row in rows for line in _lines(row)), [], *_notes(board)])


def file_name(board: Scoreboard) -> str:
    """Name the file after what it holds, in plain letters."""
    coverage = board.coverage
    place = coverage.place.code or coverage.place.id
    parts = ("scoreboard", coverage.campaign_code, place, coverage.basis.period.code, coverage.basis.mode)
    return re.sub(r"[^A-Za-z0-9.-]+", "-", "-".join(map(str, parts))) + ".csv"


def _headings() -> list[Cell]:
    return [
        _("Level"),
        _("Code"),
        _("Place"),
        _("All eight"),
        _("Indicator"),
        _("Name"),
        _("Share in per cent"),
        _("Counted"),
        _("Out of"),
        _("Target"),
        _("Reached"),
        _("Left, counted"),
        _("Left, points"),
        _("Change, points"),
        _("First day"),
        _("Last day"),
        _("Source"),
    ]


def _lines(row: ScoreRow) -> Iterator[list[Cell]]:
    name = row.place.full_name if row.place else row.department.name if row.department else _("All together")
    code = row.place.code if row.place else row.department and row.department.code
    verdict = str(label("verdict", judge(row.standings)))
    for indicator in INDICATORS:
        if indicator in row.standings:
            about = [str(label("figure_level", row.level)), code, name, verdict, indicator]
            yield [*about, str(label("indicator", indicator)), *_cells(row.standings[indicator])]


def _cells(standing: Standing) -> list[Cell]:
    window, change = standing.window, standing.change
    signed = "" if change is None else f"{'−' if change < 0 else ''}{write_points(change) if change else '0'}"
    return [
        standing.percent,
        standing.numerator,
        standing.denominator,
        standing.target and standing.target.replace(".", ","),
        {True: _("yes"), False: _("no")}.get(standing.reached),
        standing.missing,
        write_points(standing.missing_points) if standing.missing_points else None,
        signed,
        f"{window.first:%d/%m/%Y}" if window and window.first else None,
        f"{window.last:%d/%m/%Y}" if window else None,
        standing.source,
    ]


def _notes(board: Scoreboard) -> Iterator[list[Cell]]:
    basis = board.coverage.basis
    yield [_("Campaign"), board.coverage.campaign_code]
    yield [_("Period"), day_range(basis.counted)]
    yield [_("How it is counted"), str(label("mode", basis.mode))]
    yield [_("Places as of"), f"{basis.units_on:%d/%m/%Y}"]
    yield [_("Data as of"), f"{basis.as_of.astimezone(LOCAL_ZONE):%H:%M %d/%m/%Y}"]
    status = label("definition_status", basis.definition.status)
    yield [_("Definition"), f"{basis.definition.version} ({status})"]
    yield ["", _("Indicators 1 to 7 are as other systems published them, for the days given beside them.")]
    yield ["", _("An empty cell means that nothing is known, never nothing.")]

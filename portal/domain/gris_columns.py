"""Columns of a table for another system: a heading of its own, and which figure stands below it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portal.domain.campaign_indicators import INDICATORS
from portal.domain.errors import RuleBroken
from portal.domain.indicators import LINES
from portal.domain.report_figures import ReportBoard, ReportFigures, ReportRow

PARTS = ("percent", "numerator", "denominator", "target", "waiting")
LEVELS = ("province", "district", "commune")
CODES = (*INDICATORS, *LINES)
MOST_COLUMNS = 40
LONGEST_HEADING = 200


@dataclass(frozen=True, slots=True)
class GrisChoice:
    """What one column holds; lines 8.1 to 8.7 are of the place itself."""

    heading: str
    code: str
    part: str
    level: str


def check_columns(columns: Iterable[GrisChoice]) -> tuple[GrisChoice, ...]:
    """Return the columns; raise RuleBroken with "gris_too_many", "gris_heading" or "gris_code"."""
    kept = tuple(columns)
    if len(kept) > MOST_COLUMNS:
        raise RuleBroken("gris_too_many", most=MOST_COLUMNS)
    for column in kept:
        if not column.heading or len(column.heading) > LONGEST_HEADING:
            raise RuleBroken("gris_heading")
        if column.code not in CODES or column.part not in PARTS or column.level not in LEVELS:
            raise RuleBroken("gris_code")
    return kept


def usual_columns(level: str) -> tuple[GrisChoice, ...]:
    """Return what a place begins with: the percentage of each of the eight indicators."""
    kept = level if level in LEVELS else "commune"
    return tuple(GrisChoice(f"Chỉ tiêu {code} (%)", code, "percent", kept) for code in INDICATORS)


def fill_columns(
    figures: ReportFigures, mode: str, columns: tuple[GrisChoice, ...]
) -> Iterator[list[str | int | None]]:
    """Yield a row for each place of the levels that the columns ask for: code, name, and the figures.

    Percentages are as printed; unknown is None, and so is what a column asks of another level.
    """
    board: ReportBoard = getattr(figures, mode)
    asked = {column.level for column in columns}
    for row in (board.own, *board.rows, *board.communes):
        if row.level in asked:
            told = [_value(board, row, one) if one.level == row.level else None for one in columns]
            yield [row.code, row.name, *told]


def _value(board: ReportBoard, row: ReportRow, column: GrisChoice) -> str | int | None:
    if column.code in LINES:
        # Below the place only the line that stands for indicator 8 is known.
        found = board.line(column.code) if row is board.own else None
    else:
        found = row.figures.get(column.code)
    if found is None:
        return None
    if column.part == "waiting":
        return getattr(found, "waiting", None) if column.code in LINES else None
    return getattr(found, column.part)

"""What was published of all departments, all districts or all communes of a province together."""

from collections.abc import Iterator

from portal.domain.campaign_indicators import INDICATORS
from portal.domain.report_figures import ReportFigure, ReportFigures, ReportRow
from portal.domain.report_words import TOGETHER_NAMES


def told_levels(figures: ReportFigures) -> Iterator[tuple[str, str, ReportFigure, ReportFigure]]:
    """Yield the name of a level, an indicator, and its figures in the period and cumulatively."""
    for total in figures.cumulative.levels:
        now = find_level(figures.in_period.levels, total.level)
        for code in INDICATORS:
            during = now.figures.get(code) if now else None
            whole = total.figures.get(code)
            known = [figure for figure in (during, whole) if figure is not None and figure.is_known]
            if known:
                missing = ReportFigure(code, "not_reported")
                yield TOGETHER_NAMES[total.level], code, during or missing, whole or missing


def find_level(rows: tuple[ReportRow, ...], level: str) -> ReportRow | None:
    """Return what was published of a level together."""
    return next((row for row in rows if row.level == level), None)

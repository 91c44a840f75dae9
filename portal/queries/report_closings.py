"""What was published when a place or its communes closed a period, and what it is by now."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from portal.clock import local_text
from portal.domain.campaign_indicators import COUNTED
from portal.domain.closings import ComparedFigure
from portal.domain.indicators import MEMBERS_PER_HUNDRED, Line, line_as_counted
from portal.domain.report_figures import ReportRow, Revised, RowClosing
from portal.models import Campaign, Closing, PublishedValue
from portal.queries.closings import list_in_force, list_published
from portal.queries.coverage import Coverage
from portal.queries.coverage_beside import Published


class CommuneClosing(NamedTuple):
    """A commune's closing in force, and the line that it published for indicator 8."""

    closing: Closing
    headline: PublishedValue | None


def list_commune_closings(
    campaign: Campaign, coverage: Coverage, today: date
) -> dict[str, CommuneClosing] | None:
    """Return by code how the communes of a place closed the period; None while it is not over."""
    period = coverage.basis.period.period
    if today <= period.last_day:
        return None
    closed = list_in_force(campaign.id, list(coverage.communes), period)
    values = list_published([closing.id for closing in closed.values()])
    headlines = {
        closing_id: value
        for closing_id, of_one in values.items()
        for value in of_one
        if value.line == coverage.headline.code and not value.part
    }
    return {
        coverage.communes[unit_id].code: CommuneClosing(closing, headlines.get(closing.id))
        for unit_id, closing in closed.items()
    }


def mark_closed(
    rows: Sequence[ReportRow], closed: Mapping[str, CommuneClosing] | None
) -> tuple[ReportRow, ...]:
    """Put beside each commune's figures in the period when it closed that."""
    found = closed or {}
    return tuple(
        replace(row, closing=_row_closing(row, *found[row.code]))
        if row.level == "commune" and row.code in found
        else row
        for row in rows
    )


def _row_closing(row: ReportRow, closing: Closing, value: PublishedValue | None) -> RowClosing:
    moment = local_text(closing.closed_at)
    now = row.figures[COUNTED]
    if value is None:
        return RowClosing(moment)
    was = (value.printed, *((value.numerator, value.denominator) if value.printed else (None, None)))
    present = (now.percent, now.numerator, now.denominator) if now.is_known else (None, None, None)
    return RowClosing(moment) if was == present else RowClosing(moment, True, *was)


def publish_lines(lines: Sequence[Line], published: Published | None) -> list[tuple[Line, Revised | None]]:
    """Return the lines of a period, those that were published in place of the present ones."""
    if published is None:
        return [(line, None) for line in lines]
    closing_id = published.closing.id
    was = {value.line: value for value in list_published([closing_id])[closing_id] if not value.part}
    now = {figure.line: figure for figure in published.figures if not figure.part}
    return [
        (_as_published(line, was[line.code]), _revised(now[line.code])) if line.code in was else (line, None)
        for line in lines
    ]


def _as_published(line: Line, value: PublishedValue) -> Line:
    counted = line_as_counted(line, value.numerator, value.denominator, value.unknown_units)
    # What was printed stays as it was printed, whatever is rounded otherwise since.
    printed = "per_hundred" if line.code == MEMBERS_PER_HUNDRED else "percent"
    return replace(counted, state=value.state, **{printed: value.printed})


def _revised(figure: ComparedFigure) -> Revised | None:
    if not figure.is_changed:
        return None
    return Revised(
        numerator=figure.present,
        denominator=figure.present_denominator,
        printed=figure.present_printed,
        by_ledger=figure.by_ledger,
        by_other=figure.by_other,
    )

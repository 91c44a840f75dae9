"""The lines of a closed period as they were published, each with what it is by now."""

from collections.abc import Sequence
from dataclasses import replace

from portal.domain.closings import ComparedFigure
from portal.domain.indicators import MEMBERS_PER_HUNDRED, Line, line_as_counted
from portal.domain.report_figures import Revised
from portal.models import PublishedValue
from portal.queries.closings import list_published
from portal.queries.coverage_beside import Published


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

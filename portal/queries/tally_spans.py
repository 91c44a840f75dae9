"""The ranges of the tallies' key that hold a period."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, and_

from portal.domain.periods import Period, month_spans
from portal.models import Tally


def tally_spans(period: Period) -> Iterator[ColumnElement[bool]]:
    """Cut the period into ranges of the tallies' key: its whole months, and the days at its edges."""
    firsts, edges = month_spans(period)
    if firsts:
        yield and_(Tally.grain == "month", Tally.starts_on >= firsts[0], Tally.starts_on <= firsts[-1])
    for edge in edges:
        yield and_(Tally.grain == "day", Tally.starts_on >= edge.starts_on, Tally.starts_on < edge.ends_on)

"""A figure as somebody states it before it is kept: whose it is, of which days, whether its parts agree."""

from datetime import date
from fractions import Fraction
from typing import NamedTuple

from portal.domain.campaign_indicators import subject_key
from portal.domain.errors import RuleBroken
from portal.domain.figures import percent_text
from portal.domain.reported_figures import ReportedValue, Window, read_percent, write_percent

HIGHEST_COUNT = 999_999_999
SOURCE_LENGTH = 500
LABEL_LENGTH = 100


class StatedFigure(NamedTuple):
    """A figure to be recorded: of a place, of a department, or of all of a level within the place."""

    indicator: str
    level: str
    unit_id: int
    department_id: int | None
    first_on: date | None
    last_on: date
    published_label: str
    percent: str
    numerator: int | None
    denominator: int | None
    source: str

    @property
    def subject(self) -> str:
        """The key of whose work is meant."""
        return subject_key(self.level, self.unit_id, self.department_id)

    @property
    def window(self) -> Window:
        """The days that the figure speaks of."""
        return Window(self.first_on, self.last_on, self.published_label)

    @property
    def key(self) -> tuple[str, str, str]:
        """What only one figure in force may have: subject, indicator and days."""
        return self.subject, self.indicator, self.window.key

    @property
    def value(self) -> ReportedValue:
        """The figure in the shape that the core compares."""
        return ReportedValue(
            self.indicator, self.window, self.percent, self.numerator, self.denominator, self.source
        )


def settle_percent(percent: str, numerator: int | None, denominator: int | None) -> str:
    """Return the percentage to keep: as printed, else that of the counts with one decimal.

    Raises RuleBroken("figure_empty", "bad_percent", "counts_incomplete", "counts_impossible" or
    "counts_disagree", computed=…), where counts and percentage do not agree to the decimals printed.
    """
    has_counts = _check_counts(numerator, denominator)
    if not percent.strip():
        if not has_counts:
            raise RuleBroken("figure_empty")
        return str(percent_text(numerator, denominator, "."))
    try:
        written = write_percent(percent)
    except ValueError:
        raise RuleBroken("bad_percent") from None
    if has_counts and not _agrees(written, numerator, denominator):
        decimals = max(1, len(written.partition(".")[2]))
        raise RuleBroken("counts_disagree", computed=_print_share(numerator, denominator, decimals))
    return written


def _check_counts(numerator: int | None, denominator: int | None) -> bool:
    if numerator is None and denominator is None:
        return False
    if numerator is None or denominator is None:
        raise RuleBroken("counts_incomplete")
    if not 0 <= numerator <= denominator <= HIGHEST_COUNT or denominator == 0:
        raise RuleBroken("counts_impossible")
    return True


def _agrees(written: str, numerator: int, denominator: int) -> bool:
    """Tell whether a percentage is that of the counts, rounded half up but not over a gap that remains."""
    decimals = len(written.partition(".")[2])
    if read_percent(written) == read_percent(_print_share(numerator, denominator, decimals)):
        return True
    # Others round up to everything or down to nothing, and what was printed is kept as printed.
    return abs(Fraction(100 * numerator, denominator) - read_percent(written)) <= Fraction(
        1, 2 * 10**decimals
    )


def _print_share(numerator: int, denominator: int, decimals: int) -> str:
    """Print a share in per cent with a comma; between nothing and everything it is neither 0 nor 100."""
    unit = 10**decimals
    parts = (200 * unit * numerator + denominator) // (2 * denominator)
    if 0 < numerator < denominator:
        parts = min(max(parts, 1), 100 * unit - 1)
    whole, rest = divmod(parts, unit)
    return f"{whole},{rest:0{decimals}}" if decimals else str(whole)

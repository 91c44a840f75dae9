"""Figures of indicators 1 to 7 as they were published: exact, with their window, and compared as they are."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

from portal.domain.campaign_periods import CUMULATIVE
from portal.domain.periods import Period

_PERCENT = re.compile(r"(100|[0-9]{1,2})(?:[.,]([0-9]{1,3}))?")


@dataclass(frozen=True, slots=True)
class Window:
    """The days of a published figure, both included; `first` is None where no start was printed."""

    first: date | None
    last: date
    label: str = ""

    def __post_init__(self) -> None:
        if self.first is not None and self.first > self.last:
            raise ValueError("A window starts before it ends.")

    @property
    def key(self) -> str:
        """Name the days in one text: "2022-06-01/2022-06-16"; without a first day "/2022-05-31"."""
        return f"{self.first or ''}/{self.last}"


@dataclass(frozen=True, slots=True)
class ReportedValue:
    """One published value: `percent` as printed, with a point, and the counts where they were given."""

    indicator: str
    window: Window
    percent: str
    numerator: int | None = None
    denominator: int | None = None
    source: str = ""

    @property
    def exact(self) -> Fraction:
        """Return the printed percentage as an exact number."""
        return read_percent(self.percent)


def read_percent(text: str) -> Fraction:
    """Read a percentage with at most three decimals, "95.57" or "95,57"; raise ValueError for others."""
    written = _PERCENT.fullmatch(text.strip())
    if not written or (written[1] == "100" and (written[2] or "0").strip("0")):
        raise ValueError(f"Not a percentage from 0 to 100: {text!r}")
    return Fraction(f"{written[1]}.{written[2] or 0}")


def write_percent(text: str) -> str:
    """Return a percentage as it is kept: with a point, and as many decimals as were printed."""
    read_percent(text)
    return text.strip().replace(",", ".")


def in_order(values: Iterable[ReportedValue]) -> list[ReportedValue]:
    """Sort a series by the day on which each window ends, then by its start."""
    return sorted(values, key=lambda value: (value.window.last, value.window.first or date.min))


def choose_value(values: Sequence[ReportedValue], period: Period, mode: str) -> ReportedValue | None:
    """Return the value that stands for a period: the latest one published for days that end in it.

    Published windows may share a day with the next, so a window that ends on the day after the period's last
    day still belongs to it. In period, a window that began before the period speaks of other days and is left
    out; cumulatively it may have begun at any time.
    """
    ended = [value for value in values if value.window.last <= period.ends_on]
    if mode == CUMULATIVE:
        return in_order(ended)[-1] if ended else None
    inside = [
        value
        for value in ended
        if value.window.first is not None
        and value.window.first >= period.starts_on
        and value.window.last > period.starts_on
    ]
    return in_order(inside)[-1] if inside else None


def change_since(values: Sequence[ReportedValue], chosen: ReportedValue) -> Fraction | None:
    """Return by how many points a value stands above the one before it; falls are negative."""
    ordered = in_order(values)
    place = ordered.index(chosen)
    return None if place == 0 else chosen.exact - ordered[place - 1].exact


def write_points(change: Fraction) -> str:
    """Write by how many points figures differ, without a sign and with the decimals needed: "0,28"."""
    thousandths = round(abs(change) * 1000)
    return f"{thousandths // 1000},{thousandths % 1000:03}".rstrip("0").rstrip(",")


def overlaps(values: Sequence[ReportedValue]) -> list[tuple[ReportedValue, ReportedValue]]:
    """List the neighbours of a series whose windows share a day, so that the page can say so."""
    ordered = in_order(values)
    return [
        (left, right)
        for left, right in pairwise(ordered)
        if right.window.first is not None and right.window.first <= left.window.last
    ]

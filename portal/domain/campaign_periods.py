"""The periods for which a campaign is looked at, and the short codes by which they are asked for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from portal.domain.periods import REPORTING_DAY, Period, iso_week, month, quarter, reporting_month

IN_PERIOD = "in_period"
CUMULATIVE = "cumulative"
MODES = (IN_PERIOD, CUMULATIVE)

WHOLE = "whole"
_DAYS_A_YEAR = 366
_LABEL = re.compile(r"(\d{1,2})(?:/(\d{1,2}))?\s*[-–]\s*(\d{1,2})/(\d{1,2})/(\d{4})")
# Kind of calendar period -> how its code is written, and what it stands for.
_CALENDAR = {
    "month": (re.compile(r"([0-9]{4})-([0-9]{2})"), month),
    "week": (re.compile(r"([0-9]{4})-W([0-9]{2})"), iso_week),
    "quarter": (re.compile(r"([0-9]{4})-Q([1-4])"), quarter),
    "reporting_month": (re.compile(r"([0-9]{4})-R([0-9]{2})"), reporting_month),
}


@dataclass(frozen=True, slots=True)
class NamedPeriod:
    """A period of a campaign under its code; `published_label` is how a window was called in print."""

    code: str
    kind: str
    period: Period
    published_label: str = ""

    @property
    def label(self) -> str:
        """Return words that need no translation: the published ones, else the first and the last day."""
        return self.published_label or day_range(self.period)


def day_range(period: Period) -> str:
    """Write the first and the last day that count: "01/06/2022–15/06/2022"."""
    return f"{period.starts_on:%d/%m/%Y}–{period.last_day:%d/%m/%Y}"


def read_label(label: str) -> tuple[date, date] | None:
    """Return the days of a window as it was called in print, "22/6 - 01/7/2022"; None where it names none."""
    written = _LABEL.fullmatch(label.strip())
    if not written:
        return None
    first, first_month, last, month_of_last, year = written.groups()
    try:
        return (
            date(int(year), int(first_month or month_of_last), int(first)),
            date(int(year), int(month_of_last), int(last)),
        )
    except ValueError:
        return None


def resolve_period(code: str, whole: Period, windows: Sequence[NamedPeriod] = ()) -> NamedPeriod:
    """Return the campaign's days in the period that a code names; raise ValueError where it names none.

    Codes: "whole", a window's own, "2022-06" (month), "2022-W24" (ISO week), "2022-Q2" (quarter) and
    "2022-R06" (reporting month, which ends on the 14th). Calendar periods are cut to the campaign.
    """
    if code == WHOLE:
        return NamedPeriod(WHOLE, WHOLE, whole)
    for window in windows:
        if window.code == code:
            return window
    for kind, (pattern, calendar) in _CALENDAR.items():
        if written := pattern.fullmatch(code):
            part = calendar(int(written[1]), int(written[2])).intersect(whole)
            if part is not None:
                return NamedPeriod(code, kind, part)
    raise ValueError(f"Not a period of the campaign: {code!r}")


def calendar_kind(code: str) -> str | None:
    """Return the kind of calendar period that a code is written like, as windows cut from a calendar are."""
    return next((kind for kind, (pattern, _days) in _CALENDAR.items() if pattern.fullmatch(code)), None)


def list_periods(whole: Period, windows: Sequence[NamedPeriod], today: date) -> dict[str, list[NamedPeriod]]:
    """List the periods that have begun, by kind, in the order in which people look for them.

    What lasts for years is looked at by months and quarters; its shorter periods can still be asked for.
    """
    taken = {window.period for window in windows}
    is_long = whole.days > _DAYS_A_YEAR
    offered = ("month", "quarter") if is_long else ("month", "quarter", "reporting_month", "week")
    kinds = {"window": windows}
    for kind in offered:
        parts = cut_calendar(whole, kind)
        kinds[kind] = parts if kind == "week" else [part for part in parts if part.period not in taken]
    begun = {
        kind: [part for part in parts if part.period.starts_on <= today] for kind, parts in kinds.items()
    }
    return {WHOLE: [NamedPeriod(WHOLE, WHOLE, whole)], **begun}


def calendar_months(whole: Period) -> list[NamedPeriod]:
    """Cut a period into its calendar months, which together hold each of its days once."""
    return cut_calendar(whole, "month")


def calendar_weeks(whole: Period) -> list[NamedPeriod]:
    """Cut a period into its ISO weeks, which together hold each of its days once."""
    return cut_calendar(whole, "week")


def cut_calendar(whole: Period, kind: str) -> list[NamedPeriod]:
    """Cut a period into the calendar periods of one kind, which together hold each of its days once.

    Kinds: "week", "month", "quarter" and "reporting_month"; the first and the last are cut to the period.
    """
    calendar, parts, day = _CALENDAR[kind][1], [], whole.starts_on
    while day < whole.ends_on:
        year, number, code = _CODE_OF[kind](day)
        part = calendar(year, number).intersect(whole)
        parts.append(NamedPeriod(code, kind, part))
        day = part.ends_on
    return parts


def draws_left(named: NamedPeriod, whole: Period) -> int:
    """Count the calendar periods like this one, itself included, that end in the quarter in which it ends.

    A period that does not come again, such as a window, is the only one.
    """
    if named.kind not in _RECURRING:
        return 1
    day = named.period.last_day
    ends_on = quarter(day.year, _quarter_of(day)[1]).ends_on
    return sum(
        named.period.ends_on <= one.period.ends_on <= ends_on for one in cut_calendar(whole, named.kind)
    )


def _week_of(day: date) -> tuple[int, int, str]:
    year, week, _weekday = day.isocalendar()
    return year, week, f"{year}-W{week:02}"


def _month_of(day: date) -> tuple[int, int, str]:
    return day.year, day.month, f"{day:%Y-%m}"


def _quarter_of(day: date) -> tuple[int, int, str]:
    number = (day.month + 2) // 3
    return day.year, number, f"{day.year}-Q{number}"


def _reporting_month_of(day: date) -> tuple[int, int, str]:
    # From the 15th on a day belongs to the report of the next month, in December to that of January.
    months = day.year * 12 + day.month - 1 + (day.day >= REPORTING_DAY)
    year, number = months // 12, months % 12 + 1
    return year, number, f"{year}-R{number:02}"


# Kind of calendar period -> the year, the number and the code of the one that holds a day.
_CODE_OF = {
    "month": _month_of,
    "week": _week_of,
    "quarter": _quarter_of,
    "reporting_month": _reporting_month_of,
}
# Of these a quarter has several.
_RECURRING = ("month", "week", "reporting_month")


def counted_period(named: NamedPeriod, whole: Period, mode: str) -> Period:
    """Return the days that count: the period alone, or all from the campaign's start to the period's end."""
    return Period(whole.starts_on, named.period.ends_on) if mode == CUMULATIVE else named.period


def overlap(windows: Sequence[NamedPeriod]) -> bool:
    """Tell whether any day lies in two of the windows."""
    ordered = sorted(window.period for window in windows)
    return any(left.ends_on > right.starts_on for left, right in pairwise(ordered))

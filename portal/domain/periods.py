"""Periods of whole local days, half-open so that no day counts twice, and their calendar shapes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

_ONE_DAY = timedelta(days=1)
REPORTING_DAY = 15
_DAYS_A_WEEK = 7
_MONTHS_A_QUARTER = 3


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from `starts_on` up to, not including, `ends_on`; never empty."""

    starts_on: date
    ends_on: date

    def __post_init__(self) -> None:
        if self.ends_on <= self.starts_on:
            raise ValueError("A period ends after the day on which it starts.")

    @property
    def days(self) -> int:
        """Count the days: 92 from 01/6 up to 01/9."""
        return (self.ends_on - self.starts_on).days

    @property
    def last_day(self) -> date:
        """Return the last day that still counts, the one that people read."""
        return self.ends_on - _ONE_DAY

    def contains(self, day: date) -> bool:
        """Tell whether the day counts in this period."""
        return self.starts_on <= day < self.ends_on

    def intersect(self, other: "Period") -> "Period | None":
        """Return the days in both periods, or None where they share none."""
        starts_on, ends_on = max(self.starts_on, other.starts_on), min(self.ends_on, other.ends_on)
        return Period(starts_on, ends_on) if starts_on < ends_on else None

    def days_left(self, today: date) -> int:
        """Count the days that remain, today included: 1 on the last day, 0 after it, all before the start."""
        return max(0, (self.ends_on - max(today, self.starts_on)).days)


def iso_week(year: int, week: int) -> Period:
    """Return the week from Monday to Sunday as ISO 8601 numbers it; raise ValueError where there is none."""
    monday = date.fromisocalendar(year, week, 1)
    return Period(monday, date.fromordinal(monday.toordinal() + _DAYS_A_WEEK))


def month(year: int, number: int) -> Period:
    """Return a calendar month; raise ValueError where there is none."""
    starts_on = date(year, number, 1)
    return Period(starts_on, _next_month(starts_on))


def quarter(year: int, number: int) -> Period:
    """Return a calendar quarter, 1 to 4; raise ValueError where there is none."""
    last_month = number * _MONTHS_A_QUARTER
    return Period(date(year, last_month - 2, 1), _next_month(date(year, last_month, 1)))


def reporting_month(year: int, number: int) -> Period:
    """Return the month of periodic administrative reports; raise ValueError where there is none.

    Decree 09/2019/NĐ-CP closes a month's figures on its 14th: the report of June covers 15/5 up to and
    including 14/6. The period bears the name of the month in which it ends.
    """
    ends_on = date(year, number, REPORTING_DAY)
    starts_on = date(year - 1, 12, REPORTING_DAY) if number == 1 else ends_on.replace(month=number - 1)
    return Period(starts_on, ends_on)


def month_spans(period: Period) -> tuple[list[date], list[Period]]:
    """Split a period into whole calendar months and the days left over at its edges.

    Return the first days of the months, in order, and at most two periods; together they hold each day of the
    period once, so that sums of months and of days add up without reading every day.
    """
    first_of_start = period.starts_on.replace(day=1)
    months_start = first_of_start if first_of_start == period.starts_on else _next_month(first_of_start)
    months_end = period.ends_on.replace(day=1)
    if months_start > months_end:
        return [], [period]
    firsts = []
    first = months_start
    while first < months_end:
        firsts.append(first)
        first = _next_month(first)
    edges = ((period.starts_on, months_start), (months_end, period.ends_on))
    return firsts, [Period(starts_on, ends_on) for starts_on, ends_on in edges if starts_on < ends_on]


def local_day(moment_utc: datetime, tz: tzinfo) -> date:
    """Return the calendar day of an aware moment in a time zone; raise ValueError for a naive one."""
    if moment_utc.utcoffset() is None:
        raise ValueError("A moment must carry its time zone.")
    return moment_utc.astimezone(tz).date()


def _next_month(first: date) -> date:
    """Return the first day of the month after; raise ValueError at the end of the calendar."""
    if first.month == 12:
        return date(first.year + 1, 1, 1)
    return first.replace(month=first.month + 1)

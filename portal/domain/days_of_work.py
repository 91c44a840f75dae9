"""Days of work: on which days of a month somebody gave help that was approved, and what is typed about it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from portal.domain.activity_values import EARLIEST_DAY
from portal.domain.periods import Period, month

# In đồng; more a day would be a slip of the finger.
HIGHEST_RATE = 10_000_000
_MONTH = re.compile(r"([0-9]{4})-([0-9]{1,2})|([0-9]{1,2})[/-]([0-9]{4})")
_AMOUNT = re.compile(r"([0-9]{1,3}(?:[.,   ][0-9]{3})+|[0-9]{1,9})\s*(?:đ|đồng|vnd)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WorkDay:
    """What one person did on one day: approved entries with their visits, and the entries that wait."""

    entries: int = 0
    visits: int = 0
    late: int = 0
    waiting: int = 0

    @property
    def counts(self) -> bool:
        """Tell whether it is a day of work, which takes one approved entry, however many there are."""
        return self.entries > 0

    @property
    def is_late(self) -> bool:
        """Tell whether all that the day rests on was logged late."""
        return self.counts and self.late == self.entries

    def plus(self, other: "WorkDay") -> "WorkDay":
        """Add what the person did on the same day in another team."""
        return WorkDay(
            self.entries + other.entries,
            self.visits + other.visits,
            self.late + other.late,
            self.waiting + other.waiting,
        )


@dataclass(frozen=True, slots=True)
class WorkMonth:
    """One person's month; `days` holds only days with an entry that is approved or waits."""

    user_id: int
    name: str
    teams: tuple[str, ...]
    days: Mapping[date, WorkDay] = field(default_factory=dict)

    @property
    def worked(self) -> list[date]:
        """The days of work, in order."""
        return sorted(day for day, work in self.days.items() if work.counts)

    @property
    def entries(self) -> int:
        """The approved entries of the month."""
        return sum(work.entries for work in self.days.values())

    @property
    def visits(self) -> int:
        """The approved visits of the month."""
        return sum(work.visits for work in self.days.values())

    @property
    def waiting(self) -> int:
        """The entries that wait, which count nothing yet."""
        return sum(work.waiting for work in self.days.values())


def add_up_days(rows: Iterable[tuple[int, date, WorkDay]]) -> dict[int, dict[date, WorkDay]]:
    """Put what was done in several teams together by person and day, so that a day counts once."""
    found: dict[int, dict[date, WorkDay]] = {}
    for user_id, day, work in rows:
        of_person = found.setdefault(user_id, {})
        of_person[day] = of_person.get(day, WorkDay()).plus(work)
    return found


def read_month(text: str, today: date) -> Period | None:
    """Read 2022-06 or 6/2022 as a month that has begun; None where it is none."""
    written = _MONTH.fullmatch(text.strip())
    if written is None:
        return None
    year, number = (written[1], written[2]) if written[1] else (written[4], written[3])
    is_month = 1 <= int(number) <= 12 and EARLIEST_DAY.year <= int(year) <= today.year
    found = month_of(date(int(year), int(number), 1)) if is_month else None
    return found if found and found.starts_on <= today else None


def month_of(day: date) -> Period:
    """Return the calendar month in which a day lies."""
    return month(day.year, day.month)


def month_code(period: Period) -> str:
    """Write a month as addresses carry it: 2022-06."""
    return f"{period.starts_on:%Y-%m}"


def days_of(period: Period) -> list[date]:
    """List the days of a period."""
    return [period.starts_on + timedelta(days=number) for number in range(period.days)]


def read_rate(text: str) -> int | None:
    """Read an amount in đồng, such as 120.000 or 120000; None where it is none or out of reason."""
    written = _AMOUNT.fullmatch(text.strip())
    if written is None:
        return None
    amount = int(re.sub("[^0-9]", "", written[1]))
    return amount if 1 <= amount <= HIGHEST_RATE else None


def list_stretches(days: Iterable[date]) -> list[tuple[date, date]]:
    """Put days that follow each other together as (first, last)."""
    found: list[tuple[date, date]] = []
    for day in sorted(days):
        if found and day - found[-1][1] == timedelta(days=1):
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found

"""What a campaign is planned to be: its names, its plan, its days and its reporting windows."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from portal.domain.campaign_periods import NamedPeriod, cut_calendar, day_range, overlap
from portal.domain.errors import RuleBroken
from portal.domain.periods import Period
from portal.domain.sampling import LEAST_PERCENT, MOST_PERCENT, USUAL_PERCENT

GIVEN = "given"
# Where the reporting windows of a campaign come from.
WINDOW_SOURCES = (GIVEN, "week", "month", "quarter", "reporting_month")
NAME_LENGTH = 200
LABEL_LENGTH = 60
PLAN_NUMBER_LENGTH = 60
MOST_DAYS = 3660
MOST_WINDOWS = 600
CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
CODE_LENGTH = 40
# The addresses of other pages stand where a campaign's code stands.
TAKEN_CODES = ("new",)

_DAY = r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})"
_LINE = re.compile(rf"{_DAY}\s*[-–—]\s*{_DAY}(?:\s*[;:,|]\s*(.*))?")


@dataclass(frozen=True, slots=True)
class CampaignPlan:
    """A campaign as it is planned; `windows` are half-open and in order.

    `spot_check_percent` is the share of the entries that draws of spot-checks propose to take.
    """

    name: str
    name_en: str
    period: Period
    plan_number: str = ""
    plan_on: date | None = None
    judged_on: date | None = None
    windows: tuple[NamedPeriod, ...] = ()
    spot_check_percent: int = USUAL_PERCENT

    @property
    def fingerprint(self) -> str:
        """Name this very plan, so that a form can tell whether somebody changed it meanwhile."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


def plan_period(first: date, last: date) -> Period:
    """Return the days of a campaign, both included; raise RuleBroken where they are none or too many."""
    if last < first:
        raise RuleBroken("last_before_first")
    period = Period(first, date.fromordinal(last.toordinal() + 1))
    if period.days > MOST_DAYS:
        raise RuleBroken("campaign_too_long", most=MOST_DAYS // 366)
    return period


def check_plan(plan: CampaignPlan) -> None:
    """Refuse what no campaign may be.

    Raises RuleBroken("windows_overlap", "window_outside" or "too_many_windows", "judged_too_early", and
    "bad_share" for spot-checks.
    """
    for before, after in zip(plan.windows, plan.windows[1:], strict=False):
        if overlap([before, after]):
            raise RuleBroken("windows_overlap", one=day_range(before.period), other=day_range(after.period))
    for window in plan.windows:
        if window.period.intersect(plan.period) != window.period:
            raise RuleBroken("window_outside", days=day_range(window.period))
    if len(plan.windows) > MOST_WINDOWS:
        raise RuleBroken("too_many_windows", most=MOST_WINDOWS)
    if plan.judged_on is not None and plan.judged_on < plan.period.last_day:
        raise RuleBroken("judged_too_early", day=f"{plan.period.last_day:%d/%m/%Y}")
    if not LEAST_PERCENT <= plan.spot_check_percent <= MOST_PERCENT:
        raise RuleBroken("bad_share")


def make_windows(source: str, period: Period, text: str = "") -> list[NamedPeriod]:
    """Return the windows that a source gives: the lines of a text, or a kind of calendar period.

    Raises what read_windows raises.
    """
    if source == GIVEN:
        return read_windows(text)
    return [replace(part, kind="window") for part in cut_calendar(period, source)]


def read_windows(text: str) -> list[NamedPeriod]:
    """Read windows, one a line: "01/06/2022 - 15/06/2022; 01 - 16/6/2022", in order and without codes.

    Both days count; what follows the semicolon is how the window was called in print. Raises
    RuleBroken("bad_window_line") with the line's number.
    """
    windows = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        windows.append(_read_line(line.strip(), number))
    return sorted(windows, key=lambda window: window.period)


def write_windows(windows: Iterable[NamedPeriod]) -> str:
    """Write windows as read_windows reads them."""
    return "\n".join(_write_line(window) for window in windows)


def name_windows(
    windows: Sequence[NamedPeriod], known: Sequence[NamedPeriod] = ()
) -> tuple[NamedPeriod, ...]:
    """Give each window its code, in order: that of a known one with its days, its own, or a new one."""
    codes = {window.period: window.code for window in known}
    taken = {window.code for window in known}
    named = []
    for window in sorted(windows, key=lambda one: one.period):
        code = codes.get(window.period) or (window.code if window.code not in taken else "")
        code = code or next(one for one in map("w{}".format, range(1, 10_000)) if one not in taken)
        taken.add(code)
        named.append(replace(window, code=code))
    return tuple(named)


def _read_line(line: str, number: int) -> NamedPeriod:
    found = _LINE.fullmatch(line)
    try:
        days = [date(int(found[at + 2]), int(found[at + 1]), int(found[at])) for at in (1, 4)]
        period = Period(days[0], date.fromordinal(days[1].toordinal() + 1))
    except (TypeError, ValueError, OverflowError):
        raise RuleBroken("bad_window_line", line=number) from None
    label = (found[7] or "").strip()
    if len(label) > LABEL_LENGTH:
        raise RuleBroken("window_label_too_long", line=number, most=LABEL_LENGTH)
    return NamedPeriod("", "window", period, label)


def _write_line(window: NamedPeriod) -> str:
    days = f"{window.period.starts_on:%d/%m/%Y} - {window.period.last_day:%d/%m/%Y}"
    return f"{days}; {window.published_label}" if window.published_label else days

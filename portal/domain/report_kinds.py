"""Which periods a kind of report is made of: a monthly one speaks of a month."""

from portal.domain.campaign_periods import WHOLE, NamedPeriod, calendar_kind
from portal.domain.errors import RuleBroken

# Kind of report -> the kinds of periods that fit, and the days of a campaign's window that does.
_PERIODS = {
    "weekly": (("week",), range(1, 11)),
    "monthly": (("month", "reporting_month"), range(28, 32)),
    "quarterly": (("quarter",), range(90, 93)),
    "final": ((WHOLE,), range(0)),
}
_REPEATED = {"weekly": ("weekly", "interim"), "monthly": ("monthly", "interim")}


def fits(kind: str, period: NamedPeriod) -> bool:
    """Tell whether a kind of report speaks of such a period; an interim review does of any."""
    if kind not in _PERIODS:
        return True
    kinds, days = _PERIODS[kind]
    if period.kind != "window":
        return period.kind in kinds
    # Where a campaign begins or ends a window cut from a calendar is shorter than others.
    return (calendar_kind(period.code) in kinds) or period.period.days in days


def check_period(kind: str, period: NamedPeriod) -> None:
    """Raise RuleBroken with "weekly_of", "monthly_of", "quarterly_of" or "final_of" for another period."""
    if not fits(kind, period):
        raise RuleBroken(f"{kind}_of")


def list_repeated(kind: str) -> tuple[str, ...]:
    """List how often a kind of report can be prepared by itself."""
    return ("once", *(repeated for repeated, kinds in _REPEATED.items() if kind in kinds))


def check_repeated(kind: str, repeated: str) -> None:
    """Raise RuleBroken("kind_not_repeated") where what is repeated speaks of other periods than the kind."""
    if kind not in _REPEATED[repeated]:
        raise RuleBroken("kind_not_repeated")

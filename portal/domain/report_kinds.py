"""Which periods a kind of report is made of: a monthly one speaks of a month."""

from portal.domain.campaign_periods import WHOLE, NamedPeriod
from portal.domain.errors import RuleBroken

# Kind of report -> the kinds of periods that fit, and the days of a campaign's window that does.
_PERIODS = {
    "weekly": (("week",), range(1, 11)),
    "monthly": (("month", "reporting_month"), range(28, 32)),
    "quarterly": (("quarter",), range(90, 93)),
    "final": ((WHOLE,), range(0)),
}
_REPEATED = {"weekly": ("weekly", "interim"), "monthly": ("monthly", "interim")}


def check_period(kind: str, period: NamedPeriod) -> None:
    """Raise RuleBroken with "weekly_of", "monthly_of", "quarterly_of" or "final_of" for another period."""
    if kind not in _PERIODS:
        return
    kinds, days = _PERIODS[kind]
    is_window = period.kind == "window" and period.period.days in days
    if period.kind not in kinds and not is_window:
        raise RuleBroken(f"{kind}_of")


def check_repeated(kind: str, repeated: str) -> None:
    """Raise RuleBroken("kind_not_repeated") where what is repeated speaks of other periods than the kind."""
    if kind not in _REPEATED[repeated]:
        raise RuleBroken("kind_not_repeated")

"""What the standings of a place or a department amount to, and points between percentages in words."""

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction

from portal.domain.campaign_indicators import COUNTED
from portal.domain.scoreboard import Standing, reached_all, short_of

# Rows whatever their verdict.
ANY = "all"
_DECIMALS = 3


class Verdict(StrEnum):
    """Whether all targets are reached, one is missed, or too little is known to say either."""

    reached = "reached"
    short = "short"
    open = "open"


def judge(standings: Mapping[str, Standing]) -> Verdict:
    """Tell what the standings amount to.

    A place is asked all eight indicators. A department has no teams of its own, so its standings lack the
    eighth and it is judged by the seven others. One known miss is enough to be short; what is unknown never
    counts as reached.
    """
    if short_of(standings):
        return Verdict.short
    if COUNTED in standings:
        return Verdict.reached if reached_all(standings) else Verdict.open
    asked = [one.reached for one in standings.values()]
    return Verdict.reached if asked and all(asked) else Verdict.open


def write_points(points: Fraction) -> str:
    """Write points between percentages without a sign and with a comma: "0,28".

    Published percentages have at most three decimals, and so exact differences are printed in full. Counted
    ratios seldom end, so theirs are rounded half up to one decimal, but never to nothing.
    """
    size = abs(points)
    whole = size * 10**_DECIMALS
    if whole.denominator == 1:
        text = f"{whole.numerator // 10**_DECIMALS},{whole.numerator % 10**_DECIMALS:0{_DECIMALS}}"
        head, _comma, tail = text.partition(",")
        return f"{head},{tail.rstrip('0') or '0'}"
    tenths = max(1, int(size * 10 + Fraction(1, 2)))
    return f"{tenths // 10},{tenths % 10}"

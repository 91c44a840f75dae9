"""Ratios of counted things and how they are rounded, so that rounding never hides a gap."""

from dataclasses import dataclass

_WHOLE = 1000  # tenths of a percent


@dataclass(frozen=True, slots=True)
class Percent:
    """A percentage as printed, and how many are still missing to 100 % (negative above it)."""

    text: str
    gap: int


@dataclass(frozen=True, slots=True)
class Ratio:
    """A counted part of a counted whole; the whole is None where it is unknown."""

    numerator: int
    denominator: int | None

    @property
    def percent(self) -> Percent | None:
        """Return the percentage, or None where the whole is unknown or nothing."""
        return percent(self.numerator, self.denominator)

    @property
    def gap(self) -> int | None:
        """Count what is missing to the whole, or None where that is unknown."""
        return None if self.denominator is None else self.denominator - self.numerator


def percent_tenths(numerator: int, denominator: int | None) -> int | None:
    """Return tenths of a percent, rounded half up on the exact ratio; None without a denominator.

    Between nothing and everything the answer stays between 1 and 999, so that neither 0,0 nor 100,0 is
    printed while something was done or is left to do.
    """
    if numerator < 0 or (denominator is not None and denominator < 0):
        raise ValueError("Counted things are never negative.")
    if not denominator:
        return None
    tenths = (2 * _WHOLE * numerator + denominator) // (2 * denominator)
    if 0 < numerator < denominator:
        return min(max(tenths, 1), _WHOLE - 1)
    return max(tenths, 1) if numerator else 0


def percent_text(numerator: int, denominator: int | None, decimal: str = ",") -> str | None:
    """Print the percentage with one decimal: 1545 of 1562 is "98,9"; None without a denominator."""
    tenths = percent_tenths(numerator, denominator)
    return None if tenths is None else f"{tenths // 10}{decimal}{tenths % 10}"


def percent(numerator: int, denominator: int | None, decimal: str = ",") -> Percent | None:
    """Return the percentage as printed together with its gap; None without a denominator."""
    text = percent_text(numerator, denominator, decimal)
    return None if text is None or denominator is None else Percent(text=text, gap=denominator - numerator)

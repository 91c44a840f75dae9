"""Communes of similar size and where their shares lie: no order of them, only the middle and its spread."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

# Residents from which a band begins. The communes of 2022 have about 8,000, those of 2025 about 25,000.
BAND_STARTS = (0, 5_000, 8_000, 12_000, 20_000, 35_000)
# Of fewer one could guess whose share is meant.
FEWEST_COMPARED = 5


@dataclass(frozen=True, slots=True)
class Band:
    """Residents from `start` up to, not including, `end`; the last band has no end."""

    start: int
    end: int | None

    def holds(self, population: int | None) -> bool:
        """Tell whether a commune with so many residents lies in the band."""
        return population is not None and self.start <= population and (not self.end or population < self.end)


@dataclass(frozen=True, slots=True)
class Share:
    """A counted part of a counted whole with the percentage as it is printed."""

    numerator: int
    denominator: int
    percent: str

    @property
    def exact(self) -> Fraction:
        """Return the ratio."""
        return Fraction(self.numerator, self.denominator)


@dataclass(frozen=True, slots=True)
class Spread:
    """The shares below which a quarter, half and three quarters of some communes lie."""

    lower: Share
    middle: Share
    upper: Share


def band_of(population: int | None) -> Band | None:
    """Return the band of a commune; None where its residents are unknown."""
    bands = [Band(start, end) for start, end in zip(BAND_STARTS, (*BAND_STARTS[1:], None), strict=True)]
    return next((band for band in bands if band.holds(population)), None)


def spread_of(shares: Sequence[Share]) -> Spread | None:
    """Return quartiles that really occur (nearest rank); None of fewer than five.

    The share at a quarter is the smallest one that at least a quarter of all do not exceed.
    """
    if len(shares) < FEWEST_COMPARED:
        return None
    ordered = sorted(shares, key=lambda share: share.exact)
    lower, middle, upper = (ordered[ceil(len(ordered) * part / 4) - 1] for part in (1, 2, 3))
    return Spread(lower, middle, upper)

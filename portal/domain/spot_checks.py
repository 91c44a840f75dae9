"""What spot-checks found: results, and the share that was confirmed with the interval that chance leaves."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, floor, inf, sqrt

from portal.domain.periods import Period
from portal.domain.sampling import Stratum

# The 97.5 % point of the normal distribution.
_Z = 1.959963984540054
# Half the 5 % points of the chi-squared distributions with 2, 4 and 6 degrees of freedom, after 0.
_POISSON = (0.0, 0.051293, 0.355362, 0.817691)


class SpotCheckResult(StrEnum):
    """What whoever went there found; only `confirmed` counts in the cautious share."""

    confirmed = "confirmed"
    partly = "partly"
    not_confirmed = "not_confirmed"


@dataclass(frozen=True, slots=True)
class Found:
    """A drawn entry with how many entries it stands for, and its result once somebody went there."""

    stratum: Stratum
    weight: float
    result: str | None


@dataclass(frozen=True, slots=True)
class Interval:
    """A share between 0 and 1 with its 95 % interval."""

    share: float
    low: float
    high: float

    @property
    def tenths(self) -> tuple[int, int, int]:
        """Share, low and high end in tenths of a percent as printed: never all or nothing while one is not.

        The share is rounded half up, the ends outwards, so that the printed interval is never the narrower.
        """
        share = floor(self.share * 1000 + 0.5)
        if 0 < self.share < 1:
            share = min(max(share, 1), 999)
        return share, floor(self.low * 1000 + 1e-9), ceil(self.high * 1000 - 1e-9)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What the visits of a draw say: the cautious share, and the one in which "partly" counts as well.

    Both are None before the first visit. `waiting` were drawn and not visited yet.
    """

    visited: int
    waiting: int
    cautious: Interval | None
    lenient: Interval | None


def estimate_confirmed(found: Sequence[Found]) -> Confirmed:
    """Estimate the share of confirmed entries among all entries that were drawn from.

    The share is the weighted one of the visited entries (Hájek's ratio). What is not visited yet counts as
    missing by chance: its weight goes to the visited entries of its stratum, else of its kind, else to all.
    """
    visited = [one for one in found if one.result is not None]
    weights = _final_weights(found)
    shares = [
        interval([one.result in counted for one in visited], weights) if visited else None
        for counted in (
            (SpotCheckResult.confirmed,),
            (SpotCheckResult.confirmed, SpotCheckResult.partly),
        )
    ]
    return Confirmed(len(visited), len(found) - len(visited), *shares)


def interval(hits: Sequence[bool], weights: Sequence[float]) -> Interval:
    """Return the weighted share of hits with its 95 % interval: Wilson's, by effective sample size.

    The effective size is Kish's 1 / Σa² for weights a that add up to 1 (L. Kish, Survey Sampling, 1965), each
    term times 1 - 1/w, since w entries of which one was looked at leave only the others unknown: without
    weights this is n / (1 - n/N), the correction for a finite population. How Wilson's interval does with an
    effective size: C. Franco, R. Little, T. Louis, E. Slud, "Comparative study of confidence intervals for
    proportions in complex sample surveys", J. Survey Statistics and Methodology 7 (2019), 334-364.
    `benchmarks/sampling.py` measures how often it covers the truth.
    """
    total = sum(weights)
    share = sum(weight for hit, weight in zip(hits, weights, strict=True) if hit) / total
    spread = sum((weight / total) ** 2 * max(0.0, 1 - 1 / weight) for weight in weights)
    # Sums of fractions may miss 0 and 1 by the last bit.
    share = 1.0 if all(hits) else min(share, 1.0) if any(hits) else 0.0
    return Interval(share, *_open_edges(share, spread, *wilson(share, spread)))


def wilson(share: float, spread: float) -> tuple[float, float]:
    """Return Wilson's 95 % interval for a share of 1/spread cases; spread 0 means that nothing is unknown.

    Formula: R. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine
    17 (1998), 857-872, method 3; its example 81/263 gives 0.2553 to 0.3662.
    """
    shrink = _Z * _Z * spread
    middle = (share + shrink / 2) / (1 + shrink)
    half = _Z * sqrt(spread * share * (1 - share) + spread * shrink / 4) / (1 + shrink)
    low = 0.0 if share == 0 else max(0.0, middle - half)
    return low, 1.0 if share == 1 else min(1.0, middle + half)


def pick_apart(periods: Mapping[int, Period]) -> dict[int, Period]:
    """Return draws, by their key, of which no two share a day: the longest first, then the earliest."""
    chosen: dict[int, Period] = {}
    for key, period in sorted(periods.items(), key=lambda one: (-one[1].days, one[1], one[0])):
        if not any(period.intersect(other) for other in chosen.values()):
            chosen[key] = period
    return chosen


def _open_edges(share: float, spread: float, low: float, high: float) -> tuple[float, float]:
    """Move an end outwards where at most three cases, or all but three, are hits.

    There Wilson's interval misses the truth too often; the one-sided Poisson bound takes its place: L. Brown,
    T. Cai, A. DasGupta, "Interval estimation for a binomial proportion", Statistical Science 16 (2001),
    101-133, section 4.1. Effective sizes make cases of fractions, between which the bound is interpolated.
    """
    if spread == 0:
        return low, high
    return min(low, _edge(share / spread) * spread), max(high, 1 - _edge((1 - share) / spread) * spread)


def _edge(cases: float) -> float:
    """Return the one-sided 95 % Poisson bound below a count of at most three; above them infinity."""
    whole = floor(cases)
    if whole >= len(_POISSON) - 1:
        return _POISSON[-1] if cases == whole == len(_POISSON) - 1 else inf
    return _POISSON[whole] + (cases - whole) * (_POISSON[whole + 1] - _POISSON[whole])


def _final_weights(found: Sequence[Found]) -> list[float]:
    """Return the weights of the visited entries, which take over those of the others."""
    seen = [(one.stratum, one.weight) for one in found if one.result is not None]
    unseen = [(one.stratum, one.weight) for one in found if one.result is None]
    for alike in (lambda stratum: stratum, lambda stratum: stratum.is_flagged, lambda _stratum: None):
        speaking, silent = _sums(seen, alike), _sums(unseen, alike)
        factors = {group: 1 + silent.get(group, 0.0) / total for group, total in speaking.items()}
        seen = [(stratum, weight * factors[alike(stratum)]) for stratum, weight in seen]
        unseen = [(stratum, weight) for stratum, weight in unseen if alike(stratum) not in speaking]
    return [weight for _stratum, weight in seen]


def _sums(weights: Sequence[tuple[Stratum, float]], alike: Callable[[Stratum], object]) -> dict:
    sums: dict[object, float] = defaultdict(float)
    for stratum, weight in weights:
        sums[alike(stratum)] += weight
    return sums

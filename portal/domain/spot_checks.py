"""What spot-checks found: results, and the share that was confirmed with the interval that chance leaves."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import ceil, floor, inf, sqrt
from typing import NamedTuple

from portal.domain.exact_intervals import MOST_ENTRIES, exact_interval
from portal.domain.periods import Period
from portal.domain.sampling import Stratum

# The 97.5 % point of the normal distribution.
_Z = 1.959963984540054
# Half the 5 % points of the chi-squared distributions with 2, 4 and 6 degrees of freedom, after 0.
_POISSON = (0.0, 0.051293, 0.355362, 0.817691)
# Up to so many visits the share moves in steps that formulas for large samples pass over.
_FEW = 30


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

    @property
    def printed(self) -> tuple[str, str, str]:
        """The same with the decimal comma of files and JSON, such as "94,2"."""
        share, low, high = (f"{tenths // 10},{tenths % 10}" for tenths in self.tenths)
        return share, low, high


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What the visits of a draw say: the cautious share, and the one in which "partly" counts as well.

    Both are None before the first visit. `waiting` were drawn and not visited yet; `results` counts visits by
    what they found.
    """

    visited: int
    waiting: int
    cautious: Interval | None
    lenient: Interval | None
    results: Mapping[str, int] = field(default_factory=dict)

    @property
    def drawn(self) -> int:
        """How many entries were drawn, visited or not."""
        return self.visited + self.waiting

    @property
    def printed(self) -> tuple[str, str, str] | tuple[None, None, None]:
        """The cautious share with its interval as files and JSON print them; None before the first visit."""
        return self.cautious.printed if self.cautious else (None, None, None)


def estimate_confirmed(found: Sequence[Found]) -> Confirmed:
    """Estimate the share of confirmed entries among all entries that were drawn from.

    The share is the weighted one of the visited entries (Hájek's ratio). What is not visited yet counts as
    missing by chance: its weight goes to the visited entries of its stratum, else of its kind, else to all.
    """
    visited = [one for one in found if one.result is not None]
    weights, flagged = _final_weights(found), [one.stratum.is_flagged for one in visited]
    shares = [
        interval([one.result in counted for one in visited], weights, flagged) if visited else None
        for counted in (
            (SpotCheckResult.confirmed,),
            (SpotCheckResult.confirmed, SpotCheckResult.partly),
        )
    ]
    results = Counter(one.result for one in visited)
    return Confirmed(len(visited), len(found) - len(visited), *shares, results)


def interval(hits: Sequence[bool], weights: Sequence[float], flagged: Sequence[bool] = ()) -> Interval:
    """Return the weighted share of hits with its 95 % interval; `flagged` parts them into two kinds.

    Few hits, and those that all weigh the same, are compared with what draws of so many whole entries can
    bring (`exact_intervals`). Otherwise it is Wilson's interval by effective sample size: how it does in
    samples like these is told by C. Franco, R. Little, T. Louis, E. Slud, "Comparative study of confidence
    intervals for proportions in complex sample surveys", J. Survey Statistics and Methodology 7 (2019),
    334-364, and by N. Dean, M. Pagano, "Evaluating confidence interval methods for binomial proportions in
    clustered surveys", the same, 3 (2015), 484-503.

    A 95 % interval of few visits cannot hold every truth in 93 to 97 of 100 periods, because hits are whole.
    `benchmarks/sampling.py` measures what it does: for each truth, and on average over many.
    """
    total = sum(weights)
    share = sum(weight for hit, weight in zip(hits, weights, strict=True) if hit) / total
    # Sums of fractions may miss 0 and 1 by the last bit.
    share = 1.0 if all(hits) else min(share, 1.0) if any(hits) else 0.0
    parts = _kinds(hits, weights, flagged or [False] * len(hits))
    spread, entries = _spread(parts), max(len(hits), round(total))
    if spread == 0:
        return Interval(share, share, share)
    is_simple = len(parts) == 1 and max(weights) - min(weights) <= 1e-9 * max(weights)
    if len(hits) <= _FEW or (is_simple and entries <= MOST_ENTRIES):
        low, high = exact_interval(share, 1 / (spread + 1 / total), entries)
    else:
        low, high = _open_edges(share, spread, *wilson(share, spread))
    return Interval(share, min(low, share), max(high, share))


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


class _Kind(NamedTuple):
    """The visits of one kind: how many, how many hits, their part of all, and their part of the spread."""

    visits: int
    hits: int
    part: float
    spread: float


def _kinds(hits: Sequence[bool], weights: Sequence[float], flagged: Sequence[bool]) -> list[_Kind]:
    total, kinds = sum(weights), []
    visits = list(zip(hits, weights, flagged, strict=True))
    for kind in sorted(set(flagged)):
        own = [(hit, weight) for hit, weight, is_flagged in visits if is_flagged == kind]
        spread = sum((weight / total) ** 2 * max(0.0, 1 - 1 / weight) for _hit, weight in own)
        part = sum(weight for _hit, weight in own) / total
        kinds.append(_Kind(len(own), sum(hit for hit, _weight in own), part, spread))
    return kinds


def _spread(kinds: Sequence[_Kind]) -> float:
    """Return the inverse of the effective sample size.

    Of one kind that is Kish's Σa² for weights a that add up to 1 (L. Kish, Survey Sampling, 1965), each term
    times 1 - 1/w, since w entries of which one was looked at leave only the others unknown: without weights
    this is (1 - n/N) / n, the correction for a finite population. Flagged entries are drawn apart from the
    others, so each kind varies about a share of its own: E. Korn, B. Graubard, "Confidence intervals for
    proportions with small expected number of positive counts estimated from survey data", Survey Methodology
    24 (1998), 193-201, divide so by the design effect. The kinds' shares are drawn to the middle by two hits
    and two misses (A. Agresti, B. Coull, Amer. Statistician 52 (1998), 119-126): four of four prove little.
    """
    if len(kinds) == 1:
        return kinds[0].spread
    shares = [(kind.hits + 2) / (kind.visits + 4) for kind in kinds]
    own = sum(kind.spread * share * (1 - share) for kind, share in zip(kinds, shares, strict=True))
    whole = sum(kind.part * share for kind, share in zip(kinds, shares, strict=True))
    return own / (whole * (1 - whole))


def _open_edges(share: float, spread: float, low: float, high: float) -> tuple[float, float]:
    """Move an end outwards where at most three cases, or all but three, are hits.

    There Wilson's interval misses the truth too often; the one-sided Poisson bound takes its place: L. Brown,
    T. Cai, A. DasGupta, "Interval estimation for a binomial proportion", Statistical Science 16 (2001),
    101-133, section 4.1. Effective sizes make cases of fractions, between which the bound is interpolated.
    """
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

"""How often the interval of spot-checks holds the truth: thousands of periods drawn and visited by chance.

A finite world of entries with known answers is made once for a case; each period draws from it by its own
seed, as the portal does, and computes the interval. Other ways to compute one are measured on the same draws.
"""

import argparse
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from math import exp, lgamma, log
from uuid import UUID

from portal.domain.sampling import Candidate, Sample, Stratum, draw_sample
from portal.domain.spot_checks import Found, SpotCheckResult, estimate_confirmed, interval

CONFIRMED, NOT_CONFIRMED = SpotCheckResult.confirmed, SpotCheckResult.not_confirmed


@dataclass(frozen=True)
class Case:
    """A world: communes with so many entries each, of which some are flagged, and the true shares.

    `due` communes' teams each give an entry (five teams a commune); `visited` is the part that is visited.
    """

    name: str
    communes: tuple[int, ...]
    percent: int
    truth: float
    flagged: float = 0.0
    truth_flagged: float = 0.0
    due: bool = False
    visited: float = 1.0


TEN = (5, 8, 12, 20, 30, 50, 75, 100, 120, 150)
CASES = (
    *(Case(f"60 of 400, true {share:g}", (400,), 15, share) for share in (0.5, 0.8, 0.9, 0.95, 0.98, 0.99)),
    *(Case(f"30 of 300, true {share:g}", (300,), 10, share) for share in (0.5, 0.8, 0.9, 0.95, 0.98)),
    *(Case(f"30 of 60, true {share:g}", (60,), 50, share) for share in (0.5, 0.8, 0.9, 0.95)),
    *(Case(f"10 of 100, true {share:g}", (100,), 10, share) for share in (0.5, 0.8, 0.9)),
    *(Case(f"57 in 10 communes of 5 to 150, true {share:g}", TEN, 10, share)
      for share in (0.5, 0.8, 0.9, 0.95, 0.98)),
    *(Case(f"the same, 20 % flagged (true 0.6), others {share:g}", TEN, 10, share, 0.2, 0.6)
      for share in (0.9, 0.98)),
    *(Case(f"10 communes, 5 %, 50 teams all due, true {share:g}", TEN, 5, share, due=True)
      for share in (0.5, 0.8, 0.9, 0.95)),
    *(Case(f"10 communes, 15 %, two of three visited, true {share:g}", TEN, 15, share, visited=2 / 3)
      for share in (0.8, 0.9, 0.95)),
)  # fmt: skip


def number(*parts: object) -> float:
    """Return a number from 0 to below 1 that the parts alone decide."""
    return int.from_bytes(hashlib.sha256(repr(parts).encode()).digest()[:7]) / 2**56


def build_world(case: Case) -> dict[Candidate, bool]:
    """Return entries with whether each is true, in shares as near to the case's as whole entries allow."""
    world: dict[Candidate, bool] = {}
    kinds: dict[bool, list[Candidate]] = {False: [], True: []}
    for commune, entries in enumerate(case.communes):
        for place in range(entries):
            is_flagged = place < round(case.flagged * entries)
            uuid = UUID(hashlib.md5(f"{commune}/{place}".encode()).hexdigest())
            kinds[is_flagged].append(Candidate(uuid, commune * 5 + place % 5, Stratum(commune, is_flagged)))
    for is_flagged, truth in ((False, case.truth), (True, case.truth_flagged)):
        shuffled = sorted(kinds[is_flagged], key=lambda one: number("truth", one.uuid))
        true_ones = round(truth * len(shuffled))
        world |= {one: place < true_ones for place, one in enumerate(shuffled)}
    return world


def found_in(sample: Sample, world: dict[Candidate, bool], case: Case, seed: str) -> list[Found]:
    """Return what visits to a sample find; some are never made."""
    return [
        Found(
            one.candidate.stratum,
            one.weight,
            (CONFIRMED if world[one.candidate] else NOT_CONFIRMED)
            if case.visited == 1 or number("visited", seed, one.candidate.uuid) < case.visited
            else None,
        )
        for one in sample.drawn
    ]


def portal_interval(found: list[Found]) -> tuple[float, float] | None:
    """Return the interval that the portal shows, or None before a visit."""
    shown = estimate_confirmed(found).cautious
    return None if shown is None else (shown.low, shown.high)


def effective(found: list[Found]) -> tuple[float, float] | None:
    """Return the weighted hits and the effective size of the visits that were made."""
    visited = [one for one in found if one.result is not None]
    if not visited:
        return None
    weights = [one.weight for one in visited]
    total = sum(weights)
    spread = sum((weight / total) ** 2 * max(0.0, 1 - 1 / weight) for weight in weights)
    share = interval([one.result == CONFIRMED for one in visited], weights).share
    return None if spread == 0 else (share / spread, 1 / spread)


def clopper_pearson(hits: float, size: float) -> tuple[float, float]:
    """Return the exact interval (Clopper, Pearson 1934), as Korn and Graubard use it with effective sizes."""
    low = 0.0 if hits <= 0 else beta_quantile(0.025, hits, size - hits + 1)
    return low, 1.0 if hits >= size - 1e-9 else beta_quantile(0.975, hits + 1, size - hits)


def jeffreys(hits: float, size: float) -> tuple[float, float]:
    """Return Jeffreys' interval, with its usual ends at 0 and 1."""
    low = 0.0 if hits <= 0 else beta_quantile(0.025, hits + 0.5, size - hits + 0.5)
    return low, 1.0 if hits >= size - 1e-9 else beta_quantile(0.975, hits + 0.5, size - hits + 0.5)


def beta_quantile(level: float, left: float, right: float) -> float:
    """Return a quantile of the beta distribution by halving."""
    low, high = 0.0, 1.0
    for _step in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if beta_share(middle, left, right) < level else (low, middle)
    return (low + high) / 2


def beta_share(point: float, left: float, right: float) -> float:
    """Return the regularised incomplete beta function by Lentz's continued fraction."""
    if point <= 0 or point >= 1:
        return float(point >= 1)
    if point > (left + 1) / (left + right + 2):
        return 1 - beta_share(1 - point, right, left)
    front = exp(
        lgamma(left + right) - lgamma(left) - lgamma(right) + left * log(point) + right * log(1 - point)
    )
    fraction = upper = 1.0
    lower = 1 / (1 - (left + right) * point / (left + 1))
    fraction = lower
    for step in range(1, 300):
        even = step * (right - step) * point / ((left + 2 * step - 1) * (left + 2 * step))
        odd = -(left + step) * (left + right + step) * point / ((left + 2 * step) * (left + 2 * step + 1))
        for term in (even, odd):
            lower, upper = 1 / (1 + term * lower), 1 + term / upper
            fraction *= lower * upper
        if abs(lower * upper - 1) < 1e-12:
            break
    return front * fraction / left


def measure(case: Case, periods: int, others: tuple[Callable, ...] = ()) -> dict[str, tuple[float, float]]:
    """Return for each method how often its interval held the truth, and its mean width."""
    world = build_world(case)
    truth = sum(world.values()) / len(world)
    due = {one.team_id for one in world} if case.due else set()
    held: dict[str, list[tuple[bool, float]]] = {}
    known: dict[tuple, tuple[float, float]] = {}
    for period in range(periods):
        seed = f"period {period}"
        found = found_in(draw_sample(world.keys(), seed, case.percent, due), world, case, seed)
        ends = {"portal": portal_interval(found)}
        sizes = effective(found) if others else None
        if sizes:
            ends |= {method.__name__: remembered(known, method, *sizes) for method in others}
        for name, pair in ends.items():
            if pair:
                within = pair[0] - 1e-12 <= truth <= pair[1] + 1e-12
                held.setdefault(name, []).append((within, pair[1] - pair[0]))
    return {
        name: (sum(one for one, _ in all_of) / len(all_of), sum(width for _, width in all_of) / len(all_of))
        for name, all_of in held.items()
    }


def remembered(known: dict, method: Callable, hits: float, size: float) -> tuple[float, float]:
    """Return a method's interval, computed once for the same numbers."""
    key = (method, round(hits, 6), round(size, 6))
    if key not in known:
        known[key] = method(hits, size)
    return known[key]


OTHERS = (clopper_pearson, jeffreys)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--periods", type=int, default=10_000)
    parser.add_argument("--others", action="store_true", help="measure other methods, too (much slower)")
    parser.add_argument("--only", nargs="*", help="the cases whose names contain one of these")
    asked = parser.parse_args()
    for measured in CASES:
        if asked.only and not any(part in measured.name for part in asked.only):
            continue
        told = measure(measured, asked.periods, OTHERS if asked.others else ())
        columns = "  ".join(
            f"{name} {share:.1%} (width {width:.3f})" for name, (share, width) in told.items()
        )
        print(f"{measured.name:<60} {columns}", flush=True)

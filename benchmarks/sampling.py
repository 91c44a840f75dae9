"""How often the interval of spot-checks holds the truth: thousands of periods drawn and visited by chance.

A finite world of entries with known answers is made once for a design and a truth; each period draws from it
by its own seed, as the portal does, and computes the interval. Many truths that take turns are what a reader
meets over the years. Samples of one stratum need no chance: every truth is enumerated besides.
"""

import argparse
import hashlib
from dataclasses import dataclass
from functools import cache
from math import comb, sqrt
from uuid import UUID

from portal.domain.sampling import Candidate, Sample, Stratum, draw_sample
from portal.domain.spot_checks import Found, SpotCheckResult, estimate_confirmed, interval

CONFIRMED, NOT_CONFIRMED = SpotCheckResult.confirmed, SpotCheckResult.not_confirmed


@dataclass(frozen=True)
class Design:
    """Communes with so many entries each, of which some are flagged and have a true share of their own.

    `due` communes' teams each give an entry (five teams a commune), or one in `turns` of them; `visited` is
    the part that is visited.
    """

    name: str
    communes: tuple[int, ...]
    percent: int
    flagged: float = 0.0
    truth_flagged: float = 0.0
    due: bool = False
    visited: float = 1.0
    turns: int = 1


TEN = (5, 8, 12, 20, 30, 50, 75, 100, 120, 150)
PROVINCE = tuple(10 + 7 * place for place in range(40))
DESIGNS = (
    Design("60 of 400", (400,), 15),
    Design("30 of 300", (300,), 10),
    Design("30 of 60", (60,), 50),
    Design("20 of 400", (400,), 5),
    Design("10 of 100", (100,), 10),
    Design("5 of 100", (100,), 5),
    Design("10 communes, 10 %", TEN, 10),
    Design("10 communes, 10 %, a fifth flagged (true 0.6)", TEN, 10, 0.2, 0.6),
    Design("10 communes, 5 %, 50 teams all due", TEN, 5, due=True),
    Design("the same, a tenth flagged (true 0.5)", TEN, 5, 0.1, 0.5, True),
    Design("10 communes, 5 %, 50 teams due, six draws left", TEN, 5, due=True, turns=6),
    Design("40 communes, 5 %, a tenth flagged (0.6), three draws left", PROVINCE, 5, 0.1, 0.6, True, turns=3),
    Design("10 communes, 15 %, two of three visited", TEN, 15, visited=2 / 3),
    Design("40 communes, 5 %, a tenth flagged (true 0.6)", PROVINCE, 5, 0.1, 0.6),
    Design("a commune of 150, 10 %, a fifth flagged (true 0.6)", (150,), 10, 0.2, 0.6),
    Design("a commune of 60, 5 %, five teams due", (60,), 5, due=True),
)
FIXED = (0.5, 0.7, 0.8, 0.9, 0.95, 0.98)
# Every second percent from a half on: what confirmed shares may be.
POPULATION = tuple(percent / 100 for percent in range(50, 99, 2))
ENUMERATED = ((400, 60), (300, 30), (60, 30), (400, 20), (200, 20), (100, 10), (60, 6), (100, 5), (40, 4))


def number(*parts: object) -> float:
    """Return a number from 0 to below 1 that the parts alone decide."""
    return int.from_bytes(hashlib.sha256(repr(parts).encode()).digest()[:7]) / 2**56


def build_world(case: Design, truth: float) -> dict[Candidate, bool]:
    """Return entries with whether each is true, in shares as near to the case's as whole entries allow."""
    world: dict[Candidate, bool] = {}
    kinds: dict[bool, list[Candidate]] = {False: [], True: []}
    for commune, entries in enumerate(case.communes):
        for place in range(entries):
            is_flagged = place < round(case.flagged * entries)
            uuid = UUID(hashlib.md5(f"{commune}/{place}".encode()).hexdigest())
            kinds[is_flagged].append(Candidate(uuid, commune * 5 + place % 5, Stratum(commune, is_flagged)))
    for is_flagged, part in ((False, truth), (True, case.truth_flagged)):
        shuffled = sorted(kinds[is_flagged], key=lambda one: number("truth", one.uuid))
        true_ones = round(part * len(shuffled))
        world |= {one: place < true_ones for place, one in enumerate(shuffled)}
    return world


def found_in(sample: Sample, world: dict[Candidate, bool], case: Design, seed: str) -> list[Found]:
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


def measure(case: Design, periods: int) -> list[tuple[float, float]]:
    """Return how often the interval held the truth, and its mean width: truths in turn, then fixed ones."""
    worlds = {truth: build_world(case, truth) for truth in {*POPULATION, *FIXED}}
    shares = {truth: sum(world.values()) / len(world) for truth, world in worlds.items()}
    entries = worlds[FIXED[0]].keys()
    due = {one.team_id for one in entries} if case.due else set()
    told: list[list[tuple[bool, float]]] = [[] for _truth in (None, *FIXED)]
    for period in range(periods):
        seed = f"period {period}"
        sample = draw_sample(entries, seed, case.percent, due, turns=case.turns)
        for truth, kept in zip((POPULATION[period % len(POPULATION)], *FIXED), told, strict=True):
            if ends := portal_interval(found_in(sample, worlds[truth], case, seed)):
                kept.append((ends[0] - 1e-12 <= shares[truth] <= ends[1] + 1e-12, ends[1] - ends[0]))
    return [
        (sum(held for held, _width in kept) / len(kept), sum(width for _held, width in kept) / len(kept))
        for kept in told
    ]


def enumerate_truths(entries: int, drawn: int) -> list[float]:
    """Return for each truth from 2 to 98 % how likely the interval of a simple sample holds it: no chance."""

    @cache
    def ends(hits: int) -> tuple[float, float]:
        told = interval([True] * hits + [False] * (drawn - hits), [entries / drawn] * drawn)
        return told.low * entries - 1e-9, told.high * entries + 1e-9

    return [
        sum(
            comb(number, hits) * comb(entries - number, drawn - hits)
            for hits in range(drawn + 1)
            if ends(hits)[0] <= number <= ends(hits)[1]
        )
        / comb(entries, drawn)
        for number in range(round(0.02 * entries), round(0.98 * entries) + 1)
    ]


def report(designs: tuple[Design, ...], periods: int) -> None:
    """Print each design's coverage with the standard error of the simulation, and how many are as asked."""
    average, fixed = [], []
    for case in designs:
        told = measure(case, periods)
        names = (f"{case.name}: any from .50 to .98", *(f"  true {truth:g}" for truth in FIXED))
        for name, (share, width) in zip(names, told, strict=True):
            error = sqrt(share * (1 - share) / periods)
            print(f"{name:<74} {share:6.1%} ± {error:.2%}  width {width:.3f}", flush=True)
        average.append(told[0][0])
        fixed += [share for share, _width in told[1:]]
    for name, shares in (("averages", average), ("fixed truths", fixed)):
        inside = sum(0.93 <= share <= 0.97 for share in shares)
        wide, narrow = sum(share > 0.97 for share in shares), sum(share < 0.93 for share in shares)
        print(f"{name}: {inside} of {len(shares)} within 93 to 97 %, {wide} above, {narrow} below", end="")
        print(f", least {min(shares):.1%}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--periods", type=int, default=10_000)
    parser.add_argument("--only", nargs="*", help="the designs whose names contain one of these")
    asked = parser.parse_args()
    for entries, drawn in ENUMERATED:
        held = enumerate_truths(entries, drawn)
        inside = sum(0.93 <= share <= 0.97 for share in held) / len(held)
        print(
            f"{drawn} of {entries}, every truth from .02 to .98: mean {sum(held) / len(held):.1%},"
            f" least {min(held):.1%}, {inside:.0%} of truths within 93 to 97 %"
        )
    kept = tuple(one for one in DESIGNS if not asked.only or any(part in one.name for part in asked.only))
    report(kept, asked.periods)

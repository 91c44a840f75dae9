"""Exact 95 % intervals for how many of a finite number of entries are so, after some of them were drawn."""

from functools import lru_cache
from itertools import accumulate
from math import exp, floor, lgamma

# Of more entries the few that are drawn say as much as of these.
MOST_ENTRIES = 2_000
# What a 95 % interval may hold the truth at least and, where whole entries allow it, at most.
LEAST, NOMINAL, MOST = 0.93, 0.95, 0.97
_TAIL = (1 - NOMINAL) / 2


def exact_interval(share: float, size: float, entries: int) -> tuple[float, float]:
    """Return the interval for the share among `entries` when it is `share` of `size` that were drawn.

    Of a simple sample both are whole and the interval is exact; effective sizes are fractions, between which
    the ends are interpolated, and then it is as good as simulation says.
    """
    entries = min(entries, MOST_ENTRIES)
    size = min(max(size, 1.0), float(entries))
    whole = min(floor(size + 1e-9), entries)
    low, high = _ends_at(share, whole, entries)
    if (rest := size - whole) > 1e-9:
        larger = _ends_at(share, whole + 1, entries)
        low, high = low + rest * (larger[0] - low), high + rest * (larger[1] - high)
    return low, high


@lru_cache(maxsize=512)
def list_ends(entries: int, drawn: int) -> tuple[tuple[int, int], ...]:
    """Return for 0 to `drawn` hits the least and the greatest number among all entries that go with them.

    A number goes with the hits in its region: those that a mid-P test at 5 % does not reject (H. Lancaster,
    "Significance tests in discrete distributions", J. Amer. Statist. Assoc. 56 (1961), 223-234; for whole
    populations: P. Buonaccorsi, "A note on confidence intervals for proportions in finite populations", Amer.
    Statistician 41 (1987), 215-218), put right where whole entries make it hold less than 93 or more than
    97 %. That regions, not tails, are chosen by what they hold: M. Schilling, J. Doi, "A coverage probability
    approach to finding an optimal binomial confidence procedure", Amer. Statistician 68 (2014), 133-145.

    So no number of entries is held less often than in 93 % of all draws. More than 97 % remains where a
    single hit more or less is likelier than 4 %, as it is among few draws and near none and all.
    """
    least, greatest = [entries] * (drawn + 1), [0] * (drawn + 1)
    for number in range(entries + 1):
        first, last = _region(_chances(entries, drawn, number))
        for hits in range(first, last + 1):
            least[hits] = min(least[hits], number)
            greatest[hits] = number
    return tuple(zip(least, greatest, strict=True))


def _ends_at(share: float, drawn: int, entries: int) -> tuple[float, float]:
    ends = list_ends(entries, drawn)
    hits = share * drawn
    below = min(floor(hits + 1e-9), drawn)
    rest, above = max(0.0, hits - below), min(below + 1, drawn)
    low, high = (ends[below][end] + rest * (ends[above][end] - ends[below][end]) for end in (0, 1))
    return low / entries, high / entries


def _chances(entries: int, drawn: int, number: int) -> list[float]:
    """Return how likely each count of hits is: the hypergeometric distribution."""
    chances = [0.0] * (drawn + 1)
    every = _ways(entries, drawn)
    for hits in range(max(0, drawn - entries + number), min(drawn, number) + 1):
        chances[hits] = exp(_ways(number, hits) + _ways(entries - number, drawn - hits) - every)
    return chances


def _ways(all_of: int, chosen: int) -> float:
    return lgamma(all_of + 1) - lgamma(chosen + 1) - lgamma(all_of - chosen + 1)


def _region(chances: list[float]) -> tuple[int, int]:
    """Return the first and the last count of hits that go with a number."""
    below = list(accumulate(chances, initial=0.0))
    whole = below[-1]
    likely = [
        hits
        for hits, chance in enumerate(chances)
        if chance and _TAIL < below[hits] + chance / 2 < whole - _TAIL
    ]
    first, last = likely[0], likely[-1]
    while below[last + 1] - below[first] < LEAST:
        before = chances[first - 1] if first else -1.0
        after = chances[last + 1] if last + 1 < len(chances) else -1.0
        first, last = (first - 1, last) if before > after else (first, last + 1)
    while below[last + 1] - below[first] > MOST:
        narrower = [(first, last - 1), (first + 1, last)]
        held = {one: below[one[1] + 1] - below[one[0]] for one in narrower}
        enough = [one for one in narrower if held[one] >= LEAST]
        if not enough:
            break
        first, last = min(enough, key=lambda one: abs(held[one] - NOMINAL))
    return first, last

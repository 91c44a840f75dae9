"""Checks of the numbers: more than a day, a hamlet or such a team holds, and too round to be counted."""

from collections.abc import Sequence
from math import comb, sqrt
from statistics import median

from portal.domain.activity_kinds import SESSION
from portal.domain.quality_facts import Around, Bounds, Entry, Finding

# Makes the median absolute deviation of normally distributed values comparable to their standard deviation.
_MAD_SCALE = 0.6745


def find_tempo(entry: Entry, around: Around, bounds: Bounds) -> Finding | None:
    """Find more visits of one person on one day than a day holds; a session reaches many at once."""
    if entry.kind == SESSION:
        return None
    that_day = [one for one in (*around.own, entry) if one.occurred_on == entry.occurred_on]
    visits = sum(one.visits for one in that_day if one.kind != SESSION)
    if visits <= bounds.visits_a_day:
        return None
    return Finding({"visits": visits, "day": entry.occurred_on.isoformat(), "most": bounds.visits_a_day})


def find_round_numbers(entry: Entry, around: Around, bounds: Bounds) -> Finding | None:
    """Find that an author's visits are multiples of five far more often than counted ones would be.

    The chance of so many among n counted ones is the tail of the binomial distribution. Sessions are left
    out: a crowd is honestly counted in tens.
    """
    if entry.kind == SESSION or entry.visits % 5:
        return None
    visits = [one.visits for one in (*around.own, entry) if one.kind != SESSION]
    multiples = [number for number in visits if number % 5 == 0]
    if len(visits) < bounds.round_entries or len(set(multiples)) < bounds.round_values:
        return None
    if binomial_tail(len(multiples), len(visits), bounds.round_share_by_chance) >= bounds.round_chance:
        return None
    expected = round(len(visits) * bounds.round_share_by_chance)
    return Finding({"round": len(multiples), "entries": len(visits), "expected": expected})


def find_above_population(entry: Entry, around: Around, _bounds: Bounds) -> Finding | None:
    """Find more visits of a team in a hamlet on one day than the hamlet has people, where that is known.

    An entry has the sign that exceeds it alone, or that is the largest of several.
    """
    if around.census is None or around.census.population is None:
        return None
    there = [one for one in around.team_day if one.hamlet_id == entry.hamlet_id]
    visits = sum(one.visits for one in (*there, entry))
    is_largest = all((one.visits, one.id) < (entry.visits, entry.id) for one in there)
    if visits <= around.census.population or not (is_largest or entry.visits > around.census.population):
        return None
    details = {"visits": visits, "population": around.census.population}
    return Finding(details | {"day": around.census.counted_on.isoformat()})


def find_above_households(entry: Entry, around: Around, _bounds: Bounds) -> Finding | None:
    """Find more households in an entry than the hamlet has, where that is known."""
    if around.census is None or around.census.households is None or entry.households is None:
        return None
    if entry.households <= around.census.households:
        return None
    details = {"stated": entry.households, "households": around.census.households}
    return Finding(details | {"day": around.census.counted_on.isoformat()})


def find_team_outlier(entry: Entry, around: Around, bounds: Bounds) -> Finding | None:
    """Find that the team's visits of a month lie far above those of comparable teams.

    By the modified z-score of `robust_score` over square roots, which spread counts of any size alike: M. S.
    Bartlett, The square root transformation in analysis of variance, 1936.
    """
    totals = [total for total in around.peer_totals if total > 0]
    if len(totals) < bounds.outlier_teams or entry.visits < bounds.outlier_part * around.team_total:
        return None
    middle = median(totals)
    if around.team_total < bounds.outlier_times * middle:
        return None
    score = robust_score(sqrt(around.team_total), [sqrt(total) for total in totals])
    if score is None or score <= bounds.outlier_score:
        return None
    month = entry.occurred_on.replace(day=1).isoformat()
    return Finding(
        {"visits": around.team_total, "median": round(middle), "teams": len(totals), "month": month}
    )


def robust_score(value: float, others: Sequence[float]) -> float | None:
    """Return the modified z-score of a value among others, or None where these are all alike.

    M = 0.6745 (x - median) / MAD, with MAD the median of the absolute deviations from the median; beyond 3.5
    it is an outlier: B. Iglewicz and D. C. Hoaglin, How to Detect and Handle Outliers, ASQC, 1993.
    """
    middle = median(others)
    deviation = median(abs(other - middle) for other in others)
    return None if deviation == 0 else _MAD_SCALE * (value - middle) / deviation


def binomial_tail(least: int, count: int, share: float) -> float:
    """Return the chance of at least so many hits among `count` tries that hit with the chance `share`."""
    rest = 1 - share
    return sum(comb(count, hits) * share**hits * rest ** (count - hits) for hits in range(least, count + 1))

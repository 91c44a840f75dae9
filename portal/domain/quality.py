"""The register of checks for signs that an entry may not rest on real work; they order and never decide."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from portal.domain.quality_counts import (
    find_above_households,
    find_above_population,
    find_round_numbers,
    find_team_outlier,
    find_tempo,
)
from portal.domain.quality_doubles import find_copied_note, find_duplicate, find_same_photo
from portal.domain.quality_facts import Around, Bounds, Entry, Finding
from portal.domain.quality_times import find_burst, find_clock_off, find_logged_late, find_period_end

DEFAULT_BOUNDS = Bounds()


class Check(NamedTuple):
    """A check: its code, how far forward it brings an entry on the desk, and what finds its sign."""

    code: str
    weight: int
    find: Callable[[Entry, Around, Bounds], Finding | None]


# Heavy is what one look can settle and is hard to explain; light is what honest work often shows, too.
CHECKS = (
    Check("likely_duplicate", 5, find_duplicate),
    Check("same_photo", 5, find_same_photo),
    Check("above_population", 5, find_above_population),
    Check("above_households", 4, find_above_households),
    Check("impossible_tempo", 4, find_tempo),
    Check("copied_note", 3, find_copied_note),
    Check("burst", 3, find_burst),
    Check("round_numbers", 2, find_round_numbers),
    Check("period_end", 2, find_period_end),
    Check("team_outlier", 1, find_team_outlier),
    Check("logged_late", 1, find_logged_late),
    Check("clock_off", 1, find_clock_off),
)
CODES = tuple(check.code for check in CHECKS)
_WEIGHTS = {check.code: check.weight for check in CHECKS}


def find_signs(entry: Entry, around: Around, bounds: Bounds = DEFAULT_BOUNDS) -> dict[str, Finding]:
    """Return what the checks find in an entry, by code, the heaviest first."""
    found = ((check.code, check.find(entry, around, bounds)) for check in CHECKS)
    return {code: finding for code, finding in found if finding is not None}


def rank(codes: Iterable[str]) -> int:
    """Return the place of an entry with these signs in an ascending order: 0 for none, then further down."""
    return -sum(_WEIGHTS.get(code, 0) for code in codes)

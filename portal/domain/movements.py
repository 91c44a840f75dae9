"""Emulation movements beside campaigns: their kinds, milestones, and the plans that everybody issues."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.domain.figures import Ratio
from portal.domain.periods import Period

CAMPAIGN = "campaign"
MOVEMENT = "movement"
# Plan 162/KH-UBND of 26/5/2022: an interim and a final review.
MILESTONES = ("interim_review", "final_review")
OVER, NOW, TO_COME = "over", "now", "to_come"


@dataclass(frozen=True, slots=True)
class LevelIssued:
    """How many of a level have issued a plan of their own."""

    level: str
    issued: Ratio


def count_issued(places: Iterable[tuple[str, bool]]) -> list[LevelIssued]:
    """Count by level, in the order in which levels come, who has issued a plan; given (level, issued)."""
    counts: dict[str, list[int]] = {}
    for level, has_issued in places:
        of_level = counts.setdefault(level, [0, 0])
        of_level[0] += has_issued
        of_level[1] += 1
    return [LevelIssued(level, Ratio(*pair)) for level, pair in counts.items()]


def milestone_state(period: Period, today: date) -> str:
    """Say whether a milestone's time is over, now, or still to come."""
    if today >= period.ends_on:
        return OVER
    return NOW if period.contains(today) else TO_COME

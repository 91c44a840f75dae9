"""How long decisions took, in steps: each counts under the first step that it does not exceed.

A day's decisions are kept as one number a step, so that "half came within 6 hours" is read from sums and
costs the same for ten decisions and for a million. The sentence is true to the last decision; only the time
in it is rounded up to a step.
"""

from collections.abc import Sequence

STEPS = (1, 2, 3, 4, 6, 8, 12, 18, 24, 36, 48, 72, 96, 120, 168, 240, 336, 720)
LONGEST = STEPS[-1]
TIME_MEASURES = (*(f"within_{hours}" for hours in STEPS), "longer")


def hours_within(counts: Sequence[int], tenths: int) -> int | None:
    """Return the first step within which so many tenths of the decisions came; None where it is longer.

    `counts` holds one number for each of TIME_MEASURES, not all 0.
    """
    total, so_far = sum(counts), 0
    for hours, count in zip(STEPS, counts, strict=False):
        so_far += count
        if 10 * so_far >= tenths * total:
            return hours
    return None

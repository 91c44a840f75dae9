"""Circles on a map: how large they are for what they count, and how they make room for each other."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

# All circles together cover about this part of the drawing, so that most stand free of each other.
_COVERED = 0.2
SMALLEST, LARGEST = 15, 60
# What is left between two circles, in units of the drawing.
_GAP = 2
_ROUNDS = 60


@dataclass(slots=True)
class Circle:
    """A circle in the units of a drawing, with its middle at cx and cy."""

    cx: float
    cy: float
    radius: int


def radii(counts: Sequence[int | None], width: int, height: int) -> list[int]:
    """Return radii whose circles have areas in proportion to what they count; unknown is the smallest."""
    total = sum(count or 0 for count in counts)
    scale = math.sqrt(_COVERED * width * height / (math.pi * total)) if total else 0
    return [min(LARGEST, max(SMALLEST, round(scale * math.sqrt(count or 0)))) for count in counts]


def move_apart(circles: Sequence[Circle], width: int, height: int) -> None:
    """Push circles that overlap away from each other until they stand apart, within the drawing.

    Each of a pair moves half of what is missing along the line between them; after some rounds what little
    overlap is left stays. The order of the circles decides, so the same map is always drawn alike.
    """
    for _round in range(_ROUNDS):
        moved = False
        ordered = sorted(circles, key=lambda circle: circle.cx)
        reach = 2 * max((circle.radius for circle in circles), default=0) + _GAP
        for place, left in enumerate(ordered):
            for right in ordered[place + 1 :]:
                # Sorted by x once a round; whoever lies further to the right is out of reach.
                if right.cx - left.cx > reach:
                    break
                moved |= _part(left, right)
        for circle in circles:
            room = circle.radius + _GAP
            circle.cx = min(max(circle.cx, room), width - room)
            circle.cy = min(max(circle.cy, room), height - room)
        if not moved:
            return


def _part(left: Circle, right: Circle) -> bool:
    """Move two circles apart if they overlap; tell whether they did."""
    across, down = right.cx - left.cx, right.cy - left.cy
    apart = math.hypot(across, down)
    missing = left.radius + right.radius + _GAP - apart
    if missing <= 0.5:
        return False
    # Two circles at one place go left and right.
    across, down = (across / apart, down / apart) if apart else (1.0, 0.0)
    left.cx, left.cy = left.cx - across * missing / 2, left.cy - down * missing / 2
    right.cx, right.cy = right.cx + across * missing / 2, right.cy + down * missing / 2
    return True

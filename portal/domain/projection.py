"""From degrees to the numbers of a drawing.

The projection is the equirectangular one: a degree of longitude is drawn cos(latitude) as wide as a degree
of latitude is high, at the latitude of the map's middle. Over a province of two degrees that is off by less
than one part in a hundred, and it needs no more than a multiplication.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

# A drawing is at most this wide and high, so that whole numbers are fine enough and paths stay short.
SIZE = 1000
# What is drawn of a single point, or of several at one place: a hundredth of a degree, about a kilometre.
_LEAST_DEGREES = 0.01


class Point(NamedTuple):
    """A position in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Projection:
    """A drawing's frame: `west` and `north` lie at its margin, `scale` units make a degree of latitude."""

    west: float
    north: float
    scale: float
    shrink: float
    width: int
    height: int
    margin: int

    def place(self, point: Point) -> tuple[int, int]:
        """Return where a point is drawn: x to the right, y downwards, in whole units."""
        across = (point.longitude - self.west) * self.shrink * self.scale
        down = (self.north - point.latitude) * self.scale
        return self.margin + round(across), self.margin + round(down)


def fit_projection(points: Iterable[Point], margin: int = 0) -> Projection:
    """Return the frame that shows all points as large as SIZE allows; raise ValueError without any."""
    listed = list(points)
    if not listed:
        raise ValueError("Nothing to draw.")
    south, north = _stretch(point.latitude for point in listed)
    west, east = _stretch(point.longitude for point in listed)
    shrink = math.cos(math.radians((south + north) / 2))
    wide, high = (east - west) * shrink, north - south
    scale = (SIZE - 2 * margin) / max(wide, high)
    return Projection(
        west=west,
        north=north,
        scale=scale,
        shrink=shrink,
        width=2 * margin + round(wide * scale),
        height=2 * margin + round(high * scale),
        margin=margin,
    )


def middle(points: Iterable[Point]) -> Point:
    """Return the mean of some points, at least one."""
    listed = list(points)
    return Point(
        sum(point.latitude for point in listed) / len(listed),
        sum(point.longitude for point in listed) / len(listed),
    )


def _stretch(values: Iterable[float]) -> tuple[float, float]:
    """Return the least and the greatest value, at least _LEAST_DEGREES apart."""
    listed = list(values)
    low, high = min(listed), max(listed)
    missing = max(0.0, _LEAST_DEGREES - (high - low)) / 2
    return low - missing, high + missing

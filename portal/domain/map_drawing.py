"""The drawing of a map: outlines as paths, places without one as circles, in whole numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.domain.circles import SMALLEST, Circle, move_apart, radii
from portal.domain.outlines import GRID
from portal.domain.projection import Point, Projection, fit_projection

# Rings as they are stored: longitude and latitude in turn, in parts of a degree.
FlatRings = Sequence[Sequence[int]]
_AROUND_OUTLINES, _AROUND_CIRCLES = 6, 40


@dataclass(frozen=True, slots=True)
class Mark:
    """What is known of a place on a map; `count` is what its circle stands for, None unknown."""

    key: int
    count: int | None = None
    point: Point | None = None
    rings: FlatRings = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """A place as it is drawn: a path, or a circle where `path` is empty; cx and cy are its middle."""

    key: int
    cx: int
    cy: int
    radius: int = 0
    path: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes in the order of drawing, and the size of the whole."""

    width: int
    height: int
    shapes: tuple[Shape, ...]

    @property
    def has_circles(self) -> bool:
        """Tell whether any place is a circle."""
        return any(not shape.path for shape in self.shapes)


def draw(marks: Iterable[Mark]) -> Drawing | None:
    """Draw the places whose position is known; None when there is none.

    Outlines come first, then circles, the largest first, so that no circle hides a smaller one.
    """
    placed = [mark for mark in marks if mark.rings or mark.point]
    if not placed:
        return None
    round_ones = [mark for mark in placed if not mark.rings]
    projection = fit_projection(_corners(placed), margin=_AROUND_CIRCLES if round_ones else _AROUND_OUTLINES)
    paths = [_draw_outline(mark, projection) for mark in placed if mark.rings]
    circles = _draw_circles(round_ones, projection)
    return Drawing(projection.width, projection.height, (*paths, *circles))


def _corners(marks: Iterable[Mark]) -> Iterable[Point]:
    for mark in marks:
        if not mark.rings:
            yield mark.point
        for ring in mark.rings:
            yield Point(min(ring[1::2]) / GRID, min(ring[::2]) / GRID)
            yield Point(max(ring[1::2]) / GRID, max(ring[::2]) / GRID)


def _draw_outline(mark: Mark, projection: Projection) -> Shape:
    largest = max(mark.rings, key=len)
    inside = mark.point or Point(
        (min(largest[1::2]) + max(largest[1::2])) / 2 / GRID,
        (min(largest[::2]) + max(largest[::2])) / 2 / GRID,
    )
    middle = projection.place(inside)
    path = "".join(_path(ring, projection) for ring in mark.rings)
    # What is too small to be seen at this scale is drawn as the smallest circle.
    return Shape(mark.key, *middle, path=path, radius=0 if path else SMALLEST)


def _path(ring: Sequence[int], projection: Projection) -> str:
    """Write a ring as a closed path of steps, which are shorter to write than positions."""
    longitudes, latitudes = ring[::2], ring[1::2]
    points = [
        projection.place(Point(latitude / GRID, longitude / GRID))
        for longitude, latitude in zip(longitudes, latitudes, strict=True)
    ]
    (left, top), steps = points[0], []
    for next_left, next_top in points[1:]:
        if (next_left, next_top) != (left, top):
            steps.append(f"{next_left - left}{'' if next_top < top else ' '}{next_top - top}")
        left, top = next_left, next_top
    return f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}z" if steps else ""


def _draw_circles(marks: Sequence[Mark], projection: Projection) -> list[Shape]:
    sizes = radii([mark.count for mark in marks], projection.width, projection.height)
    circles = [
        Circle(*projection.place(mark.point), radius) for mark, radius in zip(marks, sizes, strict=True)
    ]
    move_apart(circles, projection.width, projection.height)
    shapes = [
        Shape(mark.key, round(circle.cx), round(circle.cy), radius=circle.radius)
        for mark, circle in zip(marks, circles, strict=True)
    ]
    return sorted(shapes, key=lambda shape: -shape.radius)

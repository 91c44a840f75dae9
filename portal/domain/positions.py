"""Where a place without a position of its own is put on a map: amid the places that it was made of."""

from collections.abc import Iterable, Mapping, Sequence

from portal.domain.projection import Point, middle


def find_points(
    wanted: Iterable[int], own: Mapping[int, Point], made_of: Mapping[int, Sequence[int]]
) -> dict[int, Point]:
    """Return the points of places: their own, else the mean of those of the places that came before.

    `made_of` holds the predecessors of a place, which may themselves have predecessors. Places of which
    nothing is known are left out.
    """
    known: dict[int, Point | None] = {}
    return {key: point for key in wanted if (point := _find(key, own, made_of, known)) is not None}


def _find(
    key: int,
    own: Mapping[int, Point],
    made_of: Mapping[int, Sequence[int]],
    known: dict[int, Point | None],
) -> Point | None:
    if key in own:
        return own[key]
    if key not in known:
        # Noted before looking further, so that places that follow each other in a circle come to an end.
        known[key] = None
        found = [_find(earlier, own, made_of, known) for earlier in made_of.get(key, ())]
        points = [point for point in found if point is not None]
        known[key] = middle(points) if points else None
    return known[key]

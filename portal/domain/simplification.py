"""Fewer points for the same shape, so that a map of a whole province stays a light page.

Visvalingam and Whyatt (1993): of each point the triangle with its neighbours is looked at, and the point with
the smallest one goes first. What goes depends on the nearest points alone, so the common border of two places
is thinned out alike on both sides; and the time grows with n log n whatever the shape.
"""

import heapq
from collections.abc import Iterable, Mapping, Sequence

# A closed line without its last point, which is the first again; in whole numbers.
Ring = Sequence[tuple[int, int]]
CORNERS = 3
_STAYS = 2**63


def simplify(shapes: Mapping[str, Sequence[Ring]], least: int, most: int) -> dict[str, list[Ring]]:
    """Thin out shapes, each of one ring or more, to `most` points in all.

    Points whose triangle has less than half of `least` as its area go in any case, and so do rings that small
    beside a larger one. Every shape keeps a ring, and a ring three points, even above `most`.
    """
    kept = {key: _large_rings(rings, least) for key, rings in shapes.items()}
    weights = {key: [weigh(ring) for ring in rings] for key, rings in kept.items()}
    heaviest = heapq.nlargest(most + 1, _flat(weights.values()))
    limit = max(least, heaviest[-1] + 1) if len(heaviest) > most else least
    return {
        key: [
            [point for point, weight in zip(ring, weighed, strict=True) if weight >= min(limit, _STAYS)]
            for ring, weighed in zip(rings, weights[key], strict=True)
        ]
        for key, rings in kept.items()
    }


def weigh(ring: Ring) -> list[int]:
    """Return for each point of a ring twice the area that is lost with it, in the order of going."""
    count = len(ring)
    before, after = [place - 1 for place in range(count)], [*range(1, count), 0]
    before[0] = count - 1
    area = [_triangle(ring, before[place], place, after[place]) for place in range(count)]
    heap = [(size, place) for place, size in enumerate(area)]
    heapq.heapify(heap)
    weights, lost, left = [_STAYS] * count, 0, count
    while left > CORNERS:
        size, place = heapq.heappop(heap)
        if weights[place] != _STAYS or size != area[place]:
            # The point has gone, or its neighbours have changed since.
            continue
        # A point never weighs less than one that went before it.
        weights[place] = lost = max(lost, size)
        left -= 1
        earlier, later = before[place], after[place]
        after[earlier], before[later] = later, earlier
        for neighbour in (earlier, later):
            area[neighbour] = _triangle(ring, before[neighbour], neighbour, after[neighbour])
            heapq.heappush(heap, (area[neighbour], neighbour))
    return weights


def double_area(ring: Ring) -> int:
    """Return twice the area of a ring."""
    turned = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in turned))


def _large_rings(rings: Sequence[Ring], least: int) -> list[Ring]:
    largest = max(rings, key=double_area)
    return [ring for ring in rings if ring is largest or double_area(ring) >= least]


def _triangle(ring: Ring, first: int, second: int, third: int) -> int:
    """Return twice the area between three points."""
    (ax, ay), (bx, by), (cx, cy) = ring[first], ring[second], ring[third]
    return abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay))


def _flat(weights: Iterable[Sequence[Sequence[int]]]) -> Iterable[int]:
    return (weight for rings in weights for ring in rings for weight in ring)

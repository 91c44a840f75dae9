"""Where names are written on a map, so that they hide as little as possible."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from portal.domain.map_drawing import Drawing, Shape

# In units of the drawing: the height of a line, and the width of a sign of the type that the pages use.
LINE, SIGN = 34, 17
# How far a name may stand from the middle of what it names.
_ACROSS = (0, -40, 40, -80, 80, -120, 120)
_DOWN = (0, -35, 35, -70, 70, -105, 105)


@dataclass(frozen=True, slots=True)
class Label:
    """A name and the middle of where it is written."""

    cx: int
    cy: int
    words: str

    @property
    def half_width(self) -> int:
        """Half of how wide the words are, roughly."""
        return len(self.words) * SIGN // 2


def place_labels(drawing: Drawing, named: Mapping[str, Sequence[Shape]]) -> list[Label]:
    """Write each name amid its shapes: where it covers the fewest circles and names, and else the nearest."""
    circles, labels = [shape for shape in drawing.shapes if not shape.path], []
    for words, shapes in named.items():
        middle = (
            round(sum(shape.cx for shape in shapes) / len(shapes)),
            round(sum(shape.cy for shape in shapes) / len(shapes)),
        )
        tried = _candidates(words, middle, shapes, drawing)
        labels.append(min(tried, key=lambda label: _cost(label, middle, circles, labels)))
    return labels


def _candidates(
    words: str, middle: tuple[int, int], shapes: Sequence[Shape], drawing: Drawing
) -> list[Label]:
    """List where a name may stand: under or over a single circle, else anywhere near the middle."""
    steps = product(_ACROSS, _DOWN)
    if len(shapes) == 1 and not shapes[0].path:
        beside = shapes[0].radius + LINE // 2
        steps = product((0,), (beside, -beside))
    half, (left, top) = Label(0, 0, words).half_width, middle
    tried = [
        Label(min(max(left + across, half), max(half, drawing.width - half)), top + down, words)
        for across, down in steps
        if LINE // 2 <= top + down <= drawing.height - LINE // 2
    ]
    return tried or [Label(left, top, words)]


def _cost(label: Label, middle: tuple[int, int], circles: Sequence[Shape], labels: Sequence[Label]) -> float:
    far = abs(label.cx - middle[0]) + abs(label.cy - middle[1])
    hidden = sum(_covers(label, circle) for circle in circles)
    crossed = sum(_crosses(label, other) for other in labels)
    return 60 * hidden + 400 * crossed + far / 2


def _covers(label: Label, circle: Shape) -> bool:
    apart_x = abs(label.cx - circle.cx) - label.half_width
    apart_y = abs(label.cy - circle.cy) - LINE / 2
    return apart_x < circle.radius and apart_y < circle.radius


def _crosses(label: Label, other: Label) -> bool:
    return abs(label.cx - other.cx) < label.half_width + other.half_width and abs(label.cy - other.cy) < LINE

"""The geometry of charts: scales, ticks, lines, spans and bars in whole numbers; no colours and no words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

WIDTH = 400
# Room around the field of a series: the words of the percentages, and of the days below.
_LEFT, _RIGHT, _TOP, _BELOW = 50, 18, 24, 26
_TICK_STEP = 20
_WHOLE = 100
# A label needs so much room with the air around it; its words stand so far above or below the mark.
LABEL_WIDTH, _LABEL_HEIGHT = 68, 20
_ABOVE, _UNDER = 9, 21
# As many bars stand in one drawing, so that none is torn in two by the end of a sheet.
MOST_BARS = 6
_LINE_HEIGHT, _BAR_HEIGHT, _BAR_GAP = 20, 16, 12


@dataclass(frozen=True, slots=True)
class Scale:
    """Places values from `low` to `high` between two positions; what lies outside is put on the edge."""

    low: Fraction
    high: Fraction
    start: int
    end: int

    def place(self, value: Fraction | int) -> int:
        """Return the position of a value, rounded half up."""
        if self.high == self.low:
            return (self.start + self.end) // 2
        inside = min(max(Fraction(value), self.low), self.high)
        exact = self.start + (inside - self.low) * (self.end - self.start) / (self.high - self.low)
        return int(exact + Fraction(1, 2))


@dataclass(frozen=True, slots=True)
class Timed:
    """A value of some days, both included; `first` is None where no first day was printed.

    `is_span` draws it over its days, because a neighbour speaks of some of the same days; otherwise it is a
    point on its last day.
    """

    first: date | None
    last: date
    exact: Fraction | None
    is_span: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a value lies: from `x1` to `x2` for a span, else at `x2`; `number` is that of the value.

    `label_x` is where the middle of its words goes, `label_y` the line on which they stand; None where they
    would lie on other words or marks. A span that has no first day `is_open`: it comes from the edge.
    """

    number: int
    x1: int
    x2: int
    cy: int
    is_span: bool
    is_open: bool
    label_x: int | None = None
    label_y: int | None = None


@dataclass(frozen=True, slots=True)
class SeriesDrawing:
    """A series over days; `ticks` are (position, per cent), `joins` lead from point to point."""

    width: int
    height: int
    left: int
    right: int
    bottom: int
    ticks: tuple[tuple[int, int], ...]
    first: date
    last: date
    marks: tuple[Mark, ...]
    joins: tuple[str, ...]
    target_y: int | None


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar with the lines of its name above; `length` is None where nothing is known."""

    number: int
    cy: int
    length: int | None
    name_lines: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class BarsDrawing:
    """Bars one under the other, each of `thickness`, with a line at the target of each."""

    width: int
    height: int
    thickness: int
    bars: tuple[Bar, ...]
    targets: tuple[int | None, ...]


def top_of(values: Iterable[Fraction | None]) -> int:
    """Return the end of an axis in per cent: 100, or the next step above what is more."""
    highest = max((value for value in values if value is not None), default=Fraction(0))
    return max(_WHOLE, -(-highest // _TICK_STEP) * _TICK_STEP)


def draw_series(
    values: Sequence[Timed], target: Fraction | None = None, *, height: int = 230
) -> SeriesDrawing | None:
    """Draw a series that comes in its order; None where no value of it is known.

    The axis of days begins with the earliest and ends with the latest day of any value, and that of per cent
    always begins at nothing.
    """
    known = [value for value in values if value.exact is not None]
    if not known:
        return None
    first, last = min(value.first or value.last for value in known), max(value.last for value in known)
    top = top_of([*(value.exact for value in known), target])
    bottom = height - _BELOW
    across = Scale(Fraction(first.toordinal()), Fraction(last.toordinal()), _LEFT, WIDTH - _RIGHT)
    upward = Scale(Fraction(0), Fraction(top), bottom, _TOP)
    target_y = None if target is None else upward.place(target)
    marks = _label(
        [_mark(number, value, across, upward) for number, value in enumerate(values) if value in known],
        target_y,
        bottom,
    )
    return SeriesDrawing(
        width=WIDTH,
        height=height,
        left=_LEFT,
        right=WIDTH - _RIGHT,
        bottom=bottom,
        ticks=tuple((upward.place(tick), tick) for tick in range(0, top + 1, _TICK_STEP)),
        first=first,
        last=last,
        marks=marks,
        joins=tuple(_joins(marks)),
        target_y=target_y,
    )


def _mark(number: int, value: Timed, across: Scale, upward: Scale) -> Mark:
    x2 = across.place(value.last.toordinal())
    is_open = value.is_span and value.first is None
    x1 = across.place(value.first.toordinal()) if value.first and value.is_span else x2
    cy = upward.place(value.exact or 0)
    return Mark(number, across.start if is_open else x1, x2, cy, value.is_span, is_open)


def _label(marks: Sequence[Mark], target_y: int | None, bottom: int) -> tuple[Mark, ...]:
    """Give a label to each mark, above it or below, whose words do not lie on other words or marks.

    They stand on the line of the target only where there is no other place.
    """
    labelled: list[Mark] = []
    for mark in marks:
        middle = (mark.x1 + mark.x2) // 2 if mark.is_span else mark.x2
        middle = min(max(middle, _LEFT + LABEL_WIDTH // 2), WIDTH - LABEL_WIDTH // 2)
        others = [*labelled, *marks[len(labelled) + 1 :]]
        places = [
            line
            for line in (mark.cy - _ABOVE, mark.cy + _UNDER)
            if line <= bottom and all(_is_free(middle, line, other) for other in others)
        ]
        # Words reach from 12 above the line on which they stand to 4 below it.
        off_target = [line for line in places if target_y is None or not line - 14 <= target_y <= line + 6]
        line = next(iter([*off_target, *places]), None)
        labelled.append(replace(mark, label_x=None if line is None else middle, label_y=line))
    return tuple(labelled)


def _is_free(middle: int, line: int, other: Mark) -> bool:
    """Tell whether words on a line lie on neither a mark nor its words."""
    half = LABEL_WIDTH // 2
    on_mark = (
        other.x1 - 5 < middle + half and middle - half < other.x2 + 5 and line - 18 < other.cy < line + 9
    )
    return not on_mark and (
        other.label_x is None
        or other.label_y is None
        or abs(other.label_x - middle) >= LABEL_WIDTH
        or abs(other.label_y - line) >= _LABEL_HEIGHT
    )


def _joins(marks: Sequence[Mark]) -> Iterable[str]:
    """Yield the paths through points that follow each other; a span stands for itself."""
    run: list[Mark] = []
    for mark in [*marks, None]:
        if mark is not None and not mark.is_span and (not run or mark.number == run[-1].number + 1):
            run.append(mark)
            continue
        if len(run) > 1:
            yield "M" + "L".join(f"{one.x2} {one.cy}" for one in run)
        run = [mark] if mark is not None and not mark.is_span else []


def draw_bars(
    rows: Sequence[tuple[str, Fraction | None, Fraction | None]], top: Fraction | int | None = None
) -> BarsDrawing:
    """Draw a bar for each (name, per cent, target), one under the other in their order.

    `top` is the end of the axis where several drawings are read side by side.
    """
    top = top or top_of([value for _name, *values in rows for value in values])
    across = Scale(Fraction(0), Fraction(top), 1, WIDTH - 1)
    bars, cy = [], 0
    for number, (name, exact, _target) in enumerate(rows):
        lines = wrap_words(name)
        named = tuple((cy + _LINE_HEIGHT * (place + 1) - 5, line) for place, line in enumerate(lines))
        cy += _LINE_HEIGHT * len(lines)
        bars.append(Bar(number, cy, None if exact is None else across.place(exact), named))
        cy += _BAR_HEIGHT + _BAR_GAP
    targets = tuple(None if target is None else across.place(target) for _name, _exact, target in rows)
    return BarsDrawing(WIDTH, max(cy, 1), _BAR_HEIGHT, tuple(bars), targets)


def wrap_words(text: str, most: int = 32) -> list[str]:
    """Break a name into lines of at most so many letters, at spaces; a longer word has a line of its own."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= most or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines

"""The geometry of charts by hand: the field of a series lies from 50 to 382 and from 204 up to 24."""

from datetime import date
from fractions import Fraction
from itertools import combinations

import pytest

from portal.domain.charts import Scale, Timed, draw_bars, draw_series, top_of, wrap_words


def timed(first, last, exact, *, is_span=False) -> Timed:
    """Return a value of some days of June."""
    days = [day and date(2022, 6, day) for day in (first, last)]
    return Timed(*days, None if exact is None else Fraction(exact), is_span)


def test_a_scale_places_values_in_proportion_and_keeps_them_inside():
    scale = Scale(Fraction(0), Fraction(100), 200, 0)

    assert [scale.place(Fraction(value)) for value in (0, "12.5", 50, 100, 120)] == [200, 175, 100, 0, 0]
    assert Scale(Fraction(5), Fraction(5), 0, 10).place(5) == 5


def test_points_lie_on_their_last_day_and_are_joined():
    drawing = draw_series([timed(1, 11, 0), timed(12, 21, 50), timed(22, 30, 100)])

    # From the 1st to the 30th are 29 days on 332: the 11th is at 50 + 10 × 332 / 29 = 164.5, half up 164.
    assert [(mark.x2, mark.cy) for mark in drawing.marks] == [(164, 204), (279, 114), (382, 24)]
    assert drawing.joins == ("M164 204L279 114L382 24",)
    assert (drawing.first, drawing.last, drawing.target_y) == (date(2022, 6, 1), date(2022, 6, 30), None)


def test_values_whose_days_overlap_are_spans_over_their_own_days_and_joined_with_nothing():
    drawing = draw_series([timed(1, 16, 90, is_span=True), timed(16, 30, 80, is_span=True)], Fraction(80))

    first, second = drawing.marks
    # The 16th is 15 of 29 days along: 50 + 15 × 332 / 29 = 221.7.
    assert (first.x1, first.x2, second.x1, second.x2) == (50, 222, 222, 382)
    assert drawing.joins == ()
    # 80 of 100 on 180: 204 − 144.
    assert (second.cy, drawing.target_y) == (60, 60)


def test_a_span_without_a_first_day_comes_from_the_edge():
    drawing = draw_series([timed(None, 10, 50, is_span=True), timed(10, 20, 50, is_span=True)])

    assert [(mark.x1, mark.x2, mark.is_open) for mark in drawing.marks] == [(50, 50, True), (50, 382, False)]


def test_what_is_unknown_is_no_point_and_breaks_the_line():
    drawing = draw_series([timed(1, 5, 10), timed(6, 10, None), timed(11, 15, 30), timed(16, 20, 40)])

    assert [mark.number for mark in drawing.marks] == [0, 2, 3]
    assert [join.count("L") for join in drawing.joins] == [1]


def test_nothing_known_is_no_drawing():
    assert draw_series([timed(1, 5, None)]) is None
    assert draw_series([]) is None


def boxes(drawing) -> list[tuple[int, int, int, int]]:
    """Return left, top, right and bottom of the words of a drawing, as wide as "100,0 %" in bold."""
    labels = [(mark.label_x, mark.label_y) for mark in drawing.marks if mark.label_x is not None]
    return [(x - 31, line - 12, x + 31, line + 4) for x, line in labels]


def touch(one, other) -> bool:
    """Tell whether two boxes have a point in common."""
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


@pytest.mark.parametrize(
    "values",
    [
        [timed(day, day, 50) for day in range(1, 31)],
        [timed(day, day, 40 + 7 * (day % 3)) for day in range(1, 31)],
        # The published series of districts: 59,58, then windows that share a day and nearly a value.
        [timed(None, 1, "59.58", is_span=True), timed(1, 16, "82.66", is_span=True),
         timed(16, 22, "83.78", is_span=True), timed(22, 30, "83.5", is_span=True)],
        [timed(1, 10, 100), timed(11, 12, 99), timed(13, 14, 98), timed(15, 16, 0)],
    ],
)  # fmt: skip
@pytest.mark.parametrize("height", [150, 230])
def test_labels_stay_inside_and_touch_neither_each_other_nor_another_mark(values, height):
    drawing = draw_series(values, Fraction(80), height=height)

    words = boxes(drawing)
    assert words
    assert all(
        left >= 0 and right <= 400 and top >= 0 and bottom <= height for left, top, right, bottom in words
    )
    assert not any(touch(one, other) for one, other in combinations(words, 2))
    for mark in drawing.marks:
        own = (mark.label_x, mark.label_y)
        line = (mark.x1, mark.cy - 2, mark.x2, mark.cy + 2)
        assert not any(touch(box, line) for box in words if (box[0] + 31, box[3] - 4) != own), mark


def test_words_leave_the_line_of_the_target_free_where_they_can():
    # 70 of 100 lies at 204 − 126 = 78, the target of 80 at 60: above the mark the words would lie on it.
    [mark] = draw_series([timed(1, 16, 70)], Fraction(80)).marks

    assert mark.label_y == 78 + 21
    [free] = draw_series([timed(1, 16, 70)]).marks
    assert free.label_y == 78 - 9


@pytest.mark.parametrize(("highest", "top"), [("0", 100), ("100", 100), ("100.1", 120), ("135", 140)])
def test_the_axis_ends_at_a_hundred_or_the_next_step_above(highest, top):
    assert top_of([Fraction(highest), None]) == top


def test_bars_have_room_for_names_of_several_lines_and_no_length_where_nothing_is_known():
    drawing = draw_bars(
        [
            ("Huyện Bù Đăng", Fraction(50), Fraction(80)),
            ("Sở Nông nghiệp và Phát triển nông thôn", None, None),
        ]
    )

    # From 1 to 399: half is at 200, 80 % at 319.4. A line of a name takes 20, a bar 16 and the room below 12.
    known, unknown = drawing.bars
    assert (known.length, drawing.targets) == (200, (319, None))
    assert (known.cy, unknown.cy, drawing.height) == (20, 20 + 16 + 12 + 40, 116)
    assert [line for _y, line in unknown.name_lines] == ["Sở Nông nghiệp và Phát triển", "nông thôn"]
    assert unknown.length is None


def test_no_letter_of_a_name_is_lost_in_wrapping():
    name = "Ban Quản lý Khu kinh tế " + "x" * 50

    assert " ".join(wrap_words(name)) == name
    assert wrap_words("") == [""]

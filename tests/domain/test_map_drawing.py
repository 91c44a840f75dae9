"""Drawings of outlines and circles, worked out by hand."""

from portal.domain.circles import SMALLEST
from portal.domain.map_drawing import Mark, draw
from portal.domain.map_labels import place_labels
from portal.domain.projection import Point

# Two squares of a tenth of a degree on the equator, side by side.
WEST = [[10_650_000, 0, 10_660_000, 0, 10_660_000, 10_000, 10_650_000, 10_000]]
EAST = [[10_660_000, 0, 10_670_000, 0, 10_670_000, 10_000, 10_660_000, 10_000]]


def test_outlines_become_paths_of_whole_steps():
    drawing = draw([Mark(1, rings=WEST), Mark(2, rings=EAST)])

    # 988 units between margins of 6 hold two squares: 494 each.
    assert (drawing.width, drawing.height) == (1000, 506)
    assert [shape.path for shape in drawing.shapes] == [
        "M6 500l494 0 0-494 -494 0z",
        "M500 500l494 0 0-494 -494 0z",
    ]
    assert [(shape.cx, shape.cy) for shape in drawing.shapes] == [(253, 253), (747, 253)]
    assert not drawing.has_circles


def test_places_without_an_outline_are_circles_on_top_the_largest_first():
    marks = [
        Mark(1, rings=WEST),
        Mark(2, count=1, point=Point(0.05, 106.55)),
        Mark(3, count=30, point=Point(0.05, 106.65)),
        Mark(4),
    ]

    drawing = draw(marks)

    assert [shape.key for shape in drawing.shapes] == [1, 3, 2]
    assert drawing.has_circles
    assert drawing.shapes[1].radius > drawing.shapes[2].radius


def test_an_outline_too_small_to_be_seen_becomes_the_smallest_circle():
    speck = [[10_650_000, 0, 10_650_001, 0, 10_650_001, 1]]

    drawing = draw([Mark(1, rings=EAST), Mark(2, rings=speck)])

    assert [(shape.path == "", shape.radius) for shape in drawing.shapes] == [(False, 0), (True, SMALLEST)]


def test_nothing_is_drawn_where_no_position_is_known():
    assert draw([]) is None
    assert draw([Mark(1), Mark(2, count=5)]) is None


def test_every_place_with_a_position_is_drawn_exactly_once():
    marks = [Mark(key, count=key, point=Point(11.5, 106.5)) for key in range(1, 31)]

    drawing = draw(marks)

    assert sorted(shape.key for shape in drawing.shapes) == list(range(1, 31))


def test_the_name_of_a_single_circle_stands_under_it():
    drawing = draw([Mark(1, count=1, point=Point(11.5, 106.5)), Mark(2, count=1, point=Point(11.0, 106.5))])
    upper = next(shape for shape in drawing.shapes if shape.key == 1)

    [label] = place_labels(drawing, {"Tân Phú": [upper]})

    # Half a line of 34 below the edge of the circle.
    assert (label.cx, label.cy) == (max(upper.cx, label.half_width), upper.cy + upper.radius + 17)


def test_names_do_not_stand_on_top_of_each_other():
    drawing = draw([Mark(key, count=1, point=Point(11.5 + key / 10, 106.5)) for key in range(8)])

    one, other = place_labels(drawing, {"Bù Đăng": drawing.shapes, "Bù Đốp": drawing.shapes})

    assert abs(one.cy - other.cy) >= 34 or abs(one.cx - other.cx) >= one.half_width + other.half_width

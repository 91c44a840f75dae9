"""Circles are as large as what they count, and make room for each other."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.domain.circles import LARGEST, SMALLEST, Circle, move_apart, radii


def test_areas_are_in_proportion_to_what_is_counted():
    # 4 + 16 = 20 hamlets share a fifth of 300 x 300: root(18,000 / (20 pi)) = 16.9.
    # The radii are 34 and 68, the second cut to 60.
    assert radii([4, 16], 300, 300) == [34, 60]
    # On 200 x 200: root(8,000 / (20 pi)) = 11.28, so 23 and 45.
    assert radii([4, 16], 200, 200) == [23, 45]


def test_unknown_and_nothing_are_drawn_as_the_smallest():
    assert radii([None, 0, 400], 1000, 1000) == [SMALLEST, SMALLEST, LARGEST]
    assert radii([None, None], 1000, 1000) == [SMALLEST, SMALLEST]


def test_circles_at_one_place_are_moved_apart_left_and_right():
    circles = [Circle(500, 500, 20), Circle(500, 500, 20)]

    move_apart(circles, 1000, 1000)

    # The two radii and a gap of 2 are 42, half of it for each.
    assert [(circle.cx, circle.cy) for circle in circles] == [(479, 500), (521, 500)]


def test_circles_that_stand_free_stay_where_they_are():
    circles = [Circle(100, 100, 20), Circle(160, 100, 20)]

    move_apart(circles, 1000, 1000)

    assert [(circle.cx, circle.cy) for circle in circles] == [(100, 100), (160, 100)]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(400, 600), st.integers(400, 600)), min_size=2, max_size=40))
def test_no_circle_hides_another_completely_and_none_leaves_the_drawing(points):
    circles = [Circle(left, top, 20) for left, top in points]

    move_apart(circles, 1000, 1000)

    for place, one in enumerate(circles):
        assert 20 <= one.cx <= 980
        assert 20 <= one.cy <= 980
        for other in circles[:place]:
            assert math.hypot(one.cx - other.cx, one.cy - other.cy) > 20


@pytest.mark.parametrize("circles", [[], [Circle(5, 5, 20)]])
def test_nobody_to_make_room_for_is_no_trouble(circles):
    move_apart(circles, 1000, 1000)

"""Degrees become numbers of a drawing, worked out by hand."""

import pytest

from portal.domain.projection import Point, fit_projection, middle


def test_north_is_up_and_a_degree_of_longitude_shrinks_with_the_latitude():
    # At 60 degrees north cos is 1/2: two degrees of longitude are drawn as wide as one of latitude is high.
    projection = fit_projection([Point(59.5, 106.0), Point(60.5, 108.0)])

    assert (projection.width, projection.height) == (1000, 1000)
    assert projection.place(Point(60.5, 106.0)) == (0, 0)
    assert projection.place(Point(59.5, 108.0)) == (1000, 1000)
    assert projection.place(Point(60.0, 107.0)) == (500, 500)


def test_the_longer_side_fills_the_drawing_and_the_margin_stays_free():
    # On the equator nothing shrinks: 2 degrees wide and 1 high, between margins of 100.
    projection = fit_projection([Point(-0.5, 106.0), Point(0.5, 108.0)], margin=100)

    assert (projection.width, projection.height) == (1000, 600)
    assert projection.place(Point(0.5, 106.0)) == (100, 100)
    assert projection.place(Point(-0.5, 108.0)) == (900, 500)


def test_in_binh_phuoc_east_and_north_are_nearly_alike():
    # cos(11.8°) = 0.9789: a degree each way is drawn 979 wide and 1000 high.
    projection = fit_projection([Point(11.3, 106.4), Point(12.3, 107.4)])

    assert (projection.width, projection.height) == (979, 1000)


def test_a_single_point_lies_in_the_middle():
    projection = fit_projection([Point(11.5, 106.9)], margin=40)

    assert projection.place(Point(11.5, 106.9)) == (projection.width // 2, projection.height // 2)
    assert projection.height == 1000


def test_nothing_to_draw_is_said():
    with pytest.raises(ValueError, match="Nothing to draw"):
        fit_projection([])


def test_middle_is_the_mean():
    # (11 + 12 + 13) / 3 = 12, (106 + 107 + 108) / 3 = 107.
    assert middle([Point(11, 106), Point(12, 107), Point(13, 108)]) == Point(12, 107)

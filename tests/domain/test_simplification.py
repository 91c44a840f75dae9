"""Shapes lose their smallest corners first, by areas worked out by hand."""

import random

from portal.domain.simplification import double_area, simplify, weigh

SQUARE = ((0, 0), (100, 0), (100, 100), (0, 100))


def test_area_of_a_square_is_its_side_squared_in_any_direction():
    assert double_area(SQUARE) == 2 * 100 * 100
    assert double_area(SQUARE[::-1]) == 2 * 100 * 100


def test_a_point_on_the_line_weighs_nothing_and_a_small_corner_little():
    # (50, 0) lies on the lower side; (104, 50) sticks out 4 over a side of 100: twice its area is 400.
    ring = ((0, 0), (50, 0), (100, 0), (104, 50), (100, 100), (0, 100))

    weights = weigh(ring)

    assert weights[1] == 0
    assert weights[3] == 400
    # Of the square that is left one more corner may go, with half of 20,000; three points always stay.
    assert sorted(weights)[2] == 10_000
    assert min(sorted(weights)[3:]) > 10**12


def test_what_is_too_small_to_see_goes_and_the_rest_stays():
    ring = ((0, 0), (50, 0), (100, 0), (104, 50), (100, 100), (0, 100))

    assert simplify({"a": [ring]}, least=300, most=1000) == {
        "a": [[(0, 0), (100, 0), (104, 50), (100, 100), (0, 100)]]
    }
    assert simplify({"a": [ring]}, least=401, most=1000) == {"a": [list(SQUARE)]}


def test_a_shared_border_is_thinned_out_alike_on_both_sides():
    border = [(100, 0), (105, 20), (99, 40), (118, 60), (100, 80), (100, 100)]
    left, right = [(0, 0), *border, (0, 100)], [(200, 100), *border[::-1], (200, 0)]

    kept = simplify({"left": [left], "right": [right]}, least=150, most=1000)

    assert set(border) & set(kept["left"][0]) == set(border) & set(kept["right"][0])
    assert (105, 20) in kept["left"][0]
    assert (100, 80) in kept["left"][0]


def test_a_tiny_ring_goes_beside_a_large_one_but_never_alone():
    island = ((500, 500), (502, 500), (502, 502), (500, 502))

    assert simplify({"a": [SQUARE, island]}, least=50, most=1000) == {"a": [list(SQUARE)]}
    assert simplify({"a": [island]}, least=50, most=1000)["a"][0]


def test_no_more_points_are_left_than_asked_for():
    rough = random.Random(8)
    ring = [(place * 100, rough.randrange(100_000)) for place in range(2000)]

    kept = simplify({"a": [ring], "b": [SQUARE]}, least=1, most=300)

    assert 290 <= len(kept["a"][0]) + len(kept["b"][0]) <= 300


def test_a_ring_keeps_three_points_even_above_the_limit():
    shapes = {str(number): [SQUARE] for number in range(10)}

    kept = simplify(shapes, least=1, most=5)

    assert {len(rings[0]) for rings in kept.values()} == {3}

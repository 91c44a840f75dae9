"""Where places without a position are put: amid those that they were made of."""

from portal.domain.positions import find_points
from portal.domain.projection import Point

OWN = {1: Point(11.0, 106.0), 2: Point(12.0, 107.0), 3: Point(12.0, 107.5)}


def test_own_positions_come_first():
    assert find_points([1], OWN, {1: [2, 3]}) == {1: Point(11.0, 106.0)}


def test_a_merged_place_lies_in_the_mean_of_what_it_was_made_of():
    # (11 + 12) / 2 and (106 + 107) / 2.
    assert find_points([10], OWN, {10: [1, 2]}) == {10: Point(11.5, 106.5)}


def test_predecessors_are_followed_over_several_changes():
    # 10 is (11.5, 106.5); with 3 at (12, 107.5) the mean is (11.75, 107).
    assert find_points([20], OWN, {20: [10, 3], 10: [1, 2]}) == {20: Point(11.75, 107.0)}


def test_predecessors_of_unknown_position_are_left_out_of_the_mean():
    assert find_points([10], OWN, {10: [1, 99]}) == {10: OWN[1]}


def test_places_of_which_nothing_is_known_are_left_out():
    assert find_points([10, 11], OWN, {10: [99]}) == {}


def test_places_that_follow_each_other_in_a_circle_come_to_an_end():
    assert find_points([10, 11], {}, {10: [11], 11: [10]}) == {}

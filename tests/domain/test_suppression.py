"""Small counts are hidden, and none of them can be had by subtracting; cases by hand and by trying all."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.domain.suppression import Cell, suppress

SMALL, VAGUE = Cell(None, is_small=True), Cell(None)


def test_nothing_small_hides_nothing():
    found = suppress([5, 0, 12])

    assert (found.cells, found.total) == ((Cell(5), Cell(0), Cell(12)), Cell(17))


def test_a_single_small_cell_takes_the_next_smallest_with_it_and_neither_says_which_is_small():
    found = suppress([3, 20, 7, 0])

    assert (found.cells, found.total) == ((VAGUE, Cell(20), VAGUE, Cell(0)), Cell(30))


def test_two_small_cells_that_can_be_parted_in_several_ways_hide_only_themselves():
    # 2 + 3 = 5 may also be 1 + 4, 4 + 1 and 3 + 2.
    found = suppress([2, 3, 40])

    assert (found.cells, found.total) == ((SMALL, SMALL, Cell(40)), Cell(45))


def test_small_cells_of_which_the_sum_tells_each_take_another_with_them():
    # 45 − 43 = 2 leaves only 1 + 1, and 48 − 40 = 8 only 4 + 4.
    assert suppress([1, 1, 43, 50]).cells == (VAGUE, VAGUE, VAGUE, Cell(50))
    assert suppress([4, 4, 40]).cells == (VAGUE, VAGUE, VAGUE)


def test_without_another_cell_the_total_is_hidden():
    assert suppress([3, 0]).total == SMALL
    # Five ones add up to five, from which each of them would follow.
    found = suppress([1, 1, 1, 1, 1, 0])
    assert (found.cells[0], found.total) == (SMALL, VAGUE)


def test_no_places_have_nothing_to_hide():
    assert suppress([]).total == Cell(0)


def readings(found) -> list[tuple[int, ...]]:
    """List what a reader may think the hidden cells are, who knows the rule for what is called small."""
    shown = sum(cell.count for cell in found.cells if cell.count is not None)
    hidden = [cell for cell in found.cells if cell.count is None]
    if found.total.count is None:
        return []
    rest = found.total.count - shown
    choices = [range(1, 5) if cell.is_small else range(1, rest + 1) for cell in hidden]
    return [guess for guess in product(*choices) if sum(guess) == rest]


@settings(deadline=None)
@given(st.lists(st.integers(0, 9), max_size=4))
def test_a_reader_who_subtracts_is_never_left_with_one_answer(counts):
    found = suppress(counts)

    assert not any(cell.count is not None and 0 < cell.count < 5 for cell in (*found.cells, found.total))
    if any(cell.count is None for cell in found.cells) and found.total.count is not None:
        assert len(readings(found)) > 1

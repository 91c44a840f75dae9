"""Writes that threads bring at the same moment: one does them for all, and each gets its own outcome."""

import threading

import pytest

from portal.gathering import MOST_AT_ONCE, Gathering


class Doubler:
    """Doubles numbers and remembers who came together; waits in its first turn until it is let go."""

    def __init__(self) -> None:
        self.turns: list[list[int]] = []
        self.begun, self.may_go_on = threading.Event(), threading.Event()

    def __call__(self, numbers) -> list[int]:
        self.turns.append(list(numbers))
        self.begun.set()
        self.may_go_on.wait(10)
        if 13 in numbers:
            raise ValueError("unlucky")
        return [2 * number for number in numbers]


def bring_together(gathering: Gathering, doubler: Doubler, numbers: list[int]) -> dict[int, object]:
    """Let the first number begin a turn, and all the others come while it lasts; return what each got."""
    outcomes: dict[int, object] = {}

    def bring(number: int) -> None:
        try:
            outcomes[number] = gathering.write(number)
        except ValueError as error:
            outcomes[number] = str(error)

    threads = [threading.Thread(target=bring, args=(number,)) for number in numbers]
    threads[0].start()
    assert doubler.begun.wait(10)
    for thread in threads[1:]:
        thread.start()
    while len(gathering._waiting) < len(numbers) - 1:
        threading.Event().wait(0.001)
    doubler.may_go_on.set()
    for thread in threads:
        thread.join(10)
    return outcomes


def test_who_comes_alone_is_served_at_once():
    doubler = Doubler()
    doubler.may_go_on.set()

    assert Gathering(doubler).write(4) == 8

    assert doubler.turns == [[4]]


def test_who_comes_while_another_writes_goes_together_and_gets_their_own():
    doubler = Doubler()

    outcomes = bring_together(Gathering(doubler), doubler, [1, 2, 3, 4])

    assert outcomes == {1: 2, 2: 4, 3: 6, 4: 8}
    assert [sorted(turn) for turn in doubler.turns] == [[1], [2, 3, 4]]


def test_what_is_wrong_with_one_does_not_cost_the_others_theirs():
    doubler = Doubler()

    outcomes = bring_together(Gathering(doubler), doubler, [1, 2, 13, 4])

    assert outcomes == {1: 2, 2: 4, 13: "unlucky", 4: 8}


def test_a_crowd_is_served_in_turns_of_bounded_size():
    doubler, numbers = Doubler(), [100 + number for number in range(2 * MOST_AT_ONCE + 1)]

    outcomes = bring_together(Gathering(doubler), doubler, numbers)

    assert outcomes == {number: 2 * number for number in numbers}
    assert [len(turn) for turn in doubler.turns] == [1, MOST_AT_ONCE, MOST_AT_ONCE]


def test_after_an_error_the_next_one_is_served():
    doubler = Doubler()
    doubler.may_go_on.set()
    gathering = Gathering(doubler)

    with pytest.raises(ValueError):
        gathering.write(13)

    assert gathering.write(5) == 10

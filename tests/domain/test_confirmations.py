"""What a citizen's answer bears out, and how hopeless it is to guess a slip."""

import math
from fractions import Fraction

import pytest

from portal.domain.confirmations import (
    AGAIN,
    ANSWERS,
    BEARINGS,
    CODE_LASTS,
    ENDINGS,
    GROUP_LENGTH,
    MOST_OPEN_CODES,
    TOKEN_GROUPS,
    Answers,
    BorneOut,
    CitizenAnswer,
    chance_of_guess,
    read_answer,
    split_visits,
)
from portal.services.activations import TOKEN_SIGNS
from portal.services.throttling import SLIP_CODES_BY_TEAM


def test_a_link_has_at_least_128_bits():
    # 28 signs out of 31: 28 × 4,954 = 138,7 bits.
    bits = TOKEN_GROUPS * GROUP_LENGTH * math.log2(len(set(TOKEN_SIGNS)))

    assert 138 < bits < 139


def test_the_digits_of_a_team_are_hit_by_less_than_one_in_a_thousand_who_try_until_they_die():
    limit, waited = SLIP_CODES_BY_TEAM, 0
    tries = limit.tries
    # The 20th try begins a wait of 60 s, each further one twice as long: 60, 180, 420 and 900 s are within
    # the 1,800 s in which the digits are good, 1,860 s are not.
    wait = limit.first_wait.total_seconds()
    while (waited := waited + wait) < CODE_LASTS.total_seconds():
        tries, wait = tries + 1, min(wait * 2, limit.longest_wait.total_seconds())

    assert tries == 24
    assert chance_of_guess(tries, 1) == Fraction(24, 1_000_000)
    assert chance_of_guess(tries) == Fraction(24 * MOST_OPEN_CODES, 1_000_000) == Fraction(96, 100_000)
    assert chance_of_guess(10**9) == 1


@pytest.mark.parametrize(
    ("visits", "confirmed", "expected"),
    [(5, 0, (5, 0)), (5, 2, (3, 2)), (5, 5, (0, 5)), (2, 3, (0, 2))],
    ids=["nobody answered", "two of five", "all", "corrected to fewer visits than answers"],
)
def test_each_visit_is_borne_out_once(visits, confirmed, expected):
    split = split_visits(visits, confirmed)

    assert (split.own_word, split.citizen) == expected
    assert split.spot_check is None
    assert split.own_word + split.citizen == visits


def test_a_spot_check_speaks_for_all_visits_of_an_entry():
    assert split_visits(5, 2, is_spot_checked=True) == BorneOut(0, 0, 5)


def test_what_nobody_looked_at_is_left_out_and_not_nought():
    assert BorneOut(3, 2).items() == [("own_word", 3), ("citizen", 2)]
    assert BorneOut(3, 2, 0).items() == [("own_word", 3), ("citizen", 2), ("spot_check", 0)]
    assert [bearing for bearing, _ in BorneOut(1, 1, 1).items()] == list(BEARINGS)


@pytest.mark.parametrize("answer", [None, "", "maybe", "YES", "yes "])
def test_no_answer_is_none(answer):
    assert read_answer(answer, "alone", "yes") is None


def test_who_was_not_there_is_asked_no_further():
    assert read_answer("not_me", "alone", "yes") == CitizenAnswer("not_me", None, None)


def test_a_question_that_was_passed_over_stays_unknown():
    assert read_answer("yes", None, "") == CitizenAnswer("yes", None, None)
    assert read_answer("different", "shown", "no") == CitizenAnswer("different", "shown", "no")


def test_the_answers_add_up():
    assert Answers(confirmed=2, not_me=1, different=1).total == 4


@pytest.mark.parametrize("codes", [ANSWERS, ENDINGS, AGAIN, BEARINGS])
def test_a_register_holds_each_code_once(codes):
    assert len(set(codes)) == len(codes)

"""The code on the wall is right for a minute at most, for its own training alone, and cannot be guessed."""

from datetime import UTC, datetime, timedelta

from portal.domain.attendance_codes import (
    DIGITS,
    TOKEN_LENGTH,
    code_of,
    is_code_valid,
    seconds_left,
    step_of,
)

SECRET = "5e" * 32
# 08:00:00 is the beginning of a step, because a minute has two of them.
SHOWN = datetime(2022, 6, 16, 8, 0, tzinfo=UTC)


def is_valid_after(code: str, seconds: float) -> bool:
    """Tell whether a code is taken so long after it was first shown."""
    return is_code_valid(SECRET, 7, code, SHOWN + timedelta(seconds=seconds))


def test_a_code_counts_while_it_is_shown_and_in_the_half_minute_after_it():
    for code in code_of(SECRET, 7, step_of(SHOWN)):
        assert [is_valid_after(code, seconds) for seconds in (0, 29.9, 30, 59.9)] == [True] * 4
        assert [is_valid_after(code, seconds) for seconds in (-0.1, 60, 61, 90, 86_400)] == [False] * 5


def test_a_code_of_another_training_or_secret_or_step_is_none():
    own, step = code_of(SECRET, 7, step_of(SHOWN)), step_of(SHOWN)

    others = [code_of(SECRET, 8, step), code_of("5f" * 32, 7, step), code_of(SECRET, 7, step + 1)]

    assert [is_code_valid(SECRET, 7, one.token, SHOWN) for one in others] == [False] * 3
    assert len({own.token, *(one.token for one in others)}) == 4


def test_digits_may_be_typed_with_spaces_and_nonsense_is_no_code():
    digits = code_of(SECRET, 7, step_of(SHOWN)).digits

    assert is_code_valid(SECRET, 7, f" {digits[:3]} {digits[3:]} ", SHOWN)
    for nonsense in ("", "0", "None", digits[:5], digits + "0", "١٢٣٤٥٦", "é" * 40, "0" * 10_000):
        assert not is_code_valid(SECRET, 7, nonsense, SHOWN)


def test_token_and_digits_have_their_length_and_do_not_give_each_other_away():
    codes = [code_of(SECRET, 7, step) for step in range(500)]

    assert {(len(one.token), len(one.digits)) for one in codes} == {(TOKEN_LENGTH, DIGITS)}
    assert len({one.token for one in codes}) == 500
    assert all(one.digits.isdigit() and one.digits not in one.token for one in codes[:50])


def test_the_wall_says_for_how_long_its_code_lasts():
    asked = [SHOWN + timedelta(seconds=seconds) for seconds in (0, 1, 29.5, 30)]

    assert [seconds_left(moment) for moment in asked] == [30, 29, 1, 30]

"""What standings amount to, and points in words."""

from fractions import Fraction

import pytest

from portal.domain.scoreboard import Standing
from portal.domain.verdicts import Verdict, judge, write_points


def standings(codes: str, **reached) -> dict[str, Standing]:
    """Return standings that are reached unless said otherwise, as i4=False."""
    return {code: Standing(code, "known", reached=reached.get(f"i{code}", True)) for code in codes}


def test_a_place_has_reached_all_only_with_all_eight():
    assert judge(standings("12345678")) == Verdict.reached


def test_one_known_miss_is_enough_even_beside_unknown_ones():
    assert judge(standings("12345678", i2=None, i4=False)) == Verdict.short


@pytest.mark.parametrize("unknown", ["i1", "i8"])
def test_what_is_unknown_never_counts_as_reached(unknown):
    assert judge(standings("12345678", **{unknown: None})) == Verdict.open


def test_a_department_is_judged_without_the_eighth():
    assert judge(standings("1234567")) == Verdict.reached
    assert judge(standings("1234567", i3=None)) == Verdict.open
    assert judge({}) == Verdict.open


@pytest.mark.parametrize(
    ("points", "words"),
    [
        (Fraction("83.5") - Fraction("83.78"), "0,28"),
        (Fraction("95.57") - Fraction("94.5"), "1,07"),
        (Fraction(0), "0,0"),
        (Fraction(12), "12,0"),
        (Fraction(1, 3), "0,3"),
        # 100/6 = 16.666… is rounded half up; what is less than half a tenth is still not nothing.
        (Fraction(100, 6), "16,7"),
        (Fraction(-1, 3000), "0,1"),
    ],
)
def test_points_are_exact_where_they_end_and_never_rounded_to_nothing(points, words):
    assert write_points(points) == words

"""A stated figure: percentage and counts must say the same, to the decimals that were printed."""

import pytest

from portal.domain.errors import RuleBroken
from portal.domain.figure_entries import settle_percent


def test_a_percentage_alone_is_kept_as_printed():
    assert settle_percent("91,0", None, None) == "91.0"
    assert settle_percent(" 95.57 ", None, None) == "95.57"


def test_counts_alone_give_a_percentage_with_one_decimal():
    # 1545 of 1562 is 98,9116...; 1999 of 2000 is 99,95 and is not rounded up over the gap.
    assert settle_percent("", 1545, 1562) == "98.9"
    assert settle_percent("", 1999, 2000) == "99.9"


@pytest.mark.parametrize(
    "percent",
    # 1 of 3 is 33,333...: each of these is right to the decimals that it has.
    ["33", "33,3", "33.33", "33,333"],
)
def test_counts_and_percentage_agree_to_the_decimals_printed(percent):
    assert settle_percent(percent, 1, 3) == percent.replace(",", ".")


def test_rounding_half_up_and_keeping_a_gap_visible_both_agree():
    # 1 of 8 is 12,5, which is 13 when printed without decimals; 1999 of 2000 may stand as 99,9 or as 100,0.
    assert settle_percent("13", 1, 8) == "13"
    assert settle_percent("99,9", 1999, 2000) == "99.9"
    assert settle_percent("100,0", 1999, 2000) == "100.0"


@pytest.mark.parametrize(
    ("percent", "numerator", "denominator", "code"),
    [
        ("", None, None, "figure_empty"),
        ("101", None, None, "bad_percent"),
        ("12,3456", None, None, "bad_percent"),
        ("50", 1, None, "counts_incomplete"),
        ("50", None, 2, "counts_incomplete"),
        ("50", 3, 2, "counts_impossible"),
        ("0", 0, 0, "counts_impossible"),
        ("50", -1, 2, "counts_impossible"),
        # 1 of 3 is 33,3 and not 33,4; of 33,33 the last decimal counts, too.
        ("33,4", 1, 3, "counts_disagree"),
        ("33,30", 1, 3, "counts_disagree"),
    ],
)
def test_what_does_not_fit_is_refused(percent, numerator, denominator, code):
    with pytest.raises(RuleBroken, match=code):
        settle_percent(percent, numerator, denominator)


def test_the_refusal_says_what_the_counts_give():
    with pytest.raises(RuleBroken) as refused:
        settle_percent("33,30", 1, 3)

    assert refused.value.details == {"computed": "33,33"}

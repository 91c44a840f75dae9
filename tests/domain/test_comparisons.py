"""Communes of similar size: bands, and quartiles that really occur."""

import pytest

from portal.domain.comparisons import BAND_STARTS, Share, band_of, spread_of


@pytest.mark.parametrize(
    ("population", "start", "end"),
    [
        (0, 0, 5_000),
        (4_999, 0, 5_000),
        (5_000, 5_000, 8_000),
        (34_999, 20_000, 35_000),
        (90_000, 35_000, None),
    ],
)
def test_each_population_lies_in_one_band(population, start, end):
    band = band_of(population)

    assert (band.start, band.end) == (start, end)
    assert sum(band_of(one).holds(population) for one in BAND_STARTS) == 1


def test_unknown_residents_lie_in_no_band():
    assert band_of(None) is None
    assert not band_of(6_000).holds(None)


def shares(*counted: int) -> list[Share]:
    """Return shares of ten."""
    return [Share(one, 10, f"{one}0,0") for one in counted]


def test_quartiles_are_the_nearest_ranks_of_the_ordered_shares():
    # Of eight the 2nd, 4th and 6th: 1 2 3 4 5 6 7 8.
    spread = spread_of(shares(8, 1, 7, 2, 6, 3, 5, 4))

    assert [one.numerator for one in (spread.lower, spread.middle, spread.upper)] == [2, 4, 6]


def test_quartiles_of_five_are_the_second_third_and_fourth():
    # 5/4 = 1.25 -> 2nd, 10/4 = 2.5 -> 3rd, 15/4 = 3.75 -> 4th.
    spread = spread_of(shares(0, 10, 5, 7, 9))

    assert [one.percent for one in (spread.lower, spread.middle, spread.upper)] == ["50,0", "70,0", "90,0"]


def test_shares_are_ordered_by_the_exact_ratio_and_not_by_what_is_printed():
    ordered = [
        Share(1, 3, "33,3"),
        Share(2, 3, "66,7"),
        Share(1, 10, "10,0"),
        Share(999, 1000, "99,9"),
        Share(1, 1, "100,0"),
    ]

    assert spread_of(ordered).middle == Share(2, 3, "66,7")


def test_fewer_than_five_are_not_compared_because_one_could_guess_whose_share_it_is():
    assert spread_of(shares(1, 2, 3, 4)) is None

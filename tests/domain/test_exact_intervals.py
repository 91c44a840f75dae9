"""Exact intervals: published ones, cases by hand, and how likely each truth is held, without any chance."""

from math import comb, sqrt

import pytest

from portal.domain.exact_intervals import exact_interval, list_ends


@pytest.mark.parametrize(
    ("hits", "size", "low", "high"),
    # Newcombe 1998 (Statistics in Medicine 17), table I, method 6: mid-P, of endless populations.
    [(81, 263, 0.2544, 0.3658), (15, 148, 0.0601, 0.1581), (0, 20, 0.0, 0.1391), (1, 29, 0.0017, 0.1585)],
)
def test_the_interval_is_the_published_one_where_hardly_anything_is_known(hits, size, low, high):
    found = exact_interval(hits / size, size, 2_000)

    # Among 2,000 entries it is narrower by the correction for a finite population; choosing regions by what
    # they hold moves an end by less than one hundredth.
    narrower = sqrt((2_000 - size) / 1_999)
    share = hits / size
    assert found[0] == pytest.approx(share - (share - low) * narrower, abs=0.008)
    assert found[1] == pytest.approx(share + (high - share) * narrower, abs=0.008)


def test_two_of_four_are_counted_by_hand():
    # With 2 of 4 true, two drawn are 0, 1 or 2 true in 1, 4 and 1 of 6 draws: none of them is unlikely. With
    # 3 of 4 true at least one is. So no hit goes with 0 to 2, one with 1 to 3, two with 2 to 4.
    assert list_ends(4, 2) == ((0, 2), (1, 3), (2, 4))
    assert exact_interval(0.5, 2, 4) == (0.25, 0.75)


def test_a_region_that_holds_too_much_gives_up_its_unlikelier_end():
    # 50 of 100 true: of 10 drawn 2 are true in 3.8 % of draws, 0 or 1 in 0.8 %; and 8, 9, 10 just so. 2 to 8
    # hold 98.4 %; 2 to 7 hold 94.6 % and 3 to 7 only 90.8 %. So 2 hits go with 50, and 8 do not any more.
    ends = list_ends(100, 10)

    assert ends[2] == (5, 50)
    assert ends[8] == (51, 95)


def test_all_looked_at_leaves_one_number():
    assert list_ends(7, 7) == tuple((hits, hits) for hits in range(8))


def test_between_sizes_and_hits_ends_are_interpolated():
    lower, upper = exact_interval(0.5, 10, 100), exact_interval(0.5, 11, 100)

    # Half of 11 is between 5 and 6 hits.
    ends = list_ends(100, 11)
    assert upper == pytest.approx([(ends[5][end] + ends[6][end]) / 200 for end in (0, 1)])
    middle = exact_interval(0.5, 10.5, 100)
    assert middle == pytest.approx([(one + other) / 2 for one, other in zip(lower, upper, strict=True)])


@pytest.mark.parametrize(
    ("entries", "drawn", "average", "within"),
    # The average is as asked from 5 draws on; whole hits let single truths be held more often.
    [
        (400, 60, 0.96, 0.9),
        (300, 30, 0.96, 0.9),
        (60, 30, 0.96, 0.8),
        (100, 10, 0.965, 0.7),
        (100, 5, 0.97, 0.5),
    ],
)
def test_no_truth_is_held_less_often_than_93_times_in_100(entries, drawn, average, within):
    ends = list_ends(entries, drawn)
    held = [
        sum(
            comb(number, hits) * comb(entries - number, drawn - hits)
            for hits in range(drawn + 1)
            if ends[hits][0] <= number <= ends[hits][1]
        )
        / comb(entries, drawn)
        for number in range(round(0.02 * entries), round(0.98 * entries) + 1)
    ]

    assert min(held) >= 0.93 - 1e-9
    assert 0.945 <= sum(held) / len(held) <= average
    assert sum(share <= 0.97 for share in held) / len(held) >= within


@pytest.mark.parametrize(("entries", "drawn"), [(100, 10), (60, 30), (37, 5), (250, 12)])
def test_more_hits_move_both_ends_up(entries, drawn):
    ends = list_ends(entries, drawn)

    assert list(ends) == sorted(ends)
    assert [high for _low, high in ends] == sorted(high for _low, high in ends)
    assert all(low <= hits * entries / drawn <= high for hits, (low, high) in enumerate(ends))

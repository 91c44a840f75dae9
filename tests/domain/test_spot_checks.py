"""The confirmed share and its interval: published examples, cases by hand, and how often it is right."""

from datetime import date
from random import Random
from uuid import UUID

import pytest

from portal.domain.periods import Period
from portal.domain.sampling import Candidate, Stratum, draw_sample
from portal.domain.spot_checks import Found, Interval, estimate_confirmed, interval, pick_apart, wilson

PLAIN, FLAGGED = Stratum(1, False), Stratum(1, True)


@pytest.mark.parametrize(
    ("hits", "size", "low", "high"),
    # Newcombe 1998, table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_the_published_one(hits, size, low, high):
    assert [round(end, 4) for end in wilson(hits / size, 1 / size)] == [low, high]
    assert [round(1 - end, 4) for end in wilson(1 - hits / size, 1 / size)] == [high, low]


def test_what_was_all_looked_at_leaves_nothing_to_chance():
    # Weight 1: each entry stands for itself alone.
    found = interval([True, True, False], [1.0, 1.0, 1.0])

    assert (found.share, found.low, found.high) == pytest.approx((2 / 3, 2 / 3, 2 / 3))


def test_a_tenth_looked_at_narrows_the_interval_by_what_is_known():
    # n = 40 of N = 400: the effective size is 40 / (1 - 0.1) = 44.44.
    found = interval([True] * 30 + [False] * 10, [10.0] * 40)

    assert (found.low, found.high) == pytest.approx(wilson(0.75, 0.9 / 40))


def test_weights_count_entries_not_visits():
    # One flagged visit stands for 2 entries, each of two others for 49: 49 + 49 confirmed of 100.
    found = [Found(PLAIN, 49.0, "confirmed"), Found(PLAIN, 49.0, "confirmed"), Found(FLAGGED, 2.0, "partly")]

    told = estimate_confirmed(found)

    assert (told.visited, told.waiting) == (3, 0)
    assert told.cautious.share == pytest.approx(0.98)
    assert told.lenient.share == 1
    # a = 0.49, 0.49, 0.02; spread = 2 * 0.2401 * 48/49 + 0.0004 * 1/2 = 0.4706.
    # Of 0.98 / 0.4706 = 2.08245 cases the Poisson bound is 0.355362 + 0.08245 * 0.462329 = 0.393481.
    assert told.cautious.low == pytest.approx(0.393481 * 0.4706, abs=1e-5)
    assert told.cautious.high == pytest.approx(wilson(0.98, 0.4706)[1])


def test_what_is_not_visited_yet_is_spoken_for_by_its_own_stratum():
    # Flagged: 1 of 2 visited, not confirmed, so it stands for all 20; others: 2 of 2 confirmed, 80 entries.
    found = [Found(FLAGGED, 10.0, "not_confirmed"), Found(FLAGGED, 10.0, None)]
    found += [Found(PLAIN, 40.0, "confirmed"), Found(PLAIN, 40.0, "confirmed")]

    told = estimate_confirmed(found)

    assert told.cautious.share == pytest.approx(0.8)
    assert (told.visited, told.waiting) == (3, 1)


def test_a_stratum_nobody_was_at_is_spoken_for_by_its_kind_and_else_by_all():
    # Commune 2 is not visited: its 30 flagged entries follow the flagged of commune 1, none confirmed.
    found = [Found(FLAGGED, 10.0, "not_confirmed"), Found(Stratum(2, True), 30.0, None)]
    found += [Found(PLAIN, 60.0, "confirmed")]
    assert estimate_confirmed(found).cautious.share == pytest.approx(0.6)

    # Without any flagged visit the others speak for all.
    assert estimate_confirmed([Found(FLAGGED, 40.0, None), *found[2:]]).cautious.share == 1


def test_nothing_is_said_before_the_first_visit():
    told = estimate_confirmed([Found(PLAIN, 5.0, None)])

    assert (told.visited, told.waiting, told.cautious, told.lenient) == (0, 1, None, None)
    assert estimate_confirmed([]).cautious is None


@pytest.mark.parametrize("truth", [0.5, 0.8, 0.9])
def test_the_interval_holds_the_truth_in_about_95_of_100_periods(truth):
    # Ten communes with 5 to 100 entries; the seeds are fixed, so the count is the same each time.
    entries = [
        Candidate(uuid, commune, Stratum(commune, False))
        for commune in range(10)
        for uuid in uuids(commune, 5 + 10 * commune)
    ]
    confirmed = set(Random(1).sample(entries, round(truth * len(entries))))
    held, periods = 0, 600
    for period in range(periods):
        drawn = draw_sample(entries, f"period {period}", 12, ()).drawn
        found = [
            Found(one.candidate.stratum, one.weight, "confirmed" if one.candidate in confirmed else "partly")
            for one in drawn
        ]
        told = estimate_confirmed(found).cautious
        held += told.low <= len(confirmed) / len(entries) <= told.high

    assert 0.93 <= held / periods <= 0.97


def uuids(commune: int, count: int) -> list:
    """Return ids that are the same in every run."""
    source = Random(commune)
    return [UUID(bytes=source.randbytes(16)) for _ in range(count)]


@pytest.mark.parametrize(
    ("found", "printed"),
    [
        (Interval(81 / 263, 0.25529, 0.36621), (308, 255, 367)),
        (Interval(0.99999, 0.25, 1.0), (999, 250, 1000)),
        (Interval(0.0001, 0.0, 0.0009), (1, 0, 1)),
        (Interval(1.0, 0.9, 1.0), (1000, 900, 1000)),
    ],
)
def test_rounding_makes_nothing_look_surer_than_it_is(found, printed):
    assert found.tenths == printed


def test_of_draws_that_overlap_the_longest_speaks():
    week, month, later = (
        Period(date(2022, 6, 6), date(2022, 6, 13)),
        Period(date(2022, 6, 1), date(2022, 7, 1)),
        Period(date(2022, 7, 1), date(2022, 7, 8)),
    )

    assert pick_apart({1: week, 2: month, 3: later}) == {2: month, 3: later}
    assert pick_apart({7: week, 9: week}) == {7: week}


def test_near_none_and_all_the_end_moves_outwards():
    # 58 of 60, each standing for very many: Wilson ends at 0.9908, the Poisson bound at 1 - 0.355362/60.
    found = interval([True] * 58 + [False] * 2, [1e9] * 60)

    assert found.high == pytest.approx(1 - 0.355362 / 60, abs=1e-6)
    assert found.low == pytest.approx(wilson(58 / 60, 1 / 60)[0], abs=1e-6)
    # Four misses are enough for Wilson's own end.
    four = interval([True] * 56 + [False] * 4, [1e9] * 60)
    assert four.high == pytest.approx(wilson(56 / 60, 1 / 60)[1], abs=1e-6)

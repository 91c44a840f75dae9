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
    # n = 400 of N = 4,000: the effective size is 400 / (1 - 0.1) = 444.44.
    found = interval([True] * 300 + [False] * 100, [10.0] * 400)

    assert (found.low, found.high) == pytest.approx(wilson(0.75, 0.9 / 400))


def test_a_simple_sample_has_the_exact_interval():
    found = interval([True] * 8 + [False] * 2, [10.0] * 10)

    assert (found.share, found.low, found.high) == pytest.approx((0.8, 0.51, 0.95))


def test_kinds_vary_about_their_own_shares():
    # 40 flagged visits, each for 5 entries, half confirmed; 40 others, each for 20, all confirmed: 900.
    hits, flagged = [True] * 20 + [False] * 20 + [True] * 40, [True] * 40 + [False] * 40
    weights = [5.0] * 40 + [20.0] * 40

    told = interval(hits, weights, flagged)

    # Spreads: 40 * (5/1000)^2 * 4/5 = 0.0008 and 40 * (20/1000)^2 * 19/20 = 0.0152; shares 22/44 = 0.5 and
    # 42/44 = 0.95455, together 0.2 * 0.5 + 0.8 * 0.95455 = 0.86364.
    # (0.0008 * 0.25 + 0.0152 * 0.043388) / (0.86364 * 0.13636) = 0.00085950 / 0.11777 = 0.0072983.
    assert told.share == pytest.approx(0.9)
    assert (told.low, told.high) == pytest.approx(wilson(0.9, 0.0072983), abs=1e-5)
    alike = interval(hits, weights)
    assert told.high - told.low < alike.high - alike.low


def test_weights_count_entries_not_visits():
    # One flagged visit stands for 2 entries, each of two others for 49: 49 + 49 confirmed of 100.
    found = [Found(PLAIN, 49.0, "confirmed"), Found(PLAIN, 49.0, "confirmed"), Found(FLAGGED, 2.0, "partly")]

    told = estimate_confirmed(found)

    assert (told.visited, told.waiting) == (3, 0)
    assert told.cautious.share == pytest.approx(0.98)
    assert told.lenient.share == 1
    # The effective size is between 2 and 3, where 100 entries of which 98 are confirmed leave wide room.
    assert told.cautious.low < 0.3
    assert told.cautious.high > 0.99


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


@pytest.mark.parametrize("flagged", [0, 4])
def test_the_interval_holds_the_truth_in_about_95_of_100_periods(flagged):
    # Ten communes with 5 to 95 entries, of each every fourth flagged or none, 6 of 10 of those confirmed;
    # the seeds are fixed, so the count is the same each time.
    entries = [
        Candidate(uuid, commune, Stratum(commune, bool(flagged) and place % flagged == 0))
        for commune in range(10)
        for place, uuid in enumerate(uuids(commune, 5 + 10 * commune))
    ]
    worlds = []
    for percent in range(50, 99, 2):
        truth = {one: 60 if one.stratum.is_flagged else percent for one in entries}
        worlds.append({one for one in entries if Random(f"{percent} {one.uuid}").random() * 100 < truth[one]})
    held, periods = 0, 1_000
    for period in range(periods):
        confirmed = worlds[period % len(worlds)]
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

"""The lot of spot-checks: the same for everybody, and honest about how likely each entry was."""

import hashlib
from collections import Counter
from uuid import UUID

import pytest

from portal.domain.sampling import (
    Candidate,
    Stratum,
    StratumCount,
    digest_of,
    draw_sample,
    lot,
    sample_size,
)

SEED = "xổ số 16/06/2022: 70135"


def entry(number: int, *, commune=1, team=1, flagged=False) -> Candidate:
    """Return an entry whose id is a number."""
    return Candidate(UUID(int=number), team, Stratum(commune, flagged))


# Commune 1: 40 entries of teams 1 to 4, of which 3 of team 4 are flagged. Commune 2: 2 entries of team 9.
ENTRIES = [
    *(entry(number, team=1 + number % 3) for number in range(1, 38)),
    *(entry(number, team=4, flagged=True) for number in range(38, 41)),
    *(entry(number, commune=2, team=9) for number in (41, 42)),
]


def test_the_number_of_an_entry_is_what_any_computer_makes_of_seed_and_id():
    # printf 'hạt giống|00000000-0000-0000-0000-000000000007' | sha256sum
    expected = hashlib.sha256("hạt giống|00000000-0000-0000-0000-000000000007".encode()).digest()

    assert lot("hạt giống", UUID(int=7)) == expected


@pytest.mark.parametrize(
    ("entries", "percent", "size"),
    # 5 % of 10 is 0.5, of 29 is 1.45, of 30 is 1.5, of 2000 is 100; 100 % is all.
    [(1, 5, 1), (10, 5, 1), (29, 5, 1), (30, 5, 2), (2000, 5, 100), (7, 100, 7), (0, 5, 0)],
)
def test_a_share_is_rounded_half_up_and_at_least_one(entries, percent, size):
    assert sample_size(entries, percent) == size


@pytest.mark.parametrize("percent", [0, -1, 101])
def test_a_share_that_is_none_is_refused(percent):
    with pytest.raises(ValueError):
        draw_sample(ENTRIES, SEED, percent, ())


def test_strata_are_communes_with_flagged_entries_apart():
    sample = draw_sample(ENTRIES, SEED, 10, ())

    # 37 * 10 % = 3.7 -> 4; 3 * 30 % = 0.9 -> 1; 2 * 10 % -> at least 1.
    assert sample.strata == (
        StratumCount(Stratum(1, False), 37, 4, 4),
        StratumCount(Stratum(1, True), 3, 1, 1),
        StratumCount(Stratum(2, False), 2, 1, 1),
    )
    chances = {one.candidate.stratum: one.inclusion for one in sample.drawn}
    assert chances == {Stratum(1, False): 4 / 37, Stratum(1, True): 1 / 3, Stratum(2, False): 1 / 2}


def test_flagged_entries_are_drawn_three_times_as_often():
    entries = [entry(number, flagged=number > 200) for number in range(1, 301)]

    # 200 * 5 % = 10; 100 * 15 % = 15, so a flagged one stands for fewer.
    sample = draw_sample(entries, SEED, 5, ())
    assert sample.strata == (
        StratumCount(Stratum(1, False), 200, 10, 10),
        StratumCount(Stratum(1, True), 100, 15, 15),
    )
    weights = {one.candidate.stratum.is_flagged: one.weight for one in sample.drawn}
    assert weights == pytest.approx({False: 20, True: 100 / 15})

    # Draws of the first rules are repeated by them: 100 * 5 % = 5. And nothing is drawn twice: 3 * 40 %.
    assert draw_sample(entries, SEED, 5, (), method=1).strata[1].drawn == 5
    assert draw_sample(entries, SEED, 40, ()).strata[1].drawn == 100


def test_the_lowest_numbers_of_a_stratum_win_whatever_the_order_of_the_entries():
    drawn = [one.candidate.uuid.int for one in draw_sample(ENTRIES, SEED, 10, ()).drawn]

    ordered = sorted(range(1, 38), key=lambda number: lot(SEED, UUID(int=number)))
    assert set(drawn) & set(range(1, 38)) == set(ordered[:4])
    assert draw_sample(list(reversed(ENTRIES)), SEED, 10, ()) == draw_sample(ENTRIES, SEED, 10, ())
    assert drawn == [4, 34, 7, 23, 38, 41]


def test_another_seed_draws_others():
    assert {one.candidate for one in draw_sample(ENTRIES, SEED, 10, ()).drawn} != {
        one.candidate for one in draw_sample(ENTRIES, "2", 10, ()).drawn
    }


def test_a_team_that_is_due_is_always_seen_once_at_least():
    due = {1, 2, 3, 4, 9, 77}

    for number in range(200):
        seen = {one.candidate.team_id for one in draw_sample(ENTRIES, str(number), 3, due).drawn}

        assert seen == due - {77}


def test_a_team_that_the_lot_missed_adds_what_the_lot_lets_it_be_likely():
    # Two entries of team 2 among ten: the one draw misses the team with 8/10, then each is as likely.
    entries = [entry(number, team=1) for number in range(8)] + [entry(8, team=2), entry(9, team=2)]

    [only] = [one for one in draw_sample(entries, SEED, 10, {2}).drawn if one.candidate.team_id == 2]

    assert only.inclusion == pytest.approx(1 / 10 + 8 / 10 / 2)
    assert only.weight == pytest.approx(2)


def test_entries_come_as_often_as_their_chance_says():
    due, times = {2, 4, 9}, 4_000
    chances, seen = {}, Counter()
    for number in range(times):
        for one in draw_sample(ENTRIES, f"seed {number}", 10, due).drawn:
            chances[one.candidate.uuid.int] = one.inclusion
            seen[one.candidate.uuid.int] += 1

    # Four standard deviations of a share of at most 1/2 in 4,000 draws are 0.0317.
    assert all(abs(seen[number] / times - chance) < 0.032 for number, chance in chances.items())
    assert len(chances) == len(ENTRIES)


def test_while_draws_are_left_of_the_quarter_only_a_part_of_the_due_teams_has_its_turn():
    # 30 teams of 4 entries each in one commune; 1 % of 120 are 1.2 -> 1.
    entries = [entry(number, team=number % 30) for number in range(120)]
    due = set(range(24))

    sample = draw_sample(entries, SEED, 1, due, turns=5)

    # 24 / 5 rounded up are 5 teams; the one entry of the share may be of one of them.
    assert (sample.due, sample.in_turn) == (24, 5)
    assert sample.for_teams in (4, 5)
    assert len(sample.drawn) == 1 + sample.for_teams
    assert (sample.entries_of(flagged=False), sample.by_lot(flagged=False)) == (120, 1)
    assert (sample.entries_of(flagged=True), sample.by_lot(flagged=True)) == (0, 0)
    assert draw_sample(list(reversed(entries)), SEED, 1, due, turns=5) == sample


def test_draws_of_a_quarter_see_every_team_by_the_last_one():
    entries = [entry(number, team=number % 30) for number in range(120)]
    due, drawn = set(range(30)), []

    for turns in range(6, 0, -1):
        sample = draw_sample(entries, f"week {turns}", 1, due, turns=turns)
        due -= {one.candidate.team_id for one in sample.drawn}
        drawn.append(len(sample.drawn))

    assert due == set()
    # A sixth of 30 teams each time, and the one of the share.
    assert max(drawn) <= 6


def test_draws_of_earlier_rules_know_no_turns():
    due = {1, 2, 3, 4, 9}

    for method in (1, 2):
        assert draw_sample(ENTRIES, SEED, 3, due, method, 6) == draw_sample(ENTRIES, SEED, 3, due, method)
    assert draw_sample(ENTRIES, SEED, 3, due, 2, 6).in_turn == 5


def test_the_chance_of_an_entry_counts_the_chance_of_a_turn():
    # One of two due teams has its turn. Two entries of team 2 among ten: the one draw misses it with 8/10.
    entries = [entry(number, team=1) for number in range(8)] + [entry(8, team=2), entry(9, team=2)]

    chances = {
        one.candidate.team_id: one.inclusion
        for number in range(20)
        for one in draw_sample(entries, str(number), 10, {1, 2}, turns=2).drawn
    }

    assert chances == pytest.approx({1: 1 / 10 + 1 / 2 * 2 / 10 / 8, 2: 1 / 10 + 1 / 2 * 8 / 10 / 2})


@pytest.mark.parametrize("turns", [2, 3])
def test_entries_come_as_often_as_their_chance_says_with_turns_too(turns):
    due, times = {2, 4, 9}, 4_000
    chances, seen = {}, Counter()
    for number in range(times):
        for one in draw_sample(ENTRIES, f"seed {number}", 10, due, turns=turns).drawn:
            chances[one.candidate.uuid.int] = one.inclusion
            seen[one.candidate.uuid.int] += 1

    assert all(abs(seen[number] / times - chance) < 0.032 for number, chance in chances.items())
    assert len(chances) == len(ENTRIES)


def test_the_seal_tells_whether_a_repeat_starts_from_the_same_entries():
    seal = digest_of(ENTRIES, {2})

    assert seal == digest_of(reversed(ENTRIES), [2])
    assert len({seal, digest_of(ENTRIES, {3}), digest_of(ENTRIES[1:], {2}), digest_of([], ())}) == 4
    assert digest_of(ENTRIES, {2}, 6) != seal == digest_of(ENTRIES, {2}, 1)

"""Numbers beyond a day, a hamlet or other teams, and too round ones, on both sides of each bound."""

from datetime import date

import pytest

from portal.domain.quality_counts import (
    binomial_tail,
    find_above_households,
    find_above_population,
    find_round_numbers,
    find_team_outlier,
    find_tempo,
    robust_score,
)
from portal.domain.quality_facts import Around, Bounds, Census
from tests.quality_entries import days_before, made

BOUNDS = Bounds()
COUNTED_ON = date(2019, 4, 1)


@pytest.mark.parametrize("visits,is_found", [(20, False), (21, True)])
def test_a_day_holds_sixty_visits_of_one_person(visits, is_found):
    others = [
        made(1, visits=25),
        made(2, visits=15, kind="household_visit"),
        made(3, visits=90, kind="session"),
        made(4, visits=50, occurred_on=days_before(1)),
    ]

    found = find_tempo(made(5, visits=visits), Around(own=others), BOUNDS)

    details = {"visits": 61, "day": "2022-06-16", "most": 60}
    assert (found and found.details) == (details if is_found else None)


def test_a_session_reaches_many_at_once():
    assert find_tempo(made(1, visits=300, kind="session"), Around(), BOUNDS) is None


# By hand with p = 1/5 and n = 12, at least 9 hits: 220 * 0.2^9 * 0.8^3 + 66 * 0.2^10 * 0.8^2
# + 12 * 0.2^11 * 0.8 + 0.2^12 = 0.0000577 + 0.0000043 + 0.0000002 + 0.0 = 0.0000622; at least 8 adds
# 495 * 0.2^8 * 0.8^4 = 0.000519.
@pytest.mark.parametrize("least,chance", [(9, 0.0000622), (8, 0.000581), (0, 1.0)])
def test_the_chance_of_many_hits_is_that_of_the_binomial_distribution(least, chance):
    assert binomial_tail(least, 12, 0.2) == pytest.approx(chance, rel=0.01)


@pytest.mark.parametrize("multiples,is_found", [(8, False), (9, True)])
def test_nine_multiples_of_five_among_twelve_are_odd(multiples, is_found):
    numbers = [*[5, 10, 15, 20, 5, 10, 15, 20, 5][:multiples], 3, 4, 7, 8]
    entry, *others = [made(place, visits=number) for place, number in enumerate(numbers[:12], 1)]

    found = find_round_numbers(entry, Around(own=others), BOUNDS)

    # A fifth of twelve is 2.4.
    assert (found and found.details) == ({"round": 9, "entries": 12, "expected": 2} if is_found else None)


@pytest.mark.parametrize(
    "numbers",
    [[5, 10, 15, 20, 5, 10, 15, 20, 5, 10, 15], [5] * 12, [5, 10] * 6],
    ids=["eleven are too few", "one number is a habit", "two are as well"],
)
def test_few_entries_and_few_values_tell_nothing(numbers):
    entry, *others = [made(place, visits=number) for place, number in enumerate(numbers, 1)]

    assert find_round_numbers(entry, Around(own=others), BOUNDS) is None


def test_sessions_are_honestly_counted_in_tens():
    entry, *others = [made(place, visits=10 * place, kind="session") for place in range(1, 20)]

    assert find_round_numbers(entry, Around(own=others), BOUNDS) is None


def test_of_round_numbers_the_others_are_not_held_against_an_author():
    others = [made(place, visits=5 * (place % 4 + 1)) for place in range(1, 20)]

    assert find_round_numbers(made(30, visits=7), Around(own=others), BOUNDS) is None


@pytest.mark.parametrize("visits,is_found", [(40, False), (41, True)])
def test_a_hamlet_of_a_hundred_has_no_more_visits_on_a_day(visits, is_found):
    around = Around(
        team_day=[made(1, visits=60, hamlet_id=8), made(2, visits=30), made(4, visits=30)],
        census=Census(100, 30, COUNTED_ON),
    )

    found = find_above_population(made(3, visits=visits), around, BOUNDS)

    details = {"visits": 101, "population": 100, "day": "2019-04-01"}
    assert (found and found.details) == (details if is_found else None)


# The hamlet has 100 people: 70 and 60 exceed it together, 120 alone.
@pytest.mark.parametrize(
    "visits,others,is_found", [(60, [70], False), (70, [60], True), (120, [130], True), (40, [60], False)]
)
def test_the_largest_of_a_day_has_the_sign_and_what_exceeds_alone(visits, others, is_found):
    around = Around(
        team_day=[made(place, visits=number) for place, number in enumerate(others, 1)],
        census=Census(100, None, COUNTED_ON),
    )

    assert (find_above_population(made(9, visits=visits), around, BOUNDS) is not None) == is_found


@pytest.mark.parametrize("stated,is_found", [(None, False), (30, False), (31, True)])
def test_no_more_households_than_the_hamlet_has(stated, is_found):
    found = find_above_households(
        made(1, visits=40, households=stated), Around(census=Census(None, 30, COUNTED_ON)), BOUNDS
    )

    details = {"stated": 31, "households": 30, "day": "2019-04-01"}
    assert (found and found.details) == (details if is_found else None)


@pytest.mark.parametrize("census", [None, Census(None, None, COUNTED_ON)])
def test_unknown_population_is_no_bound(census):
    entry = made(1, visits=999, households=999)

    assert find_above_population(entry, Around(census=census), BOUNDS) is None
    assert find_above_households(entry, Around(census=census), BOUNDS) is None


# The median of 1 2 3 4 100 is 3, the deviations are 2 1 0 1 97 with the median 1: 0.6745 * (100 - 3) / 1.
def test_the_robust_score_is_that_of_iglewicz_and_hoaglin():
    assert robust_score(100, [1, 2, 3, 4, 100]) == pytest.approx(65.4265)
    assert robust_score(3, [1, 2, 3, 4, 100]) == 0


def test_teams_that_are_all_alike_have_no_score():
    assert robust_score(9, [5, 5, 5, 5, 9]) is None


# Square roots of 16 16 25 25 36 36 49 49 are 4 4 5 5 6 6 7 7, the median 5.5, the deviations 1.5 1.5 0.5 0.5
# 0.5 0.5 1.5 1.5 with the median 1. So x scores 0.6745 * (sqrt(x) - 5.5), beyond 3.5 from sqrt(x) = 10.68903,
# which is x = 114.3. Three times the median 30.5 is 91.5.
@pytest.mark.parametrize("total,is_found", [(114, False), (115, True)])
def test_a_team_far_above_the_others_is_found(total, is_found):
    around = Around(team_total=total, peer_totals=[16, 16, 25, 25, 36, 36, 49, 49])

    found = find_team_outlier(made(1, visits=90), around, BOUNDS)

    details = {"visits": total, "median": 30, "teams": 8, "month": "2022-06-01"}
    assert (found and found.details) == (details if is_found else None)


def test_seven_teams_say_nothing_about_what_is_usual():
    around = Around(team_total=9999, peer_totals=[15, 15, 31, 31, 63, 63, 127, 0, 0])

    assert find_team_outlier(made(1, visits=900), around, BOUNDS) is None


# Around 50 with hardly any spread even 149 scores high, but is less than three times the median.
@pytest.mark.parametrize("total,is_found", [(149, False), (150, True)])
def test_less_than_three_times_the_median_is_no_wonder(total, is_found):
    around = Around(team_total=total, peer_totals=[49, 49, 50, 50, 50, 51, 51, 52, 48])

    assert (find_team_outlier(made(1, visits=9), around, BOUNDS) is not None) == is_found


# A twentieth of 400 is 20.
@pytest.mark.parametrize("visits,is_found", [(19, False), (20, True)])
def test_colleagues_of_who_logs_far_too_much_carry_no_sign(visits, is_found):
    around = Around(team_total=400, peer_totals=[49, 49, 50, 50, 50, 51, 51, 52, 48])

    assert (find_team_outlier(made(1, visits=visits), around, BOUNDS) is not None) == is_found

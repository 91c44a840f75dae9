"""Indicator 8, worked out by hand, and what must hold of every sum."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.indicators import (
    LINE_STATES,
    LINES,
    Definition,
    HamletFacts,
    PlaceFacts,
    add_facts,
    lines,
    place_of_hamlet,
    read_target,
)

DEFINITION = Definition(
    version=1, status="provisional", targets={"8.1": "100", "8.2": "100,0", "8.3": "100", "8.4": "80,0"}
)
# A commune with a confirmed list of 8 hamlets.
THUAN_LOI = PlaceFacts(
    communes=1,
    communes_with_team=1,
    hamlets=8,
    hamlets_with_team=6,
    hamlets_working=5,
    members=30,
    members_trained=27,
    visits=410,
    visits_by_skill={"public_services": 300, "payment": 200},
    households_reached=120,
    households=1000,
    residents=4000,
    activities=90,
    waiting=4,
    returned=2,
    visits_waiting=17,
)
# A commune whose list is not confirmed; 3 of the hamlets entered so far have a team.
DAK_O = PlaceFacts(
    communes=1,
    communes_with_team=1,
    communes_unknown=1,
    hamlets=None,
    hamlets_with_team=3,
    hamlets_working=2,
    members=12,
    members_trained=12,
    visits=50,
    visits_by_skill={"payment": 50},
    households_reached=20,
    households=None,
    residents=None,
    activities=10,
    waiting=1,
    visits_waiting=5,
)
# A commune without any team: 12 hamlets, none served.
LOC_AN = PlaceFacts(communes=1, hamlets=12, households=500, residents=2000)


def by_code(facts, definition=DEFINITION, targets=None):
    return {line.code: line for line in lines(facts, definition, targets)}


def fractions(line):
    return line.numerator, line.denominator, line.percent, line.gap


def test_every_line_is_there_in_order():
    assert [line.code for line in lines(THUAN_LOI, DEFINITION)] == list(LINES)


def test_a_confirmed_commune_worked_out_by_hand():
    result = by_code(THUAN_LOI)

    assert fractions(result["8.1"]) == (1, 1, "100,0", 0)
    assert fractions(result["8.2"]) == (6, 8, "75,0", 2)  # 6/8
    assert fractions(result["8.3"]) == (27, 30, "90,0", 3)  # 27/30
    assert fractions(result["8.4"]) == (5, 8, "62,5", 3)  # 5/8
    assert fractions(result["8.5"]) == (410, None, None, None)
    assert fractions(result["8.6"]) == (120, 1000, "12,0", 880)  # 120/1000
    assert fractions(result["8.7"]) == (30, 4000, None, None)
    assert result["8.7"].per_hundred == "0,8"  # 30/4000 = 0.75 in a hundred, half up
    assert {line.unknown_units for line in result.values()} == {0}


def test_an_unconfirmed_commune_has_not_enough_data_and_never_nought_or_hundred():
    result = by_code(DAK_O)

    for code in ("8.2", "8.4"):
        assert (result[code].denominator, result[code].percent, result[code].gap) == (None, None, None)
        assert result[code].reached is None
        assert result[code].state == "not_enough_data"
        assert result[code].unknown_units == 1
    assert result["8.1"].percent == "100,0"
    assert result["8.6"].state == "not_enough_data"
    assert result["8.7"].per_hundred is None


def test_hamlets_entered_before_the_list_is_confirmed_are_no_denominator():
    entered = replace(DAK_O, hamlets=12)

    assert by_code(entered)["8.2"].denominator is None
    assert by_code(add_facts([entered, LOC_AN], members=12, trained=12))["8.2"].denominator == 12


def test_a_sum_shows_the_known_part_and_how_many_are_unknown():
    total = add_facts([THUAN_LOI, DAK_O, LOC_AN], members=41, trained=38)

    result = by_code(total)

    assert fractions(result["8.1"]) == (2, 3, "66,7", 1)  # 2/3
    # 6 of 8 and 0 of 12; the 3 of Đak Ơ stand aside: 6/20.
    assert fractions(result["8.2"]) == (6, 20, "30,0", 14)
    assert fractions(result["8.4"]) == (5, 20, "25,0", 15)  # 5/20
    assert result["8.2"].unknown_units == result["8.4"].unknown_units == 1
    # 120 of 1000 and 0 of 500; the 20 households of Đak Ơ stand aside: 120/1500.
    assert fractions(result["8.6"]) == (120, 1500, "8,0", 1380)
    assert result["8.6"].unknown_units == 1
    assert fractions(result["8.5"])[0] == 410 + 50
    assert list(total.visits_by_skill.items()) == [("public_services", 300), ("payment", 250)]
    assert total.households_reached == 140
    assert (total.activities, total.waiting, total.returned, total.visits_waiting) == (100, 5, 2, 22)


def test_a_person_in_two_teams_counts_once():
    # 30 and 12 seats, one person in both: 41 people, of whom 38 are trained.
    total = add_facts([THUAN_LOI, DAK_O], members=41, trained=38)

    assert fractions(by_code(total)["8.3"]) == (38, 41, "92,7", 3)  # 92.68…


def test_members_are_set_against_residents_of_the_same_places():
    # Residents of Đak Ơ are unknown, so its members stand aside: 30 per 6000 residents.
    total = add_facts([THUAN_LOI, DAK_O, LOC_AN], members=41, trained=38)

    line = by_code(total)["8.7"]

    assert (line.numerator, line.denominator, line.per_hundred) == (30, 6000, "0,5")
    assert line.unknown_units == 1


def test_members_of_known_places_can_be_counted_exactly_by_the_caller():
    total = add_facts([THUAN_LOI, DAK_O], members=41, trained=38, members_matched=29)

    assert by_code(total)["8.7"].numerator == 29


def test_a_region_in_which_every_list_is_unconfirmed_has_not_enough_data():
    total = add_facts([DAK_O, DAK_O], members=20, trained=20)

    line = by_code(total)["8.4"]

    assert (line.denominator, line.percent, line.state, line.unknown_units) == (
        None,
        None,
        "not_enough_data",
        2,
    )


def test_a_suspended_team_leaves_the_lines_because_it_is_not_valid():
    before = HamletFacts(team_activities=(4,))
    after = HamletFacts(team_activities=())

    assert place_of_hamlet(before, k=1).hamlets_working == place_of_hamlet(before, k=1).hamlets_with_team == 1
    assert place_of_hamlet(after, k=1).hamlets_working == place_of_hamlet(after, k=1).hamlets_with_team == 0


@pytest.mark.parametrize(
    ("team_activities", "k", "has_team", "works"),
    [
        ((), 1, False, False),
        ((0,), 1, True, False),
        ((1,), 1, True, True),
        ((2, 2), 3, True, False),  # two teams with two each: no team has three
        ((0, 3), 3, True, True),
    ],
)
def test_a_hamlet_works_when_one_valid_team_reaches_k(team_activities, k, has_team, works):
    hamlet = HamletFacts(team_activities=team_activities)

    assert hamlet.has_team is has_team
    assert hamlet.works(k) is works


def test_a_hamlet_row_has_no_communes_to_count():
    result = by_code(place_of_hamlet(HamletFacts(team_activities=(2,)), k=1))

    assert result["8.1"].state == "nothing_to_count"
    assert fractions(result["8.2"]) == (1, 1, "100,0", 0)
    assert fractions(result["8.4"]) == (1, 1, "100,0", 0)


def test_a_place_without_members_has_nothing_to_divide():
    line = by_code(LOC_AN)["8.3"]

    assert fractions(line) == (0, 0, None, None)
    assert line.state == "nothing_to_count"
    assert line.reached is None


def test_a_gap_of_one_is_never_rounded_away():
    almost = PlaceFacts(communes=1, hamlets=2000, hamlets_with_team=1999, hamlets_working=1)

    result = by_code(almost)

    assert fractions(result["8.2"]) == (1999, 2000, "99,9", 1)
    assert fractions(result["8.4"]) == (1, 2000, "0,1", 1999)


def test_a_target_is_compared_with_the_exact_ratio():
    # 7995/10000 = 79.95 % prints as 80,0 and is below 80.
    just_below = PlaceFacts(communes=1, hamlets=10_000, hamlets_working=7_995)
    just_there = PlaceFacts(communes=1, hamlets=10_000, hamlets_working=8_000)

    assert by_code(just_below)["8.4"].percent == by_code(just_there)["8.4"].percent == "80,0"
    assert by_code(just_below)["8.4"].reached is False
    assert by_code(just_there)["8.4"].reached is True


def test_a_target_is_not_claimed_while_units_are_unknown():
    total = add_facts([replace(THUAN_LOI, hamlets_working=8), DAK_O], members=40, trained=40)

    assert by_code(total)["8.4"].percent == "100,0"
    assert by_code(total)["8.4"].reached is None


def test_targets_of_a_place_take_precedence_line_by_line():
    result = by_code(THUAN_LOI, targets={"8.4": "60", "8.3": None, "8.7": "0,5"})

    assert (result["8.4"].target, result["8.4"].reached) == ("60", True)
    assert (result["8.3"].target, result["8.3"].reached) == (None, None)
    assert (result["8.2"].target, result["8.2"].reached) == ("100,0", False)
    assert result["8.7"].reached is True  # 0.75 per hundred


def test_visits_have_a_percentage_only_with_a_target():
    with_target = by_code(THUAN_LOI, targets={"8.5": "500"})["8.5"]
    without = by_code(THUAN_LOI)["8.5"]

    assert fractions(with_target) == (410, 500, "82,0", 90)  # 410/500
    assert with_target.reached is False
    assert fractions(without) == (410, None, None, None)
    assert without.state == "no_target"


def test_what_waits_stands_beside_and_is_never_added():
    result = by_code(THUAN_LOI)

    assert (result["8.4"].waiting, result["8.5"].waiting, result["8.6"].waiting) == (4, 17, 4)
    assert {result[code].waiting for code in ("8.1", "8.2", "8.3", "8.7")} == {0}
    assert by_code(replace(THUAN_LOI, waiting=99, visits_waiting=999))["8.5"].numerator == 410


@pytest.mark.parametrize(
    ("code", "text"),
    [("8.4", "eighty"), ("8.4", "-1"), ("8.4", "80,123"), ("8.5", "10,5"), ("9.1", "5"), ("8.4", "٨٠")],
)
def test_a_target_that_cannot_be_read_is_refused(code, text):
    with pytest.raises(ValueError, match="Not a target"):
        read_target(code, text)
    with pytest.raises(ValueError, match="Not a target"):
        Definition(version=1, status="provisional", targets={code: text})


@pytest.mark.parametrize("wrong", [{"status": "guessed"}, {"headline": "8.9"}, {"k": 0}])
def test_a_definition_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match="definition"):
        Definition(**{"version": 1, "status": "provisional", **wrong})


def test_the_sum_of_nothing_is_nothing_and_not_unknown():
    empty = add_facts([], members=0, trained=0)

    assert (empty.communes, empty.hamlets, empty.households, empty.residents) == (0, 0, 0, 0)
    assert by_code(empty)["8.4"].state == "nothing_to_count"


HAMLETS = st.builds(
    HamletFacts,
    team_activities=st.lists(st.integers(0, 5), max_size=3).map(tuple),
    visits=st.integers(0, 500),
    households_reached=st.integers(0, 90),
    households=st.none() | st.integers(1, 300),
    residents=st.none() | st.integers(1, 900),
    activities=st.integers(0, 30),
    waiting=st.integers(0, 9),
)


@st.composite
def communes(draw):
    hamlets = draw(st.none() | st.integers(0, 20))
    with_team = draw(st.integers(0, 20 if hamlets is None else hamlets))
    return PlaceFacts(
        communes=1,
        communes_with_team=draw(st.integers(0, 1)),
        hamlets=hamlets,
        hamlets_with_team=with_team,
        hamlets_working=draw(st.integers(0, with_team)),
        members=draw(st.integers(0, 50)),
        visits=draw(st.integers(0, 5000)),
        visits_by_skill=draw(st.dictionaries(st.sampled_from(["payment", "safety"]), st.integers(1, 99))),
        households_reached=draw(st.integers(0, 800)),
        households=draw(st.none() | st.integers(0, 5000)),
        residents=draw(st.none() | st.integers(0, 9000)),
        waiting=draw(st.integers(0, 9)),
    )


def total_of(places):
    return add_facts(places, members=sum(place.members for place in places), trained=0)


@given(st.lists(HAMLETS, max_size=12), st.integers(1, 4))
def test_hamlets_add_up_to_their_commune(hamlets, k):
    total = total_of([place_of_hamlet(hamlet, k) for hamlet in hamlets])

    assert total.hamlets == len(hamlets)
    assert total.hamlets_with_team == sum(hamlet.has_team for hamlet in hamlets)
    assert total.hamlets_working == sum(hamlet.works(k) for hamlet in hamlets)
    assert total.hamlets_working <= total.hamlets_with_team <= total.hamlets
    assert total.visits == sum(hamlet.visits for hamlet in hamlets)
    assert total.waiting == sum(hamlet.waiting for hamlet in hamlets)


@given(st.lists(communes(), max_size=5), st.lists(communes(), max_size=5))
def test_districts_add_up_to_the_province_as_its_communes_do(first, second):
    districts = [total_of(district) for district in (first, second) if district]

    assert total_of(districts) == total_of(first + second)


@given(st.lists(communes(), max_size=6), st.randoms())
def test_the_order_of_places_does_not_matter(places, random):
    shuffled = list(places)
    random.shuffle(shuffled)

    assert total_of(shuffled) == total_of(places)


@given(st.lists(communes(), max_size=6))
def test_no_percentage_hides_a_gap_or_fills_an_unknown(places):
    for line in lines(total_of(places), DEFINITION):
        assert line.state in LINE_STATES
        assert (line.percent is None and line.per_hundred is None) == (line.state != "known")
        if line.percent == "100,0":
            assert line.gap <= 0
        if line.percent == "0,0":
            assert line.numerator == 0
        if line.unknown_units:
            assert line.reached is None


def test_skills_stand_in_the_order_of_their_register_whatever_was_read_first():
    place = PlaceFacts(visits_by_skill={"safety": 7, "payment": 2, "public_services": 1})

    total = add_facts([place], members=0, trained=0)

    assert list(total.visits_by_skill) == ["public_services", "payment", "safety"]

"""The proposed plan of trainings: which come first, for whom, when and why."""

from datetime import date
from fractions import Fraction

import pytest

from portal.domain.outcomes import Outcome
from portal.domain.training_plans import (
    HamletReach,
    SkillNeed,
    TeamGap,
    list_behind,
    middle,
    propose_trainings,
    read_plan_month,
)

TODAY = date(2022, 11, 16)


def need(skill, untrained, visits=0, alone=0, together=0, members=10):
    """Return what a commune of ten members lacks in a skill."""
    return SkillNeed(skill, members, untrained, Outcome(visits, alone, together))


def test_the_skill_that_many_lack_and_citizens_could_not_do_alone_comes_first():
    skills = [need("public_services", 9, 10), need("payment", 5, 40, alone=10), need("safety", 0, 500)]
    teams = [TeamGap(1, "Tổ 1", {"payment": 2}), TeamGap(2, "Tổ 2", {"payment": 3, "public_services": 9})]

    plan = propose_trainings(skills, [], teams, TODAY)

    # Payment: 30 visits not alone × 5/10 = 15. Public services: 10 × 9/10 = 9. Safety nobody lacks.
    assert [(one.topic, one.teams, one.month) for one in plan] == [
        ("payment", (2, 1), date(2022, 12, 1)),
        ("public_services", (2,), date(2023, 1, 1)),
    ]
    assert plan[0].facts == {"untrained": 5, "members": 10, "visits": 40, "not_alone": 0, "stated": 10}


def test_at_most_three_skills_are_proposed_and_ties_keep_their_order():
    skills = [need(skill, 4) for skill in ("public_services", "shopping", "payment", "safety")]

    assert [one.topic for one in propose_trainings(skills, [], [], TODAY)] == [
        "public_services",
        "shopping",
        "payment",
    ]


def test_a_commune_where_everybody_learnt_everything_gets_no_proposal():
    assert propose_trainings([need("payment", 0, 9)], [HamletReach(1, "Thôn 1", 5, 100)], [], TODAY) == []


def test_hamlets_behind_have_no_visit_or_less_than_half_of_the_median():
    hamlets = [
        HamletReach(1, "Thôn 1", 20, 100),
        HamletReach(2, "Thôn 2", 10, 100),
        HamletReach(3, "Thôn 3", 4, 100),
        HamletReach(4, "Thôn 4", 1, None),
        HamletReach(5, "Thôn 5", 0, None),
    ]

    # Of 20, 10 and 4 per hundred the median is 10; 4 is less than 5. Of Thôn 4 nothing can be said.
    assert middle(hamlets) == Fraction(10)
    assert [one.id for one in list_behind(hamlets)] == [3, 5]


def test_without_known_residents_only_hamlets_without_a_visit_are_behind():
    hamlets = [HamletReach(1, "Thôn 1", 1, None), HamletReach(2, "Thôn 2", 0, None)]

    assert middle(hamlets) is None
    assert [one.id for one in list_behind(hamlets)] == [2]


def test_the_teams_of_hamlets_behind_are_proposed_for_what_citizens_ask_for_most():
    hamlets = [HamletReach(1, "Thôn 1", 0, None, (7,)), HamletReach(2, "Thôn 2", 0, None)]

    [plan] = propose_trainings(
        [need("payment", 0, 3), need("safety", 0, 9)], hamlets, [TeamGap(7, "Tổ 7", {})], TODAY
    )

    assert (plan.kind, plan.topic, plan.teams) == ("hamlets", "safety", (7,))
    assert plan.facts == {"count": 1, "names": ["Thôn 1"]}


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("11/2022", date(2022, 11, 1)),
        ("2023-02", date(2023, 2, 1)),
        ("10/2022", None),
        ("1/2025", None),
        ("13/2022", None),
        ("", None),
        ("sang năm", None),
    ],
)
def test_a_month_of_the_plan_lies_from_now_on(text, first):
    assert read_plan_month(text, TODAY) == first

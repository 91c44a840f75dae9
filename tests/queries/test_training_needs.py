"""What members lack and hamlets get, worked out by hand, in a bounded number of statements."""

from datetime import date

import pytest

from portal.domain.activity_status import ActivityStatus
from portal.domain.outcomes import Outcome
from portal.domain.periods import Period
from portal.queries.training_needs import lately, list_hamlet_reach, list_skill_needs, list_team_gaps
from tests.entries import EntryPlace
from tests.queries_counted import counting_statements

TODAY = date(2022, 6, 16)


@pytest.fixture
def there(world) -> EntryPlace:
    return EntryPlace(world)


def of_skill(there, skill, today=TODAY):
    """Return what the commune lacks in a skill."""
    needs = list_skill_needs([there.commune.id], today)[there.commune.id]
    return next(one for one in needs if one.skill == skill)


def test_the_last_three_months_end_with_this_one():
    assert lately(TODAY) == Period(date(2022, 4, 1), date(2022, 7, 1))
    assert lately(date(2022, 1, 31)) == Period(date(2021, 11, 1), date(2022, 2, 1))


def test_current_members_without_a_completion_in_the_skill_are_counted_once(there, world):
    second = world.team(there.commune, leader=False)
    world.member(second, there.member)
    (
        world.training(there.member, title="payment"),
        world.training(there.member, title="payment", completed_on=TODAY),
    )
    world.training(there.leader, title="payment", completed_on=date(2022, 6, 17))
    world.training(world.member(there.team, until=date(2022, 6, 1)), title="payment")

    # Leader and member; the leader's training lies ahead, and the third has left.
    assert (of_skill(there, "payment").untrained, of_skill(there, "payment").members) == (1, 2)
    assert of_skill(there, "safety").untrained == 2
    gaps = {team.id: team.lacking["payment"] for team in list_team_gaps(there.commune.id, TODAY)}
    assert gaps == {there.team.id: 1, second.id: 0}


def test_visits_asked_for_are_approved_ones_of_three_months(there, world):
    approved = {"status": ActivityStatus.approved, "skills": ("payment",)}
    for day, visits in ((date(2022, 3, 31), 100), (date(2022, 4, 1), 5), (TODAY, 7)):
        world.activity(there.team, there.member, occurred_on=day, visits=visits, alone=2, **approved)
    world.activity(there.team, there.member, visits=50)

    need = of_skill(there, "payment")

    # 5 + 7 visits, 2 + 2 of them alone, and nothing else stated.
    assert need.outcome == Outcome(12, 4)
    assert (need.not_alone.numerator, need.not_alone.denominator) == (0, 4)


def test_entries_without_a_hamlet_count_where_the_team_serves_only_one(there, world):
    first, second = there.hamlets
    world.census(first, population=200)
    approved = {"status": ActivityStatus.approved}
    world.activity(there.team, there.member, visits=5, **approved)
    world.activity(there.team, there.member, visits=3, hamlet_id=second.id, **approved)
    world.activity(there.team, there.member, visits=90, hamlet_id=second.id)
    world.activity(there.team, there.member, visits=90, occurred_on=date(2022, 3, 1), **approved)

    reach = {one.id: one for one in list_hamlet_reach(there.commune.id, TODAY)}

    assert (reach[first.id].visits, reach[second.id].visits) == (5, 3)
    assert reach[first.id].per_hundred * 2 == 5 and reach[second.id].per_hundred is None
    assert reach[first.id].teams == (there.team.id,) and reach[second.id].teams == ()


def test_statements_do_not_grow_with_communes(there, world):
    communes = [there.commune.id]
    with counting_statements() as few:
        list_skill_needs(communes, TODAY)
    communes += [EntryPlace(world).commune.id for _ in range(3)]
    with counting_statements() as many:
        list_skill_needs(communes, TODAY)

    assert len(few) == len(many) == 3

"""Whether a member's hamlets count in 8.4: the same answer as the coverage page's, said for each hamlet."""

from datetime import date

import pytest

from portal.domain.activity_status import ActivityStatus
from portal.domain.campaign_periods import IN_PERIOD, resolve_period
from portal.domain.indicators import HAMLETS_WORKING
from portal.queries.coverage import get_coverage
from portal.queries.my_hamlets import get_my_hamlets
from tests.queries_counted import counting_statements

TODAY = date(2022, 6, 16)


@pytest.fixture
def commune(world):
    """A commune whose list of hamlets is confirmed."""
    return world.commune()


def approve(world, team, count: int, occurred_on=date(2022, 6, 10)) -> None:
    """Make approved entries of somebody in the team."""
    author = world.member(team)
    for _number in range(count):
        world.activity(team, author, status=ActivityStatus.approved, occurred_on=occurred_on)


def states(world, user, today=TODAY) -> list[tuple]:
    """Return of each hamlet its name, state, approved and missing entries."""
    mine = get_my_hamlets(world.viewer(user), today)
    return [(one.hamlet.full_name, one.state, one.approved, one.lacks) for one in mine.hamlets]


def test_a_hamlet_counts_from_as_many_approved_entries_as_the_definition_asks(world, commune):
    world.campaign(commune, k=2)
    done, begun = (world.team(commune, [world.hamlet(commune, name)]) for name in ("1", "2"))
    member = world.member(begun, world.member(done))
    approve(world, done, 3)
    approve(world, begun, 1)
    approve(world, begun, 5, date(2022, 5, 31))
    world.activity(begun, member)

    # Of 2 needed the second has 1: those of May lie before the campaign, and one still waits.
    assert states(world, member) == [("Thôn 1", "counted", 3, 0), ("Thôn 2", "not_yet", 1, 1)]


def test_the_states_agree_with_the_coverage_of_the_commune(world, commune):
    campaign = world.campaign(commune)
    teams = [world.team(commune, [world.hamlet(commune, str(number))]) for number in range(1, 4)]
    member = world.user()
    for team in teams:
        world.member(team, member)
    approve(world, teams[0], 1)

    whole = resolve_period("whole", campaign.period)
    line = get_coverage(campaign, commune.id, whole, IN_PERIOD, today=TODAY).line(HAMLETS_WORKING)

    assert [state for _name, state, *_counts in states(world, member)] == ["counted", "not_yet", "not_yet"]
    assert (line.numerator, line.denominator) == (1, 3)


def test_a_team_that_is_not_valid_says_what_is_missing(world, commune):
    world.campaign(commune)
    team = world.team(commune, [world.hamlet(commune)], founded_on=None, leader=False)
    approve(world, team, 2)

    (one,) = get_my_hamlets(world.viewer(world.member(team)), TODAY).hamlets

    assert (one.state, one.missing) == ("no_valid_team", ("no_founding_decision", "no_leader"))


def test_nothing_is_known_while_the_list_of_hamlets_is_not_confirmed(world):
    commune = world.commune(confirmed=False)
    world.campaign(commune)
    team = world.team(commune, [world.hamlet(commune)])
    approve(world, team, 2)

    assert states(world, world.member(team)) == [("Thôn 1", "unknown", 2, 0)]


def test_without_a_running_campaign_nothing_is_said(world, commune):
    member = world.member(world.team(commune, [world.hamlet(commune)]))

    assert get_my_hamlets(world.viewer(member), TODAY) is None
    world.campaign(commune)
    assert get_my_hamlets(world.viewer(member), date(2022, 9, 1)) is None
    assert get_my_hamlets(world.viewer(member), date(2022, 8, 31)) is not None


def test_who_serves_no_hamlet_has_none(world, commune):
    world.campaign(commune)
    teamless, of_commune = world.user(), world.member(world.team(commune))

    assert states(world, teamless) == states(world, of_commune) == []


def test_many_hamlets_take_no_more_statements_than_one(world, commune):
    world.campaign(commune)
    few = world.member(world.team(commune, [world.hamlet(commune, "1")]))
    many = world.member(world.team(commune, [world.hamlet(commune, str(number)) for number in range(2, 40)]))
    viewers = [world.viewer(user) for user in (few, many)]

    counted = []
    for viewer in viewers:
        with counting_statements() as statements:
            get_my_hamlets(viewer, TODAY)
        counted.append(len(statements))

    assert counted[0] == counted[1] <= 8

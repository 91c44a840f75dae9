"""A team as its viewers may see it, and what is true of it on a day."""

from datetime import date, timedelta

import pytest

from portal.domain.roles import Role
from portal.queries.teams import (
    get_founded_on,
    get_team_sheet,
    get_visible_team,
    has_any_team,
    list_members,
)
from tests.queries_counted import counting_statements

TODAY = date(2022, 6, 16)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.fixture
def province(world):
    """A province."""
    return world.province()


@pytest.fixture
def district(world, province):
    """A district."""
    return world.district(province)


@pytest.fixture
def commune(world, district):
    """A commune."""
    return world.commune(district)


@pytest.fixture
def team(world, commune):
    """A valid team."""
    return world.team(commune, [world.hamlet(commune)])


def test_members_coordinators_and_wider_staff_see_a_team_with_its_commune(
    world, province, district, commune, team
):
    viewers = [
        world.member(team),
        world.coordinator(commune),
        world.staff(Role.coordinator, district),
        world.staff(Role.province_staff, province),
        world.staff(Role.admin, province),
    ]

    seen = [get_visible_team(world.viewer(user), team.id) for user in viewers]

    assert [one.id for one in seen] == [team.id] * 5
    assert {one.commune_path for one in seen} == {commune.path}


def test_others_see_nothing(world, district, commune, team):
    neighbour = world.commune(district, "Đak Nhau")
    viewers = [
        world.user(),
        world.member(world.team(commune, name="Tổ khác")),
        world.member(team, until=TODAY),
        world.member(team, since=TOMORROW),
        world.coordinator(neighbour),
        world.staff(Role.coordinator, world.district(world.province("Đồng Nai", "75"))),
    ]

    seen = [get_visible_team(world.viewer(user), team.id) for user in viewers]

    assert seen == [None] * 6


def test_members_stand_by_role_and_vietnamese_name(world, team):
    for name in ("Ông", "An", "Ấn", "Đông", "Dung"):
        world.member(team, world.user(name))
    world.member(team, world.user("Zim"), role="deputy")

    names = [member.name for member in list_members(team.id, TODAY)][1:]

    assert names == ["Zim", "An", "Ấn", "Dung", "Đông", "Ông"]


def test_phones_are_read_only_when_asked_for(world, team):
    world.member(team, world.user("An", phone="0912345678"))

    without = list_members(team.id, TODAY)[1]
    with_phones = list_members(team.id, TODAY, with_phones=True)[1]

    assert (without.phone, without.has_phone) == (None, True)
    assert with_phones.phone == "0912345678"


def test_a_training_counts_from_its_day(world, team):
    person = world.member(team, world.user("An"))
    world.training(person, completed_on=TODAY)

    assert list_members(team.id, YESTERDAY)[1].trained_on is None
    assert list_members(team.id, TODAY)[1].trained_on == TODAY


def test_the_sheet_says_what_is_missing_and_what_deserves_advice(world, commune):
    bare = world.team(commune, founded_on=None, leader=False, status="suspended", name="Tổ trơ")

    sheet = get_team_sheet(bare, TODAY)

    assert sheet.missing == ("no_founding_decision", "no_leader", "suspended")
    assert sheet.advice == ("too_few_members", "no_hamlets_served")
    assert (sheet.leader, sheet.members) == (None, [])


def test_a_decision_of_tomorrow_does_not_count_today(world, commune):
    team = world.team(commune, founded_on=TOMORROW)

    assert get_founded_on(team.id) == TOMORROW
    assert "no_founding_decision" in get_team_sheet(team, TODAY).missing
    assert get_team_sheet(team, TOMORROW).missing == ()


def test_a_sheet_costs_the_same_for_a_large_team(world, team):
    with counting_statements() as few:
        get_team_sheet(team, TODAY)
    for number in range(12):
        world.training(world.member(team, world.user(f"Người {number}")))

    with counting_statements() as many:
        sheet = get_team_sheet(team, TODAY)

    assert len(sheet.members) == 13
    assert len(many) == len(few) <= 8


def test_whether_any_team_is_registered(world, commune):
    assert not has_any_team()

    world.team(commune)

    assert has_any_team()

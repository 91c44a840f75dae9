"""What the policy table says about whole roles, as administrators read it before they give one."""

from types import SimpleNamespace

import pytest

from portal.domain.actions import Action
from portal.domain.roles import ROLE_LEVELS, Grant, Role, TeamSeat, Viewer
from portal.domain.team_status import TeamRole
from portal.domain.units import UnitLevel
from portal.labels import LABELS
from portal.policy import allows, list_actions

COMMUNE = "1/2/3/"
SEAT = TeamSeat(5, "T-5", "Tổ 5", TeamRole.leader, 3, COMMUNE)
EVERYWHERE = [(role, level) for role, levels in ROLE_LEVELS.items() for level in levels]
READING = {
    Action.view_activity, Action.view_reviews, Action.view_team, Action.view_team_activities,
    Action.view_coverage,
}  # fmt: skip


def person(user_id: int, *grants: Grant, seats: tuple[TeamSeat, ...] = ()) -> Viewer:
    """Return somebody with roles and seats."""
    return Viewer(user_id, "", None, 0, grants, seats)


def test_every_act_has_its_words():
    assert set(LABELS["action"]) == {action.value for action in Action}


@pytest.mark.parametrize(("role", "level"), EVERYWHERE)
def test_every_role_reads_its_area(role, level):
    assert set(list_actions(role, level)) >= READING


def test_a_coordinator_decides_in_a_commune_and_only_reads_in_a_district():
    commune = set(list_actions(Role.coordinator, UnitLevel.commune))
    district = set(list_actions(Role.coordinator, UnitLevel.district))

    assert {Action.decide_activity, Action.edit_team, Action.invite_member, Action.view_phone} <= commune
    # A second look changes nothing either, and a district trains members of its own accord.
    own = {Action.look_again, Action.organise_training, Action.take_attendance}
    # It reports on its area under its own name, and keeps the slides of its own meetings: no figure changes.
    own |= {Action.make_report, Action.edit_report_settings, Action.hold_meeting}
    assert all(action.startswith("view_") for action in district - own)
    assert Action.view_phone not in district


def entry(**people) -> SimpleNamespace:
    """Return an entry of the commune as the policy asks for it."""
    usual = {"author_id": 11, "logged_by_id": 11, "carried_by_id": None}
    return SimpleNamespace(commune_path=COMMUNE, team_id=5, **usual | people)


def test_nobody_decides_on_what_they_made_logged_or_brought_in():
    coordinator = person(7, Grant(Role.coordinator, 3, COMMUNE, UnitLevel.commune))
    own = [entry(author_id=7), entry(logged_by_id=7), entry(carried_by_id=7)]

    assert [allows(coordinator, Action.decide_activity, one) for one in own] == [False, False, False]
    assert allows(coordinator, Action.decide_activity, entry(carried_by_id=8))
    # Bringing an entry in makes it nobody's own.
    assert not allows(coordinator, Action.correct_activity, entry(carried_by_id=7))


def test_files_are_brought_in_by_the_coordinator_of_the_owners_commune_only():
    owner = person(11, seats=(SEAT,))
    able = {
        "coordinator": person(7, Grant(Role.coordinator, 3, COMMUNE, UnitLevel.commune)),
        "neighbour": person(8, Grant(Role.coordinator, 4, "1/2/4/", UnitLevel.commune)),
        "district": person(9, Grant(Role.coordinator, 2, "1/2/", UnitLevel.district)),
        "province": person(10, Grant(Role.province_staff, 1, "1/", UnitLevel.province)),
        "owner": owner,
    }

    carrying = [name for name, one in able.items() if allows(one, Action.carry_entries, owner)]
    anywhere = [name for name, one in able.items() if allows(one, Action.carry_entries)]

    assert carrying == ["coordinator"]
    assert anywhere == ["coordinator", "neighbour"]


def test_only_administrators_manage_accounts():
    able = [pair for pair in EVERYWHERE if Action.manage_accounts in list_actions(*pair)]

    assert able == [(Role.admin, UnitLevel.province)]


@pytest.mark.parametrize(("role", "level"), EVERYWHERE)
def test_no_role_gives_a_right_to_correct_what_others_logged(role, level):
    assert not {Action.correct_activity, Action.withdraw_activity} & set(list_actions(role, level))

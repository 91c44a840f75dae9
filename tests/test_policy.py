"""What the policy table says about whole roles, as administrators read it before they give one."""

import pytest

from portal.domain.actions import Action
from portal.domain.roles import ROLE_LEVELS, Role
from portal.domain.units import UnitLevel
from portal.labels import LABELS
from portal.policy import list_actions

EVERYWHERE = [(role, level) for role, levels in ROLE_LEVELS.items() for level in levels]
READING = {
    Action.view_activity, Action.view_reviews, Action.view_team, Action.view_team_activities,
    Action.view_coverage,
}  # fmt: skip


def test_every_act_has_its_words():
    assert set(LABELS["action"]) == {action.value for action in Action}


@pytest.mark.parametrize(("role", "level"), EVERYWHERE)
def test_every_role_reads_its_area(role, level):
    assert set(list_actions(role, level)) >= READING


def test_a_coordinator_decides_in_a_commune_and_only_reads_in_a_district():
    commune = set(list_actions(Role.coordinator, UnitLevel.commune))
    district = set(list_actions(Role.coordinator, UnitLevel.district))

    assert {Action.decide_activity, Action.edit_team, Action.invite_member, Action.view_phone} <= commune
    assert all(action.startswith("view_") for action in district)
    assert Action.view_phone not in district


def test_only_administrators_manage_accounts():
    able = [pair for pair in EVERYWHERE if Action.manage_accounts in list_actions(*pair)]

    assert able == [(Role.admin, UnitLevel.province)]


@pytest.mark.parametrize(("role", "level"), EVERYWHERE)
def test_no_role_gives_a_right_to_correct_what_others_logged(role, level):
    assert not {Action.correct_activity, Action.withdraw_activity} & set(list_actions(role, level))

"""What makes a team valid, and what merely deserves advice."""

import pytest

from portal.domain.team_status import TeamLevel, TeamStatus, advice, is_valid, missing_to_be_valid


@pytest.mark.parametrize(
    ("founded", "leaders", "status", "missing"),
    [
        (True, 1, TeamStatus.active, ()),
        (True, 1, TeamStatus.needs_support, ()),
        (True, 2, "active", ()),
        (False, 1, TeamStatus.active, ("no_founding_decision",)),
        (True, 0, TeamStatus.active, ("no_leader",)),
        (True, 1, TeamStatus.suspended, ("suspended",)),
        (True, 1, "dissolved", ("dissolved",)),
        (False, 0, TeamStatus.suspended, ("no_founding_decision", "no_leader", "suspended")),
    ],
)
def test_a_team_is_valid_when_nothing_is_missing(founded, leaders, status, missing):
    assert missing_to_be_valid(founded, leaders, status) == missing
    assert is_valid(founded, leaders, status) == (not missing)


@pytest.mark.parametrize(
    ("level", "members", "codes"),
    [
        (TeamLevel.hamlet, 2, ("too_few_members",)),
        (TeamLevel.hamlet, 3, ()),
        (TeamLevel.hamlet, 8, ()),
        (TeamLevel.hamlet, 9, ("too_many_members",)),
        (TeamLevel.commune, 4, ("too_few_members",)),
        (TeamLevel.commune, 5, ()),
        (TeamLevel.commune, 14, ()),
        ("commune", 15, ("too_many_members",)),
    ],
)
def test_the_size_of_a_team_is_advised_by_its_level(level, members, codes):
    assert advice(level, members=members, hamlets_served=1, untrained=0) == codes


def test_only_a_hamlet_team_is_advised_to_name_its_hamlets():
    assert advice("hamlet", members=5, hamlets_served=0, untrained=0) == ("no_hamlets_served",)
    assert advice("commune", members=5, hamlets_served=0, untrained=0) == ()


def test_untrained_members_are_pointed_out():
    assert advice("hamlet", members=5, hamlets_served=1, untrained=2) == ("untrained_members",)

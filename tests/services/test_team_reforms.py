"""A re-forming decision changes people, hamlets and name from its date, all or nothing; the past stays."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.domain.errors import NotAllowed, RuleBroken
from portal.domain.team_decisions import DecisionKind
from portal.domain.team_status import TeamRole
from portal.extensions import db
from portal.models import AuditRow, Membership, TeamFormerName, User
from portal.queries.teams import get_team_sheet
from portal.services.memberships import end_membership
from portal.services.people import NewPerson
from portal.services.team_reforms import NewSeat, Reform, reform_team
from portal.services.team_statuses import set_status
from tests.conventions.visitors import stored_rows
from tests.teams import APRIL, JUNE, PAPER, TODAY, TwoTeams, decisions_of, seats_of

RE_FORMING = PAPER._replace(kind=DecisionKind.re_forming)
NEW_LEADER = PAPER._replace(kind=DecisionKind.change_of_leader)


@pytest.fixture
def place(world) -> TwoTeams:
    """Two teams of a commune."""
    return TwoTeams(world)


def refusal(place, reform: Reform) -> str:
    """Return the code with which a reform is refused, and assert that nothing was stored."""
    before = stored_rows()
    with pytest.raises(RuleBroken) as caught:
        reform_team(place.actor, place.team, reform)
    assert stored_rows() == before
    return caught.value.code


def test_everything_changes_from_the_date_of_the_decision_and_june_shows_junes_team(place):
    roles = place.roles(place.team, leader=None, member=TeamRole.deputy)
    joining = [
        NewSeat(place.other_leader.id, TeamRole.member, "teacher"),
        NewSeat(NewPerson("Điểu Khuê", "0912345678"), TeamRole.leader, "hamlet_head"),
    ]

    reform_team(
        place.actor, place.team, Reform(RE_FORMING, roles, joining, [place.hamlets[2].id], " Tổ  số 1 ")
    )

    new_leader = db.session.scalar(select(User.id).where(User.phone == "0912345678"))
    assert seats_of(place.team) == [
        (place.leader.id, "leader", APRIL, JUNE),
        (place.member.id, "member", APRIL, JUNE),
        (place.member.id, "deputy", JUNE, None),
        (place.other_leader.id, "member", JUNE, None),
        (new_leader, "leader", JUNE, None),
    ]
    before, after = (get_team_sheet(place.team, day) for day in (JUNE - timedelta(days=1), TODAY))
    assert (before.name, after.name) == ("Tổ thôn 1", "Tổ số 1")
    assert (before.leader.name, after.leader.name) == ("An", "Điểu Khuê")
    assert [hamlet.full_name for hamlet in before.hamlets] == ["Thôn 1"]
    assert [hamlet.full_name for hamlet in after.hamlets] == ["Thôn 3"]
    assert [one.kind for one in before.decisions] == ["founding"]
    assert decisions_of(place.team)[1] == ("re_forming", "30/QĐ-UBND")
    assert db.session.scalars(select(AuditRow).where(AuditRow.action == "reform_team")).one()


def test_a_decision_that_changes_nothing_is_recorded_alone(place):
    seats = seats_of(place.team)

    reform_team(place.actor, place.team, Reform(RE_FORMING, place.roles(place.team)))

    assert seats_of(place.team) == seats
    assert [kind for kind, _number in decisions_of(place.team)] == ["founding", "re_forming"]
    assert db.session.scalars(select(TeamFormerName)).all() == []


def test_a_new_leader_comes_by_a_decision_of_its_own_kind(place):
    roles = place.roles(place.team, leader=TeamRole.member, member=TeamRole.leader)

    reform_team(place.actor, place.team, Reform(NEW_LEADER, roles))

    assert decisions_of(place.team)[1][0] == "change_of_leader"
    assert get_team_sheet(place.team, TODAY).leader.name == "Bình"


def test_two_renamings_leave_a_name_for_each_stretch(place):
    roles = place.roles(place.team)
    for number, (day, name) in enumerate([(JUNE, "Tổ hai"), (TODAY, "Tổ ba"), (TODAY, "Tổ bốn")]):
        paper = RE_FORMING._replace(number=f"{number}/QĐ", decided_on=day)
        reform_team(place.actor, place.team, Reform(paper, roles, name=name))

    days = [APRIL, JUNE - timedelta(days=1), JUNE, TODAY - timedelta(days=1), TODAY]
    names = [get_team_sheet(place.team, day).name for day in days]
    assert names == ["Tổ thôn 1", "Tổ thôn 1", "Tổ hai", "Tổ hai", "Tổ bốn"]


@pytest.mark.parametrize(
    ("decision", "changed", "code"),
    [
        (RE_FORMING._replace(decided_on=TODAY + timedelta(days=1)), {}, "in_future"),
        (RE_FORMING._replace(decided_on=date(2022, 3, 1)), {}, "before_founding"),
        (RE_FORMING, {"leader": None}, "one_leader_needed"),
        (RE_FORMING, {"member": TeamRole.leader}, "one_leader_needed"),
        (NEW_LEADER, {"member": TeamRole.deputy}, "leader_unchanged"),
    ],
)
def test_what_does_not_fit_is_refused_whole(place, decision, changed, code):
    assert refusal(place, Reform(decision, place.roles(place.team, **changed), name="Tổ khác")) == code


def test_a_refusal_at_the_last_step_leaves_nothing_of_the_first(place):
    roles = place.roles(place.team, leader=None, member=TeamRole.leader)
    joining = [NewSeat(NewPerson("Khuê", "0912345678"), TeamRole.member, "teacher")]

    assert refusal(place, Reform(RE_FORMING, roles, joining, name="Tổ thôn 2")) == "team_name_taken"


def test_somebody_who_joined_meanwhile_is_not_passed_over(place, world):
    roles = place.roles(place.team)
    world.member(place.team, world.user("Người mới"))

    assert refusal(place, Reform(RE_FORMING, roles)) == "changed_meanwhile"


def test_somebody_who_left_meanwhile_is_not_brought_back(place):
    roles = place.roles(place.team, member=TeamRole.deputy)
    end_membership(place.actor, place.team, place.seat_of(place.team, place.member), TODAY)

    assert refusal(place, Reform(RE_FORMING, roles)) == "changed_meanwhile"


def test_a_form_sent_twice_is_stored_once(place):
    reform_team(place.actor, place.team, Reform(RE_FORMING, place.roles(place.team)))

    assert refusal(place, Reform(RE_FORMING, place.roles(place.team))) == "decision_recorded"


def test_who_led_later_stands_in_the_way_of_an_earlier_leader(place, world):
    world.member(place.team, world.user("Trước"), role=TeamRole.leader, since=JUNE, until=TODAY)
    roles = place.roles(place.team, leader=TeamRole.member, member=TeamRole.leader)

    assert refusal(place, Reform(RE_FORMING, roles)) == "leader_overlaps"


def test_a_dissolved_team_and_one_never_founded_are_not_re_formed(place, world):
    bare = world.team(place.commune, founded_on=None, name="Tổ chưa lập")
    with pytest.raises(RuleBroken) as caught:
        reform_team(place.actor, bare, Reform(RE_FORMING, {}))
    assert caught.value.code == "not_founded"

    set_status(place.actor, place.team, "dissolved", starts_on=JUNE, decision=PAPER)

    assert refusal(place, Reform(RE_FORMING, place.roles(place.team))) == "team_is_dissolved"


def test_only_the_communes_coordinator_re_forms(place, world):
    others = [place.leader, world.coordinator(world.commune()), world.member(place.team, role="deputy")]
    before = db.session.scalars(select(Membership.id)).all()

    for person in others:
        with pytest.raises(NotAllowed):
            reform_team(world.viewer(person), place.team, Reform(RE_FORMING, place.roles(place.team)))

    assert db.session.scalars(select(Membership.id)).all() == before

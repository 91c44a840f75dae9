"""Planning, changing and cancelling sessions, and turning one that was held into its one entry."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import func, select
from uuid_utils.compat import uuid7

from portal import clock
from portal.domain.community_sessions import Repetition
from portal.domain.errors import NotAllowed, RuleBroken
from portal.domain.team_status import TeamRole, TeamStatus
from portal.extensions import db
from portal.models import Activity, AuditRow, CommunitySession, PublicContact, SessionClaim, Tally
from portal.queries.activities import get_visible_activity
from portal.queries.community_sessions import get_own_sessions
from portal.services.activities import submit_activity, withdraw_activity
from portal.services.community_sessions import cancel_session, change_session, plan_sessions, show_contact
from portal.services.hamlets import end_hamlet
from portal.services.session_entries import claim_session
from portal.transaction import transactional
from tests.community_sessions import SessionPlace, row
from tests.entries import TODAY, count
from tests.queries_counted import counting_statements


@pytest.fixture
def place(world) -> SessionPlace:
    return SessionPlace(world)


def held_days() -> list[date]:
    ordered = select(CommunitySession.held_on).order_by(CommunitySession.held_on)
    return list(db.session.scalars(ordered))


def test_a_member_announces_a_session_and_nothing_is_counted_of_it(place):
    [session_id] = place.planned(expected=40, bring="Điện thoại")

    found = row(session_id)
    assert (found.team_id, found.commune_id, found.hamlet_id) == (
        place.team.id, place.commune.id, place.hamlets[0].id,
    )  # fmt: skip
    assert (found.held_on, found.start_time, found.expected) == (date(2022, 6, 17), time(19), 40)
    assert found.series_uuid is None
    assert count(Activity) == count(Tally) == 0
    deeds = db.session.scalars(select(AuditRow.action).where(AuditRow.thing == f"team:{place.team.id}")).all()
    assert deeds == ["plan_session"]


def test_a_series_is_announced_in_one_act(place):
    ids = place.planned(Repetition.weekly, date(2022, 7, 1))

    assert held_days() == [date(2022, 6, 17), date(2022, 6, 24), date(2022, 7, 1)]
    assert len({row(one).series_uuid for one in ids}) == 1


def test_sending_a_plan_twice_announces_it_once(place):
    place.planned()

    with pytest.raises(RuleBroken, match="session_slot_taken"):
        place.planned(Repetition.weekly, date(2022, 7, 1))

    assert held_days() == [date(2022, 6, 17)]


def test_only_the_team_and_its_coordinator_plan(place, world):
    stranger = world.member(world.team(place.commune))
    coordinator = world.coordinator(place.commune)

    with pytest.raises(NotAllowed):
        plan_sessions(place.viewer(stranger), place.team, place.plan())
    plan_sessions(place.viewer(coordinator), place.team, place.plan())

    assert count(CommunitySession) == 1


def test_a_hamlet_of_another_commune_and_a_team_at_rest_are_refused(place, world):
    elsewhere = world.hamlet(world.commune(world.district(world.province("Đồng Nai", "75"))))
    with pytest.raises(RuleBroken, match="session_hamlet"):
        place.planned(hamlet_id=elsewhere.id)

    resting = world.team(place.commune, place.hamlets, status=TeamStatus.suspended)
    member = world.member(resting)
    with pytest.raises(RuleBroken, match="team_rests"):
        plan_sessions(place.viewer(member), resting, place.plan())

    assert count(CommunitySession) == 0


def test_one_session_of_a_series_is_changed_alone(place):
    first, second, _third = place.planned(Repetition.weekly, date(2022, 7, 1))
    line = place.line(second)

    changed = change_session(
        place.viewer(), line, place.plan(held_on=date(2022, 6, 25), place="Trường học"), version=line.version
    )

    assert changed == 1
    assert held_days() == [date(2022, 6, 17), date(2022, 6, 25), date(2022, 7, 1)]
    assert (row(first).place, row(second).place) == ("Nhà văn hóa thôn 1", "Trường học")


@pytest.mark.parametrize("step", [7, -7, 1])
def test_a_change_moves_those_that_follow_by_as_many_days(place, step):
    ids = place.planned(Repetition.weekly, date(2022, 7, 15), held_on=date(2022, 7, 1))
    line = place.line(ids[0])

    changed = change_session(
        place.viewer(),
        line,
        place.plan(held_on=date(2022, 7, 1) + timedelta(days=step), start_time=time(18, 30)),
        version=line.version,
        following=True,
    )

    assert changed == 3
    before = (date(2022, 7, 1), date(2022, 7, 8), date(2022, 7, 15))
    assert held_days() == [day + timedelta(days=step) for day in before]
    assert {row(one).start_time for one in ids} == {time(18, 30)}


def test_what_lies_before_in_the_series_is_left_alone(place):
    ids = place.planned(Repetition.weekly, date(2022, 7, 1))
    line = place.line(ids[1])

    cancel_session(place.viewer(), line, "Mưa lớn", version=line.version, following=True)

    assert [row(one).cancel_reason for one in ids] == ["", "Mưa lớn", "Mưa lớn"]
    assert row(ids[0]).cancelled_at is None


def test_a_change_of_what_somebody_else_changed_is_told_so(place):
    [session_id] = place.planned()
    line = place.line(session_id)
    change_session(place.viewer(place.leader), line, place.plan(place="Chợ xã"), version=line.version)

    with pytest.raises(RuleBroken, match="changed_meanwhile"):
        change_session(place.viewer(), line, place.plan(place="Đình làng"), version=line.version)

    assert row(session_id).place == "Chợ xã"


@pytest.mark.parametrize(
    ("reason", "code"), [(" ", "cancel_needs_reason"), ("Gọi 0912345678", "session_personal_number")]
)
def test_a_session_is_cancelled_only_with_a_reason_that_all_may_read(place, reason, code):
    [session_id] = place.planned()
    line = place.line(session_id)

    with pytest.raises(RuleBroken, match=code):
        cancel_session(place.viewer(), line, reason, version=line.version)

    assert row(session_id).cancelled_at is None


def test_a_cancelled_session_frees_its_hour(place):
    [session_id] = place.planned()
    line = place.line(session_id)
    cancel_session(place.viewer(), line, "Mất điện", version=line.version)

    place.planned()

    assert count(CommunitySession) == 2
    with pytest.raises(RuleBroken, match="session_closed"):
        cancel_session(place.viewer(), place.line(session_id), "Mất điện", version=2)


def test_a_held_session_becomes_one_entry_with_what_really_came(place):
    line = place.held(expected=40)

    entry = place.logged(line, visits=7, alone=3)

    assert row(line.id).activity_id == entry.id
    assert (entry.visits, entry.kind) == (7, "session")
    assert place.line(line.id).state == "logged"
    day = select(func.sum(Tally.waiting_visits)).where(Tally.grain == "day", Tally.skill == "")
    assert db.session.scalar(day) == 7


def test_asking_twice_gives_the_same_id_so_that_two_sendings_store_one_entry(place):
    line = place.held()

    first, second = claim_session(place.viewer(), line), claim_session(place.viewer(), line)
    place.send(first)
    place.send(second)

    assert first == second
    assert count(Activity) == count(SessionClaim) == 1


def test_the_second_of_two_people_is_told_and_nothing_counts_twice(place):
    line = place.held()
    mine, theirs = claim_session(place.viewer(), line), claim_session(place.viewer(place.leader), line)
    place.send(mine)

    with pytest.raises(RuleBroken, match="session_logged") as refused:
        place.send(theirs, place.leader)

    assert refused.value.details == {"name": place.member.name}
    assert count(Activity) == 1
    with pytest.raises(RuleBroken, match="session_logged"):
        claim_session(place.viewer(place.leader), place.line(line.id))


def test_a_withdrawn_entry_frees_its_session(place):
    line = place.held()
    entry = place.logged(line)
    theirs = claim_session_of(place, line, place.leader)

    withdraw_activity(place.viewer(), load(place, entry))
    assert place.line(line.id).state == "held"
    place.send(theirs, place.leader)

    assert row(line.id).activity_id == db.session.scalar(select(Activity.id).where(Activity.uuid == theirs))


def test_whoever_withdrew_gets_another_id(place):
    line = place.held()
    entry = place.logged(line)
    withdraw_activity(place.viewer(), load(place, entry))

    again = place.logged(place.line(line.id), visits=9)

    assert again.uuid != entry.uuid
    assert row(line.id).activity_id == again.id


def claim_session_of(place, line, user):
    """Claim for somebody as if they had asked before the first one sent."""
    uuid = uuid7()
    add_claim(line.id, user.id, uuid)
    return uuid


@transactional
def add_claim(session_id, user_id, uuid) -> None:
    db.session.add(
        SessionClaim(session_id=session_id, user_id=user_id, entry_uuid=uuid, claimed_at=clock.now())
    )


def load(place, entry):
    return get_visible_activity(place.viewer(), entry.uuid)


@pytest.mark.parametrize(("days", "code"), [(1, "session_not_over"), (-31, "session_too_old")])
def test_what_is_to_come_or_long_over_is_not_logged(place, days, code):
    line = place.held(TODAY + timedelta(days=days))

    with pytest.raises(RuleBroken, match=code):
        claim_session(place.viewer(), line)

    assert count(SessionClaim) == 0


def test_an_entry_that_is_no_session_or_of_another_team_stands_for_none(place, world):
    line = place.held()
    other = world.team(place.commune, place.hamlets, name="Tổ 2", leader=False)
    world.member(other, place.member)
    uuid = claim_session(place.viewer(), line)

    place.send(uuid, kind="assistance")

    assert row(line.id).activity_id is None
    place.send(claim_session(place.viewer(), line), team=other.code)
    assert row(line.id).activity_id is None


def test_the_usual_entry_asks_nothing_of_sessions(place):
    content = place.content()
    with counting_statements() as statements:
        submit_activity(place.viewer(), uuid7(), content)

    assert not [one for one in statements if "session_claims" in one]


def test_a_member_is_reminded_of_the_next_seven_days_and_of_what_is_not_logged(place):
    soon = place.planned(held_on=TODAY + timedelta(days=6))
    place.planned(held_on=TODAY + timedelta(days=7))
    over = place.held(TODAY - timedelta(days=30), start_time=time(8))
    place.held(TODAY - timedelta(days=31), start_time=time(9))
    place.logged(place.held(TODAY - timedelta(days=2), start_time=time(10)))

    with counting_statements() as statements:
        own = get_own_sessions(place.viewer(place.leader))

    assert [line.id for line in own.soon] == soon
    assert [line.id for line in own.unlogged] == [over.id]
    # Who looks, and the sessions.
    assert len([one for one in statements if "community_sessions" in one]) == 1


def test_only_the_leader_agrees_that_everybody_reads_the_phone(place, world):
    deputy = world.member(place.team, role=TeamRole.deputy)
    for person in (place.member, deputy, world.coordinator(place.commune)):
        with pytest.raises(NotAllowed):
            show_contact(place.viewer(person), place.team, shown=True)

    show_contact(place.viewer(place.leader), place.team, shown=True)
    assert db.session.scalar(select(PublicContact.user_id)) == place.leader.id

    show_contact(place.viewer(place.leader), place.team, shown=False)
    assert count(PublicContact) == 0


def test_a_hamlet_with_sessions_is_not_deleted_as_a_mistake(place, world):
    fresh = world.hamlet(place.commune, "9", since=TODAY)
    place.planned(hamlet_id=fresh.id)

    with pytest.raises(RuleBroken, match="hamlet_used"):
        end_hamlet(place.viewer(world.coordinator(place.commune)), fresh, on=TODAY)

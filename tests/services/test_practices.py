"""Good practices: who proposes, whose eye publishes, and what is counted of the copies."""

import pytest
from sqlalchemy import select

from portal.domain.errors import NotAllowed, RuleBroken
from portal.domain.practices import Outcome
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import AuditRow, CommunitySession, Practice
from portal.queries.activities import get_visible_activity
from portal.queries.practices import get_visible_practice, list_published, list_unpublished, read_outcomes
from portal.services.community_sessions import cancel_session, plan_sessions
from portal.services.practices import (
    propose_practice,
    publish_practice,
    return_practice,
    revise_practice,
    withdraw_practice,
)
from portal.services.reviews import reopen_activity
from tests.entries import count
from tests.practices import TEXT, PracticePlace
from tests.queries_counted import counting_statements


@pytest.fixture
def place(world) -> PracticePlace:
    return PracticePlace(world)


def status_of(practice_id: int) -> str:
    wanted = select(Practice.status).where(Practice.id == practice_id)
    return db.session.scalar(wanted)


def test_a_leader_proposes_an_approved_session_and_the_coordinator_publishes_it(place):
    sheet = place.proposed()
    assert (sheet.status, sheet.proposed_by, sheet.is_open) == ("proposed", place.leader.name, False)

    publish_practice(place.viewer(place.coordinator), sheet, version=sheet.version)

    assert place.sheet(sheet.id).is_open
    deeds = select(AuditRow.action).where(AuditRow.thing == f"practice:{sheet.id}").order_by(AuditRow.id)
    assert db.session.scalars(deeds).all() == ["propose_practice", "publish_practice"]


def test_a_member_who_leads_nothing_does_not_propose(place):
    entry = place.approved()

    with pytest.raises(NotAllowed):
        propose_practice(place.viewer(), get_visible_activity(place.viewer(), entry.uuid), TEXT)

    assert count(Practice) == 0


@pytest.mark.parametrize("kind", ["assistance", "household_visit"])
def test_only_sessions_become_practices(place, kind):
    entry = place.approve(place.submitted(kind=kind).uuid)

    with pytest.raises(RuleBroken, match="practice_not_session"):
        propose_practice(place.viewer(place.coordinator), entry, TEXT)


def test_what_is_not_approved_is_no_practice_and_one_session_is_one_practice(place):
    waiting = place.submitted(kind="session")
    leader = place.viewer(place.leader)
    with pytest.raises(RuleBroken, match="practice_not_session"):
        propose_practice(leader, get_visible_activity(leader, waiting.uuid), TEXT)

    entry = place.approved()
    propose_practice(leader, get_visible_activity(leader, entry.uuid), TEXT)
    with pytest.raises(RuleBroken, match="practice_exists"):
        propose_practice(leader, get_visible_activity(leader, entry.uuid), TEXT)


def test_nobody_publishes_what_they_proposed_or_did_themselves(place, world):
    own = place.proposed(by=place.coordinator)
    with pytest.raises(NotAllowed):
        publish_practice(place.viewer(place.coordinator), own, version=own.version)

    # The author of the session is made a coordinator meanwhile.
    world.grant(place.member, Role.coordinator, place.commune)
    of_work = place.proposed()
    with pytest.raises(NotAllowed):
        publish_practice(place.viewer(place.member), of_work, version=of_work.version)

    staff = world.staff(Role.province_staff, place.commune)
    publish_practice(place.viewer(staff), own, version=own.version)
    assert (status_of(own.id), status_of(of_work.id)) == ("published", "proposed")


def test_who_changes_the_words_is_not_who_publishes_them(place):
    sheet = place.proposed()
    revise_practice(place.viewer(place.coordinator), sheet, TEXT, version=sheet.version)

    sheet = place.sheet(sheet.id)

    with pytest.raises(NotAllowed):
        publish_practice(place.viewer(place.coordinator), sheet, version=sheet.version)


def test_what_was_sent_back_is_changed_and_waits_again(place):
    sheet = place.proposed()
    return_practice(place.viewer(place.coordinator), sheet, "Viết rõ bước 2.", version=sheet.version)
    returned = place.sheet(sheet.id, place.leader)
    assert (returned.status, returned.note) == ("returned", "Viết rõ bước 2.")

    revise_practice(place.viewer(place.leader), returned, TEXT, version=returned.version)

    assert status_of(sheet.id) == "proposed"


def test_two_who_decide_at_once_are_told(place, world):
    sheet = place.proposed()
    publish_practice(place.viewer(place.coordinator), sheet, version=sheet.version)
    staff = world.staff(Role.province_staff, place.commune)

    with pytest.raises(RuleBroken, match="practice_not_waiting"):
        return_practice(place.viewer(staff), sheet, "Chưa rõ", version=sheet.version)

    assert status_of(sheet.id) == "published"


def test_a_practice_whose_entry_is_reopened_is_not_offered(place, world):
    sheet = place.published()
    staff = place.viewer(place.coordinator)
    reopen_activity(staff, get_visible_activity(staff, sheet.activity_uuid), "new_facts", "Đếm hai lần.")

    assert not place.sheet(sheet.id).is_open
    assert list_published("", None, 1).lines == []
    with pytest.raises(RuleBroken, match="practice_not_open"):
        plan_sessions(place.viewer(), place.team, place.plan(), practice_id=sheet.id)


def test_a_withdrawn_practice_is_offered_no_longer_and_its_copies_stay(place):
    sheet = place.published()
    place.copy(sheet.id)

    withdraw_practice(place.viewer(place.leader), sheet, "Ứng dụng đã đổi.", version=sheet.version)

    assert status_of(sheet.id) == "withdrawn"
    assert get_visible_practice(place.viewer(place.other_leader), sheet.id) is None
    assert db.session.scalars(select(CommunitySession.practice_id)).all() == [sheet.id]


def test_others_do_not_see_what_is_not_published(place, world):
    sheet = place.proposed()
    stranger = world.coordinator(world.commune(world.district(world.province("Đồng Nai", "75"))))

    for person in (place.member, place.other_leader, stranger):
        assert get_visible_practice(place.viewer(person), sheet.id) is None
        assert list_unpublished(place.viewer(person)) == []
    for person in (place.leader, place.coordinator):
        assert [one.id for one in list_unpublished(place.viewer(person))] == [sheet.id]


def test_the_outcome_is_that_of_approved_copies_of_other_teams(place):
    sheet = place.published()
    # Approved: 20 visits, 8 alone, 6 together, 4 shown; 2 of which nobody noted.
    place.approve(place.copy(sheet.id, visits=20, alone=8, together=6, shown=4))
    # Approved: 15 visits of which nothing was noted.
    place.approve(place.copy(sheet.id, visits=15))
    # Logged and not approved, planned only, and cancelled.
    place.copy(sheet.id, visits=50, alone=50)
    place.copy(sheet.id)
    gone = place.copy(sheet.id)
    cancel_session(place.viewer(place.other_leader), gone, "Mưa lớn", version=gone.version)
    # The team's own repetition tells nothing of others.
    place.approve(place.copy(sheet.id, place.team, place.leader, visits=30, alone=30))

    with counting_statements() as statements:
        outcomes = read_outcomes([sheet.id])

    # Sessions: 4 not cancelled, of one team; visits 20 + 15; alone 8; unstated 2 + 15.
    assert outcomes == {sheet.id: Outcome(4, 1, 2, 35, 8, 17)}
    assert outcomes[sheet.id].share.percent.text == "22,9"
    assert len(statements) == 1


def test_the_list_begins_with_the_best_outcome_and_is_searched_without_accents(place):
    good, poor, new = (place.published(text=text(title)) for title in ("Quét mã", "Nộp hồ sơ", "Bán hàng"))
    place.approve(place.copy(good.id, visits=20, alone=15))
    place.approve(place.copy(poor.id, visits=200, alone=20))

    with counting_statements() as statements:
        found = list_published("", None, 1)

    assert [sheet.id for sheet, _outcome in found.lines] == [good.id, poor.id, new.id]
    assert len(statements) == 3
    assert [sheet.id for sheet, _ in list_published("nop HO", None, 1).lines] == [poor.id]
    assert list_published("nộp xe", None, 1).lines == []
    assert list_published("%", None, 1).lines == []
    assert len(list_published("", "payment", 1).lines) == 3
    assert list_published("", "safety", 1).lines == []


def text(title: str):
    return type(TEXT)(title=title, steps="1. Làm thử.", skills=("payment",))

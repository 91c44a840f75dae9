"""Correcting and withdrawing entries: who may, until when, and what is told when somebody was faster."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from uuid_utils.compat import uuid7

from portal import clock
from portal.domain.activity_content import ContentInvalid, digest
from portal.domain.activity_status import ActivityStatus
from portal.domain.errors import NotAllowed, RuleBroken
from portal.extensions import db
from portal.models import AuditRow
from portal.queries.activities import get_visible_activity
from portal.services import tallies
from portal.services.activities import correct_activity, submit_activity, withdraw_activity
from tests.entries import EntryPlace, set_returned, stored


@pytest.fixture
def place(world) -> EntryPlace:
    """A commune with a team."""
    return EntryPlace(world)


def test_a_waiting_entry_is_corrected_and_keeps_its_place_in_the_queue(place, frozen_clock):
    activity = place.submitted()
    sent_at = activity.submitted_at
    frozen_clock.tick(hours=1)

    correct_activity(place.viewer(), activity, place.content(visits=7, skills=["payment", "safety"]))

    row = stored(activity.uuid)
    assert (row.status, row.visits, row.skills, row.version) == ("submitted", 7, ("payment", "safety"), 2)
    assert (row.submitted_at, row.updated_at) == (sent_at, clock.now())
    assert row.content_sha256 == digest(row.content())
    assert tallies.list_differences() == []
    sealed = db.session.scalars(select(AuditRow).where(AuditRow.action == "correct_activity")).one()
    assert digest(place.content()) in sealed.detail and row.content_sha256 in sealed.detail


def test_a_correction_sent_twice_changes_once(place):
    activity = place.submitted()
    correct_activity(place.viewer(), activity, place.content(visits=7), version=1)

    correct_activity(place.viewer(), activity, place.content(visits=7), version=1)

    assert stored(activity.uuid).version == 2


def test_a_correction_of_what_changed_meanwhile_is_told_so(place):
    activity = place.submitted()
    correct_activity(place.viewer(), activity, place.content(visits=7), version=1)

    with pytest.raises(RuleBroken, match="changed_meanwhile"):
        correct_activity(place.viewer(), activity, place.content(visits=8), version=1)

    assert stored(activity.uuid).visits == 7
    assert tallies.list_differences() == []


def test_an_approved_entry_is_neither_corrected_nor_withdrawn(place):
    activity = place.world.activity(place.team, place.member, status=ActivityStatus.approved)

    with pytest.raises(RuleBroken, match="illegal_transition"):
        correct_activity(place.viewer(), activity, place.content(visits=8))
    with pytest.raises(RuleBroken, match="illegal_transition"):
        withdraw_activity(place.viewer(), activity)

    row = stored(activity.uuid)
    assert (row.status, row.visits) == ("approved", 5)
    assert tallies.list_differences() == []


def test_a_correction_leaves_team_and_person_as_they_are(place):
    activity = place.submitted()
    other = place.world.team(place.commune)
    place.world.member(other, place.member)

    with pytest.raises(ContentInvalid) as refusal:
        correct_activity(
            place.viewer(), activity, place.content(team=other.code, on_behalf_of=place.leader.id)
        )

    assert refusal.value.errors == {"team": "fixed", "on_behalf_of": "fixed"}


def test_a_correction_may_come_after_the_thirty_days_that_the_entry_came_within(place, frozen_clock):
    activity = place.submitted(occurred_on="2022-06-01")
    set_returned(activity)
    frozen_clock.tick(days=60)

    correct_activity(place.viewer(), activity, place.content(occurred_on="2022-05-20"))

    row = stored(activity.uuid)
    assert (row.occurred_on, row.is_late, row.status) == (date(2022, 5, 20), False, "submitted")


def test_a_correction_cannot_move_the_day_out_of_bounds(place, frozen_clock):
    activity = place.submitted()
    frozen_clock.tick(days=60)

    with pytest.raises(ContentInvalid) as refusal:
        correct_activity(place.viewer(), activity, place.content(occurred_on="2022-05-01"))

    assert refusal.value.errors == {"occurred_on": "too_old"}


def test_only_the_person_or_who_logged_it_corrects_and_withdraws(place):
    activity = place.submitted()

    with pytest.raises(NotAllowed):
        correct_activity(place.viewer(place.leader), activity, place.content(visits=7))
    with pytest.raises(NotAllowed):
        withdraw_activity(place.viewer(place.leader), activity)

    assert (stored(activity.uuid).status, stored(activity.uuid).visits) == ("submitted", 5)


def test_the_person_corrects_what_the_leader_logged(place):
    uuid = uuid7()
    content = place.content(on_behalf_of=place.member.id)
    submit_activity(place.viewer(place.leader), uuid, content)

    correct_activity(place.viewer(), get_visible_activity(place.viewer(), uuid), replace(content, visits=9))

    row = stored(uuid)
    assert (row.visits, row.author_id, row.logged_by_id) == (9, place.member.id, place.leader.id)


def test_withdrawing_twice_is_withdrawing_once(place):
    activity = place.submitted()
    withdraw_activity(place.viewer(), activity, version=1)

    withdraw_activity(place.viewer(), activity, version=1)

    row = stored(activity.uuid)
    assert (row.status, row.version) == ("withdrawn", 2)
    assert tallies.list_differences() == []

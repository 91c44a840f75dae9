"""Storing a paper sheet: all of it or nothing, once however often it is sent, and undone as a whole."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from uuid_utils.compat import uuid7

from portal.domain.actions import Action
from portal.domain.errors import Missing, NotAllowed, RuleBroken
from portal.domain.team_status import TeamRole
from portal.extensions import db
from portal.models import Activity, AuditRow
from portal.policy import allows
from portal.queries.activities import get_visible_activity
from portal.queries.paper_sheets import get_paper_sheet, list_numbered
from portal.services import audit, tallies
from portal.services.paper_sheets import SheetInvalid, submit_sheet, undo_sheet
from portal.services.reviews import approve_activity
from tests.entries import TODAY, EntryPlace, count, set_returned, stored


@pytest.fixture
def place(world) -> EntryPlace:
    """A commune with a team and its coordinator."""
    place = EntryPlace(world)
    place.coordinator = world.coordinator(place.commune)
    return place


def rows_of(place, *, count=3, **values):
    """Return rows of the member's work, each under an id of its own."""
    usual = {"on_behalf_of": place.member.id} | values
    return [(uuid7(), place.content(**({"visits": visits} | usual))) for visits in range(1, count + 1)]


def test_sheet_is_stored_with_both_people_its_tallies_and_sealed_rows(place):
    sheet_id, rows = uuid7(), rows_of(place)

    fresh = submit_sheet(place.viewer(place.leader), sheet_id, rows)

    entries = [stored(uuid) for uuid, _content in rows]
    assert fresh == 3
    assert {(one.author_id, one.logged_by_id) for one in entries} == {(place.member.id, place.leader.id)}
    assert [one.visits for one in entries] == [1, 2, 3]
    assert tallies.list_differences() == []
    assert audit.verify_chains() is None
    sealed = db.session.scalars(select(AuditRow.actor_id).where(AuditRow.action == "submit_activity")).all()
    assert sealed == [place.leader.id] * 3


def test_sheet_sent_twice_is_stored_once_and_more_rows_join_it(place):
    viewer, sheet_id, rows = place.viewer(place.leader), uuid7(), rows_of(place)
    submit_sheet(viewer, sheet_id, rows)
    before = count(AuditRow)

    again = submit_sheet(viewer, sheet_id, rows)
    more = submit_sheet(viewer, sheet_id, rows + rows_of(place, count=1, visits=9))

    assert (again, more) == (0, 1)
    assert (count(Activity), count(AuditRow)) == (4, before + 1)
    assert len(get_paper_sheet(viewer, sheet_id).entries) == 4


def test_nothing_is_stored_while_one_row_has_a_problem(place):
    rows = rows_of(place)
    stranger = place.world.user("Người lạ")
    rows[1] = (uuid7(), place.content(on_behalf_of=stranger.id, occurred_on="2022-06-20"))

    with pytest.raises(SheetInvalid) as caught:
        submit_sheet(place.viewer(place.leader), uuid7(), rows)

    assert caught.value.errors == {1: {"on_behalf_of": "not_a_member", "occurred_on": "future"}}
    assert count(Activity) == 0


def test_nothing_is_stored_when_the_writing_itself_fails(place, monkeypatch):
    def fail(_contributions):
        raise RuntimeError("cut")

    monkeypatch.setattr(tallies, "add", fail)

    with pytest.raises(RuntimeError, match="cut"):
        submit_sheet(place.viewer(place.leader), uuid7(), rows_of(place))

    assert (count(Activity), count(AuditRow)) == (0, 0)


def test_leader_types_in_own_work_as_own(place):
    sheet_id = uuid7()
    rows = [(uuid7(), place.content(on_behalf_of=place.leader.id))]

    submit_sheet(place.viewer(place.leader), sheet_id, rows)
    again = submit_sheet(place.viewer(place.leader), sheet_id, rows)

    entry = stored(rows[0][0])
    assert (entry.author_id, entry.logged_by_id, again) == (place.leader.id, place.leader.id, 0)


def test_late_rows_are_for_the_coordinator_and_are_marked(place):
    rows = rows_of(place, occurred_on=(TODAY - timedelta(days=31)).isoformat())

    with pytest.raises(SheetInvalid) as caught:
        submit_sheet(place.viewer(place.leader), uuid7(), rows)
    submit_sheet(place.viewer(place.coordinator), uuid7(), rows)

    assert set(caught.value.errors) == {0, 1, 2}
    assert caught.value.errors[0] == {"occurred_on": "too_old"}
    assert all(stored(uuid).is_late for uuid, _content in rows)


def test_member_cannot_type_in_for_others(place):
    rows = rows_of(place, on_behalf_of=place.leader.id)

    with pytest.raises(SheetInvalid) as caught:
        submit_sheet(place.viewer(place.member), uuid7(), rows)

    assert caught.value.errors[0] == {"on_behalf_of": "not_for_others"}


def test_who_typed_an_entry_in_cannot_approve_it_and_another_coordinator_can(place):
    rows, second = rows_of(place), place.world.coordinator(place.commune, "Lê Văn Hai")
    typist = place.viewer(place.coordinator)
    submit_sheet(typist, uuid7(), rows)
    entry = get_visible_activity(typist, rows[0][0])

    assert not allows(typist, Action.decide_activity, entry)
    with pytest.raises(NotAllowed):
        approve_activity(typist, entry, version=1)
    approve_activity(place.viewer(second), entry, version=1)

    assert stored(rows[0][0]).status == "approved"


def test_row_that_is_stored_otherwise_or_withdrawn_is_named(place):
    viewer, sheet_id, rows = place.viewer(place.leader), uuid7(), rows_of(place)
    submit_sheet(viewer, sheet_id, rows[:2])
    undo_sheet(viewer, sheet_id)
    other = uuid7()
    submit_sheet(viewer, other, rows[2:])
    rows[2] = (rows[2][0], place.content(on_behalf_of=place.member.id, visits=77))

    with pytest.raises(SheetInvalid) as caught:
        submit_sheet(viewer, other, rows[1:])

    assert caught.value.errors == {0: {"row": "entry_withdrawn"}, 1: {"row": "entry_conflict"}}
    assert count(Activity) == 3


def test_somebody_elses_id_is_answered_like_nothing(place):
    rows = rows_of(place)
    submit_sheet(place.viewer(place.leader), uuid7(), rows)

    with pytest.raises(Missing):
        submit_sheet(place.viewer(place.coordinator), uuid7(), rows)


def test_sheet_is_undone_as_a_whole_within_a_day(place, frozen_clock):
    viewer, sheet_id, rows = place.viewer(place.leader), uuid7(), rows_of(place)
    submit_sheet(viewer, sheet_id, rows)

    frozen_clock.tick(hours=24)
    undone = undo_sheet(viewer, sheet_id)

    assert undone == 3
    assert {stored(uuid).status for uuid, _content in rows} == {"withdrawn"}
    assert tallies.list_differences() == []
    assert undo_sheet(viewer, sheet_id) == 0


def test_sheet_is_not_undone_after_a_day_or_once_something_was_decided(place, frozen_clock):
    viewer, sheet_id, decided = place.viewer(place.leader), uuid7(), uuid7()
    rows = rows_of(place)
    submit_sheet(viewer, sheet_id, rows_of(place))
    submit_sheet(viewer, decided, rows)
    approve_activity(place.viewer(place.coordinator), get_visible_activity(viewer, rows[1][0]), version=1)

    with pytest.raises(RuleBroken, match="paper_sheet_decided"):
        undo_sheet(viewer, decided)
    frozen_clock.tick(hours=24, seconds=1)
    with pytest.raises(RuleBroken, match="paper_sheet_settled"):
        undo_sheet(viewer, sheet_id)

    assert [stored(uuid).status for uuid, _content in rows] == ["submitted", "approved", "submitted"]


def test_sheet_with_a_returned_entry_is_not_undone_as_a_whole(place):
    viewer, sheet_id, rows = place.viewer(place.leader), uuid7(), rows_of(place)
    submit_sheet(viewer, sheet_id, rows)
    set_returned(stored(rows[0][0]))

    with pytest.raises(RuleBroken, match="paper_sheet_decided"):
        undo_sheet(viewer, sheet_id)


def test_sheet_of_somebody_else_is_not_there(place):
    sheet_id = uuid7()
    submit_sheet(place.viewer(place.leader), sheet_id, rows_of(place))

    assert get_paper_sheet(place.viewer(place.coordinator), sheet_id) is None
    with pytest.raises(Missing):
        undo_sheet(place.viewer(place.coordinator), sheet_id)


def test_numbers_stay_with_their_people_whoever_comes_or_goes(place, world):
    first = {one.listed.id: one.listed.number for one in list_numbered(place.team.id, TODAY)}

    world.member(place.team, world.user("An"), role=TeamRole.deputy)
    gone = world.member(place.team, world.user("Ân đã nghỉ"), until=date(2022, 5, 1))
    later = list_numbered(place.team.id, TODAY)

    numbers = {one.listed.id: one.listed.number for one in later}
    assert numbers | first == numbers
    assert sorted(numbers.values()) == [1, 2, 3, 4]
    assert [one.listed.id for one in later if not one.is_present] == [gone.id]

"""Approving many: what is drawn, what counts as opened, what is left out, and what is recorded."""

from types import SimpleNamespace

import pytest
from sqlalchemy import select

from portal.domain.errors import RuleBroken
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import Activity, AuditRow, BulkReview, Review
from portal.queries.bulk_reviews import list_entries
from portal.services.activities import correct_activity
from portal.services.audit import verify_chains
from portal.services.bulk_reviews import approve_bulk, begin_bulk, open_drawn
from portal.services.reviews import reopen_activity, return_activity
from portal.services.tallies import list_differences
from tests.closings import MID_JUNE, ClosingPlace
from tests.factories import days_ago


@pytest.fixture
def place(world):
    """A commune with a team whose member has ten entries waiting, and the coordinator."""

    commune = world.commune()
    team = world.team(commune)
    member, coordinator = world.member(team), world.coordinator(commune)
    entries = [world.activity(team, member, visits=number + 1) for number in range(10)]
    return SimpleNamespace(
        commune=commune, team=team, member=member, coordinator=coordinator, entries=entries
    )


def begin(viewer, entries) -> BulkReview:
    return begin_bulk(viewer, {entry.uuid: entry.version for entry in entries})


def open_all(viewer, bulk) -> None:
    for entry in list_entries(bulk.drawn):
        open_drawn(viewer, bulk.id, entry)


def statuses() -> list[str]:
    db.session.expire_all()
    return db.session.scalars(select(Activity.status).order_by(Activity.id)).all()


@pytest.mark.parametrize(("chosen", "drawn"), [(1, 1), (3, 3), (4, 3), (10, 3)])
def test_a_few_are_drawn_and_all_of_them_while_they_are_few(world, place, chosen, drawn):
    entries = place.entries[:chosen]

    bulk = begin(world.viewer(place.coordinator), entries)

    assert len(set(bulk.drawn)) == drawn
    assert set(bulk.drawn) <= {entry.id for entry in entries}
    assert (bulk.opened, bulk.done_at) == ({}, None)


def test_chance_draws_different_entries(world, place):
    viewer = world.viewer(place.coordinator)

    # One of 120 combinations each time: twenty times the same would be a miracle.
    drawn = {tuple(begin(viewer, place.entries).drawn) for _time in range(20)}

    assert len(drawn) > 1


def test_nothing_is_approved_before_the_drawn_ones_were_opened_and_the_refusal_names_them(world, place):
    viewer = world.viewer(place.coordinator)
    bulk = begin(viewer, place.entries)
    first = list_entries(bulk.drawn)[0]
    open_drawn(viewer, bulk.id, first)

    with pytest.raises(RuleBroken) as refusal:
        approve_bulk(viewer, bulk.id)

    assert refusal.value.code == "bulk_unopened"
    assert refusal.value.details["entries"].count("K’Liêu Thị Hương, 16/06/2022") == 2
    assert set(statuses()) == {"submitted"}


def test_opening_what_was_not_drawn_counts_for_nothing(world, place):
    viewer = world.viewer(place.coordinator)
    bulk = begin(viewer, place.entries)

    for entry in place.entries:
        if entry.id not in bulk.drawn:
            open_drawn(viewer, bulk.id, entry)

    db.session.expire_all()
    assert db.session.get_one(BulkReview, bulk.id).opened == {}


def test_all_are_approved_in_one_act_and_each_decision_names_it(world, place):
    viewer = world.viewer(place.coordinator)
    bulk = begin(viewer, place.entries)
    open_all(viewer, bulk)

    assert approve_bulk(viewer, bulk.id) == 10

    assert set(statuses()) == {"approved"}
    rows = db.session.execute(select(Review.bulk_id, Review.reviewer_id, Review.outcome)).all()
    assert rows == [(bulk.id, place.coordinator.id, "approve")] * 10
    stored = db.session.get_one(BulkReview, bulk.id)
    assert stored.done_at is not None and stored.left_out == []
    assert set(stored.opened) == {str(one) for one in stored.drawn}
    actions = db.session.scalars(select(AuditRow.action).order_by(AuditRow.id)).all()
    assert actions == ["begin_bulk", *["approve_activity"] * 10, "approve_bulk"]
    assert verify_chains() is None and list_differences() == []


def test_a_second_approval_is_told_so_and_changes_nothing(world, place):
    viewer = world.viewer(place.coordinator)
    bulk = begin(viewer, place.entries)
    open_all(viewer, bulk)
    approve_bulk(viewer, bulk.id)

    with pytest.raises(RuleBroken, match="bulk_done"):
        approve_bulk(viewer, bulk.id)

    assert len(db.session.scalars(select(Review)).all()) == 10


def test_own_entries_and_those_of_another_commune_are_left_out_from_the_beginning(world, place):
    other = world.commune(name="Đồng Nai")
    world.grant(place.coordinator, "coordinator", other)
    world.member(place.team, place.coordinator)
    team = world.team(other)
    own = world.activity(place.team, place.coordinator)
    foreign = world.activity(team, world.member(team))
    viewer = world.viewer(place.coordinator)

    bulk = begin(viewer, [*place.entries[:2], own, foreign])
    open_all(viewer, bulk)
    approve_bulk(viewer, bulk.id)

    assert sorted(bulk.left_out) == sorted([[own.id, "own_entry"], [foreign.id, "other_commune"]])
    assert statuses() == ["approved"] * 2 + ["submitted"] * 10


def test_what_was_decided_or_changed_meanwhile_is_left_out_and_the_rest_approved(world, place):
    viewer = world.viewer(place.coordinator)
    bulk = begin(viewer, place.entries[:5])
    open_all(viewer, bulk)
    returned, changed = place.entries[0], place.entries[1]
    return_activity(viewer, returned, "wrong_date")
    content = changed.content()
    values = {name: getattr(content, name) for name in content.__slots__} | {"visits": 77}
    correct_activity(world.viewer(place.member), changed, type(content)(**values))

    assert approve_bulk(viewer, bulk.id) == 3

    db.session.expire_all()
    assert sorted(db.session.get_one(BulkReview, bulk.id).left_out) == sorted(
        [[returned.id, "decided_meanwhile"], [changed.id, "changed_meanwhile"]]
    )
    assert statuses() == ["returned", "submitted", *["approved"] * 3, *["submitted"] * 5]
    assert list_differences() == []


def test_who_lost_the_commune_meanwhile_approves_nothing(world, place):
    viewer = world.viewer(place.coordinator)
    bulk = begin(viewer, place.entries[:2])
    open_all(viewer, bulk)
    stranger = type(viewer)(viewer.id, viewer.name, None, 0)

    assert approve_bulk(stranger, bulk.id) == 0

    assert set(statuses()) == {"submitted"}


def test_more_than_fifty_or_nothing_of_ones_own_cannot_be_chosen(world, place):
    viewer = world.viewer(place.coordinator)
    many = [world.activity(place.team, place.member) for _number in range(41)]

    with pytest.raises(RuleBroken, match="too_many_chosen"):
        begin(viewer, [*place.entries, *many])
    with pytest.raises(RuleBroken, match="none_to_approve"):
        begin(world.viewer(world.coordinator(world.commune(name="Bom Bo"))), place.entries)

    assert db.session.scalars(select(BulkReview)).all() == []


def test_an_entry_that_was_approved_with_others_is_reopened_alone(world, place):
    viewer = world.viewer(place.coordinator)
    bulk = begin(viewer, place.entries[:3])
    open_all(viewer, bulk)
    approve_bulk(viewer, bulk.id)
    db.session.expire_all()

    reopen_activity(viewer, list_entries([place.entries[0].id])[0], "decided_by_mistake", "Bấm nhầm")

    assert statuses()[:3] == ["submitted", "approved", "approved"]


def test_what_one_commune_closed_leaves_nothing_out_in_another(world):
    closed = ClosingPlace(world)
    commune = world.commune(closed.district, "Bom Bo")
    team = world.team(commune)
    open_entry = world.activity(team, world.member(team), occurred_on=MID_JUNE, submitted_at=days_ago(1))
    both = world.coordinator(commune)
    world.grant(both, Role.coordinator, closed.commune)
    closed.close_commune()

    bulk = begin(world.viewer(both), [open_entry, closed.waiting])

    assert [activity_id for activity_id, _version in bulk.chosen] == [open_entry.id]
    assert bulk.left_out == [[closed.waiting.id, "other_commune"]]

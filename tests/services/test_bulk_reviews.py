"""Approving many: what is drawn, what counts as opened, what is left out, and what is recorded."""

from datetime import date
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from portal.domain.errors import RuleBroken
from portal.extensions import db
from portal.models import Activity, AuditRow, BulkReview, Review
from portal.queries.bulk_reviews import list_entries
from portal.services.activities import correct_activity
from portal.services.audit import verify_chains
from portal.services.bulk_reviews import approve_bulk, begin_bulk, list_obstacles, open_drawn
from portal.services.reviews import reopen_activity, return_activity
from portal.services.tallies import list_differences
from tests.closings import ClosingPlace, ledger
from tests.queries_counted import counting_statements


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


@pytest.fixture
def closed(world):
    """A commune whose first window is closed with one entry waiting in it, and two waiting after it."""
    place = ClosingPlace(world)
    place.close_commune()
    place.after = [
        world.activity(place.teams[1], place.member, occurred_on=date(2022, 6, 16), visits=2) for _ in "ab"
    ]
    return place


def test_what_lies_in_a_closed_period_is_left_out_before_anything_is_approved(world, closed):
    viewer = world.viewer(closed.coordinator)

    bulk = begin(viewer, [closed.waiting, *closed.after])

    assert bulk.left_out == [[closed.waiting.id, "closed_period"]]
    open_all(viewer, bulk)
    assert approve_bulk(viewer, bulk.id) == 2
    assert ledger() == []


def test_the_closed_period_of_another_commune_leaves_nothing_out(world, closed):
    other = world.commune(closed.district, "Bom Bo")
    world.grant(closed.coordinator, "coordinator", other)
    team = world.team(other)
    entry = world.activity(team, world.member(team), occurred_on=date(2022, 6, 10))
    viewer = world.viewer(closed.coordinator)

    bulk = begin(viewer, [entry, closed.waiting])

    assert (bulk.chosen, bulk.left_out) == ([[entry.id, 1]], [[closed.waiting.id, "other_commune"]])


def test_with_a_reason_closed_entries_are_approved_and_the_ledger_keeps_each(world, closed):
    second = submit_before_closing(world, closed)
    viewer = world.viewer(closed.coordinator)

    bulk = begin_bulk(viewer, {one.uuid: one.version for one in (closed.waiting, second)}, " Đã xác minh. ")
    assert (bulk.left_out, bulk.correction) == ([], "Đã xác minh.")
    open_all(viewer, bulk)
    assert approve_bulk(viewer, bulk.id) == 2

    # Published are 5 visits; 7 and 3 are added, and the second team's hamlet counts from the first one on.
    rows = ledger()
    assert [(row.activity_id, row.cause, row.reason) for row in rows] == [
        (closed.waiting.id, "approve", "Đã xác minh."),
        (second.id, "approve", "Đã xác minh."),
    ]
    assert ["8.4" in row.lines for row in rows] == [True, False]
    assert list_differences() == [] and verify_chains() is None


def submit_before_closing(world, closed):
    """Add another waiting entry of the second team to the closed window, as if it had been there."""
    return world.activity(
        closed.teams[1], closed.member, occurred_on=date(2022, 6, 11), visits=3, households=1
    )


def test_only_closed_entries_are_kept_for_giving_the_reason(world, closed):
    bulk = begin(world.viewer(closed.coordinator), [closed.waiting])

    assert (bulk.chosen, bulk.left_out) == ([], [[closed.waiting.id, "closed_period"]])


def test_a_period_that_is_closed_meanwhile_is_seen_before_confirming_and_leaves_its_entries_out(world):
    place = ClosingPlace(world)
    after = world.activity(place.teams[1], place.member, occurred_on=date(2022, 6, 16))
    viewer = world.viewer(place.coordinator)
    bulk = begin(viewer, [place.waiting, after])
    open_all(viewer, bulk)
    place.close_commune()

    foreseen = list_obstacles(viewer, bulk, list_entries(dict(bulk.chosen)))
    assert approve_bulk(viewer, bulk.id) == 1

    assert foreseen == {place.waiting.id: "closed_period"}
    db.session.expire_all()
    assert db.session.get_one(BulkReview, bulk.id).left_out == [[place.waiting.id, "closed_period"]]


def test_approving_takes_as_many_statements_for_three_as_for_ten(world, place):
    viewer = world.viewer(place.coordinator)
    begin(viewer, place.entries[:1])
    counts = []
    for entries in (place.entries[:3], [world.activity(place.team, place.member) for _number in range(10)]):
        with counting_statements() as begun:
            bulk = begin(viewer, entries)
        open_all(viewer, bulk)
        bulk_id = bulk.id
        with counting_statements() as approved:
            assert approve_bulk(viewer, bulk_id) == len(entries)
        counts.append((len(begun), without_draw(approved)))

    assert counts[0] == counts[1]
    assert counts[1][1] <= 16


def without_draw(statements: list[str]) -> int:
    """Count statements but for the one that is only needed when an entry is drawn for a second look."""
    return len([one for one in statements if "second_looks" not in one])

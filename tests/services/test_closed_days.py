"""In a closed period nobody logs, corrects or withdraws an entry, by whatever way it comes."""

from datetime import date

import pytest
from uuid_utils.compat import uuid7

from portal.domain.activity_content import ContentInvalid, read_content
from portal.domain.errors import RuleBroken
from portal.extensions import db
from portal.models import Activity
from portal.services.activities import correct_activity, prepare_entry, store_all, withdraw_activity
from portal.services.paper_sheets import SheetInvalid, submit_sheet, undo_sheet
from portal.services.tallies import list_differences
from tests.closings import ClosingPlace
from tests.entries import count
from tests.queries_counted import counting_statements

CLOSED_DAY, OPEN_DAY = date(2022, 6, 15), date(2022, 6, 16)


@pytest.fixture
def place(world) -> ClosingPlace:
    return ClosingPlace(world)


def stated(place, day: date, **values) -> dict[str, object]:
    """Return an entry of the member as the phone states it."""
    usual = {"team": place.teams[1].code, "occurred_on": day.isoformat(), "kind": "assistance"}
    return usual | {"skills": ["payment"], "visits": 3} | values


def content(place, day: date, **values):
    """Return an entry's content."""
    return read_content(stated(place, day, **values))


def put(client, place, day: date, uuid=None, **values):
    """Send an entry as the member's phone does."""
    client.sign_in(place.member)
    headers = {"X-CSRF-Token": client.csrf()}
    return client.http.put(
        f"/api/activities/{uuid or uuid7()}", json=stated(place, day, **values), headers=headers
    )


@pytest.mark.parametrize("closed_by", ["commune", "province"])
def test_a_phone_is_told_that_the_period_is_closed_and_keeps_the_entry(place, client, closed_by):
    {"commune": place.close_commune, "province": place.close_province}[closed_by]()

    answer = put(client, place, CLOSED_DAY)

    assert (answer.status_code, answer.mimetype) == (409, "application/problem+json")
    problem = answer.get_json()
    assert problem["type"] == "/problems/closed-period"
    assert "errors" not in problem and problem["detail"]
    assert count(Activity) == 2
    assert put(client, place, OPEN_DAY).status_code == 201


def test_what_arrived_before_the_closing_earns_its_receipt_again(place, client):
    uuid = uuid7()
    assert put(client, place, CLOSED_DAY, uuid).status_code == 201
    place.close_commune()

    assert put(client, place, CLOSED_DAY, uuid).status_code == 200


def test_a_returned_entry_of_a_closed_period_is_not_sent_again(place, client):
    entry = place.world.activity(place.teams[1], place.member, status="returned", occurred_on=CLOSED_DAY)
    place.close_commune()

    for day in (CLOSED_DAY, OPEN_DAY):
        answer = put(client, place, day, entry.uuid, visits=4)
        assert (answer.status_code, answer.get_json()["type"]) == (409, "/problems/closed-period")

    db.session.expire_all()
    assert (entry.status, entry.visits, entry.occurred_on) == ("returned", 5, CLOSED_DAY)
    assert list_differences() == []


def test_an_entry_can_be_moved_neither_into_a_closed_period_nor_out_of_it(place):
    inside = place.seen(place.member, place.waiting)
    outside = place.world.activity(place.teams[1], place.member, occurred_on=OPEN_DAY)
    place.close_commune()
    viewer = place.viewer(place.member)

    with pytest.raises(RuleBroken, match="closed_period"):
        correct_activity(viewer, inside, content(place, OPEN_DAY))
    with pytest.raises(ContentInvalid) as refusal:
        correct_activity(viewer, place.seen(place.member, outside), content(place, CLOSED_DAY))

    assert refusal.value.errors == {"occurred_on": "closed_period"}
    assert list_differences() == []


def test_an_entry_of_a_closed_period_is_not_withdrawn(place):
    place.close_commune()

    with pytest.raises(RuleBroken, match="closed_period"):
        withdraw_activity(place.viewer(place.member), place.seen(place.member, place.waiting))

    db.session.expire_all()
    assert place.waiting.status == "submitted"
    assert list_differences() == []


def test_an_entry_checked_before_the_closing_is_refused_when_it_is_stored(place):
    viewer = place.viewer(place.member)
    origin = {"device": None, "device_seq": None, "client_time": None}
    entry = prepare_entry(viewer, uuid7(), content(place, CLOSED_DAY), origin)
    place.close_commune()

    with pytest.raises(RuleBroken, match="closed_period"):
        store_all([entry])

    assert count(Activity) == 2
    assert list_differences() == []


def test_a_paper_sheet_is_told_which_rows_are_of_a_closed_period(place):
    place.close_commune()
    viewer, person = place.viewer(place.coordinator), place.member.id
    rows = [(uuid7(), content(place, day, on_behalf_of=person)) for day in (OPEN_DAY, CLOSED_DAY)]

    with pytest.raises(SheetInvalid) as refusal:
        submit_sheet(viewer, uuid7(), rows)

    assert refusal.value.errors == {1: {"occurred_on": "closed_period"}}
    assert count(Activity) == 2


def test_a_paper_sheet_of_a_closed_period_is_not_undone(place):
    viewer, sheet_id = place.viewer(place.coordinator), uuid7()
    submit_sheet(viewer, sheet_id, [(uuid7(), content(place, CLOSED_DAY, on_behalf_of=place.member.id))])
    place.close_commune()

    with pytest.raises(RuleBroken, match="closed_period"):
        undo_sheet(viewer, sheet_id)

    assert list_differences() == []


def test_the_log_page_says_it_beside_the_day_and_keeps_what_was_typed(place, client):
    place.close_commune()
    client.sign_in(place.member)

    page = client.get("/log").submit("/log", occurred_on="2022-06-15", skills=["payment"], visits="9")

    assert page.status == 422
    assert "đã chốt" in page.text
    assert 'value="9"' in page.html
    assert count(Activity) == 2


def test_storing_an_entry_asks_once_whether_its_day_is_closed(place):
    viewer = place.viewer(place.member)
    origin = {"device": None, "device_seq": None, "client_time": None}
    entries = [
        prepare_entry(viewer, uuid7(), content(place, OPEN_DAY, visits=visits), origin)
        for visits in (1, 2, 3, 4)
    ]

    with counting_statements() as statements:
        store_all(entries)

    assert len([one for one in statements if "FROM closings" in one]) == 1

"""Approving many in a browser without script: tick, open what was drawn, approve, read what was left out."""

import re
from datetime import date
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from portal.domain.roles import Role
from portal.extensions import db
from portal.models import Activity, BulkReview
from portal.services.reviews import return_activity
from portal.transaction import transaction
from tests.closings import ClosingPlace, ledger
from tests.factories import days_ago
from tests.page_client import text_of
from tests.queries_counted import counting_statements

pytestmark = pytest.mark.english


@pytest.fixture
def place(world):
    """A commune in which five entries wait."""

    commune = world.commune()
    team = world.team(commune)
    member, coordinator = world.member(team, world.user("Điểu K’Ré")), world.coordinator(commune)
    entries = [
        world.activity(team, member, visits=20 + number, submitted_at=days_ago(9 - number))
        for number in range(5)
    ]
    return SimpleNamespace(
        commune=commune, team=team, member=member, coordinator=coordinator, entries=entries
    )


def statuses() -> list[str]:
    db.session.expire_all()
    return db.session.scalars(select(Activity.status).order_by(Activity.id)).all()


def choose(page):
    """Go from the desk to the choice and send it as it is offered."""
    return page.follow("Approve many at once").submit("/reviews/bulk")


def boxes(page) -> list:
    return [
        box for box in page.all("input") if box.get("type") == "checkbox" and box.get("name") == "entries"
    ]


def test_many_are_approved_after_the_drawn_ones_were_opened(client, place):
    page = client.sign_in_on_page(place.coordinator)
    page = choose(page)
    assert "5 entries are chosen." in page.text and "Opened 0 of 3" in page.text

    for opened in (1, 2, 3):
        page = page.follow("Open the next one")
        assert f"Opened {opened} of 3" in page.text
    page = page.submit(f"/reviews/bulk/{bulk_id()}/approve")

    assert "5 entries are approved." in page.text
    assert page.path.startswith("/reviews") and "/bulk" not in page.path
    assert statuses() == ["approved"] * 5


def bulk_id() -> int:
    return db.session.scalar(select(BulkReview.id).order_by(BulkReview.id.desc()))


def test_approval_without_opening_is_refused_with_what_remains(client, place):
    page = choose(client.sign_in_on_page(place.coordinator)).follow("Open the next one")
    page = page.follow("All that was chosen")

    page = page.submit(f"/reviews/bulk/{bulk_id()}/approve")

    assert page.status == 409
    refusal = re.search(r"Open these first: (.*?)\. Then approve", page.text)[1]
    assert refusal.split("; ") == ["Điểu K’Ré, 16/06/2022"] * 2
    assert set(statuses()) == {"submitted"}


def test_an_entry_counts_as_opened_only_under_this_bulk_and_for_this_reviewer(client, app, world, place):
    client.sign_in(place.coordinator)
    choose(client.get("/reviews"))
    bulk = db.session.scalars(select(BulkReview)).one()

    for entry in place.entries:
        client.get(f"/reviews/{entry.uuid}")
        client.get(f"/reviews?entry={entry.uuid}")
    client.sign_in(world.coordinator(place.commune, "Vũ Thị Hồng"))
    assert client.get(f"/reviews/{place.entries[0].uuid}?bulk={bulk.id}").status == 404
    assert client.get(f"/reviews/bulk/{bulk.id}").status == 404

    db.session.expire_all()
    assert bulk.opened == {}


def test_what_is_unticked_stays_and_filters_are_kept(client, place):
    client.sign_in(place.coordinator)
    page = client.get("/reviews?age=3").follow("Approve many at once")
    values = [box.get("value") for box in boxes(page)]

    page = page.submit("/reviews/bulk", entries=values[:2])
    for _drawn in range(2):
        page = page.follow("Open the next one")
    page = page.submit(f"/reviews/bulk/{bulk_id()}/approve")

    assert len(values) == 5
    assert "age=3" in page.path
    assert statuses() == ["approved"] * 2 + ["submitted"] * 3


def test_what_carries_a_sign_is_not_ticked_beforehand(client, place):
    with transaction():
        place.entries[1].flag_rank = -5

    page = client.sign_in_on_page(place.coordinator).follow("Approve many at once")

    unticked = [box.get("value") for box in boxes(page) if box.get("checked") is None]
    assert [value.partition(".")[0] for value in unticked] == [str(place.entries[1].uuid)]
    assert "4 entries are chosen." in page.submit("/reviews/bulk").text


def test_entries_left_out_are_named_with_the_reason(client, world, place):
    page = choose(client.sign_in_on_page(place.coordinator))
    for _drawn in range(3):
        page = page.follow("Open the next one")
    return_activity(world.viewer(place.coordinator), place.entries[4], "wrong_date")

    page = page.submit(f"/reviews/bulk/{bulk_id()}/approve")

    assert "4 entries are approved." in page.text
    items = [text_of(item) for item in page.all("li")]
    assert "Điểu K’Ré, 16/06/2022: 24 visits Somebody has decided on it meanwhile." in items


def test_returning_a_drawn_entry_leads_back_to_the_choice(client, place):
    page = choose(client.sign_in_on_page(place.coordinator)).follow("Open the next one")

    page = page.submit("/return", reason="wrong_counts", note="Đếm lại")

    assert page.path.startswith(f"/reviews/bulk/{bulk_id()}")
    assert sorted(statuses()) == ["returned"] + ["submitted"] * 4


def test_nothing_ticked_is_answered_with_the_list_and_what_to_do(client, place):
    client.sign_in(place.coordinator)
    page = client.get("/reviews?many=1")

    page = page.submit("/reviews/bulk", entries=[])

    assert page.status == 422
    assert "Tick at least one entry." in page.text
    assert [box for box in boxes(page) if box.get("checked") is not None] == []
    assert len(boxes(page)) == 5


@pytest.mark.parametrize("value", ["x", "1.1", "00000000-0000-0000-0000-000000000007.1", "é.²", "."])
def test_nonsense_chooses_nothing(client, place, value):
    client.sign_in(place.coordinator)
    page = client.get("/reviews?many=1")

    page = page.submit("/reviews/bulk", entries=[value])

    assert page.status == 422
    assert db.session.scalars(select(BulkReview)).all() == []


def test_the_province_finds_no_choice_of_others(client, world, place):
    staff = world.staff(Role.province_staff, world.province())
    client.sign_in(staff)

    assert client.get("/reviews/bulk/999").status == 404


def test_own_entry_has_no_box(client, world, place):
    world.member(place.team, place.coordinator)
    world.activity(place.team, place.coordinator)
    client.sign_in(place.coordinator)

    page = client.get("/reviews?many=1")

    assert len(boxes(page)) == 5


def test_page_of_the_choice_takes_the_same_statements_for_two_and_for_five(client, place):
    client.sign_in(place.coordinator)
    page = client.get("/reviews?many=1")
    values, counts = [box.get("value") for box in boxes(page)], []

    for number in (2, 5):
        page.submit("/reviews/bulk", entries=values[:number])
        with counting_statements() as statements:
            client.get(f"/reviews/bulk/{bulk_id()}")
        counts.append(len(statements))

    # One of them asks which periods were closed meanwhile.
    assert counts[0] == counts[1] <= 7


def test_entries_of_a_closed_period_are_named_before_confirming_and_approved_with_a_reason(client, world):
    place = ClosingPlace(world)
    place.close_commune()
    for _number in range(2):
        world.activity(place.teams[1], place.member, occurred_on=date(2022, 6, 16))
    page = choose(client.sign_in_on_page(place.coordinator))
    assert "2 entries are chosen." in page.text and "1 entry will be left out" in page.text
    assert "Its period is closed, so approving it needs a reason." in page.text

    refused = page.submit("/corrections", correction=" ")
    assert refused.status == 422 and "Write why the closed figures are corrected." in refused.text
    page = refused.submit("/corrections", correction="Đã xác minh").follow("Open the next one")
    page.submit(f"/reviews/bulk/{bulk_id()}/approve")

    assert statuses() == ["approved"] * 2 + ["submitted"] * 2
    assert [(row.activity_id, row.reason) for row in ledger()] == [(place.waiting.id, "Đã xác minh")]

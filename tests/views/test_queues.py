"""Entries that are still on phones, in the browser: who sees which, what is missing, and files brought in."""

import io
import json
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from uuid_utils.compat import uuid7

from portal import clock
from portal.domain.roles import Role
from portal.extensions import db
from portal.gateways import evidence
from portal.gateways.evidence import EvidenceAway
from portal.models import Activity, Photo, QueueSettlement, Unit
from portal.queries.activities import get_visible_activity
from portal.services.photos import PhotoReceipt, add_photo
from portal.services.queue_files import preview_queue_file
from tests.entries import EntryPlace, count, stored
from tests.page_client import PageClient
from tests.photo_files import photo, sha256_of
from tests.queries_counted import counting_statements
from tests.queue_files import report, stated_entry, stated_file, stated_photo, upload_file

pytestmark = pytest.mark.english

AWFUL = "<script>alert(1)</script>"


@pytest.fixture
def place(world) -> EntryPlace:
    """A commune with a team, its coordinator, and a phone on which much went wrong."""
    place = EntryPlace(world)
    place.coordinator = world.coordinator(place.commune)
    return place


def report_trouble(place) -> None:
    """Let the member's phone hold two entries for two days and miss two."""
    saved_at = clock.now() - timedelta(days=2)
    report(place.viewer(), 4, waiting=[1, 3], photos=2, saved_at=saved_at)


def upload(client, content, name="hang-cho.json"):
    """Upload a file through its page."""
    page = client.get("/queues/import")
    content = content if isinstance(content, bytes) else json.dumps(content).encode()
    return page.submit("/queues/import", file=(io.BytesIO(content), name))


def send_photo(place, uuid: str, content: bytes) -> PhotoReceipt:
    """Send a photo of an entry as the member's phone does."""
    activity = get_visible_activity(place.viewer(), UUID(uuid))
    return add_photo(place.viewer(), activity, sha256_of(content), content)


def test_without_any_report_the_page_says_when_something_shows(client, place):
    client.sign_in(place.member)

    page = client.get("/queues")

    assert "No phone has reported anything yet." in page.text
    assert "choose “Save as a file”" in page.text


def test_the_owner_reads_what_waits_what_is_missing_and_what_to_do(client, place):
    report_trouble(place)
    client.sign_in(place.member)

    page = client.get("/activities").follow("See what is still on phones")

    assert page.path == "/queues"
    for words in (
        "Numbers 2, 4 of this phone are missing: they were saved there and never arrived.",
        "2 entries not sent since 14/06/2022",
        "2 photos are not sent yet; they follow their entries.",
        "Last contact 15:00 16/06/2022",
        "press “Send now”",
    ):
        assert words in page.text


@pytest.mark.parametrize(("hours", "words"), [(0.25, "15 minutes fast"), (-0.2, "12 minutes slow")])
def test_a_clock_that_is_off_is_told(client, place, hours, words):
    report(place.viewer(), 0, client_time=clock.now() + timedelta(hours=hours))
    client.sign_in(place.member)

    page = client.get("/queues")

    assert f"The phone's clock is {words}." in page.text
    assert "All of it arrived" in page.text


def test_leaders_and_coordinators_see_their_people_and_nobody_elses(client, place, world):
    report_trouble(place)
    stranger = world.member(world.team(world.commune(name="Thống Nhất")), world.user("Điểu K’Xa"))
    report(world.viewer(stranger), 1)
    seen = {}

    for name in ("member", "leader", "coordinator"):
        browser = PageClient(client.app)
        browser.sign_in(getattr(place, name))
        page = browser.get("/queues?lang=en")
        seen[name] = (place.member.name in page.text, stranger.name in page.text)

    assert set(seen.values()) == {(True, False)}


def test_the_desk_and_the_team_page_lead_there_only_when_something_is_wrong(client, place):
    client.sign_in(place.coordinator)
    paths = ("/reviews", f"/teams/{place.team.id}")

    for path in paths:
        assert "See what is still on phones" not in client.get(path).text
    report_trouble(place)
    for path in paths:
        page = client.get(path)
        assert "2 entries are still on phones, the oldest since 14/06/2022." in page.text
        assert "2 entries were saved on phones and never arrived." in page.text
        assert "As reported at 15:00 16/06/2022." in page.text
        assert page.follow("See what is still on phones").path == "/queues"


def test_province_staff_are_led_to_no_page_that_they_may_not_open(client, place, world):
    report_trouble(place)
    province = db.session.get_one(Unit, int(place.commune.path.partition("/")[0]))
    client.sign_in(world.staff(Role.province_staff, province))

    assert "See what is still on phones" not in client.get("/reviews").text
    assert "See what is still on phones" not in client.get(f"/teams/{place.team.id}").text


def test_a_gap_is_settled_on_its_page(client, place):
    report_trouble(place)
    client.sign_in(place.coordinator)
    page = client.get("/queues").follow("Note what became of them")

    refused = page.submit("/gap", reason="other", numbers=["2"])
    page = refused.submit("/gap", reason="other", numbers=["2"], note=f"Trẻ con xóa {AWFUL}")

    assert refused.status == 422 and "Write a note that says what is meant." in refused.text
    assert "Number 4 of this phone is missing" in page.text
    assert f"Number 2: Another reason. Trẻ con xóa {AWFUL} {place.coordinator.name}" in page.text
    assert db.session.scalars(select(QueueSettlement.numbers)).all() == [[2]]


def test_numbers_that_are_not_offered_cannot_be_settled(client, place):
    report_trouble(place)
    client.sign_in(place.member)
    page = client.get("/queues").follow("Note what became of them")

    answer = page.submit("/gap", reason="on_paper", numbers=["1"])

    assert answer.status == 422
    assert count(QueueSettlement) == 0


def test_a_file_is_looked_at_and_then_brought_in(client, place):
    entries = [
        stated_entry(place.stated(note=f"Cài VNeID {AWFUL}"), 1, photos=[photo(1), b"no picture"]),
        stated_entry(place.stated(visits=0), 2),
        stated_entry(place.stated(), 3, uuid=place.submitted().uuid),
    ]
    entries[1]["photos"] = entries[0]["photos"]
    client.sign_in(place.coordinator)

    preview = upload(client, stated_file(place.member, entries))
    done = preview.submit("/confirm")

    assert preview.h1 == f"File of {place.member.name}"
    for words in (
        "New, comes in", "Is here already", "Cannot come in",
        "Number of visits: Enter a number of visits from 1 to 999.",
        f"Cài VNeID {AWFUL}",
        "2 photos will be received.",
        "You bring these entries in, so somebody else decides on them.",
    ):  # fmt: skip
        assert words in preview.text
    assert done.path == "/queues"
    for words in (
        "1 entry came in.",
        "1 photo received.",
        "1 photo was not received, of the entry with this number: 1. This is no photo that can be received.",
    ):
        assert words in done.text
    assert (count(Activity), count(Photo)) == (2, 1)


def test_the_same_file_again_has_nothing_to_bring_in(client, place):
    stated = stated_file(place.member, [stated_entry(place.stated())])
    client.sign_in(place.coordinator)
    upload(client, stated).submit("/confirm")

    page = upload(client, stated)

    assert "Nothing of this file is new, so there is nothing to bring in." in page.text
    assert not [form for form in page.all("form") if "/confirm" in form.get("action", "")]


def test_photos_that_are_missing_are_offered_with_the_same_file(client, place, monkeypatch):
    def away(_content):
        raise EvidenceAway

    entry = stated_entry(place.stated(), photos=[photo(1), photo(2)])
    stated = stated_file(place.member, [entry])
    client.sign_in(place.coordinator)
    with monkeypatch.context() as patched:
        patched.setattr(evidence, "store", away)
        done = upload(client, stated).submit("/confirm")
    send_photo(place, entry["id"], photo(2))

    preview = upload(client, stated)
    received = preview.submit("/confirm")

    assert "1 entry came in." in done.text and "2 photos are still missing" in done.text
    for words in ("1 photo of the file is here already.", "1 photo will be received.", "Receive 1 photo"):
        assert words in preview.text
    assert "somebody else decides on them" not in preview.text
    assert "1 photo received." in received.text and "entry came in" not in received.text
    assert "Nothing of this file is new" in upload(client, stated).text


def test_many_photos_that_are_refused_are_named_by_rule(client, place):
    entries = [stated_entry(place.stated(), seq, photos=[b"no picture"]) for seq in range(1, 31)]
    entries[0]["photos"].append(stated_photo(photo()) | {"sha256": "0" * 64})
    client.sign_in(place.coordinator)

    done = upload(client, stated_file(place.member, entries)).submit("/confirm")

    assert "30 photos were not received, of the entries with these numbers: 1–20…." in done.text
    assert "1 photo was not received, of the entry with this number: 1. The photo was damaged" in done.text


def test_a_preview_that_is_out_of_date_is_shown_anew(client, place):
    entries = [stated_entry(place.stated(), seq) for seq in (1, 2)]
    client.sign_in(place.coordinator)
    preview = upload(client, stated_file(place.member, entries))

    answer = preview.submit("/confirm", digest="0" * 64)

    assert answer.status == 422
    assert "Something has changed since you looked." in answer.text
    assert count(Activity) == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b"PK\x03\x04", "This is not a queue saved by a phone."),
        (b"[" * 100_000, "This is not a queue saved by a phone."),
        (b"[" + b"{}," * 1_000_000 + b"{}]", "The file holds more than 2000 entries."),
    ],
    ids=["empty", "archive", "deep", "a million entries"],
)
def test_a_file_that_is_none_is_refused_in_words(client, place, content, words):
    client.sign_in(place.coordinator)

    page = upload(client, content)

    assert page.status == 422
    assert words in page.text


def test_a_file_of_another_commune_is_refused_as_a_whole(client, place, world):
    stranger = world.member(world.team(world.commune(name="Thống Nhất")))
    client.sign_in(place.coordinator)

    page = upload(client, stated_file(stranger, [stated_entry(place.stated())]))

    assert page.status == 422
    assert "The owner of this queue sits in no team of your commune" in page.text
    assert stranger.name not in page.text


def test_names_of_people_whom_a_file_makes_up_are_not_told(client, place, world):
    stranger = world.user("Người Xa Lạ")
    stated = place.stated(on_behalf_of=stranger.id)
    client.sign_in(place.coordinator)

    page = upload(client, stated_file(place.leader, [stated_entry(stated)]))

    assert "Cannot come in" in page.text
    assert stranger.name not in page.text


def test_the_desk_tells_why_who_brought_an_entry_in_does_not_decide(client, place, world):
    uuid, carrier = uuid7(), world.viewer(place.coordinator)
    sha256 = upload_file(carrier, stated_file(place.member, [stated_entry(place.stated(), uuid=uuid)]))
    client.sign_in(place.coordinator)
    client.post(
        f"/queues/import/{sha256}/confirm",
        {"csrf_token": client.csrf(), "digest": preview_queue_file(carrier, sha256).digest},
    )

    desk, entry = client.get("/reviews"), client.get(f"/reviews/{uuid}")

    why = "You brought this entry in from a phone's file, so somebody else decides on it."
    assert why in desk.text and why in entry.text
    assert f"Brought in from a phone's file by {place.coordinator.name}" in desk.text
    assert not [form for form in desk.all("form") if "/approve" in form.get("action", "")]
    other = PageClient(client.app)
    other.sign_in(world.coordinator(place.commune, "Điểu Thị Bé"))
    other.get("/reviews?lang=en").submit("/approve")
    assert stored(uuid).status == "approved"


def test_the_list_costs_the_same_for_one_and_for_many(client, place, world):
    report_trouble(place)
    client.sign_in(place.coordinator)
    client.get("/queues")
    with counting_statements() as for_one:
        client.get("/queues")
    for _ in range(20):
        report(world.viewer(world.member(place.team)), 3, waiting=[1])

    with counting_statements() as for_many:
        client.get("/queues")

    assert len(for_many) == len(for_one) <= 8, for_many

"""Sending photos as the phone does: every answer of the interface, and what is stored then."""

import json

import pytest
from uuid_utils.compat import uuid7

from portal.domain.photos import MOST_BYTES
from portal.gateways import evidence
from portal.gateways.evidence import EvidenceAway
from portal.models import Photo
from portal.services.activities import withdraw_activity
from portal.services.photos import remove_photo
from tests import photo_files
from tests.entries import EntryPlace, count
from tests.photo_files import photo, sha256_of
from tests.queries_counted import counting_statements
from tests.views.api.test_openapi import described_answer

PATH = "/api/activities/{id}/photos/{sha256}"


@pytest.fixture
def place(world) -> EntryPlace:
    """A commune with a team."""
    return EntryPlace(world)


@pytest.fixture
def entry(place):
    """An entry of the member that waits."""
    return place.submitted()


@pytest.fixture
def document(client) -> dict:
    """The description of the interface."""
    return client.http.get("/api/openapi.json").get_json()


class Phone:
    """Sends photos with the headers that the phone sends, and compares each answer with the description."""

    def __init__(self, client, user, document) -> None:
        client.sign_in(user)
        self.http, self.document = client.http, document
        self.headers = {"X-CSRF-Token": client.csrf(), "X-Queue-Owner": str(user.id)}

    def put(self, uuid, content: bytes, *, sha256=None, kind="image/jpeg", **headers):
        """Send a photo; return status, kind of problem or None, and the answer."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        response = self.http.put(
            f"/api/activities/{uuid}/photos/{sha256 or sha256_of(content)}",
            data=content, content_type=kind, headers=self.headers | names,
        )  # fmt: skip
        answer = described_answer(self.document, "put", PATH, response)
        return response.status_code, answer.get("type", "").rpartition("/")[2], answer


@pytest.fixture
def phone(client, place, document) -> Phone:
    """The member's phone."""
    return Phone(client, place.member, document)


def test_a_photo_is_stored_and_answered_with_a_receipt(phone, entry):
    status, _, answer = phone.put(entry.uuid, photo())

    assert status == 201
    assert answer == {
        "receipt": True,
        "id": str(entry.uuid),
        "sha256": sha256_of(photo()),
        "server_time": "2022-06-16T08:00:00+00:00",
    }
    assert count(Photo) == 1


def test_sent_again_it_is_answered_with_the_same_body(phone, entry, frozen_clock):
    _, _, first = phone.put(entry.uuid, photo())
    frozen_clock.tick(hours=3)

    status, _, second = phone.put(entry.uuid, photo())

    assert status == 200 and second == first
    assert count(Photo) == 1


@pytest.mark.parametrize("kind", ["image/jpeg", "image/png", "image/webp"])
def test_each_kind_of_photo_is_taken_whatever_it_is_called(phone, entry, kind):
    for name in ("JPEG", "PNG", "WEBP"):
        assert phone.put(entry.uuid, photo_files.saved(photo_files.picture(), name), kind=kind)[0] == 201


def test_the_fourth_photo_is_one_too_many(phone, entry):
    answers = [phone.put(entry.uuid, photo(seed)) for seed in range(4)]

    assert [answer[0] for answer in answers] == [201, 201, 201, 409]
    assert answers[3][1] == "too-many-photos"
    assert count(Photo) == 3


def test_the_queue_of_another_person_is_refused(phone, place, entry):
    status, kind, _ = phone.put(entry.uuid, photo(), X_Queue_Owner=str(place.leader.id))

    assert (status, kind, count(Photo)) == (409, "owner-mismatch", 0)


def test_an_entry_of_somebody_else_is_not_there_even_for_who_may_read_it(client, place, entry, document):
    leader = Phone(client, place.leader, document)

    foreign, unknown = leader.put(entry.uuid, photo()), leader.put(uuid7(), photo())

    assert foreign == unknown
    assert (foreign[0], foreign[1], count(Photo)) == (404, "not-found", 0)


def test_a_withdrawn_entry_and_a_removed_photo_are_gone(phone, place, entry):
    other = place.submitted(visits=9)
    phone.put(other.uuid, photo())
    remove_photo(place.viewer(), other, sha256_of(photo()))
    withdraw_activity(place.viewer(), entry)

    withdrawn, removed = phone.put(entry.uuid, photo()), phone.put(other.uuid, photo())

    assert (withdrawn[:2], removed[:2]) == ((410, "gone"), (410, "gone"))
    assert withdrawn[2]["title"] != removed[2]["title"]


@pytest.mark.parametrize(
    ("content", "status", "kind"),
    [
        (b"", 422, "invalid"),
        (photo() + b"\x00" * MOST_BYTES, 413, "too-large"),
        (b"\xff\xd8\xff" + b"\x00" * (10 * 1024 * 1024), 413, "too-large"),
        (b"<html>", 415, "unsupported-media-type"),
        (photo_files.heic(), 415, "unsupported-media-type"),
        (photo()[:2000], 422, "invalid"),
        (photo_files.png_bomb(), 422, "invalid"),
    ],
    ids=["empty", "larger by a bit", "much larger", "HTML", "HEIC", "cut off", "bomb"],
)
def test_what_is_no_photo_is_refused_in_a_sentence(phone, entry, content, status, kind):
    told = phone.put(entry.uuid, content)

    assert told[:2] == (status, kind)
    assert told[2]["title"].endswith(".")
    assert count(Photo) == 0


def test_heic_is_told_what_to_do_by_its_type_and_by_its_content(phone, entry):
    by_type = phone.put(entry.uuid, b"whatever", kind="image/heic")
    by_content = phone.put(entry.uuid, photo_files.heic())

    assert by_type == by_content
    assert by_type[2]["title"] == "Cổng chưa đọc được ảnh HEIC. Hãy chụp lại hoặc chọn ảnh JPEG."


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "image/gif", "image/svg+xml", ""])
def test_other_types_are_refused_before_the_body_is_read(phone, entry, kind):
    assert phone.put(entry.uuid, photo(), kind=kind)[:2] == (415, "unsupported-media-type")


def test_a_hash_that_is_not_that_of_the_body_is_refused(phone, entry):
    for sha256 in ("0" * 64, sha256_of(photo()).upper()):
        assert phone.put(entry.uuid, photo(), sha256=sha256)[:2] == (422, "invalid")

    assert count(Photo) == 0


def test_an_address_without_a_hash_is_not_found(phone, entry):
    assert phone.put(entry.uuid, photo(), sha256="abc")[:2] == (404, "not-found")


def test_without_the_token_nothing_is_stored(phone, entry):
    assert phone.put(entry.uuid, photo(), X_CSRF_Token="")[:2] == (400, "csrf")
    assert count(Photo) == 0


def test_while_the_store_is_away_the_phone_is_asked_to_try_again(phone, entry, monkeypatch):
    def away(_content):
        raise EvidenceAway("disk full")

    monkeypatch.setattr(evidence, "store", away)
    response = phone.http.put(
        f"/api/activities/{entry.uuid}/photos/{sha256_of(photo())}",
        data=photo(), content_type="image/jpeg", headers=phone.headers,
    )  # fmt: skip

    described_answer(phone.document, "put", PATH, response)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert "disk full" not in response.get_data(as_text=True)
    assert count(Photo) == 0


def test_the_phone_learns_which_photos_were_received(phone, place, entry):
    for seed in (2, 1):
        phone.put(entry.uuid, photo(seed))
    place.submitted(visits=9)
    with counting_statements() as for_two:
        response = phone.http.get("/api/activities")
    for _ in range(5):
        phone.put(place.submitted(visits=3).uuid, photo(7))

    with counting_statements() as for_seven:
        phone.http.get("/api/activities")

    entries = described_answer(phone.document, "get", "/api/activities", response)["activities"]
    photos = {one["id"]: one["photos"] for one in entries}
    assert photos[str(entry.uuid)] == [sha256_of(photo(2)), sha256_of(photo(1))]
    assert sorted(map(len, photos.values())) == [0, 2]
    assert len(for_seven) == len(for_two)
    assert json.dumps(entries)

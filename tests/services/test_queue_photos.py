"""Photos of queue files: stored as the owner's, one by one, and the rest when the same file comes again."""

import json
from itertools import count as counting

import pytest
from sqlalchemy import select
from uuid_utils.compat import uuid7

from portal.extensions import db
from portal.gateways import evidence
from portal.gateways.evidence import EvidenceAway
from portal.models import Activity, AuditRow, Photo
from portal.queries.activities import get_visible_activity
from portal.services import audit, queue_photos, throttling
from portal.services.activities import withdraw_activity
from portal.services.photos import add_photo, remove_photo
from portal.services.queue_files import FileOutcome, FilePreview, confirm_queue_file, preview_queue_file
from portal.services.reviews import approve_activity
from tests.entries import EntryPlace, count
from tests.photo_files import photo, sha256_of
from tests.queries_counted import counting_statements
from tests.queue_files import stated_entry, stated_file, stated_photo, upload_file


@pytest.fixture
def place(world) -> EntryPlace:
    """A commune with a team and two coordinators."""
    place = EntryPlace(world)
    place.carrier = world.viewer(world.coordinator(place.commune))
    place.other = world.viewer(world.coordinator(place.commune, "Điểu Thị Bé"))
    return place


def preview(place, *entries) -> FilePreview:
    """Upload a file of the member and return what it would bring."""
    return preview_queue_file(place.carrier, upload_file(place.carrier, stated_file(place.member, entries)))


def bring_in(place, *entries) -> FileOutcome:
    """Upload a file of the member and confirm what it would bring."""
    seen = preview(place, *entries)
    return confirm_queue_file(place.carrier, seen.sha256, seen.digest)


def send(place, uuid, content: bytes):
    """Send a photo as the phone of the member does."""
    activity = get_visible_activity(place.viewer(), uuid)
    return add_photo(place.viewer(), activity, sha256_of(content), content)


def codes(outcome: FileOutcome) -> list[tuple[int, str]]:
    """Return which photos were refused and why."""
    return [(refused.seq, refused.code) for refused in outcome.refused]


def photos() -> list[Photo]:
    """Read all photos afresh."""
    newest = select(Photo).order_by(Photo.id).execution_options(populate_existing=True)
    return list(db.session.scalars(newest))


def test_photos_come_in_as_if_the_phone_had_sent_them(place):
    uuid, contents = uuid7(), [photo(1), photo(2)]

    outcome = bring_in(place, stated_entry(place.stated(), uuid=uuid, photos=contents))

    assert outcome == (1, 2, (), 0)
    kept = [(row.sha256, row.slot, row.sent_by_id) for row in photos()]
    assert kept == [(sha256_of(content), slot, place.member.id) for slot, content in enumerate(contents, 1)]
    assert all(evidence.exists(row.stored_sha256) for row in photos())
    # The phone that sends them after all gets the same receipts.
    receipts = [send(place, uuid, content) for content in contents]
    assert [(one.created, one.received_at) for one in receipts] == [(False, r.received_at) for r in photos()]
    assert count(Photo) == 2


def test_who_brought_a_photo_in_is_recorded(place):
    bring_in(place, stated_entry(place.stated(), photos=[photo(1)]))

    [row] = db.session.scalars(select(AuditRow).where(AuditRow.action == "add_photo"))
    assert (row.actor_id, json.loads(row.detail)["carried_by"]) == (place.member.id, place.carrier.id)
    assert audit.verify_chains() is None


def test_a_photo_that_is_refused_does_not_stop_the_others(place):
    broken = stated_entry(place.stated(), 1, photos=[photo(1)])
    broken["photos"] += [{"sha256": "0" * 64, "jpeg": text} for text in ("%%%", "ảnh\ud800")]
    differs = stated_entry(place.stated(), 2, photos=[photo(1)])
    differs["photos"].insert(0, stated_photo(photo(2)) | {"sha256": sha256_of(photo(3))})
    unreadable = stated_entry(place.stated(), 3, photos=[b"\xff\xd8\xff\xe0 no picture", photo(1)])

    outcome = bring_in(place, broken, differs, unreadable)

    assert (outcome.entries, outcome.photos, outcome.missing) == (3, 3, 0)
    assert codes(outcome) == [
        (1, "photo_unreadable"), (1, "photo_unreadable"), (2, "photo_differs"), (3, "photo_unreadable"),
    ]  # fmt: skip


def test_photos_for_which_the_entry_has_no_room_or_no_time_are_refused(place, frozen_clock):
    full, removed, late = (place.submitted() for _ in range(3))
    for seed in (1, 2, 3):
        send(place, full.uuid, photo(seed))
    send(place, removed.uuid, photo(1))
    remove_photo(place.viewer(), get_visible_activity(place.viewer(), removed.uuid), sha256_of(photo(1)))
    approve_activity(place.other, get_visible_activity(place.other, late.uuid))
    stated = place.stated()
    frozen_clock.tick(days=8)

    outcome = bring_in(
        place,
        stated_entry(stated, 1, uuid=full.uuid, photos=[photo(4)]),
        stated_entry(stated, 2, uuid=removed.uuid, photos=[photo(1)]),
        stated_entry(stated, 3, uuid=late.uuid, photos=[photo(1)]),
    )

    assert outcome[:2] == (0, 0)
    assert codes(outcome) == [(1, "too_many_photos"), (2, "photo_removed"), (3, "photo_too_late")]


def test_photos_of_entries_that_stay_out_stay_out(place):
    other, gone = place.submitted(), place.submitted()
    withdraw_activity(place.viewer(), get_visible_activity(place.viewer(), gone.uuid))
    foreign = place.world.activity(place.team, place.leader)

    outcome = bring_in(
        place,
        stated_entry(place.stated(visits=9), 1, uuid=other.uuid, photos=[photo(1)]),
        stated_entry(place.stated(), 2, uuid=gone.uuid, photos=[photo(2)]),
        stated_entry(place.stated(), 3, uuid=foreign.uuid, photos=[photo(3)]),
        stated_entry(place.stated(visits=0), 4, photos=[photo(4)]),
    )

    assert outcome == (0, 0, (), 0)
    assert count(Photo) == 0


def test_the_same_file_brings_what_is_missing_once_the_store_is_back(place, monkeypatch):
    entries = [stated_entry(place.stated(), seq, photos=[photo(seed) for seed in (1, 2)]) for seq in (1, 2)]
    store, calls = evidence.store, counting()

    def store_a_little(content):
        # A photo is two pictures.
        if next(calls) >= 2:
            raise EvidenceAway
        return store(content)

    with monkeypatch.context() as patched:
        patched.setattr(evidence, "store", store_a_little)
        first = bring_in(place, *entries)
    seen = preview(place, *entries)

    assert first == (2, 1, (), 3)
    assert (count(Activity), count(Photo)) == (2, 1)
    assert (seen.fresh, len(seen.photos), seen.photos_here) == ([], 3, 1)
    assert bring_in(place, *entries) == (0, 3, (), 0)
    assert preview(place, *entries).photos == []


def test_an_owner_who_has_to_wait_leaves_the_rest_missing(place):
    limit = throttling.PHOTOS_BY_ACTOR
    throttling.count_try(limit, str(place.member.id), limit.tries - 1)

    outcome = bring_in(place, stated_entry(place.stated(), photos=[photo(1), photo(2), photo(3)]))

    assert outcome == (1, 1, (), 2)


def test_what_takes_too_long_is_left_for_the_same_file_again(place, monkeypatch):
    monkeypatch.setattr(queue_photos, "PATIENCE_SECONDS", 0)

    assert bring_in(place, stated_entry(place.stated(), photos=[photo(1)])) == (1, 0, (), 1)


def test_the_preview_costs_the_same_for_one_photo_and_for_many(place):
    entries = [stated_entry(place.stated(), seq, photos=[photo(seq)]) for seq in range(1, 9)]
    bring_in(place, *entries)
    files = (stated_file(place.member, part) for part in (entries[:1], entries))
    few, many = (upload_file(place.carrier, file) for file in files)

    with counting_statements() as for_one:
        preview_queue_file(place.carrier, few)
    with counting_statements() as for_many:
        preview_queue_file(place.carrier, many)

    assert len(for_many) == len(for_one)

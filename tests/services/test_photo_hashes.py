"""Photos from before there were hashes get theirs in the background, and what is missing is let be."""

import pytest
from sqlalchemy import select, update

from portal import jobs
from portal.extensions import db
from portal.gateways import evidence
from portal.gateways.evidence import EvidenceAway
from portal.models import Activity, Photo
from portal.services import photo_hashes
from portal.services.flags import find_flags
from portal.services.photo_hashes import hash_old_photos
from portal.services.photos import add_photo
from portal.transaction import transaction
from tests.entries import EntryPlace, stored
from tests.photo_files import sha256_of
from tests.quality_photos import scene


@pytest.fixture
def place(world) -> EntryPlace:
    """A commune with a team."""
    return EntryPlace(world)


@pytest.fixture
def old(place):
    """Three entries with a photo each, stored as before there were hashes, and the hashes they had."""
    entries = [place.submitted() for _number in range(3)]
    for seed, entry in enumerate(entries):
        content = scene(seed)
        add_photo(place.viewer(), entry, sha256_of(content), content)
    find_flags()
    known = {photo.activity_id: photo.difference_hash for photo in rows()}
    with transaction():
        db.session.execute(update(Photo).values(difference_hash=None, is_hash_due=True))
    return known


def rows() -> list[Photo]:
    """Read all photos afresh."""
    return list(
        db.session.scalars(select(Photo).order_by(Photo.id).execution_options(populate_existing=True))
    )


def test_the_worker_hashes_old_photos_as_new_ones_are_and_their_entries_are_checked(old):
    jobs.run_once((hash_old_photos,))

    found = {photo.activity_id: photo.difference_hash for photo in rows()}
    for activity_id, value in old.items():
        # Saved once more as JPEG, a picture keeps all but a few of its 64 bits.
        assert (found[activity_id] ^ value).bit_count() <= 2
    assert not any(photo.is_hash_due for photo in rows())
    assert list(db.session.scalars(select(Activity.is_check_due))) == [True] * 3
    assert hash_old_photos in jobs.JOBS


def test_they_come_in_small_batches(old, monkeypatch):
    monkeypatch.setattr(photo_hashes, "BATCH", 2)

    hash_old_photos()
    assert [photo.is_hash_due for photo in rows()] == [False, False, True]
    hash_old_photos()
    assert [photo.is_hash_due for photo in rows()] == [False] * 3


def test_what_is_missing_or_broken_is_passed_over_and_not_tried_again(old, monkeypatch):
    missing, broken, _whole = rows()
    evidence.delete(missing.stored_sha256)
    read, tried = evidence.read, []

    def watched(name):
        tried.append(name)
        return b"no picture" if name == broken.stored_sha256 else read(name)

    monkeypatch.setattr(evidence, "read", watched)
    hash_old_photos()
    hash_old_photos()

    assert len(tried) == 3
    assert [photo.difference_hash is None for photo in rows()] == [True, True, False]
    assert not any(photo.is_hash_due for photo in rows())


def test_while_the_store_is_away_all_stay_due(old, monkeypatch):
    def away(_name):
        raise EvidenceAway

    monkeypatch.setattr(evidence, "read", away)

    with pytest.raises(EvidenceAway):
        hash_old_photos()

    assert all(photo.is_hash_due for photo in rows())


def test_new_photos_are_never_due(place):
    content = scene(7)
    entry = place.submitted()
    add_photo(place.viewer(), entry, sha256_of(content), content)

    assert [photo.is_hash_due for photo in rows()] == [False]
    assert stored(entry.uuid).is_check_due

"""Photos of one entry sent at once, through several processes: each once, and never a fourth."""

from sqlalchemy import select

from portal.extensions import db
from portal.models import AuditRow, Photo
from portal.queries.activities import get_visible_activity
from portal.services.audit import verify_chains
from portal.services.photos import add_photo
from tests.concurrency.contenders import compete, viewer_of
from tests.entries import EntryPlace
from tests.photo_files import photo, sha256_of

TWO_PROCESSES = 2


def send(user_id: int, uuid, seed: int):
    """Return the sending of a photo."""
    viewer = viewer_of(user_id)
    activity, content = get_visible_activity(viewer, uuid), photo(seed)
    return lambda: add_photo(viewer, activity, sha256_of(content), content)


def test_one_photo_sent_ten_times_at_once_is_one_row(app, world):
    place = EntryPlace(world)
    entry = place.world.activity(place.team, place.member)

    outcomes = compete(app, send, [(place.member.id, entry.uuid, 1)] * 10, TWO_PROCESSES)

    assert outcomes == ["done"] * 10
    assert db.session.scalars(select(Photo.slot)).all() == [1]
    assert db.session.scalars(select(AuditRow.action)).all() == ["add_photo"]
    assert verify_chains() is None


def test_of_eight_photos_at_once_three_are_stored(app, world):
    place = EntryPlace(world)
    entry = place.world.activity(place.team, place.member)
    jobs = [(place.member.id, entry.uuid, seed) for seed in range(8)]

    outcomes = compete(app, send, jobs, TWO_PROCESSES)

    assert sorted(outcomes) == ["done"] * 3 + ["too_many_photos"] * 5
    assert sorted(db.session.scalars(select(Photo.slot))) == [1, 2, 3]
    assert verify_chains() is None

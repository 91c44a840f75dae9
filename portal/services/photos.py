"""Add photos to an entry, take them back, and delete the pictures whose time is over."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Row, select, update

from portal import clock
from portal.domain.actions import Action
from portal.domain.activity_status import ActivityStatus
from portal.domain.errors import Missing, RuleBroken
from portal.domain.photos import (
    KEPT_FOR,
    KEPT_ONCE_WITHDRAWN,
    MAY_FOLLOW_FOR,
    MOST_PHOTOS,
    OPEN,
    why_closed,
)
from portal.domain.roles import Viewer
from portal.extensions import db
from portal.gateways import evidence
from portal.gateways.evidence import EvidenceAway
from portal.gateways.pictures import redraw
from portal.models import Activity, Photo
from portal.policy import require
from portal.queries.photos import get_photo, is_picture_shown, list_expired_ids, list_photos
from portal.services import audit, flags, throttling
from portal.transaction import end_read, transactional

# So many at once leave time for the other jobs.
BATCH = 100


class PhotoReceipt(NamedTuple):
    """The proof that a photo is stored; `created` is False when it already was."""

    created: bool
    uuid: UUID
    sha256: str
    received_at: datetime


def add_photo(
    viewer: Viewer,
    activity: Activity,
    sha256: str,
    content: bytes,
    *,
    again: bool = False,
    carrier: Viewer | None = None,
) -> PhotoReceipt:
    """Store a photo of an entry, once however often it is sent; `sha256` is that of the content.

    A photo that was taken back is stored anew only if `again`: a copy that was late on its way does not undo
    what a person decided. `carrier` is who brings it in for the viewer. Raises EvidenceAway, and RuleBroken
    for what domain/photos.py and gateways/pictures.py refuse, "entry_withdrawn", "photo_differs",
    "photo_removed", "too_many_photos" or "too_many_tries".
    """
    require(viewer, Action.add_photo, activity)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise RuleBroken("photo_differs")
    receipt = _receipt_of(activity, sha256, again)
    if receipt:
        return receipt
    _refuse(activity, len(list_photos([activity.id])[activity.id]))
    throttling.count_try(throttling.PHOTOS_BY_ACTOR, str(viewer.id))
    # Decoding and storing take long, so nothing is held open meanwhile.
    end_read()
    pictures = redraw(content)
    files = (pictures.photo, pictures.thumbnail)
    stored = [evidence.store(file) for file in files]
    facts = dict(zip(("stored_sha256", "thumbnail_sha256"), stored, strict=True))
    facts |= {"width": pictures.width, "height": pictures.height, "size": len(pictures.photo)}
    facts["difference_hash"] = pictures.difference_hash
    try:
        receipt = _keep(viewer, activity.id, sha256, facts, again, carrier)
    except RuleBroken:
        _delete_pictures(stored)
        raise
    _restore_pictures(files, stored)
    return receipt


def remove_photo(viewer: Viewer, activity: Activity, sha256: str) -> None:
    """Take a photo back, for good, while nobody has approved its entry.

    Raises Missing for a photo that never was, and RuleBroken("illegal_transition").
    """
    require(viewer, Action.remove_photo, activity)
    photo_id = _take_back(viewer, activity.id, sha256)
    if photo_id is not None:
        try:
            _clear(photo_id)
        except EvidenceAway:
            # It is out of sight; the pictures are deleted by expire_photos as soon as the store is back.
            return


def expire_photos() -> None:
    """Delete the pictures whose time is over; that the photos were there stays known. Raises EvidenceAway."""
    ids = list_expired_ids(clock.now(), BATCH)
    end_read()
    for photo_id in ids:
        _expire(photo_id)
        _clear(photo_id)


@transactional
def shorten_keeping(activity_id: int) -> None:
    """Let the photos of an entry that was withdrawn go sooner."""
    ends_at = clock.now() + KEPT_ONCE_WITHDRAWN
    later = (Photo.activity_id == activity_id, Photo.expires_at > ends_at)
    db.session.execute(update(Photo).where(*later).values(expires_at=ends_at))


def _receipt_of(activity: Activity | Row, sha256: str, again: bool) -> PhotoReceipt | None:
    """Return the receipt of a photo that is stored already, or None. Raises RuleBroken, see add_photo."""
    if activity.status == ActivityStatus.withdrawn:
        raise RuleBroken("entry_withdrawn")
    photo = get_photo(activity.id, sha256)
    if photo is None or (again and photo.slot is None):
        return None
    if photo.removed_at is not None:
        raise RuleBroken("photo_removed")
    return PhotoReceipt(False, activity.uuid, sha256, photo.received_at)


def _refuse(activity: Activity | Row, count: int) -> None:
    """Raise RuleBroken when an entry with so many photos takes no more."""
    code = why_closed(activity.status, activity.received_at, clock.now())
    if code:
        raise RuleBroken(code, days=MAY_FOLLOW_FOR.days)
    if count >= MOST_PHOTOS:
        raise RuleBroken("too_many_photos", most=MOST_PHOTOS)


@transactional
def _keep(
    viewer: Viewer,
    activity_id: int,
    sha256: str,
    facts: dict[str, object],
    again: bool,
    carrier: Viewer | None,
) -> PhotoReceipt:
    """Add the row, unless it was added or the entry decided on meanwhile."""
    activity = _lock_entry(activity_id)
    receipt = _receipt_of(activity, sha256, again)
    if receipt:
        return receipt
    taken = {photo.slot for photo in list_photos([activity_id])[activity_id]}
    _refuse(activity, len(taken))
    moment = clock.now()
    photo = get_photo(activity_id, sha256) or Photo(activity_id=activity_id, sha256=sha256)
    photo.commune_id, photo.sent_by_id = activity.commune_id, viewer.id
    photo.slot = min(set(range(1, MOST_PHOTOS + 1)) - taken)
    photo.received_at, photo.expires_at, photo.removed_at = moment, moment + KEPT_FOR, None
    for name, value in facts.items():
        setattr(photo, name, value)
    db.session.add(photo)
    db.session.flush()
    carried = {"carried_by": carrier.id} if carrier else {}
    _note_change(viewer, Action.add_photo, activity, moment, sha256=sha256, **carried)
    return PhotoReceipt(True, activity.uuid, sha256, moment)


@transactional
def _take_back(viewer: Viewer, activity_id: int, sha256: str) -> int | None:
    """Hide a photo from now on and return its id; None if it was hidden before."""
    activity, photo = _lock_entry(activity_id), get_photo(activity_id, sha256)
    if photo is None:
        raise Missing
    if photo.removed_at is not None:
        return None
    if activity.status not in OPEN:
        raise RuleBroken("illegal_transition")
    moment = clock.now()
    photo.slot, photo.removed_at, photo.expires_at = None, moment, moment
    db.session.flush()
    _note_change(viewer, Action.remove_photo, activity, moment, sha256=sha256)
    return photo.id


@transactional
def _expire(photo_id: int) -> None:
    """Hide a photo whose time is over."""
    photo = _lock_photo(photo_id)
    if photo.removed_at is None:
        photo.removed_at = clock.now()
        db.session.flush()
        uuid = db.session.scalar(select(Activity.uuid).where(Activity.id == photo.activity_id))
        audit.record(
            None, "expire_photo", f"activity:{uuid}", commune_id=photo.commune_id, sha256=photo.sha256
        )


def _clear(photo_id: int) -> None:
    """Delete the pictures of a hidden photo, and note that they are gone."""
    photo = db.session.get_one(Photo, photo_id)
    stored = [name for name in (photo.stored_sha256, photo.thumbnail_sha256) if name]
    end_read()
    _delete_pictures(stored)
    _forget_pictures(photo_id)


@transactional
def _forget_pictures(photo_id: int) -> None:
    photo = _lock_photo(photo_id)
    # Meanwhile it may have been added again.
    if photo.removed_at is not None:
        photo.stored_sha256 = photo.thumbnail_sha256 = photo.expires_at = None
        photo.difference_hash = None
        flags.forget_photo_prints(photo.activity_id)


def _restore_pictures(files: Sequence[bytes], stored: Sequence[str]) -> None:
    """Store pictures again that somebody deleted with another entry's just before the new row was there."""
    for file, name in zip(files, stored, strict=True):
        if not evidence.exists(name):
            evidence.store(file)


def _delete_pictures(stored: list[str]) -> None:
    """Delete pictures from the store, but for those that another photo shows."""
    for name in stored:
        if not _is_needed(name):
            content = evidence.read(name)
            evidence.delete(name)
            # Another entry may have got the same picture just then, and found it still there.
            if content is not None and _is_needed(name):
                evidence.store(content)


def _is_needed(name: str) -> bool:
    needed = is_picture_shown(name)
    end_read()
    return needed


def _note_change(viewer: Viewer, action: Action, activity: Row, moment: datetime, **detail: object) -> None:
    # Phones ask what changed; a reviewer's decision is about what is stated, so the version stays.
    table = Activity.__table__
    changed = {"updated_at": moment, "is_check_due": True}
    db.session.execute(update(table).where(table.c.id == activity.id).values(changed))
    audit.record(viewer, action, f"activity:{activity.uuid}", commune_id=activity.commune_id, **detail)


def _lock_entry(activity_id: int) -> Row:
    """Return what matters of an entry as it is now; who adds another photo to it, or decides on it, waits."""
    columns = (getattr(Activity, name) for name in ("id", "uuid", "commune_id", "status", "received_at"))
    return db.session.execute(select(*columns).where(Activity.id == activity_id).with_for_update()).one()


def _lock_photo(photo_id: int) -> Photo:
    locked = select(Photo).where(Photo.id == photo_id).with_for_update()
    return db.session.scalars(locked.execution_options(populate_existing=True)).one()

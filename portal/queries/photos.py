"""Photos of entries: those of a page in one statement, one by its hash, and those whose time is over."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from portal.extensions import db
from portal.models import Activity, Photo
from portal.queries.among import among


def list_photos(activity_ids: Collection[int]) -> dict[int, list[Photo]]:
    """List the photos of each of some entries in their order, with those that were deleted in the end."""
    found: dict[int, list[Photo]] = {activity_id: [] for activity_id in activity_ids}
    for photo in db.session.scalars(_OF_ENTRIES, {"activity_ids": sorted(found)}) if found else ():
        found[photo.activity_id].append(photo)
    return found


def shown_photos(activity_id: InstrumentedAttribute[int]) -> ScalarSelect[int]:
    """Return how many photos an entry shows, to be asked together with the entry."""
    shown = select(func.count()).where(Photo.activity_id == activity_id, Photo.removed_at.is_(None))
    return shown.scalar_subquery()


def get_photo(activity_id: int, sha256: str) -> Photo | None:
    """Return the photo of an entry by what was sent, whatever became of it."""
    return db.session.scalar(_photos().where(Photo.activity_id == activity_id, Photo.sha256 == sha256))


def get_shown_photo(activity_id: int, sha256: str) -> Photo | None:
    """Return the photo of an entry by what was sent, unless it was removed."""
    photo = get_photo(activity_id, sha256)
    return photo if photo is not None and photo.removed_at is None else None


def list_shown_hashes(uuids: Collection[UUID]) -> dict[UUID, set[str]]:
    """Return by what was sent which photos of some entries are shown; entries without any are left out."""
    found: dict[UUID, set[str]] = {}
    shown = select(Activity.uuid, Photo.sha256).join(Activity, Activity.id == Photo.activity_id)
    shown = shown.where(Activity.uuid.in_(uuids), Photo.removed_at.is_(None))
    for uuid, sha256 in db.session.execute(shown) if uuids else ():
        found.setdefault(uuid, set()).add(sha256)
    return found


def is_picture_shown(sha256: str) -> bool:
    """Tell whether a photo that is shown needs this picture of the evidence store."""
    its = or_(Photo.stored_sha256 == sha256, Photo.thumbnail_sha256 == sha256)
    return db.session.scalar(select(exists().where(Photo.removed_at.is_(None), its)))


def list_expired_ids(now: datetime, limit: int) -> list[int]:
    """List the photos whose pictures have to go, the longest overdue first."""
    due = select(Photo.id).where(Photo.expires_at <= now).order_by(Photo.expires_at, Photo.id)
    return list(db.session.scalars(due.limit(limit)))


def _photos() -> Select:
    """Select photos as they are now, also those that were read before."""
    return select(Photo).execution_options(populate_existing=True)


def list_hash_due(limit: int) -> list[tuple[int, str]]:
    """List some photos that still want a difference hash, with the names of their pictures in the store."""
    due = select(Photo.id, Photo.stored_sha256).where(Photo.is_hash_due, Photo.stored_sha256.is_not(None))
    return [tuple(row) for row in db.session.execute(due.order_by(Photo.id).limit(limit))]


_BELONGS = among(Photo.activity_id, "activity_ids")
_OF_ENTRIES = _photos().where(_BELONGS, Photo.slot.is_not(None)).order_by(Photo.activity_id, Photo.slot)

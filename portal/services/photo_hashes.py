"""Give photos that were stored before there were difference hashes theirs, a few at a time."""

from sqlalchemy import update

from portal.domain.errors import RuleBroken
from portal.extensions import db
from portal.gateways import evidence
from portal.gateways.pictures import hash_picture
from portal.models import Activity, Photo
from portal.queries.photos import list_hash_due
from portal.transaction import end_read, transactional

# Each takes some hundredths of a second, so the other jobs need not wait.
BATCH = 50


def hash_old_photos() -> None:
    """Read photos that still want a hash from the store and keep their hashes. Raises EvidenceAway.

    What is missing or cannot be read is not tried again: it never gets a hash. While the store is away all
    stay due.
    """
    due = list_hash_due(BATCH)
    end_read()
    for photo_id, name in due:
        content = evidence.read(name)
        _keep_hash(photo_id, None if content is None else _read_hash(content))


def _read_hash(content: bytes) -> int | None:
    try:
        return hash_picture(content)
    except RuleBroken:
        return None


@transactional
def _keep_hash(photo_id: int, value: int | None) -> None:
    """Keep a hash, and have the entry checked for photos that are alike; nothing else of it changes."""
    still_due = (Photo.id == photo_id, Photo.is_hash_due)
    shown = db.session.execute(
        update(Photo).where(*still_due, Photo.removed_at.is_(None)).values(difference_hash=value)
    )
    db.session.execute(update(Photo).where(*still_due).values(is_hash_due=False))
    if value is not None and shown.rowcount:
        entries = Activity.__table__
        of_photo = db.select(Photo.activity_id).where(Photo.id == photo_id).scalar_subquery()
        db.session.execute(update(entries).where(entries.c.id == of_photo).values(is_check_due=True))

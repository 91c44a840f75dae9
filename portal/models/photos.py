"""Photos: the evidence of an entry; the pictures themselves lie in the evidence store."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.photos import MOST_PHOTOS
from portal.extensions import db
from portal.models.columns import Key, Moment, only_where


class Photo(db.Model):
    """A photo of an entry, known by the SHA-256 of what was sent.

    Once its time is over the pictures go and the row stays, with its slot, so that their number is still
    known. Who takes a photo back gives its slot free.
    """

    __tablename__ = "photos"
    __table_args__ = (
        # Sending twice stores once, and of two that send the fourth photo at once the database refuses both.
        UniqueConstraint("activity_id", "sha256"),
        UniqueConstraint("activity_id", "slot"),
        CheckConstraint(f"slot BETWEEN 1 AND {MOST_PHOTOS}", name="slot"),
        CheckConstraint("width > 0 AND height > 0 AND size > 0", name="measures"),
        CheckConstraint(
            "removed_at IS NOT NULL OR (slot IS NOT NULL AND stored_sha256 IS NOT NULL"
            " AND thumbnail_sha256 IS NOT NULL AND expires_at IS NOT NULL)",
            name="shown",
        ),
        Index("ix_photos_expires_at", "expires_at"),
        Index("ix_photos_stored_sha256", "stored_sha256"),
        Index("ix_photos_thumbnail_sha256", "thumbnail_sha256"),
        Index(
            "ix_photos_hash_due",
            "id",
            **only_where("is_hash_due", on_sqlite="is_hash_due = 1"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"))
    commune_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    slot: Mapped[int | None]
    sha256: Mapped[str] = mapped_column(Text)
    # Where the pictures lie in the evidence store; None once they are deleted there.
    stored_sha256: Mapped[str | None] = mapped_column(Text)
    thumbnail_sha256: Mapped[str | None] = mapped_column(Text)
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    # What remains alike when a photo is saved anew, see domain/photo_hashes.py; None where it shows nothing.
    difference_hash: Mapped[int | None] = mapped_column(BigInteger)
    # Stored before there were such hashes: the worker makes up for it.
    is_hash_due: Mapped[bool] = mapped_column(default=False, server_default=false())
    received_at: Mapped[datetime] = mapped_column(Moment)
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    # When the pictures have to go; None once they are gone.
    expires_at: Mapped[datetime | None] = mapped_column(Moment)
    # Since then nobody sees the photo.
    removed_at: Mapped[datetime | None] = mapped_column(Moment)

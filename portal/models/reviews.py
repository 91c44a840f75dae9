"""Decisions on entries, each with what was decided on."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import db
from portal.models.columns import Key, Moment
from portal.models.users import User


class Review(db.Model):
    """One decision by one reviewer; `content` is the entry as it then read, as canonical JSON.

    `submitted_at` is when that was sent; None for old decisions of which it was not kept.
    """

    __tablename__ = "reviews"
    __table_args__ = (
        CheckConstraint("outcome IN ('approve', 'return', 'reopen')", name="outcome"),
        Index("ix_reviews_activity_id", "activity_id", "decided_at"),
        Index("ix_reviews_commune_id", "commune_id", "decided_at"),
        Index("ix_reviews_reviewer_id", "reviewer_id", "decided_at"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"))
    commune_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    outcome: Mapped[str] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[str] = mapped_column(Text)
    content_sha256: Mapped[str] = mapped_column(Text)
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_at: Mapped[datetime] = mapped_column(Moment)
    bulk_id: Mapped[int | None] = mapped_column(ForeignKey("bulk_reviews.id"))

    reviewer: Mapped[User] = relationship(lazy="raise_on_sql")

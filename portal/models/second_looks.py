"""Approvals that were drawn for somebody else to look at once more."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.second_looks import LOOK_OUTCOMES
from portal.extensions import db
from portal.models.columns import Key, Moment

OUTCOMES = ", ".join(f"'{outcome}'" for outcome in LOOK_OUTCOMES)


class SecondLook(db.Model):
    """An approval that was drawn, and what whoever looked at it found; it changes no entry."""

    __tablename__ = "second_looks"
    __table_args__ = (
        CheckConstraint(f"outcome IN ({OUTCOMES})", name="outcome"),
        CheckConstraint(
            "(outcome IS NULL) = (looked_at IS NULL) AND (outcome IS NULL) = (looked_by_id IS NULL)",
            name="looked",
        ),
        UniqueConstraint("review_id"),
        Index("ix_second_looks_commune_id", "commune_id", "drawn_at"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"), index=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"))
    commune_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    drawn_at: Mapped[datetime] = mapped_column(Moment)
    looked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    looked_at: Mapped[datetime | None] = mapped_column(Moment)
    outcome: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")

"""The queues on people's phones as they were last reported, and what was said of entries that never came."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.queues import GAP_REASONS
from portal.extensions import db
from portal.models.columns import Key, Moment
from portal.models.users import User

REASONS = ", ".join(f"'{reason}'" for reason in GAP_REASONS)


class Queue(db.Model):
    """One person's queue on one phone, whose entries are numbered 1, 2, 3, … as they are saved.

    `waiting` holds pairs of a number and the moment it was saved by the phone's clock; `answered` the numbers
    whose entry was stored before under another one; `settled` those of which somebody said what became.
    Counts and `missing` are as of the last report; entries that changed since `counted_at` may shrink them.
    """

    __tablename__ = "queues"
    __table_args__ = (
        UniqueConstraint("user_id", "device"),
        CheckConstraint("last_seq >= 0", name="last_seq"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    device: Mapped[str] = mapped_column(Text)
    last_seq: Mapped[int] = mapped_column(default=0)
    waiting: Mapped[list[list]] = mapped_column(JSON, default=list)
    waiting_count: Mapped[int] = mapped_column(default=0)
    oldest_waiting_at: Mapped[datetime | None] = mapped_column(Moment)
    photos_waiting: Mapped[int] = mapped_column(default=0)
    discarded: Mapped[list[int]] = mapped_column(JSON, default=list)
    answered: Mapped[list[int]] = mapped_column(JSON, default=list)
    missing: Mapped[list[int]] = mapped_column(JSON, default=list)
    settled: Mapped[list[int]] = mapped_column(JSON, default=list)
    unsettled_count: Mapped[int] = mapped_column(default=0)
    clock_offset_seconds: Mapped[int] = mapped_column(default=0)
    counted_at: Mapped[datetime] = mapped_column(Moment)
    reported_at: Mapped[datetime] = mapped_column(Moment)
    first_seen_at: Mapped[datetime] = mapped_column(Moment)

    user: Mapped[User] = relationship(lazy="raise_on_sql")


class QueueSettlement(db.Model):
    """What somebody said became of entries that never arrived."""

    __tablename__ = "queue_settlements"
    __table_args__ = (CheckConstraint(f"reason IN ({REASONS})", name="reason"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    queue_id: Mapped[int] = mapped_column(ForeignKey("queues.id"), index=True)
    numbers: Mapped[list[int]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    settled_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    settled_at: Mapped[datetime] = mapped_column(Moment)

"""Good practices: approved sessions written up so that other teams can copy them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.practices import PracticeStatus
from portal.extensions import db
from portal.models.columns import ByteOrdered, CodeList, Key, Moment

STATUSES = ", ".join(f"'{status}'" for status in PracticeStatus)


class Practice(db.Model):
    """How one approved session was done, in words; its outcome is read from the sessions that copy it."""

    __tablename__ = "practices"
    __table_args__ = (
        CheckConstraint(f"status IN ({STATUSES})", name="status"),
        CheckConstraint("minutes IS NULL OR minutes BETWEEN 1 AND 480", name="minutes"),
        CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided"),
        Index("ix_practices_commune_id", "commune_id", "status"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"), unique=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), index=True)
    commune_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    status: Mapped[str] = mapped_column(Text, index=True)
    title: Mapped[str] = mapped_column(Text)
    steps: Mapped[str] = mapped_column(Text)
    audience: Mapped[str] = mapped_column(Text, default="")
    minutes: Mapped[int | None]
    skills: Mapped[tuple[str, ...]] = mapped_column(CodeList)
    # One address a line.
    links: Mapped[str] = mapped_column(Text, default="")
    words_fold: Mapped[str] = mapped_column(ByteOrdered)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    note: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

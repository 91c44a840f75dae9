"""Community sessions that teams plan, who is about to log them, and whose phone a public page names."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Text, Time, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import db
from portal.models.columns import CodeList, Key, Moment, only_where

NOT_CANCELLED = "cancelled_at IS NULL"


class CommunitySession(db.Model):
    """A session for citizens that a team announces; what really happened stands in its entry alone."""

    __tablename__ = "community_sessions"
    __table_args__ = (
        CheckConstraint("expected IS NULL OR expected BETWEEN 1 AND 999", name="expected"),
        CheckConstraint("end_time IS NULL OR end_time > start_time", name="times"),
        CheckConstraint("(cancelled_at IS NULL) = (cancelled_by_id IS NULL)", name="cancelled"),
        Index("ix_community_sessions_hamlet_id", "hamlet_id", "held_on"),
        Index("ix_community_sessions_team_id", "team_id", "held_on"),
        Index("ix_community_sessions_commune_id", "commune_id", "held_on"),
        # Sending a plan twice announces it once.
        Index(
            "uq_community_sessions_slot",
            "team_id",
            "hamlet_id",
            "held_on",
            "start_time",
            unique=True,
            **only_where(NOT_CANCELLED),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"))
    commune_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    hamlet_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    # The practice that the plan was copied from.
    practice_id: Mapped[int | None] = mapped_column(ForeignKey("practices.id"), index=True)
    # The sessions that were planned in one act.
    series_uuid: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    held_on: Mapped[date] = mapped_column(Date)
    start_time: Mapped[time] = mapped_column(Time)
    end_time: Mapped[time | None] = mapped_column(Time)
    place: Mapped[str] = mapped_column(Text)
    skills: Mapped[tuple[str, ...]] = mapped_column(CodeList)
    expected: Mapped[int | None]
    bring: Mapped[str] = mapped_column(Text, default="")
    planned_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    planned_at: Mapped[datetime] = mapped_column(Moment)
    cancelled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    cancelled_at: Mapped[datetime | None] = mapped_column(Moment)
    cancel_reason: Mapped[str] = mapped_column(Text, default="")
    # The one entry that says what came of it; a withdrawn one gives way.
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activities.id"), unique=True)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class SessionClaim(db.Model):
    """The id under which somebody is about to log a session, so that the entry is known as its own."""

    __tablename__ = "session_claims"
    __table_args__ = (UniqueConstraint("session_id", "user_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("community_sessions.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    entry_uuid: Mapped[UUID] = mapped_column(Uuid, unique=True)
    claimed_at: Mapped[datetime] = mapped_column(Moment)


class PublicContact(db.Model):
    """The leader who agreed that a team's public pages show their phone; it ends with their seat."""

    __tablename__ = "public_contacts"

    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    consented_at: Mapped[datetime] = mapped_column(Moment)

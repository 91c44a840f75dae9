"""Trainings of team members: what is planned, who is invited and was there, materials and completions."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.trainings import (
    Answer,
    AttendedBy,
    TrainingPhase,
    TrainingResult,
    TrainingStatus,
    phase_of,
)
from portal.extensions import db
from portal.models.columns import Key, Moment, only_where
from portal.models.units import Unit
from portal.models.users import User


def _listed(codes: type[StrEnum]) -> str:
    return ", ".join(f"'{code}'" for code in codes)


class Training(db.Model):
    """A training that a commune, a district or the province organises for members of its teams.

    `secret` makes the codes on its wall. `version` counts the changes of the row, and calendars tell by it
    which of two files is the newer one.
    """

    __tablename__ = "trainings"
    __table_args__ = (
        CheckConstraint(f"status IN ({_listed(TrainingStatus)})", name="status"),
        CheckConstraint("ends_at > starts_at", name="times"),
        CheckConstraint("seats BETWEEN 1 AND 999", name="seats"),
        CheckConstraint("place <> '' OR online_url <> ''", name="place"),
        Index("ix_trainings_unit_id", "unit_id", "starts_at"),
        Index("ix_trainings_starts_at", "starts_at", "id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    topic: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text, default="")
    starts_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    place: Mapped[str] = mapped_column(Text, default="")
    online_url: Mapped[str] = mapped_column(Text, default="")
    trainer: Mapped[str] = mapped_column(Text, default="")
    trainer_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    seats: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")
    secret: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text, default=TrainingStatus.planned)
    cancelled_because: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(Moment)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    changed_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    unit: Mapped[Unit] = relationship(lazy="raise_on_sql")

    @property
    def commune_path(self) -> str:
        """The path that policy asks for: that of the commune, district or province that organises it."""
        return self.unit.path

    def phase_at(self, now: datetime) -> TrainingPhase:
        """Return how the training stands at a moment."""
        return phase_of(self.status, self.starts_at, self.ends_at, now)


class TrainingTeam(db.Model):
    """A team whose members are invited to a training."""

    __tablename__ = "training_teams"
    __table_args__ = (Index("ix_training_teams_team_id", "team_id"),)

    training_id: Mapped[int] = mapped_column(ForeignKey("trainings.id"), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), primary_key=True)


class TrainingInvitation(db.Model):
    """Somebody who is invited to a training: what they answered, how it is known that they came, the result.

    `grade` is the result in the organiser's words, such as 8/10.
    """

    __tablename__ = "training_invitations"
    __table_args__ = (
        CheckConstraint(f"answer IN ({_listed(Answer)})", name="answer"),
        CheckConstraint(f"attended_by IN ({_listed(AttendedBy)})", name="attended_by"),
        CheckConstraint(f"result IN ({_listed(TrainingResult)})", name="result"),
        CheckConstraint("(attended_by IS NULL) = (attended_at IS NULL)", name="attended"),
        CheckConstraint("result IS NULL OR attended_by IS NOT NULL", name="result_of_attended"),
        UniqueConstraint("training_id", "user_id"),
        Index("ix_training_invitations_user_id", "user_id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    training_id: Mapped[int] = mapped_column(ForeignKey("trainings.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    invited_at: Mapped[datetime] = mapped_column(Moment)
    answer: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    attended_by: Mapped[str | None] = mapped_column(Text)
    attended_at: Mapped[datetime | None] = mapped_column(Moment)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    result: Mapped[str | None] = mapped_column(Text)
    grade: Mapped[str] = mapped_column(Text, default="")

    user: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[user_id])


class TrainingMaterial(db.Model):
    """Something to read for a training: a link, or a PDF that the evidence store keeps under its SHA-256."""

    __tablename__ = "training_materials"
    __table_args__ = (
        CheckConstraint("(url = '') = (sha256 IS NOT NULL)", name="link_or_file"),
        CheckConstraint("(sha256 IS NULL) = (size IS NULL)", name="size"),
        Index("ix_training_materials_training_id", "training_id"),
        Index("ix_training_materials_sha256", "sha256"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    training_id: Mapped[int] = mapped_column(ForeignKey("trainings.id"))
    title: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[str | None] = mapped_column(Text)
    size: Mapped[int | None]
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class TrainingCompletion(db.Model):
    """A training that a person completed: one of the portal's, or one held elsewhere without `training_id`.

    `title` is a topic's code or free text, `result` how it went in words; empty is completed without more.
    """

    __tablename__ = "training_completions"
    __table_args__ = (
        UniqueConstraint("training_id", "user_id"),
        Index("ix_training_completions_user_id", "user_id", "completed_on"),
        # What was recorded by hand once is not recorded again.
        Index(
            "uq_training_completions_by_hand",
            "user_id",
            "title",
            "completed_on",
            unique=True,
            **only_where("training_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    training_id: Mapped[int | None] = mapped_column(ForeignKey("trainings.id"))
    title: Mapped[str] = mapped_column(Text)
    # Of a course that was completed online: who offers it, and the number of the certificate.
    provider: Mapped[str | None] = mapped_column(Text)
    certificate: Mapped[str | None] = mapped_column(Text)
    completed_on: Mapped[date] = mapped_column(Date)
    result: Mapped[str] = mapped_column(Text, default="", server_default="")
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

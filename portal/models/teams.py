"""Teams with their decisions, status, hamlets served and members, each with its dates."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.team_decisions import DecisionKind
from portal.domain.team_status import TeamLevel, TeamRole, TeamStatus
from portal.extensions import db
from portal.models.columns import ByteOrdered, Key, Moment, only_where
from portal.models.naming import Named
from portal.models.units import Unit
from portal.models.users import User

DECISION_KINDS = ", ".join(f"'{kind}'" for kind in DecisionKind)
TEAM_LEVELS = ", ".join(f"'{level}'" for level in TeamLevel)
TEAM_ROLES = ", ".join(f"'{role}'" for role in TeamRole)
TEAM_STATUSES = ", ".join(f"'{status}'" for status in TeamStatus)


class Team(Named, db.Model):
    """A community digital-technology team of a commune."""

    __tablename__ = "teams"
    __table_args__ = (CheckConstraint(f"level IN ({TEAM_LEVELS})", name="level"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    code: Mapped[str] = mapped_column(ByteOrdered, unique=True)
    level: Mapped[str] = mapped_column(Text)
    commune_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)

    commune: Mapped[Unit] = relationship(lazy="raise_on_sql")

    @property
    def team_id(self) -> int:
        """The name under which policy asks for the team."""
        return self.id

    @property
    def commune_path(self) -> str:
        """The path that policy asks for."""
        return self.commune.path


class TeamDecision(db.Model):
    """A decision of the commune's chair about a team; `act_id` names the act that changed the team with it.

    A paper about two teams, such as their merger, has a row in each.
    """

    __tablename__ = "team_decisions"
    __table_args__ = (
        CheckConstraint(f"kind IN ({DECISION_KINDS})", name="kind"),
        Index("ix_team_decisions_team_id", "team_id", "decided_on"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"))
    kind: Mapped[str] = mapped_column(Text)
    number: Mapped[str] = mapped_column(Text)
    decided_on: Mapped[date] = mapped_column(Date)
    signer: Mapped[str] = mapped_column(Text, default="")
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    act_id: Mapped[int | None] = mapped_column(ForeignKey("acts.id"))


class TeamStatusChange(db.Model):
    """The status of a team from `starts_on` until its next change, with the decision that it rests on."""

    __tablename__ = "team_status_changes"
    __table_args__ = (
        CheckConstraint(f"status IN ({TEAM_STATUSES})", name="status"),
        UniqueConstraint("team_id", "starts_on"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"))
    status: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text, default="")
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("team_decisions.id"))


class TeamHamlet(db.Model):
    """A hamlet that a team serves from `starts_on` until the day before `ends_on`."""

    __tablename__ = "team_hamlets"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="validity"),
        UniqueConstraint("team_id", "hamlet_id", "starts_on"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"))
    hamlet_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)


class Membership(db.Model):
    """A person's seat in a team from `starts_on` until the day before `ends_on`; ended, never deleted."""

    __tablename__ = "memberships"
    __table_args__ = (
        CheckConstraint(f"role IN ({TEAM_ROLES})", name="role"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="validity"),
        Index("ix_memberships_team_id", "team_id", "starts_on"),
        # One open seat for one person in one team, whoever adds them at the same time.
        Index(
            "uq_memberships_open",
            "team_id",
            "user_id",
            unique=True,
            **only_where("ends_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    role: Mapped[str] = mapped_column(Text)
    affiliation: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)

    user: Mapped[User] = relationship(lazy="raise_on_sql")
    team: Mapped[Team] = relationship(lazy="raise_on_sql")

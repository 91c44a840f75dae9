"""People, the roles they hold at units, their sign-ins and the links that activate them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.accounts import DISABLED_REASONS
from portal.domain.roles import STAFF_ROLES
from portal.extensions import db
from portal.models.columns import Key, Moment
from portal.models.naming import Named

STAFF = ", ".join(f"'{role}'" for role in STAFF_ROLES)
REASONS = ", ".join(f"'{reason}'" for reason in DISABLED_REASONS)


class User(Named, db.Model):
    """A person: a member of a team, staff, or both; without a password until activated.

    `seen_at` is when they were last here, give or take the minutes between two marks of a session, or when
    the account was opened again; an account that never was in use has none.
    """

    __tablename__ = "users"
    __table_args__ = (CheckConstraint(f"disabled_reason IN ({REASONS})", name="disabled_reason"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    phone: Mapped[str | None] = mapped_column(Text, unique=True)
    password_hash: Mapped[str | None] = mapped_column(Text)
    locale: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    disabled_at: Mapped[datetime | None] = mapped_column(Moment)
    disabled_reason: Mapped[str | None] = mapped_column(Text)


class RoleGrant(db.Model):
    """A staff role that a person holds at a unit from `starts_on` until the day before `ends_on`."""

    __tablename__ = "role_grants"
    __table_args__ = (
        CheckConstraint(f"role IN ({STAFF})", name="role"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="validity"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    role: Mapped[str] = mapped_column(Text)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)


class SignIn(db.Model):
    """A signed-in device: the cookie names this row, and ending the row ends the session."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    token_hash: Mapped[str] = mapped_column(Text, unique=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    idle_seconds: Mapped[int | None]
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    device: Mapped[str] = mapped_column(Text, default="")


class ActivationLink(db.Model):
    """A link that lets a person choose a password, once, until it expires."""

    __tablename__ = "activation_links"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    token_hash: Mapped[str] = mapped_column(Text, unique=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class Throttle(db.Model):
    """How often something was tried in the present window, exact over all workers."""

    __tablename__ = "throttles"
    __table_args__ = (Index("ix_throttles_window_ends_at", "window_ends_at"),)

    subject: Mapped[str] = mapped_column(Text, primary_key=True)
    tries: Mapped[int]
    window_ends_at: Mapped[datetime] = mapped_column(Moment)
    blocked_until: Mapped[datetime | None] = mapped_column(Moment)

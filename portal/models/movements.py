"""Milestones of a movement, and the plans that departments, districts and communes issue for it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.campaign_indicators import FigureLevel
from portal.domain.periods import Period
from portal.extensions import db
from portal.models.columns import Key, Moment

_LEVELS = ", ".join(f"'{level}'" for level in FigureLevel)


class Milestone(db.Model):
    """A time at which a movement is reviewed, half-open."""

    __tablename__ = "campaign_milestones"
    __table_args__ = (CheckConstraint("ends_on > starts_on", name="dates"),)

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    code: Mapped[str] = mapped_column(Text, primary_key=True)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)

    @property
    def period(self) -> Period:
        """Its days, half-open."""
        return Period(self.starts_on, self.ends_on)


class IssuedPlan(db.Model):
    """The own plan of a place, or of a department of the province `unit_id`, for a movement.

    `sha256` names its print, a PDF in the evidence store.
    """

    __tablename__ = "issued_plans"
    __table_args__ = (
        CheckConstraint(f"level IN ({_LEVELS})", name="level"),
        CheckConstraint("number <> ''", name="number"),
        CheckConstraint("(sha256 IS NULL) = (size IS NULL)", name="size"),
        UniqueConstraint("campaign_id", "subject"),
        Index("ix_issued_plans_sha256", "sha256"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    level: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    number: Mapped[str] = mapped_column(Text)
    issued_on: Mapped[date] = mapped_column(Date)
    sha256: Mapped[str | None] = mapped_column(Text)
    size: Mapped[int | None]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

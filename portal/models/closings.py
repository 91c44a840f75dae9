"""Closed periods with the figures published then, and the ledger of what was corrected afterwards."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.periods import Period
from portal.extensions import db
from portal.models.activities import Activity
from portal.models.campaigns import Campaign
from portal.models.columns import CodeList, Key, Moment, only_where
from portal.models.units import Unit
from portal.models.users import User


class Closing(db.Model):
    """A revision of the figures of a commune or a province in a period; reopened ones stay readable.

    `open_points` says what was open when it was closed all the same: by the code of each check its count, and
    under "communes" the names of those that had not closed.
    """

    __tablename__ = "closings"
    __table_args__ = (
        UniqueConstraint("campaign_id", "unit_id", "starts_on", "ends_on", "revision"),
        CheckConstraint("ends_on > starts_on", name="dates"),
        CheckConstraint("revision >= 1", name="revision"),
        CheckConstraint("(reopened_at IS NULL) = (reopened_by_id IS NULL)", name="reopened"),
        # Every entry that is written asks here whether its day is closed.
        Index(
            "uq_closings_in_force",
            "unit_id",
            "starts_on",
            "ends_on",
            "campaign_id",
            unique=True,
            **only_where("reopened_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    revision: Mapped[int]
    definition_version: Mapped[int] = mapped_column(ForeignKey("indicator_definitions.version"))
    closed_at: Mapped[datetime] = mapped_column(Moment)
    closed_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    open_points: Mapped[dict[str, Any]] = mapped_column(JSON)
    reopened_at: Mapped[datetime | None] = mapped_column(Moment)
    reopened_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reopen_reason: Mapped[str] = mapped_column(Text, default="")

    campaign: Mapped[Campaign] = relationship(lazy="raise_on_sql")
    unit: Mapped[Unit] = relationship(lazy="raise_on_sql")
    closed_by: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[closed_by_id])
    reopened_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[reopened_by_id])

    @property
    def period(self) -> Period:
        """The days that are closed, half-open."""
        return Period(self.starts_on, self.ends_on)


class PublishedValue(db.Model):
    """A line as it was published; part '' is the line itself, else the visits of one skill.

    `printed` is the percentage, or for 8.7 the members per hundred residents, as it was printed.
    """

    __tablename__ = "published_values"

    closing_id: Mapped[int] = mapped_column(ForeignKey("closings.id"), primary_key=True)
    line: Mapped[str] = mapped_column(Text, primary_key=True)
    part: Mapped[str] = mapped_column(Text, primary_key=True, default="")
    numerator: Mapped[int]
    denominator: Mapped[int | None]
    unknown_units: Mapped[int]
    printed: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    waiting: Mapped[int]
    returned: Mapped[int]
    counted_at: Mapped[datetime] = mapped_column(Moment)


class LedgerEntry(db.Model):
    """What one correction changed in the figures of one closing: never changed, never deleted.

    `before` and `after` hold the status of the entry and, by line or line/skill, the numerators that differ.
    """

    __tablename__ = "ledger_entries"
    __table_args__ = (
        CheckConstraint("cause IN ('approve', 'return', 'reopen')", name="cause"),
        CheckConstraint("reason <> ''", name="reason"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    closing_id: Mapped[int] = mapped_column(ForeignKey("closings.id"), index=True)
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activities.id"))
    cause: Mapped[str] = mapped_column(Text)
    corrected_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    corrected_at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(Text)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    lines: Mapped[tuple[str, ...]] = mapped_column(CodeList)

    closing: Mapped[Closing] = relationship(lazy="raise_on_sql")
    activity: Mapped[Activity | None] = relationship(lazy="raise_on_sql")
    corrected_by: Mapped[User] = relationship(lazy="raise_on_sql")

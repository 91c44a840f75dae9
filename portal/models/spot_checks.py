"""Spot-checks: what was drawn by lot, from what, and what was found where somebody went."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Date, Double, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.spot_checks import SpotCheckResult
from portal.extensions import db
from portal.models.activities import Activity
from portal.models.campaigns import Campaign
from portal.models.columns import Key, Moment
from portal.models.units import Unit
from portal.models.users import User

RESULTS = ", ".join(f"'{result}'" for result in SpotCheckResult)


class SpotCheckDraw(db.Model):
    """One draw of a period, and there is no second one: whoever could draw again could draw until it pleases.

    `strata` holds [commune id, is flagged, entries, drawn]; `basis_sha256` seals what was drawn from, so that
    who repeats the draw knows whether the entries are still the same. `method` is the version of the rules.
    """

    __tablename__ = "spot_check_draws"
    __table_args__ = (
        UniqueConstraint("campaign_id", "unit_id", "period_code"),
        CheckConstraint("ends_on > starts_on", name="dates"),
        CheckConstraint("share_percent BETWEEN 1 AND 100", name="share_percent"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    period_code: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    seed: Mapped[str] = mapped_column(Text)
    share_percent: Mapped[int]
    method: Mapped[int]
    strata: Mapped[list[list]] = mapped_column(JSON)
    basis_sha256: Mapped[str] = mapped_column(Text)
    drawn_at: Mapped[datetime] = mapped_column(Moment)
    drawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    campaign: Mapped[Campaign] = relationship(lazy="raise_on_sql")
    unit: Mapped[Unit] = relationship(lazy="raise_on_sql")
    drawn_by: Mapped[User | None] = relationship(lazy="raise_on_sql")


class SpotCheck(db.Model):
    """A drawn entry: who is to go there, and what was found; it stands for `weight` entries."""

    __tablename__ = "spot_checks"
    __table_args__ = (
        UniqueConstraint("draw_id", "activity_id"),
        CheckConstraint(f"result IN ({RESULTS})", name="result"),
        CheckConstraint("weight >= 1", name="weight"),
        CheckConstraint(
            "(result IS NULL) = (visited_on IS NULL) AND (result IS NULL) = (decided_at IS NULL)"
            " AND (result IS NULL) = (decided_by_id IS NULL)",
            name="decided",
        ),
        Index("ix_spot_checks_activity_id", "activity_id"),
        Index("ix_spot_checks_commune_id", "commune_id", "id"),
        Index("ix_spot_checks_assigned_to_id", "assigned_to_id", "id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    draw_id: Mapped[int] = mapped_column(ForeignKey("spot_check_draws.id"))
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"))
    commune_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    is_flagged: Mapped[bool]
    weight: Mapped[float] = mapped_column(Double)
    assigned_to_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    result: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    visited_on: Mapped[date | None] = mapped_column(Date)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    draw: Mapped[SpotCheckDraw] = relationship(lazy="raise_on_sql")
    activity: Mapped[Activity] = relationship(lazy="raise_on_sql")
    assigned_to: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[assigned_to_id])
    decided_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[decided_by_id])

    corrections: Mapped[list["SpotCheckCorrection"]] = relationship(
        lazy="raise_on_sql", order_by="SpotCheckCorrection.id"
    )

    @property
    def uuid(self) -> UUID:
        """The entry's id, by which the lot drew it."""
        return self.activity.uuid


class SpotCheckCorrection(db.Model):
    """A result as it stood before somebody corrected it, and why: never changed, never deleted."""

    __tablename__ = "spot_check_corrections"
    __table_args__ = (
        CheckConstraint(f"result IN ({RESULTS})", name="result"),
        CheckConstraint("reason <> ''", name="reason"),
        Index("ix_spot_check_corrections_check_id", "check_id", "id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    check_id: Mapped[int] = mapped_column(ForeignKey("spot_checks.id"))
    result: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    visited_on: Mapped[date] = mapped_column(Date)
    decided_at: Mapped[datetime] = mapped_column(Moment)
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(Text)
    corrected_at: Mapped[datetime] = mapped_column(Moment)
    corrected_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    decided_by: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[decided_by_id])
    corrected_by: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[corrected_by_id])

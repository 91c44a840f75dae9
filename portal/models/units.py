"""Places: who they are for good, and what was true of them from one day to another."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, Double, ForeignKey, Index, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models.columns import ByteOrdered, Key, Moment
from portal.models.naming import Named

LEVELS = ", ".join(f"'{level}'" for level in UnitLevel)


class Unit(db.Model):
    """A place for as long as its territory lasts; its path here is the present one, by which rights reach."""

    __tablename__ = "units"
    __table_args__ = (CheckConstraint(f"level IN ({LEVELS})", name="level"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    level: Mapped[str] = mapped_column(Text, index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    path: Mapped[str] = mapped_column(ByteOrdered, unique=True)

    versions: Mapped[list["UnitVersion"]] = relationship(
        back_populates="unit", foreign_keys="UnitVersion.unit_id", order_by="UnitVersion.valid_from"
    )

    @property
    def commune_path(self) -> str:
        """The path that policy asks for."""
        return self.path


class UnitVersion(Named, db.Model):
    """What was true of a unit from `valid_from` until the day before `valid_to`."""

    __tablename__ = "unit_versions"
    __table_args__ = (
        UniqueConstraint("unit_id", "valid_from"),
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="validity"),
        Index("ix_unit_versions_code", "code", "valid_from"),
        Index("ix_unit_versions_parent_id", "parent_id", "valid_from"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    code: Mapped[str | None] = mapped_column(Text)
    full_name: Mapped[str] = mapped_column(Text)
    type: Mapped[str] = mapped_column(Text)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    path: Mapped[str] = mapped_column(ByteOrdered)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    legal_basis: Mapped[str] = mapped_column(Text, default="")

    unit: Mapped[Unit] = relationship(back_populates="versions", foreign_keys=[unit_id])


class UnitSuccession(db.Model):
    """A dated change by which one unit follows another."""

    __tablename__ = "unit_successions"
    __table_args__ = (UniqueConstraint("from_unit_id", "to_unit_id", "changed_on"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    from_unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    to_unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    changed_on: Mapped[date] = mapped_column(Date)
    kind: Mapped[str] = mapped_column(Text)
    legal_basis: Mapped[str] = mapped_column(Text, default="")


class UnitCensus(db.Model):
    """Persons and households of a unit as one source counted them on one day."""

    __tablename__ = "unit_censuses"
    __table_args__ = (
        UniqueConstraint("unit_id", "counted_on"),
        CheckConstraint("population IS NULL OR population >= 0", name="population"),
        CheckConstraint("households IS NULL OR households >= 0", name="households"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    counted_on: Mapped[date] = mapped_column(Date)
    population: Mapped[int | None]
    households: Mapped[int | None]
    # "About 120" is worth keeping, and is shown as what it is.
    is_estimate: Mapped[bool] = mapped_column(default=False, server_default=false())
    source: Mapped[str] = mapped_column(Text)


class HamletList(db.Model):
    """Whether a commune's coordinator has confirmed that its list of hamlets is complete."""

    __tablename__ = "hamlet_lists"

    commune_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class UnitPoint(db.Model):
    """One position inside a place, in degrees, for maps that show it as a circle."""

    __tablename__ = "unit_points"
    __table_args__ = (
        CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    latitude: Mapped[float] = mapped_column(Double)
    longitude: Mapped[float] = mapped_column(Double)
    source: Mapped[str] = mapped_column(Text)

"""Reorganisations that were applied, and how far a right at a place reaches over them."""

from datetime import date

from sqlalchemy import JSON, Date, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import db
from portal.models.acts import Act
from portal.models.columns import Key


class Reorganisation(db.Model):
    """A dated change by which places ended and others followed; `effects` are the counts told before it."""

    __tablename__ = "reorganisations"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    changed_on: Mapped[date] = mapped_column(Date)
    legal_basis: Mapped[str] = mapped_column(Text)
    act_id: Mapped[int] = mapped_column(ForeignKey("acts.id"))
    effects: Mapped[dict[str, int]] = mapped_column(JSON)

    act: Mapped[Act] = relationship(lazy="raise_on_sql")


class UnitReach(db.Model):
    """Whoever holds a role at a unit reaches this other one too, because it is the same land.

    That is so of the old places that lie wholly in a new one, and of the new places that are made of nothing
    but land that the old one held. So nobody loses sight of their area by a reorganisation, and nobody sees
    more than it.
    """

    __tablename__ = "unit_reaches"

    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    reached_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True, index=True)

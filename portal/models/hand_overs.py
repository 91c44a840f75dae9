"""Days on which somebody decides in a commune in the place of its coordinator."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import db
from portal.models.columns import Key, Moment
from portal.models.units import Unit
from portal.models.users import User


class HandOver(db.Model):
    """A deputy's right to decide from `starts_on` until the day before `ends_on`, unless ended before."""

    __tablename__ = "hand_overs"
    __table_args__ = (
        CheckConstraint("ends_on > starts_on", name="validity"),
        CheckConstraint("from_user_id <> to_user_id", name="somebody_else"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    from_user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    to_user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    created_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    from_user: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[from_user_id])
    to_user: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[to_user_id])
    unit: Mapped[Unit] = relationship(lazy="raise_on_sql")

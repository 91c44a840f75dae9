"""Flags: signs that an entry may not rest on real work, and the prints by which alike entries are found."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import db
from portal.models.columns import Key, Moment


class Flag(db.Model):
    """A sign that a check of domain/quality.py found in an entry, with the figures of its sentence."""

    __tablename__ = "flags"
    __table_args__ = (UniqueConstraint("activity_id", "code"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"))
    code: Mapped[str] = mapped_column(Text)
    details: Mapped[dict] = mapped_column(JSON)
    # The entry that this one is like; when that one changes, this one is checked again.
    other_id: Mapped[int | None] = mapped_column(ForeignKey("activities.id"), index=True)
    found_at: Mapped[datetime] = mapped_column(Moment)


class EntryPrint(db.Model):
    """A number that entries with alike notes or photos share; only the first of them has a row."""

    __tablename__ = "entry_prints"
    __table_args__ = ({"sqlite_with_rowid": False},)

    value: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"), primary_key=True, index=True)
    # The difference hash that it is a part of; None for notes, and where several photos share it.
    photo: Mapped[int | None] = mapped_column(BigInteger)

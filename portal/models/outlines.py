"""Outlines of places as administrators upload them: whole files, and the shape of each place in them."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import db
from portal.models.columns import Key, Moment


class OutlineFile(db.Model):
    """An uploaded file; without `published_at` a draft, else on maps from `valid_from` until `valid_to`.

    Its codes are those of the day `valid_from`; `valid_to` is where the next published file begins.
    """

    __tablename__ = "outline_files"
    __table_args__ = (
        UniqueConstraint("sha256", "valid_from", "attribution"),
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="validity"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    attribution: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    # What was odd about the file, as [code, value] pairs, for whoever decides on the draft.
    remarks: Mapped[list[list[str]]] = mapped_column(JSON)
    uploaded_at: Mapped[datetime] = mapped_column(Moment)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    published_at: Mapped[datetime | None] = mapped_column(Moment)


class UnitOutline(db.Model):
    """The simplified shape of one place: rings of whole numbers, see domain/outlines."""

    __tablename__ = "unit_outlines"

    file_id: Mapped[int] = mapped_column(ForeignKey("outline_files.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True, index=True)
    rings: Mapped[list[list[int]]] = mapped_column(JSON)

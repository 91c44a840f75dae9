"""Acts that change many rows at once, with what each row was before and after, so that they can be undone."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import db
from portal.models.columns import Key, Moment


class Act(db.Model):
    """One act of one person, such as an import; undone as a whole or not at all."""

    __tablename__ = "acts"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    done_at: Mapped[datetime] = mapped_column(Moment)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    undone_at: Mapped[datetime | None] = mapped_column(Moment)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class ActRow(db.Model):
    """A row that an act wrote; `before` is None for a new one, else both hold the columns that changed."""

    __tablename__ = "act_rows"
    __table_args__ = (UniqueConstraint("act_id", "seq"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    act_id: Mapped[int] = mapped_column(ForeignKey("acts.id"))
    seq: Mapped[int]
    table_name: Mapped[str] = mapped_column(Text)
    row_key: Mapped[list[Any]] = mapped_column(JSON)
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any]] = mapped_column(JSON)

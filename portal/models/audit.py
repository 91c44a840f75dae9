"""The audit log: append-only rows, chained by hash, one chain a commune."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import db
from portal.models.columns import Key, Moment


class AuditRow(db.Model):
    """Who did what to what, when, from where, with which result; each row seals the one before it."""

    __tablename__ = "audit_rows"
    __table_args__ = (UniqueConstraint("commune_id", "seq"), Index("ix_audit_rows_thing", "thing", "id"))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    # 0 is the chain of what belongs to no commune.
    commune_id: Mapped[int]
    seq: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    origin: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    thing: Mapped[str] = mapped_column(Text)
    result: Mapped[str] = mapped_column(Text)
    detail: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Text)


class AuditHead(db.Model):
    """The last seal of a chain; locked while a row is added, so that rows never fork."""

    __tablename__ = "audit_heads"

    commune_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    sha256: Mapped[str] = mapped_column(Text)

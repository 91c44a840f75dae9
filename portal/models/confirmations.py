"""Slips with which citizens confirm help, and what they answered; neither says anything of the citizen."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.confirmations import AGAIN, ANSWERS, ENDINGS
from portal.extensions import db
from portal.models.columns import Key, Moment


def _listed(codes: tuple[str, ...]) -> str:
    return ", ".join(f"'{code}'" for code in codes)


class ConfirmationSlip(db.Model):
    """A slip for one visit of an entry: a link and, where it is shown on a screen, six digits.

    Only hashes are stored. The digits die 30 minutes after `issued_at`, the link at `expires_at`. Of its use
    only the day is kept, and the row itself goes once its time is over.
    """

    __tablename__ = "confirmation_slips"
    __table_args__ = (Index("ix_confirmation_slips_expires_at", "expires_at"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"), index=True)
    token_hash: Mapped[str] = mapped_column(Text, unique=True)
    code_hash: Mapped[str | None] = mapped_column(Text, unique=True)
    issued_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_on: Mapped[date | None] = mapped_column(Date)


class Confirmation(db.Model):
    """What a citizen answered about one visit of an entry: no person, no slip and no moment, only the day."""

    __tablename__ = "confirmations"
    __table_args__ = (
        CheckConstraint(f"answer IN ({_listed(ANSWERS)})", name="answer"),
        CheckConstraint(f"ending IN ({_listed(ENDINGS)})", name="ending"),
        CheckConstraint(f"again IN ({_listed(AGAIN)})", name="again"),
        CheckConstraint("answer <> 'not_me' OR (ending IS NULL AND again IS NULL)", name="not_me"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"), index=True)
    answer: Mapped[str] = mapped_column(Text)
    ending: Mapped[str | None] = mapped_column(Text)
    again: Mapped[str | None] = mapped_column(Text)
    answered_on: Mapped[date] = mapped_column(Date)

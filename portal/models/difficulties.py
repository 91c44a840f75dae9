"""Answers to what members wrote was difficult."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import db
from portal.models.columns import Key, Moment


class DifficultyAnswer(db.Model):
    """What the commune or the province answered to the difficulty of an entry."""

    __tablename__ = "difficulty_answers"
    __table_args__ = (Index("ix_difficulty_answers_answered_by_id", "answered_by_id", "answered_at"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"), index=True)
    answered_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    text: Mapped[str] = mapped_column(Text)
    answered_at: Mapped[datetime] = mapped_column(Moment)

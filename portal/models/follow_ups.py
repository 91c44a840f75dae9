"""What was done about a place that needs help."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import db
from portal.models.columns import Key, Moment


class FollowUp(db.Model):
    """What somebody did about a need of a team or a hamlet, and when to look again."""

    __tablename__ = "follow_ups"
    __table_args__ = (
        CheckConstraint("(team_id IS NULL) <> (hamlet_id IS NULL)", name="about"),
        Index("ix_follow_ups_team_id", "team_id", "need"),
        Index("ix_follow_ups_hamlet_id", "hamlet_id", "need"),
        Index("ix_follow_ups_commune_id", "commune_id", "need", "noted_at"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    need: Mapped[str] = mapped_column(Text)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    hamlet_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    commune_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    note: Mapped[str] = mapped_column(Text)
    noted_at: Mapped[datetime] = mapped_column(Moment)
    look_again_on: Mapped[date | None] = mapped_column(Date)

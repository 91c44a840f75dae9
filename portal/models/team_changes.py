"""What became of teams: their former names, into which team they went, and flags that ask to re-form them."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import db
from portal.models.columns import Key, Moment
from portal.models.naming import Named


class TeamFormerName(Named, db.Model):
    """What a team was called until the day before `ends_on`; its present name stands in `teams`."""

    __tablename__ = "team_former_names"
    __table_args__ = (UniqueConstraint("team_id", "ends_on"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"))
    ends_on: Mapped[date] = mapped_column(Date)


class TeamSuccession(db.Model):
    """A merger: from `changed_on` the one team is dissolved and the other goes on with what was its."""

    __tablename__ = "team_successions"
    __table_args__ = (UniqueConstraint("from_team_id", "to_team_id", "changed_on"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    from_team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"))
    to_team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), index=True)
    changed_on: Mapped[date] = mapped_column(Date)
    decision_id: Mapped[int] = mapped_column(ForeignKey("team_decisions.id"))


class TeamFlag(db.Model):
    """A reason why a team is to be re-formed, since a day; a re-forming dated from then on settles it."""

    __tablename__ = "team_flags"
    __table_args__ = (UniqueConstraint("team_id", "reason", "since_on"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"))
    reason: Mapped[str] = mapped_column(Text)
    since_on: Mapped[date] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text, default="")
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

"""Sums of entries by team and day, month and ever, kept in the transaction of each change."""

from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import db

# The skill under which the sums of all skills together stand.
ALL_SKILLS = ""
# Where the sums of all days together stand, whatever was worked when.
EVER = date.min
MEASURES = (
    "waiting",
    "waiting_visits",
    "returned",
    "approved",
    "visits",
    "households",
    "alone",
    "together",
    "shown",
    "late",
)


class Tally(db.Model):
    """The sums of one team over a day, a month or ever; skill '' is all skills, else approved entries of one.

    `waiting`, `returned` and `approved` count entries; `waiting_visits` and `visits` count visits, waiting
    and approved; the others count over approved entries, `late` those of them that were logged late. Of
    ever there is only one row, of all skills: what waits now is counted from it, however long ago the
    work was. The key's order serves one range scan a commune.
    """

    __tablename__ = "tallies"
    __table_args__ = (
        CheckConstraint("grain IN ('day', 'month', 'ever')", name="grain"),
        {"sqlite_with_rowid": False},
    )

    commune_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    grain: Mapped[str] = mapped_column(Text, primary_key=True)
    skill: Mapped[str] = mapped_column(Text, primary_key=True)
    starts_on: Mapped[date] = mapped_column(Date, primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), primary_key=True)

    waiting: Mapped[int] = mapped_column(default=0)
    waiting_visits: Mapped[int] = mapped_column(default=0)
    returned: Mapped[int] = mapped_column(default=0)
    approved: Mapped[int] = mapped_column(default=0)
    visits: Mapped[int] = mapped_column(default=0)
    households: Mapped[int] = mapped_column(default=0)
    alone: Mapped[int] = mapped_column(default=0)
    together: Mapped[int] = mapped_column(default=0)
    shown: Mapped[int] = mapped_column(default=0)
    late: Mapped[int] = mapped_column(default=0, server_default="0")

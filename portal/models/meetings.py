"""The slides of a review meeting as they were shown."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.campaign_periods import MODES
from portal.extensions import db
from portal.models.campaigns import Campaign
from portal.models.columns import Key, Moment
from portal.models.units import Unit
from portal.models.users import User

_MODES = ", ".join(f"'{mode}'" for mode in MODES)


class MeetingSnapshot(db.Model):
    """The texts of all slides of a place at one moment: never changed.

    `slides` is a list of objects with the texts of a slide, in the language of who kept them; of the people
    on the speaker's list nothing is kept.
    """

    __tablename__ = "meeting_snapshots"
    __table_args__ = (CheckConstraint(f"mode IN ({_MODES})", name="mode"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    place_name: Mapped[str] = mapped_column(Text)
    period_code: Mapped[str] = mapped_column(Text)
    mode: Mapped[str] = mapped_column(Text)
    slides: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    taken_at: Mapped[datetime] = mapped_column(Moment)
    taken_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    campaign: Mapped[Campaign] = relationship(lazy="raise_on_sql")
    unit: Mapped[Unit] = relationship(lazy="raise_on_sql")
    taken_by: Mapped[User] = relationship(lazy="raise_on_sql")

    @property
    def commune_path(self) -> str:
        """The path that policy asks for."""
        return self.unit.path

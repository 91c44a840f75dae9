"""Entries that a coordinator wants to approve together, after opening a few that were drawn."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import db
from portal.models.columns import Key, Moment


class BulkReview(db.Model):
    """What was chosen as [entry id, version seen], which of it was drawn, and when each of those was opened.

    `opened` maps the id of an entry, as text, to a moment; `left_out` holds [entry id, why]; `correction`
    says why closed figures are corrected, if they are.
    """

    __tablename__ = "bulk_reviews"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    commune_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    chosen: Mapped[list[list[int]]] = mapped_column(JSON)
    drawn: Mapped[list[int]] = mapped_column(JSON)
    opened: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    left_out: Mapped[list[list]] = mapped_column(JSON, default=list)
    correction: Mapped[str] = mapped_column(Text, default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)

    @property
    def unopened(self) -> list[int]:
        """The drawn entries that nobody has looked at yet."""
        return [activity_id for activity_id in self.drawn if str(activity_id) not in self.opened]

"""Words of a coordinator's own for why entries are returned."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.return_reasons import RETURN_REASONS
from portal.extensions import db
from portal.models.columns import Key, Moment

REASONS = ", ".join(f"'{reason}'" for reason in RETURN_REASONS)


class ReturnTemplate(db.Model):
    """A note that one person often writes with a reason; put away, it stays for what was sent with it."""

    __tablename__ = "return_templates"
    __table_args__ = (CheckConstraint(f"reason IN ({REASONS})", name="reason"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment)
    archived_at: Mapped[datetime | None] = mapped_column(Moment)

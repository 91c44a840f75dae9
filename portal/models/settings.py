"""Facts about this installation itself, such as that it holds demo data."""

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import db

DEMO = "demo"
WORKER_SEEN = "worker_seen"
# Draws the second looks; made once and never changed, or nobody could draw again and find the same.
LOOK_SECRET = "second_look_secret"


class Setting(db.Model):
    """A named fact; an absent row means that it does not hold."""

    __tablename__ = "settings"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str] = mapped_column(Text)

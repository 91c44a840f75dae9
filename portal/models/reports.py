"""Reports as they were prepared, what stands around them, and those that are prepared on a day."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.report_settings import LetterHead, read_letter_head
from portal.domain.report_words import REPORT_KINDS
from portal.extensions import db
from portal.models.campaigns import Campaign
from portal.models.columns import Key, Moment
from portal.models.units import Unit
from portal.models.users import User

_KINDS = ", ".join(f"'{kind}'" for kind in REPORT_KINDS)


class ReportSettings(db.Model):
    """What is printed around the text of a place's reports; see domain/report_settings."""

    __tablename__ = "report_settings"

    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True, autoincrement=False)
    superior_body: Mapped[str] = mapped_column(Text)
    issuing_body: Mapped[str] = mapped_column(Text)
    symbol: Mapped[str] = mapped_column(Text)
    place_name: Mapped[str] = mapped_column(Text)
    authority: Mapped[str] = mapped_column(Text)
    authority_body: Mapped[str] = mapped_column(Text)
    signer_title: Mapped[str] = mapped_column(Text)
    signer_name: Mapped[str] = mapped_column(Text)
    recipients: Mapped[list[str]] = mapped_column(JSON)
    addressees: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")

    def as_letter_head(self) -> LetterHead:
        """Return the settings in the shape that papers are made with."""
        # What was kept before anybody could stand above may say "as above".
        return read_letter_head({name: getattr(self, name) for name in LetterHead.__slots__}).put_right()


class Report(db.Model):
    """A prepared report: the figures and the words of that moment, never changed afterwards.

    `prepared_by_id` is empty for one that was prepared on its day by itself; `seen_at` is when a person first
    looked at it.
    """

    __tablename__ = "reports"
    __table_args__ = (
        CheckConstraint(f"kind IN ({_KINDS})", name="kind"),
        Index("ix_reports_unit_id", "unit_id", "id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    kind: Mapped[str] = mapped_column(Text)
    period_code: Mapped[str] = mapped_column(Text)
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    paper: Mapped[dict[str, Any]] = mapped_column(JSON)
    prepared_at: Mapped[datetime] = mapped_column(Moment)
    prepared_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    scheduled_id: Mapped[int | None] = mapped_column(ForeignKey("scheduled_reports.id"))
    seen_at: Mapped[datetime | None] = mapped_column(Moment)

    campaign: Mapped[Campaign] = relationship(lazy="raise_on_sql")
    unit: Mapped[Unit] = relationship(lazy="raise_on_sql")
    prepared_by: Mapped[User | None] = relationship(lazy="raise_on_sql")

    @property
    def commune_path(self) -> str:
        """The path that policy asks for."""
        return self.unit.path


class ScheduledReport(db.Model):
    """A report that is to be prepared on a day, once or again and again; nothing of it is sent.

    `period_code` names the period of one that is prepared once; a repeated one takes the week or month that
    was over on the day.
    """

    __tablename__ = "scheduled_reports"
    __table_args__ = (
        CheckConstraint(f"kind IN ({_KINDS})", name="kind"),
        CheckConstraint("repeated IN ('once', 'weekly', 'monthly')", name="repeated"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    kind: Mapped[str] = mapped_column(Text)
    period_code: Mapped[str] = mapped_column(Text)
    repeated: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date] = mapped_column(Date, index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    campaign: Mapped[Campaign] = relationship(lazy="raise_on_sql")
    unit: Mapped[Unit] = relationship(lazy="raise_on_sql")

    @property
    def commune_path(self) -> str:
        """The path that policy asks for."""
        return self.unit.path


class GrisColumn(db.Model):
    """A column of a place's own table of figures for another system: its heading and what stands in it."""

    __tablename__ = "gris_columns"
    __table_args__ = (UniqueConstraint("unit_id", "position"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    position: Mapped[int]
    heading: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(Text)
    part: Mapped[str] = mapped_column(Text)
    level: Mapped[str] = mapped_column(Text)

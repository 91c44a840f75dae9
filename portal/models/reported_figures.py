"""What other systems report of indicators 1 to 7, by whom it is reported, and the targets of all eight."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.campaign_indicators import REPORTED, FigureLevel
from portal.domain.reported_figures import ReportedValue, Window
from portal.extensions import db
from portal.models.campaigns import Campaign
from portal.models.columns import Key, Moment, only_where
from portal.models.units import Unit

_LEVELS = ", ".join(f"'{level}'" for level in FigureLevel)
_REPORTED = ", ".join(f"'{code}'" for code in REPORTED)


class Department(db.Model):
    """A department of the province (sở, ban, ngành), which reports beside the places."""

    __tablename__ = "departments"
    __table_args__ = (UniqueConstraint("unit_id", "code"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    code: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    ended_on: Mapped[date | None] = mapped_column(Date)

    unit: Mapped[Unit] = relationship(lazy="raise_on_sql")

    @property
    def commune_path(self) -> str:
        """The path that policy asks for."""
        return self.unit.path


class ReportedFigure(db.Model):
    """A figure as published, for the days printed beside it; a replaced one stays readable.

    Of one place, or of one department of the province `unit_id`. Where `level` is below that of the place, it
    speaks of all places of the level together. `first_on` is empty where no first day was printed; both
    days count. `percent` is kept as printed, with a point. `subject` and `window` say whose figure and of
    which days in one text each, so that one rule forbids a second one in force.
    """

    __tablename__ = "reported_figures"
    __table_args__ = (
        CheckConstraint(f"indicator IN ({_REPORTED})", name="indicator"),
        CheckConstraint(f"level IN ({_LEVELS})", name="level"),
        CheckConstraint("first_on IS NULL OR first_on <= last_on", name="window"),
        CheckConstraint("numerator IS NULL OR denominator >= numerator", name="counts"),
        Index(
            "uq_reported_figures_in_force",
            "campaign_id",
            "subject",
            "indicator",
            "window",
            unique=True,
            **only_where("replaced_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    level: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    indicator: Mapped[str] = mapped_column(Text)
    first_on: Mapped[date | None] = mapped_column(Date)
    last_on: Mapped[date] = mapped_column(Date)
    window: Mapped[str] = mapped_column(Text)
    published_label: Mapped[str] = mapped_column(Text, default="")
    percent: Mapped[str] = mapped_column(Text)
    numerator: Mapped[int | None]
    denominator: Mapped[int | None]
    source: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    replaced_at: Mapped[datetime | None] = mapped_column(Moment)
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    campaign: Mapped[Campaign] = relationship(lazy="raise_on_sql")

    def as_value(self) -> ReportedValue:
        """Return the figure in the shape that the core compares."""
        return ReportedValue(
            self.indicator,
            Window(self.first_on, self.last_on, self.published_label),
            self.percent,
            self.numerator,
            self.denominator,
            self.source,
        )


class CampaignTarget(db.Model):
    """A target of a campaign for an indicator 1 to 7 or a line 8.1 to 8.7: of a level, or of one place of it.

    `department_id` and `unit_id` are empty for all of the level. `target` reads "80,0"; for 8.5 it is a whole
    number of visits; empty is a target that was taken away. `act_id` is the act that set it last.
    """

    __tablename__ = "campaign_targets"
    __table_args__ = (
        CheckConstraint(f"level IN ({_LEVELS})", name="level"),
        UniqueConstraint("campaign_id", "subject", "code"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    code: Mapped[str] = mapped_column(Text)
    level: Mapped[str] = mapped_column(Text)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    subject: Mapped[str] = mapped_column(Text)
    target: Mapped[str] = mapped_column(Text)
    set_at: Mapped[datetime] = mapped_column(Moment)
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    act_id: Mapped[int | None] = mapped_column(ForeignKey("acts.id"))

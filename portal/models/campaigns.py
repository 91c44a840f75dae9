"""Campaigns with their periods, and the versions of what indicator 8 means."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.indicators import Definition
from portal.domain.movements import CAMPAIGN
from portal.domain.periods import Period
from portal.domain.sampling import LEAST_PERCENT, MOST_PERCENT, USUAL_PERCENT
from portal.extensions import db
from portal.models.columns import Key, Moment
from portal.models.units import Unit


class IndicatorDefinition(db.Model):
    """A version of indicator 8; a version that was used is never changed."""

    __tablename__ = "indicator_definitions"
    __table_args__ = (
        CheckConstraint("status IN ('provisional', 'approved')", name="status"),
        CheckConstraint("min_activities >= 1", name="min_activities"),
    )

    version: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(Text)
    min_activities: Mapped[int]
    headline: Mapped[str] = mapped_column(Text)
    targets: Mapped[dict[str, str]] = mapped_column(JSON)
    source: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    def as_definition(self) -> Definition:
        """Return the version in the shape that the core computes with."""
        return Definition(
            version=self.version,
            status=self.status,
            k=self.min_activities,
            headline=self.headline,
            targets=dict(self.targets),
        )


class Campaign(db.Model):
    """A campaign of a province from `starts_on` until the day before `ends_on`."""

    __tablename__ = "campaigns"
    __table_args__ = (
        CheckConstraint("ends_on > starts_on", name="dates"),
        CheckConstraint("kind IN ('campaign', 'movement')", name="kind"),
        CheckConstraint(
            f"spot_check_percent BETWEEN {LEAST_PERCENT} AND {MOST_PERCENT}", name="spot_check_percent"
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    code: Mapped[str] = mapped_column(Text, unique=True)
    # A movement lasts for years, so it never stands for what is going on now.
    kind: Mapped[str] = mapped_column(Text, default=CAMPAIGN, server_default=CAMPAIGN)
    name: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    plan_number: Mapped[str] = mapped_column(Text, default="")
    plan_on: Mapped[date | None] = mapped_column(Date)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    judged_on: Mapped[date | None] = mapped_column(Date)
    # The version with which the campaign began; whoever counts asks `definition_on`.
    definition_version: Mapped[int] = mapped_column(ForeignKey("indicator_definitions.version"))
    # Whether citizens are asked to confirm the help of these days.
    asks_citizens: Mapped[bool] = mapped_column(default=False)
    # Whether everybody may read its coverage without an account.
    is_public: Mapped[bool] = mapped_column(default=False)
    # How much of each commune's approved entries a draw of spot-checks proposes to take.
    spot_check_percent: Mapped[int] = mapped_column(default=USUAL_PERCENT, server_default=str(USUAL_PERCENT))

    unit: Mapped[Unit] = relationship(lazy="raise_on_sql")
    definition: Mapped[IndicatorDefinition] = relationship(lazy="raise_on_sql")
    windows: Mapped[list["CampaignWindow"]] = relationship(
        lazy="raise_on_sql", order_by="CampaignWindow.starts_on, CampaignWindow.ends_on"
    )

    # Read with the campaign; whoever goes on with one after another act reads it once more.
    definitions: Mapped[list["CampaignDefinition"]] = relationship(
        lazy="select", order_by="CampaignDefinition.applies_from"
    )

    def definition_on(self, day: date) -> IndicatorDefinition:
        """Return the version by which a period is counted that has this last day."""
        put = [one.definition for one in self.definitions if one.applies_from <= day]
        return put[-1] if put else self.definition

    @property
    def period(self) -> Period:
        """The campaign's days, half-open."""
        return Period(self.starts_on, self.ends_on)

    @property
    def commune_path(self) -> str:
        """The path that policy asks for."""
        return self.unit.path


class CampaignDefinition(db.Model):
    """A version of indicator 8 that a campaign is counted by from a day on, after the one it began with."""

    __tablename__ = "campaign_versions"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    applies_from: Mapped[date] = mapped_column(Date, primary_key=True)
    definition_version: Mapped[int] = mapped_column(ForeignKey("indicator_definitions.version"))
    put_at: Mapped[datetime] = mapped_column(Moment)
    put_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    definition: Mapped[IndicatorDefinition] = relationship(lazy="joined")


class CampaignWindow(db.Model):
    """A reporting period of a campaign, half-open, with the label under which it was published."""

    __tablename__ = "campaign_windows"
    __table_args__ = (
        UniqueConstraint("campaign_id", "code"),
        CheckConstraint("ends_on > starts_on", name="dates"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    code: Mapped[str] = mapped_column(Text)
    published_label: Mapped[str] = mapped_column(Text, default="")
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)

    @property
    def period(self) -> Period:
        """The window's days, half-open."""
        return Period(self.starts_on, self.ends_on)

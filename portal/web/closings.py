"""From the address of a closing page to its place and period, and from what is stored to what it shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from portal import clock
from portal.domain.actions import Action
from portal.domain.campaign_periods import NamedPeriod, list_periods, resolve_period
from portal.domain.closings import (
    CLOSABLE,
    COMMUNES_OPEN,
    ON_PHONES,
    OPEN_VISITS,
    RETURNED,
    UNCONFIRMED,
    WAITING,
    ComparedFigure,
)
from portal.domain.errors import Missing
from portal.domain.periods import Period
from portal.domain.roles import Role, Viewer
from portal.domain.units import UnitLevel
from portal.models import Campaign, Closing, Unit
from portal.policy import allows
from portal.queries.campaigns import get_present_campaign, list_campaigns, named_windows
from portal.queries.closings import OpenPoints, list_closed_periods
from portal.queries.coverage import Coverage
from portal.queries.coverage_beside import Published, compare_closing, find_published
from portal.queries.units import UnitOnDate, list_units
from portal.web.coverage import Asked, campaign_name
from portal.web.figures import period_name
from portal.web.loading import load_campaign, load_coverage_unit, widest_areas


@dataclass(frozen=True, slots=True)
class Subject:
    """The place and the period of a closing page."""

    campaign: Campaign
    unit: Unit
    named: NamedPeriod

    @property
    def address(self) -> dict[str, object]:
        """What the addresses of its pages and acts are made of."""
        return {"campaign": self.campaign.code, "unit_id": self.unit.id, "period": self.named.code}

    @property
    def is_over(self) -> bool:
        """Tell whether the last day of the period has passed."""
        return self.named.period.ends_on <= clock.today()

    @property
    def close_action(self) -> Action:
        """The act of closing such a place."""
        return Action.close_province if self.unit.level == UnitLevel.province else Action.close_commune


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One thing that may still be open, with where to settle it."""

    code: str
    count: int
    url: str | None


@dataclass(frozen=True, slots=True)
class ShownClosing:
    """A closing in force with what was published and what the figures are now."""

    closing: Closing
    figures: list[ComparedFigure]
    ledger_url: str

    @property
    def is_changed(self) -> bool:
        """Tell whether any figure differs by now."""
        return any(figure.is_changed for figure in self.figures)


@dataclass(frozen=True, slots=True)
class StateLine:
    """A commune or a period in the list, with its closing in force."""

    name: str
    within: str
    url: str
    closing: Closing | None
    is_over: bool = True


def load_subject(viewer: Viewer, campaign_code: str, unit_id: int, period_code: str) -> Subject:
    """Return the place and period of an address; raise Missing for what the viewer may not see."""
    campaign = load_campaign(campaign_code)
    try:
        named = resolve_period(period_code, campaign.period, named_windows(campaign))
    except ValueError:
        raise Missing from None
    unit = load_coverage_unit(viewer, str(unit_id), named.period.last_day)
    if unit.level not in CLOSABLE:
        raise Missing
    return Subject(campaign, unit, named)


def choose_campaign(code: str | None) -> Campaign | None:
    """Return the campaign of an address, else the present one, or None while there is none."""
    if code:
        return load_campaign(code)
    found = get_present_campaign(clock.today())
    return found and load_campaign(found.code)


def closable_periods(campaign: Campaign) -> dict[str, list[NamedPeriod]]:
    """Return the periods that have begun by kind, the windows first, without weeks: they are not reported."""
    today = clock.today()
    listed = list_periods(campaign.period, named_windows(campaign), today)
    begun = {
        kind: [part for part in listed[kind] if part.period.starts_on <= today]
        for kind in ("window", "month", "whole")
    }
    return {kind: parts for kind, parts in begun.items() if parts}


def ended_periods(periods: dict[str, list[NamedPeriod]]) -> list[NamedPeriod]:
    """Return those of the closable periods that are over, the latest first."""
    over = [part for parts in periods.values() for part in parts if part.period.ends_on <= clock.today()]
    return sorted(over, key=lambda part: part.period.ends_on, reverse=True)


def choose_period(form, campaign: Campaign, periods: dict[str, list[NamedPeriod]]) -> NamedPeriod | None:
    """Return the period that is asked for, else the last one that is over; None before the campaign."""
    listed = [part for parts in periods.values() for part in parts]
    chosen = next((part for part in listed if part.code == form.period.data), None)
    form.campaign.choices = [(one.code, campaign_name(one)) for one in list_campaigns()]
    form.campaign.data = campaign.code
    form.period.choices = [(part.code, period_name(part)) for part in listed]
    named = chosen or next(iter(ended_periods(periods) or listed), None)
    form.period.data = named and named.code
    return named


def find_communes(viewer: Viewer, period: Period) -> tuple[Unit, list[UnitOnDate]]:
    """Return the widest place of the viewer on the last day of a period, and its communes on that day."""
    day = min(period.last_day, clock.today())
    area = widest_areas(viewer, [day])[day]
    return area, list_units(day, UnitLevel.commune, under_path=area.path)


def commune_lines(
    campaign: Campaign, communes: Sequence[UnitOnDate], named: NamedPeriod, districts: dict[int, str]
) -> list[StateLine]:
    """Return the communes with their state in one period."""
    closed = list_closed_periods(campaign.id, [commune.id for commune in communes])
    return [
        StateLine(
            commune.full_name,
            districts.get(commune.parent_id, ""),
            url_for("closings.show", campaign=campaign.code, unit_id=commune.id, period=named.code),
            closed.get((commune.id, named.period)),
            named.period.ends_on <= clock.today(),
        )
        for commune in communes
    ]


def period_lines(
    campaign: Campaign, commune: UnitOnDate, periods: dict[str, list[NamedPeriod]]
) -> list[StateLine]:
    """Return the periods of one commune with their state."""
    closed = list_closed_periods(campaign.id, [commune.id])
    return [
        StateLine(
            period_name(part),
            commune.full_name,
            url_for("closings.show", campaign=campaign.code, unit_id=commune.id, period=part.code),
            closed.get((commune.id, part.period)),
            part.period.ends_on <= clock.today(),
        )
        for parts in periods.values()
        for part in parts
    ]


def check_lines(viewer: Viewer, subject: Subject, points: OpenPoints) -> list[CheckLine]:
    """Return what may still be open with where to settle it."""
    unit, named = subject.unit, subject.named
    asked = {"campaign": subject.campaign.code, "period": named.code}
    # Only those of the place and the period: the desk holds all that waits.
    entries = {"unit": unit.id, "since": named.period.starts_on, "until": named.period.last_day}
    urls = {
        COMMUNES_OPEN: url_for("closings.index", **asked),
        WAITING: url_for("reviews.index", **entries),
        RETURNED: url_for("reviews.index", status="returned", **entries),
        UNCONFIRMED: url_for("units.show", unit_id=unit.id)
        if unit.level == UnitLevel.commune
        else url_for("coverage.index", unit=unit.id, **asked),
        ON_PHONES: url_for("queues.index") if viewer.has_role(Role.coordinator) else None,
        OPEN_VISITS: url_for("spot_checks.index", state="open"),
    }
    return [CheckLine(code, count, urls.get(code)) for code, count in points.counts.items()]


def show_closing(campaign: Campaign, closing: Closing, period_code: str) -> ShownClosing:
    """Return what was published with the present figures beside it."""
    return _shown(campaign, compare_closing(campaign, closing), period_code)


def published_beside(viewer: Viewer, asked: Asked, coverage: Coverage) -> ShownClosing | None:
    """Return what was published of the place and period of a coverage page, where that is closed."""
    if not allows(viewer, Action.view_coverage, coverage.place):
        return None
    found = find_published(asked.campaign, coverage, asked.as_of)
    return found and _shown(asked.campaign, found, asked.period.code)


def _shown(campaign: Campaign, published: Published, period_code: str) -> ShownClosing:
    address = {"campaign": campaign.code, "unit": published.closing.unit_id, "period": period_code}
    return ShownClosing(published.closing, published.figures, url_for("ledger.index", **address))

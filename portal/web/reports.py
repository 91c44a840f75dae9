"""What the pages of reports offer: places and periods to choose from, and what was chosen."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from portal import clock
from portal.domain.campaign_periods import NamedPeriod, list_periods, resolve_period
from portal.domain.errors import Missing, RuleBroken
from portal.domain.roles import Viewer
from portal.models import Campaign, Report, Unit
from portal.queries.campaigns import get_campaign, list_campaigns, named_windows
from portal.queries.reports import PlaceChoice, list_report_places
from portal.services.reports import Draft, draft_report
from portal.web.coverage import campaign_name
from portal.web.figures import period_name
from portal.web.loading import load_coverage_unit, widest_areas

# What names a report that is not prepared yet, in its form and in its address.
ASKED = ("unit", "period", "kind")


@dataclass(frozen=True, slots=True)
class Offer:
    """The viewer's widest area with its places, and the periods of all campaigns that have begun."""

    area: Unit
    places: list[PlaceChoice]
    periods: dict[str, list[tuple[str, str]]]

    def offer_to(self, form) -> None:
        """Give a form its choices."""
        form.unit.choices = [(place.id, place.full_name) for place in self.places]
        form.period.choices = self.periods


def offer_reports(viewer: Viewer) -> Offer:
    """Return what the viewer may choose from."""
    today = clock.today()
    area = widest_areas(viewer, [today])[today]
    periods = {}
    for campaign in list_campaigns():
        listed = list_periods(campaign.period, named_windows(campaign), today)
        if campaign.starts_on <= today:
            begun = [part for parts in listed.values() for part in parts]
            periods[campaign_name(campaign)] = [
                (f"{campaign.code} {part.code}", period_name(part)) for part in begun
            ]
    return Offer(area, list_report_places(area, today), periods)


def chosen(viewer: Viewer, unit_id: int, asked: str) -> tuple[Campaign, Unit, NamedPeriod]:
    """Return what a form chose, within the viewer's area; raise Missing for what is not there."""
    code, _space, period_code = asked.partition(" ")
    campaign = get_campaign(code)
    if campaign is None:
        raise Missing
    try:
        period = resolve_period(period_code, campaign.period, named_windows(campaign))
    except ValueError:
        raise Missing from None
    return campaign, load_coverage_unit(viewer, str(unit_id), clock.today()), period


def read_draft(viewer: Viewer, asked: Mapping[str, str]) -> Draft:
    """Compose what an address asks for; raise Missing for what is not there or cannot be reported."""
    unit, period, kind = (asked.get(name, "") for name in ASKED)
    if not unit.isascii() or not unit.isdigit():
        raise Missing
    try:
        return draft_report(viewer, *chosen(viewer, int(unit), period), kind)
    except RuleBroken:
        raise Missing from None


def prepared_words(viewer: Viewer, report: Report) -> str:
    """Tell who asked for a report that it is there, or who has prepared the same a moment before."""
    if report.prepared_by_id == viewer.id:
        return _("The report is prepared. Its figures stay as they are now.")
    if report.prepared_by is None:
        return _(
            "The same report was prepared by itself a moment ago, so this is it; no second one was made."
        )
    return _(
        "%(name)s prepared the same report a moment ago, so this is it; no second one was made.",
        name=report.prepared_by.name,
    )


def period_words(report: Report) -> str:
    """Name the period of a prepared report."""
    try:
        return period_name(
            resolve_period(report.period_code, report.campaign.period, named_windows(report.campaign))
        )
    except ValueError:
        return report.period_code


def file_name(report: Report, ending: str) -> str:
    """Name a report's file after what it holds, in plain letters."""
    return f"bao-cao-{report.campaign.code}-{report.period_code}-{report.id}.{ending}"

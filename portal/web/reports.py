"""What the pages of reports offer: places and periods to choose from, and what was chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _

from portal import clock
from portal.domain.campaign_periods import NamedPeriod, day_range, list_periods, resolve_period
from portal.domain.errors import Missing, RuleBroken
from portal.domain.report_kinds import fits, list_repeated
from portal.domain.report_words import REPORT_KINDS
from portal.domain.roles import Viewer
from portal.labels import choices, label
from portal.models import Campaign, Report, Unit
from portal.queries.campaigns import get_campaign, list_campaigns, named_windows
from portal.queries.reports import PlaceChoice, list_report_places
from portal.services.reports import Draft, draft_report
from portal.web.coverage import Tab, campaign_name
from portal.web.figures import period_name
from portal.web.loading import load_coverage_unit, widest_areas

# What names a report that is not prepared yet, in its form and in its address.
ASKED = ("unit", "period", "kind")


class OfferedPeriod(NamedTuple):
    """A period under the code by which a form asks for it."""

    asked: str
    named: NamedPeriod


@dataclass(frozen=True, slots=True)
class Offer:
    """The viewer's widest area with its places, and the periods of campaigns, by campaign and kind."""

    area: Unit
    places: list[PlaceChoice]
    periods: dict[str, list[OfferedPeriod]]

    def offer_to(self, form) -> None:
        """Give a form its choices: all periods, so that one that does not fit is answered in words."""
        form.unit.choices = [(place.id, place.full_name) for place in self.places]
        form.period.choices = _choices(self.periods)

    def narrow(self, form) -> bool:
        """Leave those periods that fit the kind, the last one that is over chosen; tell whether there are."""
        if form.kind.data not in REPORT_KINDS:
            form.kind.data = REPORT_KINDS[0]
        fitting = {
            name: [one for one in parts if fits(form.kind.data, one.named)]
            for name, parts in self.periods.items()
        }
        form.period.choices = _choices(fitting)
        listed = list(chain.from_iterable(fitting.values()))
        if form.period.data not in [one.asked for one in listed]:
            form.period.data = _last_over(fitting, clock.today())
        return bool(listed)

    def narrow_schedule(self, form) -> bool:
        """Leave also of how often it is prepared what fits the kind."""
        found = self.narrow(form)
        form.repeated.choices = choices("repeated", list_repeated(form.kind.data))
        return found


def offer_reports(viewer: Viewer, *, ahead: bool = False) -> Offer:
    """Return what the viewer may choose from; `ahead` also periods of begun campaigns that are to come."""
    today = clock.today()
    area = widest_areas(viewer, [today])[today]
    periods = {}
    for campaign in [one for one in list_campaigns() if one.starts_on <= today]:
        until = campaign.period.last_day if ahead else today
        listed = list_periods(campaign.period, named_windows(campaign), until)
        for kind, parts in listed.items():
            name = _(
                "%(campaign)s: %(kind)s", campaign=campaign_name(campaign), kind=label("period_kind", kind)
            )
            periods[name] = [OfferedPeriod(f"{campaign.code} {part.code}", part) for part in parts]
    return Offer(area, list_report_places(area, today), periods)


def kind_tabs(endpoint: str, current: str, **kept: object) -> list[Tab]:
    """Return a link for each kind of report, which leads to the periods that fit it."""
    return [
        Tab(url_for(endpoint, kind=kind, **kept), str(label("report_kind", kind)), kind == current)
        for kind in REPORT_KINDS
    ]


def _choices(periods: Mapping[str, list[OfferedPeriod]]) -> dict[str, list[tuple[str, str]]]:
    return {
        name: [(one.asked, _dated(one.named)) for one in parts] for name, parts in periods.items() if parts
    }


def _dated(period: NamedPeriod) -> str:
    """Name a period, with its days where nobody knows them by heart."""
    name = period_name(period)
    if period.kind not in ("week", "reporting_month"):
        return name
    return _("%(period)s (%(days)s)", period=name, days=day_range(period.period))


def _last_over(periods: Mapping[str, list[OfferedPeriod]], today: date) -> str | None:
    """Return the last period that is over of the first list that has one."""
    for parts in periods.values():
        if over := [one.asked for one in parts if one.named.period.last_day < today]:
            return over[-1]
    return None


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

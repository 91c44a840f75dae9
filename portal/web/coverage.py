"""From the address of a coverage page to what it asks for, and from the figures to what the page shows."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from flask import url_for
from flask_babel import gettext as _

from portal import clock
from portal.domain.actions import Action
from portal.domain.campaign_periods import IN_PERIOD, NamedPeriod, list_periods, resolve_period
from portal.domain.errors import Missing
from portal.domain.roles import Viewer
from portal.labels import label
from portal.models import Campaign
from portal.policy import allows
from portal.queries.campaigns import default_campaign, list_campaigns, named_windows
from portal.queries.coverage import BY_NAME, Coverage, get_coverage, list_coverage, units_day
from portal.queries.unit_days import nearest_day
from portal.web.figures import period_name
from portal.web.loading import load_coverage_unit, widest_areas
from portal.web.locale import choose_locale

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for, but for the place."""

    campaign: Campaign
    period: NamedPeriod
    mode: str
    today: date
    as_of: date | None

    @property
    def units_on(self) -> date:
        """The day whose places count."""
        return units_day(self.period, self.today, self.as_of)

    @property
    def address(self) -> dict[str, str]:
        """The part of the address that links to other places keep."""
        as_of = {"as_of": self.as_of.isoformat()} if self.as_of else {}
        return {"campaign": self.campaign.code, "period": self.period.code, "mode": self.mode, **as_of}

    @property
    def then(self) -> dict[str, str]:
        """The part of an address that leads to a thing as it was on the day whose places count."""
        return {} if self.units_on == self.today else {"as_of": self.units_on.isoformat()}


@dataclass(frozen=True, slots=True)
class Tab:
    """A link between the views of one page."""

    url: str
    label: str
    current: bool
    badge: int | None = None


@dataclass(frozen=True, slots=True)
class SortColumn:
    """The heading of a column: sorted by a link, or not at all."""

    label: str
    url: str | None = None
    sort: str | None = None
    is_number: bool = False


def ask(form) -> Asked | None:
    """Read a coverage form, adding its errors; None while there is no campaign at all.

    What is wrong is answered as if it had been left out, so that the page can say so beside the figures; only
    an unknown campaign raises Missing.
    """
    form.validate()
    campaigns, today = list_campaigns(), clock.today()
    campaign = _choose_campaign(campaigns, form.campaign.data, today)
    if campaign is None:
        return None
    windows, whole = named_windows(campaign), campaign.period
    period = resolve_period("whole", whole)
    try:
        period = resolve_period(form.period.data, whole, windows)
    except ValueError:
        form.add_error("period", _("Choose a period of the campaign."))
    as_of = form.as_of.data
    if as_of and as_of > today:
        form.add_error("as_of", _("Choose a day that is not in the future."))
    _offer_choices(form, campaigns, campaign, period, list_periods(whole, windows, today))
    mode = form.mode.default if form.mode.errors else form.mode.data
    return Asked(campaign, period, mode, today, None if form.as_of.errors else as_of)


def _choose_campaign(campaigns: list[Campaign], code: str | None, today: date) -> Campaign | None:
    if not code:
        return default_campaign(campaigns, today)
    found = next((campaign for campaign in campaigns if campaign.code == code), None)
    if found is None:
        raise Missing
    return found


def _offer_choices(form, campaigns: list[Campaign], campaign: Campaign, period: NamedPeriod, periods) -> None:
    listed = [part.code for parts in periods.values() for part in parts]
    if period.code not in listed:
        periods = {**periods, period.kind: [*periods.get(period.kind, []), period]}
    form.campaign.choices = [(one.code, campaign_name(one)) for one in campaigns]
    form.campaign.data = campaign.code
    form.period.choices = {
        str(label("period_kind", kind)): [(part.code, period_name(part)) for part in parts]
        for kind, parts in periods.items()
        if parts
    }
    form.period.data = period.code


def campaign_name(campaign: Campaign) -> str:
    """Name the campaign in the page's language."""
    return campaign.name_en if choose_locale() == "en" else campaign.name


def load_coverage(viewer: Viewer, wanted: str | None, asked: Asked) -> tuple[Asked, Coverage]:
    """Return the figures of a place with what they answer; see `load_figures`."""
    return load_figures(viewer, wanted, asked, get_coverage)


def load_figures(viewer: Viewer, wanted: str | None, asked: Asked, get: Callable[..., T]) -> tuple[Asked, T]:
    """Return what `get` reads of a place, with what it answers; see `load_coverage_unit`.

    A place that was not there on the day is read as on the nearest day on which it was, unless the day was
    asked for, so that addresses of before and after a reorganisation go on leading somewhere.
    """
    unit = load_coverage_unit(viewer, wanted, asked.units_on)
    try:
        return asked, _read(get, unit.id, asked)
    except Missing:
        day = None if asked.as_of else nearest_day(unit.id, asked.units_on, asked.today)
        if day is None:
            raise
        asked = replace(asked, as_of=day)
        return asked, _read(get, unit.id, asked)


def _read(get: Callable[..., T], unit_id: int, asked: Asked) -> T:
    return get(asked.campaign, unit_id, asked.period, asked.mode, today=asked.today, as_of=asked.as_of)


def campaign_figures(viewer: Viewer, campaign: Campaign, today: date) -> list[Coverage]:
    """Return the viewer's widest area over the whole campaign, then in each window that has begun.

    Windows on either side of a reorganisation are read in the places of their own time. Empty before the
    campaign begins; what nothing is known of is left out.
    """
    listed = list_periods(campaign.period, named_windows(campaign), today)
    if today < campaign.starts_on:
        return []
    periods = [*listed["whole"], *listed["window"]]
    areas = widest_areas(viewer, [units_day(period, today) for period in periods])
    together: dict[int, list[NamedPeriod]] = defaultdict(list)
    for period in periods:
        together[areas[units_day(period, today)].id].append(period)
    found = [
        coverage
        for area, parts in together.items()
        for coverage in _area_figures(campaign, area, parts, today)
    ]
    return sorted(found, key=lambda coverage: periods.index(coverage.basis.period))


def _area_figures(campaign: Campaign, area: int, periods: list[NamedPeriod], today: date) -> list[Coverage]:
    try:
        return list_coverage(campaign, area, periods, IN_PERIOD, today=today)
    except Missing:
        # The area was not there on one of the days, so all are read in its own places.
        day = nearest_day(area, units_day(periods[0], today), today)
        if day is None:
            return []
        return list_coverage(campaign, area, periods, IN_PERIOD, today=today, as_of=day)


def sort_key(coverage: Coverage, wanted: str | None) -> str:
    """Return the column by which the rows are sorted; what is no column means by name."""
    return wanted if (wanted or "").removeprefix("-") in (BY_NAME, *coverage.column_codes) else BY_NAME


def sort_columns(coverage: Coverage, current: str, address: dict) -> list[SortColumn]:
    """Return the headings of the table of places; raw visits never sort, so that they never rank."""
    keys = [(BY_NAME, _("Place")), *((code, str(label("line", code))) for code in coverage.column_codes)]
    columns = []
    for key, words in keys:
        turned = f"-{key}" if current == key else key
        order = {key: "ascending", f"-{key}": "descending"}.get(current)
        columns.append(SortColumn(words, url_for("coverage.index", **address, sort=turned), order))
    counts = [SortColumn(words, is_number=True) for words in (_("Visits"), _("Entries waiting"))]
    return [*columns, *counts]


def breadcrumbs(
    viewer: Viewer, coverage: Coverage, address: dict[str, str], endpoint: str = "coverage.index"
) -> list[tuple[str, str]]:
    """Lead back through the places that the viewer's area holds."""
    return [
        (place.full_name, url_for(endpoint, **address, unit=place.id))
        for place in coverage.ancestors
        if allows(viewer, Action.view_coverage, place)
    ]


def status_tabs(statuses: Sequence[str], current: str, address: dict) -> list[Tab]:
    """Part a team's entries by status."""
    return [
        Tab(
            url_for("coverage.team", **address, status=status),
            str(label("activity_status", status)),
            status == current,
        )
        for status in statuses
    ]


def campaign_url(campaign: Campaign) -> str:
    """Lead to the campaign's page, where the definition stands."""
    return url_for("campaigns.show", code=campaign.code, _anchor="definition")

"""Figures of indicators 1 to 7 in words: whose they are, of which days, how they moved, and one to record."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from flask_babel import gettext as _

from portal import clock
from portal.domain.campaign_indicators import FigureLevel, subject_key
from portal.domain.figure_entries import StatedFigure
from portal.domain.reported_figures import Window, change_since, overlaps
from portal.domain.roles import Viewer
from portal.domain.units import UnitLevel
from portal.labels import label
from portal.models import Campaign, ReportedFigure
from portal.queries.campaigns import list_campaigns
from portal.queries.figure_lists import (
    FigureLine,
    SeriesHead,
    cut_heads,
    list_figure_lines,
    list_series_heads,
)
from portal.queries.figure_places import FigurePlaces, list_figure_places, places_day
from portal.web.coverage import campaign_name
from portal.web.figures import change_words, shown_value
from portal.web.jinja import show_day, show_number

Subject = tuple[str, int, int | None]


@dataclass(frozen=True, slots=True)
class SeriesPage:
    """What the address of the list of figures asks for, and a page of what it holds."""

    campaign: Campaign
    address: dict[str, str | None]
    series: list["ShownSeries"]
    next_page: int | None


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A figure as it was published; a taken back one stands for its days while nothing else does."""

    line: FigureLine
    label: str
    days: str
    value: str
    counts: str
    change: str = ""
    falls: bool = False
    shared: str = ""
    is_taken_back: bool = False
    earlier: tuple["ShownFigure", ...] = ()


@dataclass(frozen=True, slots=True)
class ShownSeries:
    """The figures of one subject and indicator, in the order of their days."""

    head: SeriesHead
    name: str
    figures: list[ShownFigure]

    @property
    def anchor(self) -> str:
        """The name of its place on the page."""
        return f"f{self.head.indicator}-{self.head.subject.replace('/', '-')}"


def read_series(viewer: Viewer, campaign: Campaign, form, page: int) -> SeriesPage:
    """Return a page of the series that a filter leaves; what is nonsense there narrows nothing."""
    form.campaign.choices = [(one.code, campaign_name(one)) for one in list_campaigns()]
    form.campaign.data = campaign.code
    form.validate()
    indicator, level = form.chosen("indicator"), form.chosen("level")
    day = places_day(campaign, clock.today())
    heads, following = cut_heads(list_series_heads(viewer, campaign, day, indicator, level), page)
    lines = list_figure_lines(campaign.id, heads)
    return SeriesPage(
        campaign,
        {"campaign": campaign.code, "indicator": indicator, "level": level},
        [show_series(head, lines[head.subject, head.indicator]) for head in heads],
        following,
    )


def head_name(head: SeriesHead) -> str:
    """Say whose figures a series holds."""
    if head.department:
        return head.department.name
    # The province as such is its agencies: its districts and communes have figures of their own.
    if head.place and head.level != UnitLevel.province:
        return head.place.full_name
    return str(label("all_of_level", head.level))


def window_words(window: Window) -> str:
    """Say which days a figure speaks of, both included."""
    if window.first is None:
        return _("until %(day)s", day=show_day(window.last))
    return f"{show_day(window.first)}–{show_day(window.last)}"


def show_series(head: SeriesHead, lines: Sequence[FigureLine]) -> ShownSeries:
    """Put a series into words: what fell is said to have fallen, and shared days are said to be shared."""
    values = [line.value for line in lines if line.replaced_at is None]
    before = {id(right): left for left, right in overlaps(values)}
    figures = []
    for _window, same_days in groupby(lines, key=lambda line: line.window):
        current, earlier = None, []
        for line in same_days:
            if line.replaced_at is None:
                current = line
            else:
                earlier.append(_show(line))
        if current is None:
            figures.append(replace(earlier[0], is_taken_back=True, earlier=tuple(earlier)))
            continue
        change = change_since(values, current.value)
        shown = replace(_show(current), change=change_words(change), falls=bool(change and change < 0))
        left = before.get(id(current.value))
        shared = _shared_words(left.window, current.value.window) if left else ""
        figures.append(replace(shown, shared=shared, earlier=tuple(earlier)))
    return ShownSeries(head, head_name(head), figures)


def _show(line: FigureLine) -> ShownFigure:
    value = line.value
    counts = f"{show_number(value.numerator)}/{show_number(value.denominator)}" if value.denominator else ""
    return ShownFigure(
        line, value.window.label, window_words(value.window), shown_value(value.percent), counts
    )


def _shared_words(before: Window, window: Window) -> str:
    """Say which days two neighbours share."""
    if before.last == window.first:
        return _("Counts %(day)s, as does the period before.", day=show_day(window.first))
    days = f"{show_day(window.first)}–{show_day(min(before.last, window.last))}"
    return _("Counts %(day)s, as does the period before.", day=days)


def subject_choices(
    campaign: Campaign, figure: ReportedFigure | None = None
) -> dict[str, list[tuple[str, str]]]:
    """Offer whose figure it may be, in groups; whose figure is corrected is always among them."""
    places = list_figure_places(campaign, clock.today(), figure.department_id if figure else None)
    province = campaign.unit_id
    together = [(subject_key(level, province), str(label("all_of_level", level))) for level in FigureLevel]
    return {_("All of a level"): together, **_single_choices(places, province)}


def _single_choices(places: FigurePlaces, province: int) -> dict[str, list[tuple[str, str]]]:
    districts = {one.id: one.full_name for one in places.districts}
    groups = {
        str(label("figure_level", "department")): [
            (subject_key("department", province, one.id), one.name) for one in places.departments
        ],
        str(label("figure_level", "district")): [
            (subject_key("district", one.id), one.full_name) for one in places.districts
        ],
        str(label("figure_level", "commune")): [
            (subject_key("commune", one.id), _within(one.full_name, districts.get(one.parent_id)))
            for one in places.communes
        ],
    }
    return {name: listed for name, listed in groups.items() if listed}


def _within(name: str, district: str | None) -> str:
    return f"{name}, {district}" if district else name


def read_subject(key: str) -> Subject:
    """Read whose figure it is from its key, which was one of the choices."""
    level, unit_id, *department = key.split("/")
    return level, int(unit_id), int(department[0]) if department else None


def stated_figure(form) -> StatedFigure:
    """Return what was typed into the form of a figure."""
    level, unit_id, department_id = read_subject(form.subject.data)
    first_on, last_on = form.first_on.data, form.last_on.data
    return StatedFigure(
        indicator=form.indicator.data,
        level=level,
        unit_id=unit_id,
        department_id=department_id,
        first_on=first_on,
        last_on=last_on,
        published_label=form.published_label.data or "",
        percent=form.percent.data or "",
        numerator=form.numerator.data,
        denominator=form.denominator.data,
        source=form.source.data or "",
    )


def typed_again(figure: ReportedFigure) -> dict[str, object]:
    """Return what the form of a figure holds when that figure is to be corrected."""
    names = ("indicator", "subject", "first_on", "last_on", "published_label", "numerator", "denominator")
    values = {name: getattr(figure, name) for name in (*names, "source")}
    return values | {"percent": figure.percent.replace(".", ",")}

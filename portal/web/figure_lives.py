"""The life of a figure: what it was counted from, or where it was published, and what became of it since."""

from dataclasses import dataclass

from flask import url_for

from portal.domain.closings import CLOSABLE
from portal.domain.errors import Missing
from portal.domain.reported_figures import choose_value
from portal.domain.units import UnitLevel
from portal.models import Campaign
from portal.queries.coverage import Coverage
from portal.queries.figure_lists import SeriesHead, list_figure_lines
from portal.queries.figure_lives import count_corrections, count_late
from portal.queries.reported_figures import list_departments
from portal.queries.unit_reaches import list_communes_within
from portal.queries.units import get_unit_on
from portal.web.coverage import Asked
from portal.web.figure_series import ShownFigure, ShownSeries, head_name, show_series
from portal.web.paging import read_id

BELOW_PROVINCE = (UnitLevel.district, UnitLevel.commune)


@dataclass(frozen=True, slots=True)
class CountedLife:
    """What stands behind a figure of indicator 8; `corrected` is None where nothing can be closed."""

    waiting: int
    returned: int
    late: int
    corrected: int | None
    entries_url: str
    moves_url: str
    ledger_url: str


@dataclass(frozen=True, slots=True)
class ReportedLife:
    """The series of an indicator that others report, and the figure of it that stands for the period."""

    name: str
    series: ShownSeries | None
    chosen: ShownFigure | None


def counted_life(asked: Asked, coverage: Coverage) -> CountedLife:
    """Return what is to be known of a place's figures in the period."""
    place, counted = coverage.place, coverage.basis.counted
    here = asked.address | {"unit": place.id}
    anchor = "teams" if place.level == UnitLevel.commune else None
    corrected = None
    if place.level in CLOSABLE:
        corrected = count_corrections(asked.campaign.id, place.id, coverage.basis.period.period)
    return CountedLife(
        waiting=coverage.facts.waiting,
        returned=coverage.facts.returned,
        late=count_late(list_communes_within(place.path), counted),
        corrected=corrected,
        entries_url=url_for("coverage.index", **here, _anchor=anchor),
        moves_url=url_for("audit.figure", line="8.5", **here),
        ledger_url=url_for(
            "ledger.index", campaign=asked.campaign.code, unit=place.id, period=asked.period.code
        ),
    )


def reported_life(form, asked: Asked, coverage: Coverage) -> ReportedLife:
    """Return the series of a place, or of a department or a whole level of the province that is asked for."""
    head = _head(form, asked.campaign, coverage)
    lines = list_figure_lines(asked.campaign.id, [head]).get((head.subject, head.indicator), [])
    series = show_series(head, lines) if lines else None
    current = [line for line in lines if line.replaced_at is None]
    basis = coverage.basis
    value = choose_value([line.value for line in current], basis.counted, basis.mode)
    chosen = None
    if value is not None:
        chosen = next(one for one in series.figures if not one.is_taken_back and one.line.value == value)
    return ReportedLife(head_name(head), series, chosen)


def _head(form, campaign: Campaign, coverage: Coverage) -> SeriesHead:
    place, indicator = coverage.place, form.indicator.data
    department_id, level = read_id(form.department.data), form.level.data
    if department_id:
        found = {one.id: one for one in list_departments(place.id)}.get(department_id)
        if found is None:
            raise Missing
        return SeriesHead(indicator, "department", f"department/{place.id}/{found.id}", None, found)
    if level in ("department", *BELOW_PROVINCE) and level != place.level:
        if place.id != campaign.unit_id:
            raise Missing
        return SeriesHead(indicator, level, f"{level}/{place.id}")
    unit = get_unit_on(place.id, coverage.basis.units_on)
    return SeriesHead(indicator, place.level, f"{place.level}/{place.id}", unit)

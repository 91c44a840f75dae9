"""The figures of indicators 1 to 7 series by series: those in force, those replaced, who recorded them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased, joinedload

from portal.domain.campaign_indicators import FigureLevel
from portal.domain.reported_figures import ReportedValue
from portal.domain.roles import STAFF_ROLES, Viewer
from portal.extensions import db
from portal.models import Campaign, Department, ReportedFigure, Unit, User
from portal.queries.reported_figures import get_departments
from portal.queries.units import UnitOnDate, get_units_on

PAGE_SIZE = 12


@dataclass(frozen=True, slots=True)
class SeriesHead:
    """Whose figures of which indicator a series holds: of a place, a department, or (neither) of a level."""

    indicator: str
    level: str
    subject: str
    place: UnitOnDate | None = None
    department: Department | None = None


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A figure with who recorded and who replaced it; nobody is named for what came with the portal."""

    id: int
    subject: str
    indicator: str
    window: str
    value: ReportedValue
    recorded_at: datetime
    recorded_by: str | None
    replaced_at: datetime | None
    replaced_by: str | None


def list_series_heads(
    viewer: Viewer, campaign: Campaign, day: date, indicator: str | None = None, level: str | None = None
) -> list[SeriesHead]:
    """List whose figures a campaign has or had within the viewer's area, in at most three statements."""
    figure = ReportedFigure
    columns = (figure.indicator, figure.level, figure.subject, figure.unit_id, figure.department_id)
    wanted = (
        select(*columns, Unit.level.label("unit_level"))
        .join(Unit, Unit.id == figure.unit_id)
        .where(figure.campaign_id == campaign.id, _is_within(viewer))
        .distinct()
    )
    if indicator:
        wanted = wanted.where(figure.indicator == indicator)
    if level:
        wanted = wanted.where(figure.level == level)
    rows = db.session.execute(wanted).all()
    places = get_units_on({row.unit_id for row in rows if row.level == row.unit_level}, day)
    departments = get_departments({row.department_id for row in rows if row.department_id is not None})
    heads = [
        SeriesHead(
            *row[:3],
            places.get(row.unit_id) if row.level == row.unit_level else None,
            departments.get(row.department_id),
        )
        for row in rows
    ]
    return sorted(heads, key=_order)


def list_figure_lines(
    campaign_id: int, heads: Collection[SeriesHead]
) -> dict[tuple[str, str], list[FigureLine]]:
    """Return the figures of some series: by their days, and of the same days the latest first."""
    recorder, replacer, figure = aliased(User), aliased(User), ReportedFigure
    wanted = (
        select(figure, recorder.name, replacer.name)
        .outerjoin(recorder, recorder.id == figure.recorded_by_id)
        .outerjoin(replacer, replacer.id == figure.replaced_by_id)
        .where(
            figure.campaign_id == campaign_id,
            figure.subject.in_({head.subject for head in heads}),
            figure.indicator.in_({head.indicator for head in heads}),
        )
        .order_by(figure.id.desc())
    )
    lines: dict[tuple[str, str], list[FigureLine]] = {}
    rows = sorted(db.session.execute(wanted), key=lambda row: (row[0].last_on, row[0].first_on or date.min))
    for row, recorded_by, replaced_by in rows:
        line = _line(row, recorded_by, replaced_by)
        lines.setdefault((row.subject, row.indicator), []).append(line)
    return lines


def find_in_force(campaign_id: int, key: tuple[str, str, str]) -> ReportedFigure | None:
    """Return the figure in force of a subject, an indicator and days."""
    subject, indicator, window = key
    return db.session.scalar(
        select(ReportedFigure).where(
            ReportedFigure.campaign_id == campaign_id,
            ReportedFigure.subject == subject,
            ReportedFigure.indicator == indicator,
            ReportedFigure.window == window,
            ReportedFigure.replaced_at.is_(None),
        )
    )


def get_visible_figure(viewer: Viewer, figure_id: int) -> ReportedFigure | None:
    """Return a figure within the viewer's area, replaced or not, with its campaign."""
    return db.session.scalar(
        select(ReportedFigure)
        .join(Unit, Unit.id == ReportedFigure.unit_id)
        .where(ReportedFigure.id == figure_id, _is_within(viewer))
        .options(joinedload(ReportedFigure.campaign).joinedload(Campaign.unit))
    )


def cut_heads(heads: Sequence[SeriesHead], page: int) -> tuple[Sequence[SeriesHead], int | None]:
    """Return a page of the series, the first being 1, and the number of the next one."""
    first = (page - 1) * PAGE_SIZE
    return heads[first : first + PAGE_SIZE], page + 1 if len(heads) > first + PAGE_SIZE else None


def _is_within(viewer: Viewer) -> ColumnElement[bool]:
    paths = {grant.unit_path for grant in viewer.grants if grant.role in STAFF_ROLES}
    return or_(False, *(Unit.path.startswith(path, autoescape=True) for path in sorted(paths)))


def _order(head: SeriesHead) -> tuple:
    is_own = head.place is not None or head.department is not None
    name = head.department.code if head.department else head.place.name_sort if head.place else ""
    return head.indicator, tuple(FigureLevel).index(head.level), is_own, name, head.subject


def _line(row: ReportedFigure, recorded_by: str | None, replaced_by: str | None) -> FigureLine:
    return FigureLine(
        row.id,
        row.subject,
        row.indicator,
        row.window,
        row.as_value(),
        row.recorded_at,
        recorded_by,
        row.replaced_at,
        replaced_by,
    )

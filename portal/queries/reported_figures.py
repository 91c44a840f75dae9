"""Figures of indicators 1 to 7 in force, who reports them, and a campaign's targets."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.domain.campaign_indicators import FigureLevel
from portal.domain.reported_figures import ReportedValue, Window
from portal.domain.targets import Targets, gather_targets
from portal.extensions import db
from portal.models import Campaign, CampaignTarget, Department, ReportedFigure

Series = dict[str, dict[str, list[ReportedValue]]]


def list_series(campaign_id: int, subjects: Collection[str] | None = None) -> Series:
    """Return the values in force by subject key and indicator, in the order of their windows.

    All of the campaign, or those of some subjects only.
    """
    figure = ReportedFigure
    wanted = select(
        figure.subject, figure.indicator, figure.first_on, figure.last_on, figure.published_label,
        figure.percent, figure.numerator, figure.denominator, figure.source,
    ).where(figure.campaign_id == campaign_id, figure.replaced_at.is_(None))  # fmt: skip
    if subjects is not None:
        wanted = wanted.where(figure.subject.in_(subjects))
    series: Series = {}
    windows: dict[tuple, Window] = {}
    # Plain columns: a province's places publish thousands of figures, most of the same few windows.
    rows = db.session.connection().execute(wanted.order_by(figure.last_on, figure.id))
    for subject, indicator, *days, percent, numerator, denominator, source in rows:
        window = windows.get(key := tuple(days)) or windows.setdefault(key, Window(*days))
        value = ReportedValue(indicator, window, percent, numerator, denominator, source)
        series.setdefault(subject, {}).setdefault(indicator, []).append(value)
    return series


def get_targets(campaign_id: int) -> Targets:
    """Return all targets of a campaign."""
    target = CampaignTarget
    return gather_targets(
        db.session.execute(
            select(target.subject, target.code, target.target).where(
                target.campaign_id == campaign_id, target.target != ""
            )
        )
    )


def list_departments(unit_id: int) -> Sequence[Department]:
    """List the departments of a province, by their code; ended ones too."""
    return db.session.scalars(
        select(Department).where(Department.unit_id == unit_id).order_by(Department.code)
    ).all()


def get_departments(ids: Collection[int]) -> dict[int, Department]:
    """Return departments by their ids, as far as they are known."""
    found = db.session.scalars(select(Department).where(Department.id.in_(ids)))
    return {department.id: department for department in found}


def get_department(department_id: int) -> Department | None:
    """Return a department with its province."""
    wanted = select(Department).where(Department.id == department_id)
    return db.session.scalar(wanted.options(joinedload(Department.unit)))


def list_published(campaign_id: int) -> list[ReportedFigure]:
    """List the figures in force of the province and of whole levels, in the order of the published table."""
    figures = db.session.scalars(
        select(ReportedFigure)
        .join(Campaign, Campaign.id == ReportedFigure.campaign_id)
        .where(
            ReportedFigure.campaign_id == campaign_id,
            ReportedFigure.unit_id == Campaign.unit_id,
            ReportedFigure.department_id.is_(None),
            ReportedFigure.replaced_at.is_(None),
        )
    ).all()
    levels = tuple(FigureLevel)
    return sorted(
        figures,
        key=lambda figure: (
            figure.indicator, levels.index(figure.level), figure.last_on, figure.first_on or date.min,
        ),
    )  # fmt: skip

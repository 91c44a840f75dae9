"""Figures of indicators 1 to 7 for tests."""

from datetime import date

from sqlalchemy import select

from portal.domain.figure_entries import StatedFigure
from portal.extensions import db
from portal.models import Campaign, Department, ReportedFigure, Unit
from portal.transaction import transactional

PRESS = "Báo cáo số 12/BC-UBND ngày 17/6/2022"


def stated(unit: Unit, percent="94,5", **facts) -> StatedFigure:
    """Return a figure of a place for the first days of the campaign of 2022."""
    usual = {
        "indicator": "1",
        "level": unit.level,
        "unit_id": unit.id,
        "department_id": None,
        "first_on": date(2022, 6, 1),
        "last_on": date(2022, 6, 15),
        "published_label": "01 - 15/6/2022",
        "percent": percent,
        "numerator": None,
        "denominator": None,
        "source": PRESS,
    }
    return StatedFigure(**usual | facts)


def in_force(campaign: Campaign) -> list[tuple[str, str, str, str]]:
    """Return subject, indicator, days and percentage of the figures in force."""
    figure = ReportedFigure
    columns = (figure.subject, figure.indicator, figure.window, figure.percent)
    rows = select(*columns).where(figure.campaign_id == campaign.id, figure.replaced_at.is_(None))
    return [tuple(row) for row in db.session.execute(rows.order_by(*columns))]


@transactional
def department(
    province: Unit, code="STTTT", name="Sở Thông tin và Truyền thông", ended_on=None
) -> Department:
    """Make a department of a province."""
    made = Department(unit_id=province.id, code=code, name=name, ended_on=ended_on)
    db.session.add(made)
    db.session.flush()
    return made

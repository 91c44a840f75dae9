"""Figures that other systems report, departments and targets, for the tests that need some."""

from datetime import UTC, date, datetime

from portal.domain.campaign_indicators import subject_key
from portal.extensions import db
from portal.models import CampaignTarget, Department, ReportedFigure
from portal.transaction import transactional

RECORDED = datetime(2022, 6, 16, 1, tzinfo=UTC)


@transactional
def report_figure(
    campaign, place, indicator: str, percent: str, days, *, level=None, department=None, **more
):
    """Record a figure of a place for (first, last) days; `more` are counts, source and label."""
    first, last = days
    level = level or ("department" if department else place.level)
    figure = ReportedFigure(
        campaign_id=campaign.id,
        unit_id=place.id,
        department_id=department and department.id,
        level=level,
        subject=subject_key(level, place.id, department and department.id),
        indicator=indicator,
        first_on=first,
        last_on=last,
        window=f"{first or ''}/{last}",
        percent=percent,
        recorded_at=RECORDED,
        **{"source": "Báo cáo 152/BC-UBND", **more},
    )
    db.session.add(figure)
    return figure


@transactional
def set_target(campaign, level: str, code: str, target: str) -> None:
    """Set the target of all of a level."""
    db.session.add(
        CampaignTarget(
            campaign_id=campaign.id, code=code, level=level, subject=level, target=target, set_at=RECORDED
        )
    )


@transactional
def department_of(province, name="Sở Tư pháp", code="STP") -> Department:
    """Make a department of a province."""
    found = Department(unit_id=province.id, code=code, name=name)
    db.session.add(found)
    return found


def june(first: int | None, last: int) -> tuple[date | None, date]:
    """Return days of June 2022, both included."""
    return first and date(2022, 6, first), date(2022, 6, last)

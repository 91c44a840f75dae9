"""A database in which every place has reported weekly, for pages that show figures of indicators 1 to 7."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import create_engine, func, insert, select, text

from portal.domain.campaign_indicators import REPORTED, subject_key
from portal.models import ReportedFigure

PLACES = "SELECT id, level FROM units WHERE level IN ('province', 'district', 'commune') ORDER BY id"
MARK = "benchmark"
RECORDED = datetime(2022, 9, 2, tzinfo=UTC)
FIGURES = ReportedFigure.__table__


def report_weekly(url: str, *, weeks: int = 13) -> int:
    """Let each place report each week of each campaign, once, and open its public page; count the figures."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    with engine.begin() as connection:
        connection.execute(text("UPDATE campaigns SET is_public = true"))
        known = connection.scalar(select(func.count()).select_from(FIGURES).where(FIGURES.c.source == MARK))
        if not known:
            places = connection.execute(text(PLACES)).all()
            campaigns = connection.execute(select(text("id, starts_on FROM campaigns"))).all()
            for campaign_id, starts_on in campaigns:
                first_day = date.fromisoformat(str(starts_on))
                rows = _rows(campaign_id, first_day, places, weeks)
                connection.execute(insert(FIGURES), rows)
                known += len(rows)
            connection.exec_driver_sql("ANALYZE")
    engine.dispose()
    return known


def _rows(campaign_id: int, first_day: date, places, weeks: int) -> list[dict[str, object]]:
    return [
        {
            "campaign_id": campaign_id,
            "unit_id": unit_id,
            "level": level,
            "subject": subject_key(level, unit_id),
            "indicator": indicator,
            "first_on": first_day,
            "last_on": (last := first_day + timedelta(days=7 * week + 6)),
            "window": f"{first_day}/{last}",
            "percent": f"{(unit_id * 7 + int(indicator) * 5 + week * 3) % 100}.5",
            "source": MARK,
            "recorded_at": RECORDED,
        }
        for unit_id, level in places
        for indicator in REPORTED
        for week in range(weeks)
    ]

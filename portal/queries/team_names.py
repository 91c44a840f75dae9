"""What a team was called on a day."""

from datetime import date

from sqlalchemy import ColumnElement, func, select

from portal.extensions import db
from portal.models import Team, TeamFormerName


def name_on(on: date) -> ColumnElement[str]:
    """Return the name of Team on a day, as a column."""
    return _on(on, "name")


def name_sort_on(on: date) -> ColumnElement[str]:
    """Return what puts Team in order by its name on a day, as a column."""
    return _on(on, "name_sort")


def get_name_on(team_id: int, on: date) -> str | None:
    """Return what a team was called on a day."""
    return db.session.scalar(select(name_on(on)).where(Team.id == team_id))


def _on(on: date, column: str) -> ColumnElement[str]:
    former = (
        select(getattr(TeamFormerName, column))
        .where(TeamFormerName.team_id == Team.id, TeamFormerName.ends_on > on)
        .order_by(TeamFormerName.ends_on)
        .limit(1)
        .correlate(Team)
        .scalar_subquery()
    )
    return func.coalesce(former, getattr(Team, column))

"""The condition for rows that hold from one day until the day before another."""

from datetime import date
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, or_


def in_force(dated: Any, on: date | BindParameter[date]) -> ColumnElement[bool]:
    """Return the condition on a model or its columns, `starts_on` and `ends_on`, for what holds on a day."""
    return and_(dated.starts_on <= on, or_(dated.ends_on.is_(None), dated.ends_on > on))

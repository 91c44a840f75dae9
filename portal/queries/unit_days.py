"""On which days places were there, for readers who may ask about a day before or after."""

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import select

from portal.domain.roles import Stretch
from portal.extensions import db
from portal.models import Unit, UnitVersion


def list_stretches(unit_ids: Collection[int]) -> dict[int, tuple[Unit, list[Stretch]]]:
    """Return places with from when until when they were there, a stretch for each version, in order."""
    found: dict[int, tuple[Unit, list[Stretch]]] = {}
    rows = db.session.execute(
        select(Unit, UnitVersion.valid_from, UnitVersion.valid_to)
        .join(UnitVersion, UnitVersion.unit_id == Unit.id)
        .where(Unit.id.in_(unit_ids))
        .order_by(UnitVersion.valid_from)
    )
    for unit, valid_from, valid_to in rows:
        found.setdefault(unit.id, (unit, []))[1].append((valid_from, valid_to))
    return found


def is_there(stretches: Collection[Stretch], day: date) -> bool:
    """Tell whether a place was there on a day."""
    return any(start <= day and (end is None or day < end) for start, end in stretches)


def nearest_day(unit_id: int, day: date, latest: date) -> date | None:
    """Return the day nearest to another on which a place was there, up to `latest`; None for never."""
    days = [
        min(max(day, start), (end or latest + timedelta(days=1)) - timedelta(days=1), latest)
        for start, end in list_stretches([unit_id])[unit_id][1]
        if start <= latest
    ]
    return min(days, key=lambda one: abs(one - day), default=None)

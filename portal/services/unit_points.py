"""Positions of places, for maps that show them as circles."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from portal.domain.actions import Action
from portal.domain.roles import Viewer
from portal.extensions import db
from portal.models import UnitPoint, UnitVersion
from portal.policy import require
from portal.queries.units import in_force
from portal.services import audit
from portal.services.rosters import PointRow
from portal.transaction import transactional


@transactional
def load_points(actor: Viewer | None, rows: Sequence[PointRow], on: date, source: str) -> int:
    """Store the positions of places that have none yet; return how many were new.

    Codes are those of the day; a code that no place had then is left out. `actor` is None for set-up.
    """
    if actor is not None:
        require(actor, Action.load_places)
    points = {row.code: row.point for row in rows}
    places = db.session.execute(
        select(UnitVersion.unit_id, UnitVersion.code)
        .outerjoin(UnitPoint, UnitPoint.unit_id == UnitVersion.unit_id)
        .where(UnitVersion.code.in_(points), in_force(on), UnitPoint.unit_id.is_(None))
    ).all()
    for unit_id, code in places:
        point = points[code]
        db.session.add(
            UnitPoint(unit_id=unit_id, latitude=point.latitude, longitude=point.longitude, source=source)
        )
    if places:
        audit.record(actor, "load_points", f"date:{on}", points=len(places), source=source)
    return len(places)

"""Positions of places: their own, or worked out from the places that they were made of."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select

from portal.domain.positions import find_points
from portal.domain.projection import Point
from portal.extensions import db
from portal.models import UnitPoint, UnitSuccession


def list_points(unit_ids: Collection[int]) -> dict[int, Point]:
    """Return the positions of places in two statements at most; places of unknown position are left out."""
    wanted = set(unit_ids)
    points = select(UnitPoint.unit_id, UnitPoint.latitude, UnitPoint.longitude)
    own = _read(points.where(UnitPoint.unit_id.in_(wanted)))
    if wanted <= own.keys():
        return own
    # Which earlier places matter is known only on the way back, and there are only thousands of rows.
    made_of: dict[int, list[int]] = defaultdict(list)
    successions = select(UnitSuccession.to_unit_id, UnitSuccession.from_unit_id).order_by(UnitSuccession.id)
    for later, earlier in db.session.execute(successions):
        made_of[later].append(earlier)
    return find_points(wanted, _read(points) if made_of else own, made_of)


def _read(statement) -> dict[int, Point]:
    return {
        unit_id: Point(latitude, longitude) for unit_id, latitude, longitude in db.session.execute(statement)
    }

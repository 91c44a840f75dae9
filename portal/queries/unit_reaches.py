"""The same land under the names that it had and has: what reorganisations tied together."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import Unit, UnitReach
from portal.queries.among import among


def within(path: str) -> ColumnElement[bool]:
    """Return the condition on Unit for what lies in a place, under whatever names its land has or had."""
    held, reached = aliased(Unit), aliased(Unit)
    same_land = (
        select(UnitReach.unit_id)
        .join(held, held.id == UnitReach.unit_id)
        .join(reached, reached.id == UnitReach.reached_id)
        .where(held.path.startswith(path, autoescape=True), Unit.path.startswith(reached.path))
        .correlate(Unit)
    )
    return or_(Unit.path.startswith(path, autoescape=True), same_land.exists())


def list_communes_within(path: str) -> frozenset[int]:
    """Return the communes that lie in a place, under whatever names."""
    return frozenset(db.session.scalars(select(Unit.id).where(Unit.level == UnitLevel.commune, within(path))))


def shown_as(commune_ids: Collection[int]) -> dict[int, int]:
    """Return each commune, and all that are the same land or a part of it, with the commune asked for."""
    rows = db.session.execute(
        select(UnitReach.reached_id, UnitReach.unit_id)
        .join(Unit, Unit.id == UnitReach.reached_id)
        .where(among(UnitReach.unit_id, commune_ids), Unit.level == UnitLevel.commune)
    )
    return {**dict(rows.all()), **{commune_id: commune_id for commune_id in commune_ids}}

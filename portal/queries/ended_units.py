"""Communes that ended and that their people go on to work for, though nothing they reach follows wholly."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from portal.domain.roles import Viewer
from portal.domain.text import fold
from portal.domain.units import UnitLevel, path_covers
from portal.extensions import db
from portal.models import Unit, UnitReach, UnitVersion
from portal.queries.scope import commune_ids


@dataclass(frozen=True, slots=True)
class EndedCommune:
    """A commune that is no more, under its last name."""

    id: int
    full_name: str
    path: str
    ended_on: date

    @property
    def last_day(self) -> date:
        """The last day on which it was there."""
        return self.ended_on - timedelta(days=1)


def list_ended_communes(viewer: Viewer, as_of: date, words: str = "") -> list[EndedCommune]:
    """List the viewer's own communes that had ended by a day, by name, narrowed down to a name.

    Left out are those whose land lies in a commune that the viewer reaches and that is there on the day.
    """
    own = commune_ids(viewer) | {seat.commune_id for seat in viewer.seats}
    ended = [one for one in _list_ended(own, as_of) if fold(words) in fold(one.full_name)]
    if not ended:
        return []
    covered = _paths_followed(own - {one.id for one in ended})
    return [one for one in ended if not any(path_covers(path, one.path) for path in covered)]


def _list_ended(unit_ids: Collection[int], as_of: date) -> list[EndedCommune]:
    later = aliased(UnitVersion)
    last = select(func.max(later.valid_from)).where(later.unit_id == UnitVersion.unit_id)
    rows = db.session.execute(
        select(UnitVersion.unit_id, UnitVersion.full_name, Unit.path, UnitVersion.valid_to)
        .join(Unit, Unit.id == UnitVersion.unit_id)
        .where(
            UnitVersion.unit_id.in_(unit_ids),
            Unit.level == UnitLevel.commune,
            UnitVersion.valid_to <= as_of,
            UnitVersion.valid_from == last.scalar_subquery(),
        )
        .order_by(UnitVersion.name_sort, UnitVersion.unit_id)
    )
    return [EndedCommune(*row) for row in rows]


def _paths_followed(unit_ids: Collection[int]) -> list[str]:
    reached = select(Unit.path).join(UnitReach, UnitReach.reached_id == Unit.id)
    return list(db.session.scalars(reached.where(UnitReach.unit_id.in_(unit_ids))))

"""Where the land of a place lies on another day, over the reorganisations in between."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import and_, select

from portal.extensions import db
from portal.models import Unit, UnitSuccession, UnitVersion
from portal.queries.coverage_records import Place
from portal.queries.units import in_force

# More changes than this in a row never happened to one place.
_MOST_STEPS = 8


class Counterpart(NamedTuple):
    """A place of another day, with its present path, which policy asks for."""

    id: int
    full_name: str
    commune_path: str


def list_counterparts(place: Place, ancestors: Sequence[Place], seen_on: date, on: date) -> list[Counterpart]:
    """List by name the places of the day `on` that hold land of a place as on `seen_on`.

    Empty when it is the same place in the same surroundings. Where nothing follows it, such as a district
    when the level was given up, what the place around it became is returned.
    """
    nearest_first = [place, *reversed(ancestors)]
    there = _list_there([one.id for one in nearest_first], on)
    if place.id in there:
        found, path = there[place.id]
        return [found] if path != place.path else []
    followers = _follow([one.id for one in nearest_first if one.id not in there], seen_on, on)
    for one in nearest_first:
        found = [there[one.id][0]] if one.id in there else followers[one.id]
        if found:
            return sorted(set(found), key=lambda counterpart: counterpart.full_name)
    return []


def _list_there(unit_ids: Collection[int], on: date) -> dict[int, tuple[Counterpart, str]]:
    rows = db.session.execute(
        select(Unit.id, UnitVersion.full_name, Unit.path, UnitVersion.path)
        .join(UnitVersion, UnitVersion.unit_id == Unit.id)
        .where(Unit.id.in_(unit_ids), in_force(on))
    )
    return {row[0]: (Counterpart(*row[:3]), row[3]) for row in rows}


def _follow(unit_ids: Collection[int], seen_on: date, on: date) -> dict[int, list[Counterpart]]:
    """Follow the changes between two days, forwards or backwards, in a statement for each step."""
    origins: dict[int, set[int]] = {unit_id: {unit_id} for unit_id in unit_ids}
    found: dict[int, list[Counterpart]] = defaultdict(list)
    for _step in range(_MOST_STEPS):
        following: dict[int, set[int]] = defaultdict(set)
        for before, after, name, path in _list_steps(origins, seen_on, on):
            for origin in origins[before]:
                if name is None:
                    following[after].add(origin)
                else:
                    found[origin].append(Counterpart(after, name, path))
        origins = following
        if not origins:
            break
    return found


def _list_steps(unit_ids: Collection[int], seen_on: date, on: date) -> Sequence[tuple]:
    change = UnitSuccession
    mine, other = change.from_unit_id, change.to_unit_id
    if on < seen_on:
        mine, other = other, mine
    earlier, later = sorted((seen_on, on))
    return (
        db.session.execute(
            select(mine, other, UnitVersion.full_name, Unit.path)
            .join(Unit, Unit.id == other)
            .outerjoin(UnitVersion, and_(UnitVersion.unit_id == other, in_force(on)))
            .where(mine.in_(unit_ids), change.changed_on > earlier, change.changed_on <= later)
        )
        .tuples()
        .all()
    )

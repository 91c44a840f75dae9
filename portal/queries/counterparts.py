"""Where the land of a place lies on another day, over the reorganisations in between."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import and_, select, union_all

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
    found, paths = _follow([one.id for one in nearest_first], seen_on, on)
    if paths.get(place.id) == place.path:
        return []
    for one in nearest_first:
        if found[one.id]:
            return sorted(set(found[one.id]), key=lambda counterpart: counterpart.full_name)
    return []


def _follow(
    unit_ids: Collection[int], seen_on: date, on: date
) -> tuple[dict[int, list[Counterpart]], dict[int, str]]:
    """Follow the changes between two days, forwards or backwards, in a statement for each step.

    Return what each place became, itself if it is there on the day, and the paths that those have then.
    """
    origins: dict[int, set[int]] = {unit_id: {unit_id} for unit_id in unit_ids}
    found: dict[int, list[Counterpart]] = defaultdict(list)
    paths: dict[int, str] = {}
    for _step in range(_MOST_STEPS):
        following: dict[int, set[int]] = defaultdict(set)
        for before, after, name, path, path_then in _list_steps(origins, seen_on, on):
            for origin in origins[before]:
                if name is None:
                    following[after].add(origin)
                else:
                    found[origin].append(Counterpart(after, name, path))
                    paths[after] = path_then
        origins = following
        if not origins:
            break
    return found, paths


def _list_steps(unit_ids: Collection[int], seen_on: date, on: date) -> Sequence[tuple]:
    """List what is still there, as followed by itself, and what follows, named if it is there."""
    change = UnitSuccession
    mine, other = change.from_unit_id, change.to_unit_id
    if on < seen_on:
        mine, other = other, mine
    earlier, later = sorted((seen_on, on))
    told = (UnitVersion.full_name, Unit.path, UnitVersion.path)
    still_there = (
        select(Unit.id, Unit.id, *told)
        .join(UnitVersion, UnitVersion.unit_id == Unit.id)
        .where(Unit.id.in_(unit_ids), in_force(on))
    )
    followers = (
        select(mine, other, *told)
        .join(Unit, Unit.id == other)
        .outerjoin(UnitVersion, and_(UnitVersion.unit_id == other, in_force(on)))
        .where(mine.in_(unit_ids), change.changed_on > earlier, change.changed_on <= later)
    )
    return db.session.execute(union_all(still_there, followers)).all()

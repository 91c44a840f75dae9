"""How far a role reaches over a reorganisation: over the same land, whatever it is called, and no further."""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import select

from portal.domain.reorganisations import Lineage
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import UnitReach, UnitVersion

Versions = Mapping[str, UnitVersion]


def write_reaches(old: Versions, new: Versions, lineage: Lineage) -> None:
    """Let each role reach the same land under its other names, and through earlier reorganisations.

    `old` and `new` are the places that end and that follow, by code, within a reorganisation's unit of work.
    """
    pairs = _same_land(old, new, lineage)
    held_by_old, held_by_new = _codes_held(old), _codes_held(new)
    for new_id, news in held_by_new.items():
        wholly = {code for code, afters in lineage.successors.items() if set(afters) <= news}
        pairs |= {(new_id, old_id) for old_id in _widest(held_by_old, wholly, old.values())}
    for old_id, olds in held_by_old.items():
        made = {code for code, befores in lineage.predecessors.items() if set(befores) <= olds}
        pairs |= {(old_id, new_id) for new_id in _widest(held_by_new, made, new.values())}
    known = {(row.unit_id, row.reached_id) for row in db.session.scalars(select(UnitReach))}
    # Whoever reached the old place reaches what it became, and the new place what the old one reached.
    pairs |= {(outer, reached) for outer, inner in known for unit, reached in pairs if inner == unit}
    pairs |= {(unit, beyond) for unit, reached in pairs for outer, beyond in known if outer == reached}
    for unit_id, reached_id in sorted(pairs - known):
        if unit_id != reached_id:
            db.session.add(UnitReach(unit_id=unit_id, reached_id=reached_id))


def _same_land(old: Versions, new: Versions, lineage: Lineage) -> set[tuple[int, int]]:
    """Return which commune lies wholly in which, as (outer, inner).

    Figures go from commune to commune, even where a whole district became one and is reached as such.
    """
    into = {
        (new[afters[0]].unit_id, old[before].unit_id)
        for before, afters in lineage.successors.items()
        if len(afters) == 1
    }
    out_of = {
        (old[befores[0]].unit_id, new[after].unit_id)
        for after, befores in lineage.predecessors.items()
        if len(befores) == 1
    }
    return into | out_of


def _widest(held: Mapping[int, set[str]], land: Collection[str], versions: Iterable[UnitVersion]) -> set[int]:
    """Return the places that hold nothing but the land, without those that lie in another such place."""
    inside = {unit_id for unit_id, codes in held.items() if codes and codes <= set(land)}
    parents = {one.unit_id: one.parent_id for one in versions}
    return {unit_id for unit_id in inside if parents.get(unit_id) not in inside}


def _codes_held(tree: Versions) -> dict[int, set[str]]:
    """Return the codes of the communes in each place of a tree, by unit."""
    communes = [one for one in tree.values() if one.unit.level == UnitLevel.commune]
    return {
        outer.unit_id: {one.code for one in communes if one.path.startswith(outer.path)}
        for outer in tree.values()
    }

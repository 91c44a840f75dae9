"""Reads what coverage is counted from, in seven statements whatever the size of the place.

Several cuts (the windows of a campaign, say) are read together: each statement is the union of its shape over
the cuts, so their number stays the same.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from sqlalchemy import Select, literal, union_all

from portal.domain.errors import Missing
from portal.domain.team_status import TeamStatus, missing_to_be_valid
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.queries import coverage_statements as statements
from portal.queries.coverage_records import NO_COUNTS, Counts, Cut, Facts, People, Place, TeamFacts, Unplaced
from portal.queries.hamlet_origins import origins, repeated

T = TypeVar("T", Cut, Facts)


def read_facts(cuts: Sequence[Cut]) -> list[Facts]:
    """Read the facts of each cut; raise Missing where a place was not there on its day."""
    found = [_area(cut, rows) for cut, rows in _fetch(cuts, lambda cut: [statements.places(cut)])]
    for facts, rows in _fetch(found, statements.relatives):
        _add_relatives(facts, rows)
    _add_unplaced(found)
    _add_origins(found)
    for facts, rows in _fetch(found, lambda facts: [statements.teams(facts)]):
        _add_teams(facts, rows)
    for facts, rows in _fetch(found, lambda facts: [statements.hamlets_served(facts)]):
        for team_id, hamlet_id, _part in rows:
            facts.teams[team_id].hamlet_ids.append(hamlet_id)
            facts.teams_of_hamlet[hamlet_id].append(facts.teams[team_id])
    for facts, rows in _fetch(found, statements.counts):
        for commune_id, team_id, *sums, _part in rows:
            shown = facts.shown_as[commune_id]
            facts.counts[shown] = facts.counts[shown].plus(sums)
            if team := facts.teams.get(team_id):
                team.counts = Counts(*sums) if team.counts is NO_COUNTS else team.counts.plus(sums)
    for facts, rows in _fetch(found, statements.visits_by_skill):
        for commune_id, skill, visits, _part in rows:
            by_skill = facts.visits_by_skill[facts.shown_as[commune_id]]
            by_skill[skill] = by_skill.get(skill, 0) + visits
    for facts, rows in _fetch(found, statements.people):
        _add_people(facts, rows)
    return found


def _fetch(
    parts: Sequence[T], select_for: Callable[[T], Iterable[Select]]
) -> Iterator[tuple[T, list[tuple]]]:
    """Run the statements of all parts as a single one, and yield each part with its rows.

    A row ends with the number of its part.
    """
    numbered = [
        statement.add_columns(literal(number))
        for number, part in enumerate(parts)
        for statement in select_for(part)
    ]
    whole = numbered[0] if len(numbered) == 1 else union_all(*numbered)
    found: list[list[tuple]] = [[] for _ in parts]
    # The rows are plain columns; asking the connection spares them the way through the mapper.
    for row in db.session.connection().execute(whole).all():
        found[row[-1]].append(row)
    return zip(parts, found, strict=True)


def _area(cut: Cut, rows: list[tuple]) -> Facts:
    places = sorted((Place(*row[:-1]) for row in rows), key=lambda place: (place.name_sort, place.id))
    root = next((place for place in places if place.id == cut.unit_id), None)
    if root is None:
        raise Missing
    around = [place for place in places if len(place.path) < len(root.path)]
    hamlets: dict[int, list[Place]] = defaultdict(list)
    for place in places:
        if place.level == UnitLevel.hamlet:
            hamlets[place.parent_id].append(place)
    return Facts(
        cut=cut,
        root=root,
        ancestors=sorted(around, key=lambda place: len(place.path)),
        children=[place for place in places if place.parent_id == root.id],
        # Of a hamlet this is the commune that it lies in, whose teams may serve it.
        communes=[place for place in places if place.level == UnitLevel.commune],
        hamlets=hamlets,
        shared_name_ids=repeated(
            (one.id, one.parent_id, one.full_name) for listed in hamlets.values() for one in listed
        ),
    )


def _add_relatives(facts: Facts, rows: list[tuple]) -> None:
    facts.shown_as = {commune.id: commune.id for commune in facts.communes}
    for shown, other, is_same_land, _part in rows:
        if is_same_land:
            facts.shown_as.setdefault(other, shown)
    related = {other for _shown, other, _is_same_land, _part in rows}
    facts.divided_ids = frozenset(related - facts.shown_as.keys())


def _add_unplaced(found: Sequence[Facts]) -> None:
    divided = [facts for facts in found if facts.divided_ids]
    for facts, rows in _fetch(divided, statements.unplaced) if divided else ():
        sums: dict[str, int] = defaultdict(int)
        for name, approved, _part in rows:
            sums[name] += approved
        facts.unplaced = tuple(Unplaced(name, count) for name, count in sorted(sums.items()) if count)


def _add_origins(found: Sequence[Facts]) -> None:
    """Tell apart the hamlets that a merger brought together under one name."""
    merged = [facts for facts in found if facts.shared_name_ids]
    for facts, rows in _fetch(merged, _origins) if merged else ():
        by_hamlet = {hamlet_id: origin for origin, hamlet_id, _part in rows}
        for commune_id, listed in facts.hamlets.items():
            facts.hamlets[commune_id] = [one._replace(origin=by_hamlet.get(one.id)) for one in listed]
        facts.children = [one._replace(origin=by_hamlet.get(one.id)) for one in facts.children]


def _origins(facts: Facts) -> list[Select]:
    return [origins(facts.shared_name_ids, facts.cut.places_on)]


def _add_teams(facts: Facts, rows: list[tuple]) -> None:
    for *about, status, is_founded, has_leader, _part in rows:
        status = status or TeamStatus.active
        team = TeamFacts(*about, status, missing_to_be_valid(is_founded, int(has_leader), status))
        facts.teams[team.id] = team
    for team in sorted(facts.teams.values(), key=lambda team: (team.name_sort, team.id)):
        facts.teams_of_commune[facts.shown_as[team.commune_id]].append(team)


def _add_people(facts: Facts, rows: list[tuple]) -> None:
    for grouping, key, *counted, _part in rows:
        if grouping == statements.OVER_ALL:
            facts.people = People(*counted)
        elif grouping == statements.BY_PLACE:
            facts.people_of[key] = People(*counted)
        else:
            facts.teams[key].people = People(*counted)

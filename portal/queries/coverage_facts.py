"""Reads what coverage is counted from, in four statements whatever the size of the place.

Several cuts (the windows of a campaign, say) are read together: each statement is the union of its shape over
the cuts, so their number stays the same.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from sqlalchemy import Select, literal, union_all

from portal.domain.errors import Missing
from portal.domain.team_status import TeamStatus, missing_to_be_valid
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.queries import coverage_statements as statements
from portal.queries.coverage_records import NO_COUNTS, Counts, Cut, Facts, People, Place, TeamFacts, Unplaced

T = TypeVar("T", Cut, Facts, Cut | Facts)


def read_facts(cuts: Sequence[Cut]) -> list[Facts]:
    """Read the facts of each cut; raise Missing where a place was not there on its day.

    Places, teams and members that several cuts share are read once.
    """
    areas = [_area(cut, rows) for cut, rows in _fetch(_days(cuts), lambda cut: [statements.places(cut)])]
    for facts, rows in _fetch(areas, statements.relatives):
        _add_relatives(facts, rows)
    for facts, rows in _fetch(areas, lambda facts: [statements.teams(facts)]):
        _add_teams(facts, rows)
    return _read_sums(areas, cuts)


def _days(cuts: Sequence[Cut]) -> list[Cut]:
    """Return one cut of each day, for all lines that are wanted of it."""
    found: dict[tuple, Cut] = {}
    for cut in cuts:
        known = found.get(cut.around, cut)
        found[cut.around] = replace(known, lines=known.lines | cut.lines)
    return list(found.values())


def _read_sums(areas: list[Facts], cuts: Sequence[Cut]) -> list[Facts]:
    """Read the distinct people of each area and the entries of each cut, in one statement."""
    around = {facts.cut.around: facts for facts in areas}

    def select_for(part: Cut | Facts) -> Iterable[Select]:
        if isinstance(part, Facts):
            return statements.people(part)
        return statements.counts(around[part.around], part)

    fetched = [rows for _part, rows in _fetch([*areas, *cuts], select_for)]
    for facts, rows in zip(areas, fetched, strict=False):
        _add_people(facts, rows)
    found, taken = [], set()
    for cut, rows in zip(cuts, fetched[len(areas) :], strict=True):
        facts = around[cut.around]
        # The first cut takes what was read, each further one a copy.
        found.append(_before_entries(facts, cut) if cut.around in taken else facts)
        taken.add(cut.around)
        _add_counts(found[-1], rows)
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
    )


def _add_relatives(facts: Facts, rows: list[tuple]) -> None:
    facts.shown_as = {commune.id: commune.id for commune in facts.communes}
    for shown, other, is_same_land, _name, _part in rows:
        if is_same_land:
            facts.shown_as.setdefault(other, shown)
    facts.divided = {other: name for _shown, other, _same, name, _part in rows if other not in facts.shown_as}


def _add_teams(facts: Facts, rows: list[tuple]) -> None:
    teams = []
    for *about, status, is_founded, has_leader, served, _part in rows:
        status = status or TeamStatus.active
        missing = missing_to_be_valid(is_founded, int(has_leader), status)
        teams.append(TeamFacts(*about, status, missing, [*map(int, served.split(","))] if served else []))
    _place_teams(facts, teams)


def _place_teams(facts: Facts, teams: list[TeamFacts]) -> None:
    for team in teams:
        facts.teams[team.id] = team
        for hamlet_id in team.hamlet_ids:
            facts.teams_of_hamlet[hamlet_id].append(team)
    for team in sorted(facts.teams.values(), key=lambda team: (team.name_sort, team.id)):
        facts.teams_of_commune[facts.shown_as[team.commune_id]].append(team)


def _before_entries(facts: Facts, cut: Cut) -> Facts:
    """Return the same places, teams and members for another cut, of which no entry is counted yet."""
    again = Facts(cut, facts.root, facts.ancestors, facts.children, facts.communes, facts.hamlets)
    again.shown_as, again.divided = facts.shown_as, facts.divided
    again.people, again.people_of = facts.people, facts.people_of
    _place_teams(again, [team.without_entries() for team in facts.teams.values()])
    return again


def _add_counts(facts: Facts, rows: list[tuple]) -> None:
    unplaced: dict[str, int] = defaultdict(int)
    for _grouping, commune_id, team_id, skill, *sums, _part in rows:
        counted = Counts(*sums)
        if commune_id in facts.divided:
            unplaced[facts.divided[commune_id]] += counted.approved
            continue
        shown = facts.shown_as[commune_id]
        if skill:
            # What was approved once and taken back leaves a sum of nothing, and a figure has no memory.
            if counted.visits:
                by_skill = facts.visits_by_skill[shown]
                by_skill[skill] = by_skill.get(skill, 0) + counted.visits
            continue
        facts.counts[shown] = facts.counts[shown].plus(counted)
        if team := facts.teams.get(team_id):
            team.counts = counted if team.counts is NO_COUNTS else team.counts.plus(counted)
    facts.unplaced = tuple(Unplaced(name, count) for name, count in sorted(unplaced.items()) if count)


def _add_people(facts: Facts, rows: list[tuple]) -> None:
    for grouping, key, _team, _skill, *counted, _part in rows:
        people = People(*counted[: len(People._fields)])
        if grouping == statements.OVER_ALL:
            facts.people = people
        elif grouping == statements.BY_PLACE:
            facts.people_of[key] = people
        else:
            facts.teams[key].people = people

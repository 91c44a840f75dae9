"""Turns what was read into the facts of a place, of each place below it, and the names behind the gap."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from portal.domain.indicators import HamletFacts, PlaceFacts, add_facts, place_of_hamlet
from portal.domain.units import UnitLevel
from portal.queries.coverage_records import NO_COUNTS, Counts, Facts, People, Place, TeamFacts

# Facts cannot be changed, so the many hamlets without a team share theirs.
NO_TEAMS = HamletFacts()


@dataclass(frozen=True, slots=True)
class Gaps:
    """The places behind what is counted and missing; hamlets only of communes whose list is confirmed."""

    communes_without_team: tuple[Place, ...]
    hamlets_without_team: tuple[Place, ...]
    hamlets_asleep: tuple[Place, ...]
    communes_unconfirmed: tuple[Place, ...]
    hamlets_working: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class CountedPlaces:
    """The facts of a place and of those below; the row without a place is of no single hamlet.

    Of `communes`, which lie at any depth below, only what is counted by hamlet and team is known: below a
    district, people are not counted for each.
    """

    own: PlaceFacts
    rows: list[tuple[Place | None, PlaceFacts]]
    teams: tuple[TeamFacts, ...]
    gaps: Gaps
    communes: dict[int, PlaceFacts]


def count_places(facts: Facts, k: int) -> CountedPlaces:
    """Count the place and all below it; a team works from `k` approved entries on."""
    # Above the commune nobody asks for more of a hamlet than whether its teams work.
    count_hamlet = (
        _hamlet_facts if facts.root.level in (UnitLevel.commune, UnitLevel.hamlet) else hamlet_teams
    )
    hamlets = {
        hamlet.id: count_hamlet(facts, hamlet) for listed in facts.hamlets.values() for hamlet in listed
    }
    if facts.root.level == UnitLevel.hamlet:
        own = place_of_hamlet(hamlets[facts.root.id], k)
        return CountedPlaces(own, [], tuple(facts.teams_of_hamlet[facts.root.id]), Gaps((), (), (), ()), {})
    communes = {commune.id: _commune_facts(facts, commune, hamlets, k) for commune in facts.communes}
    own, gaps = _sum(communes.values(), facts.people), _gaps(facts, hamlets, communes, k)
    if facts.root.level == UnitLevel.commune:
        teams = tuple(facts.teams_of_commune[facts.root.id])
        return CountedPlaces(own, _hamlet_rows(facts, hamlets, k), teams, gaps, communes)
    return CountedPlaces(own, _place_rows(facts, communes), (), gaps, communes)


def hamlet_teams(facts: Facts, hamlet: Place) -> HamletFacts:
    """Count of a hamlet what decides on whether it has a team and whether that works."""
    teams = facts.teams_of_hamlet.get(hamlet.id)
    if not teams:
        return NO_TEAMS
    return HamletFacts(team_activities=tuple(team.counts.approved for team in teams if team.is_valid))


def _hamlet_facts(facts: Facts, hamlet: Place) -> HamletFacts:
    """Count a hamlet; entries of a team that serves several hamlets cannot be told apart and are left out."""
    teams = facts.teams_of_hamlet.get(hamlet.id, ())
    people = facts.people if hamlet is facts.root else facts.people_of[hamlet.id]
    return HamletFacts(
        team_activities=tuple(team.counts.approved for team in teams if team.is_valid),
        members=people.members,
        members_trained=people.trained,
        households=hamlet.households,
        residents=hamlet.population,
        **_measures(_add_counts(team.counts for team in teams if team.serves_one_hamlet)),
    )


def _commune_facts(facts: Facts, commune: Place, hamlets: dict[int, HamletFacts], k: int) -> PlaceFacts:
    own = [hamlets[hamlet.id] for hamlet in facts.hamlets[commune.id]]
    people = facts.people if commune is facts.root else facts.people_of[commune.id]
    return PlaceFacts(
        communes=1,
        communes_with_team=int(any(team.is_valid for team in facts.teams_of_commune[commune.id])),
        communes_unknown=int(not commune.is_confirmed),
        hamlets=len(own) if commune.is_confirmed else None,
        hamlets_with_team=sum(hamlet.has_team for hamlet in own),
        hamlets_working=sum(hamlet.works(k) for hamlet in own),
        members=people.members,
        members_trained=people.trained,
        visits_by_skill=facts.visits_by_skill[commune.id],
        households=commune.households,
        residents=commune.population,
        **_measures(facts.counts[commune.id]),
    )


def _hamlet_rows(
    facts: Facts, hamlets: dict[int, HamletFacts], k: int
) -> list[tuple[Place | None, PlaceFacts]]:
    """Pair each hamlet with its facts; with the last row they add up to the commune, but for people."""
    named = [(child, place_of_hamlet(hamlets[child.id], k)) for child in facts.children]
    rest = _of_no_single_hamlet(facts)
    return [*named, (None, PlaceFacts(**_measures(rest)))] if any(rest) else named


def _place_rows(facts: Facts, communes: dict[int, PlaceFacts]) -> list[tuple[Place | None, PlaceFacts]]:
    """Pair each district or commune with its facts; they add up to the whole, but for people in two."""
    below: dict[int, list[PlaceFacts]] = defaultdict(list)
    for commune in facts.communes:
        is_child = commune.parent_id == facts.root.id
        below[commune.id if is_child else commune.parent_id].append(communes[commune.id])
    return [(child, _sum(below[child.id], facts.people_of[child.id])) for child in facts.children]


def _of_no_single_hamlet(facts: Facts) -> Counts:
    """Count the entries of the commune that no hamlet's row holds."""
    elsewhere = {team.id for child in facts.children for team in facts.teams_of_hamlet[child.id]}
    held = _add_counts(facts.teams[key].counts for key in elsewhere if facts.teams[key].serves_one_hamlet)
    return facts.counts[facts.root.id].plus(-count for count in held)


def _sum(places: Iterable[PlaceFacts], people: People) -> PlaceFacts:
    return add_facts(places, members=people.members, trained=people.trained, members_matched=people.matched)


def _add_counts(parts: Iterable[Counts]) -> Counts:
    total = NO_COUNTS
    for part in parts:
        total = total.plus(part)
    return total


def _measures(counts: Counts) -> dict[str, int]:
    return {
        "activities": counts.approved,
        "visits": counts.visits,
        "households_reached": counts.households,
        "waiting": counts.waiting,
        "returned": counts.returned,
        "visits_waiting": counts.waiting_visits,
    }


def _gaps(facts: Facts, hamlets: dict[int, HamletFacts], communes: dict[int, PlaceFacts], k: int) -> Gaps:
    listed = [one for commune in facts.communes if commune.is_confirmed for one in facts.hamlets[commune.id]]
    with_team = [one for one in listed if hamlets[one.id].has_team]
    working = {one.id for one in with_team if hamlets[one.id].works(k)}
    return Gaps(
        communes_without_team=tuple(
            commune for commune in facts.communes if not communes[commune.id].communes_with_team
        ),
        hamlets_without_team=tuple(one for one in listed if not hamlets[one.id].has_team),
        hamlets_asleep=tuple(one for one in with_team if one.id not in working),
        communes_unconfirmed=tuple(commune for commune in facts.communes if not commune.is_confirmed),
        hamlets_working=tuple(one for one in with_team if one.id in working),
    )

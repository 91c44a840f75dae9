"""The records that coverage is counted from: places, teams, sums of entries and distinct people."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from operator import add
from typing import NamedTuple

from portal.domain.indicators import LINES
from portal.domain.periods import Period


@dataclass(frozen=True, slots=True)
class Cut:
    """What to count: a place with all below it, and the entries dated in a period.

    Places are those of `places_on`; teams and members are as on the day `on`. With a later `places_on` the
    figures of one time are read in the places of another. Where not all `lines` are wanted, what only the
    others need is left at nothing.
    """

    unit_id: int
    on: date
    period: Period
    places_on: date
    lines: frozenset[str] = frozenset(LINES)

    @property
    def around(self) -> tuple[int, date, date]:
        """What places, teams and members follow from; cuts that share it differ by their entries alone."""
        return self.unit_id, self.on, self.places_on


class Place(NamedTuple):
    """A place on the cut's day; `is_confirmed` is about a commune's list of hamlets."""

    id: int
    parent_id: int | None
    level: str
    code: str | None
    full_name: str
    name_sort: str
    path: str
    population: int | None
    households: int | None
    is_confirmed: bool
    # Of a hamlet whose name another of its commune has, too: the commune that it came from.
    origin: str | None = None

    @property
    def commune_path(self) -> str:
        """The path that policy asks for."""
        return self.path


class Counts(NamedTuple):
    """Sums of entries: the approved ones with their visits and households, and what is undecided."""

    approved: int = 0
    visits: int = 0
    households: int = 0
    waiting: int = 0
    returned: int = 0
    waiting_visits: int = 0

    def plus(self, more: Iterable[int]) -> "Counts":
        """Add, measure by measure."""
        return Counts(*map(add, self, more))


class People(NamedTuple):
    """Distinct members: all, the trained, and those of communes whose residents are known; None: all."""

    members: int = 0
    trained: int = 0
    matched: int | None = None


class Unplaced(NamedTuple):
    """Approved entries of a commune that cannot be put into the places shown."""

    full_name: str
    approved: int


NO_COUNTS = Counts()
NOBODY = People()


@dataclass(slots=True)
class TeamFacts:
    """A team on the cut's day; `missing` says what keeps it from counting."""

    id: int
    code: str
    name: str
    name_sort: str
    level: str
    commune_id: int
    status: str
    missing: tuple[str, ...]
    hamlet_ids: list[int] = field(default_factory=list)
    counts: Counts = NO_COUNTS
    people: People = NOBODY

    @property
    def is_valid(self) -> bool:
        """Tell whether the team counts in 8.1, 8.2 and 8.4."""
        return not self.missing

    @property
    def serves_one_hamlet(self) -> bool:
        """Tell whether the team's entries belong to one hamlet, as far as can be known."""
        return len(self.hamlet_ids) == 1

    def without_entries(self) -> "TeamFacts":
        """Return the same team before its entries are counted."""
        about = (self.id, self.code, self.name, self.name_sort, self.level, self.commune_id, self.status)
        return TeamFacts(*about, self.missing, self.hamlet_ids, people=self.people)


@dataclass(slots=True)
class Facts:
    """All that was read for one cut."""

    cut: Cut
    root: Place
    ancestors: list[Place]
    children: list[Place]
    communes: list[Place]
    hamlets: dict[int, list[Place]]
    teams: dict[int, TeamFacts] = field(default_factory=dict)
    teams_of_commune: dict[int, list[TeamFacts]] = field(default_factory=lambda: defaultdict(list))
    teams_of_hamlet: dict[int, list[TeamFacts]] = field(default_factory=lambda: defaultdict(list))
    # By commune, so that they also hold the entries of teams that have moved elsewhere since.
    counts: dict[int, Counts] = field(default_factory=lambda: defaultdict(Counts))
    visits_by_skill: dict[int, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    people: People = NOBODY
    people_of: dict[int, People] = field(default_factory=lambda: defaultdict(People))

    # From the commune under which teams and entries are kept to the one that is shown; the same unless a
    # reorganisation lies between.
    shown_as: dict[int, int] = field(default_factory=dict)
    # Communes by name of which only a part lies in one that is shown, so nobody knows what belongs there.
    divided: dict[int, str] = field(default_factory=dict)
    unplaced: tuple["Unplaced", ...] = ()

    @property
    def commune_ids(self) -> list[int]:
        """The communes whose teams and tallies are read."""
        return list(self.shown_as)

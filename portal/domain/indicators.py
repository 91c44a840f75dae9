"""Indicator 8: the facts of a place, how facts add up, and the lines 8.1 to 8.7 that follow from them.

No published source says how "Triển khai tổ công nghệ số cộng đồng" is computed. The lines are the portal's
own provisional definition: ratios of counted things, added over places before dividing, never averages of
percentages, and over approved entries alone. What varies between versions stands in `Definition`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from portal.domain.figures import percent, percent_text
from portal.domain.skills import rank

COMMUNES_WITH_TEAM = "8.1"
HAMLETS_WITH_TEAM = "8.2"
MEMBERS_TRAINED = "8.3"
HAMLETS_WORKING = "8.4"
VISITS = "8.5"
HOUSEHOLDS_REACHED = "8.6"
MEMBERS_PER_HUNDRED = "8.7"
LINES = (
    COMMUNES_WITH_TEAM,
    HAMLETS_WITH_TEAM,
    MEMBERS_TRAINED,
    HAMLETS_WORKING,
    VISITS,
    HOUSEHOLDS_REACHED,
    MEMBERS_PER_HUNDRED,
)
DEFINITION_STATUSES = ("provisional", "approved")

KNOWN = "known"
NOT_ENOUGH_DATA = "not_enough_data"
NOTHING_TO_COUNT = "nothing_to_count"
NO_TARGET = "no_target"
LINE_STATES = (KNOWN, NOT_ENOUGH_DATA, NOTHING_TO_COUNT, NO_TARGET)

_UNKNOWN_PLACES = {
    "hamlets": "communes_unknown",
    "households": "places_without_households",
    "residents": "places_without_residents",
}
_ADDED = (
    "communes",
    "communes_with_team",
    "visits",
    "households_reached",
    "activities",
    "waiting",
    "returned",
    "visits_waiting",
    *_UNKNOWN_PLACES.values(),
)
_TARGET = re.compile(r"([0-9]{1,9})(?:[.,]([0-9]{1,2}))?")


@dataclass(frozen=True, slots=True)
class Definition:
    """A version of what indicator 8 means.

    `k`: approved entries in the period from which a team works (8.4). `headline`: the line that stands for
    the indicator. `targets`: by line, per cent as "80,0"; for 8.5 a whole number of visits, for 8.7 members
    per hundred residents.
    """

    version: int
    status: str
    k: int = 1
    headline: str = HAMLETS_WORKING
    targets: Mapping[str, str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.status not in DEFINITION_STATUSES or self.headline not in LINES or self.k < 1:
            raise ValueError("A definition needs a known status and headline, and k of at least 1.")
        for code, target in self.targets.items():
            read_target(code, target)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFacts:
    """What was counted in a commune, in a hamlet, or in many places added up.

    People are distinct. `hamlets` is None while the list is unconfirmed, whatever was entered so far, and
    `communes_unknown` says for how many communes; likewise `households` and `residents`. Of a sum these three
    hold the known part, and so do `hamlets_with_team` and `hamlets_working`. The matched counts belong to
    places whose households (residents) are known; leave them out for a single place. `activities`, `visits`
    and `households_reached` are approved and of the period; `waiting` and `returned` count entries.
    """

    communes: int = 0
    communes_with_team: int = 0
    communes_unknown: int = 0
    hamlets: int | None = 0
    hamlets_with_team: int = 0
    hamlets_working: int = 0
    members: int = 0
    members_trained: int = 0
    visits: int = 0
    visits_by_skill: Mapping[str, int] = field(default_factory=dict)
    households_reached: int = 0
    households: int | None = None
    places_without_households: int = 0
    residents: int | None = None
    places_without_residents: int = 0
    activities: int = 0
    waiting: int = 0
    returned: int = 0
    visits_waiting: int = 0
    reached_matched: int | None = None
    members_matched: int | None = None

    def __post_init__(self) -> None:
        # A list that is not confirmed is no denominator, and what is unknown is always counted as such.
        if 0 < self.communes <= self.communes_unknown:
            object.__setattr__(self, "hamlets", None)
        for known, unknown_places in _UNKNOWN_PLACES.items():
            if getattr(self, known) is None and not getattr(self, unknown_places):
                object.__setattr__(self, unknown_places, 1)

    @property
    def reached_where_known(self) -> int:
        """Count the households reached in places whose households are known."""
        if self.reached_matched is not None:
            return self.reached_matched
        return 0 if self.households is None else self.households_reached

    @property
    def members_where_known(self) -> int:
        """Count the members in places whose residents are known."""
        if self.members_matched is not None:
            return self.members_matched
        return 0 if self.residents is None else self.members


@dataclass(frozen=True, slots=True, kw_only=True)
class HamletFacts:
    """What was counted in one hamlet.

    `team_activities` holds, for each valid team that serves it, its approved entries in the period.
    """

    team_activities: tuple[int, ...] = ()
    members: int = 0
    members_trained: int = 0
    visits: int = 0
    visits_by_skill: Mapping[str, int] = field(default_factory=dict)
    households_reached: int = 0
    households: int | None = None
    residents: int | None = None
    activities: int = 0
    waiting: int = 0
    returned: int = 0
    visits_waiting: int = 0

    @property
    def has_team(self) -> bool:
        """Tell whether a valid team serves the hamlet (8.2)."""
        return bool(self.team_activities)

    def works(self, k: int) -> bool:
        """Tell whether one valid team that serves it has at least k approved entries (8.4)."""
        return self.has_team and self.lacks(k) == 0

    def lacks(self, k: int) -> int:
        """Count the approved entries that the valid team with the most still lacks to work."""
        return max(0, k - self.most_activities)

    @property
    def most_activities(self) -> int:
        """The approved entries of the valid team that has the most."""
        return max(self.team_activities, default=0)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the indicator for one place and period, ready to be shown.

    `unknown_units`: communes (for 8.6 and 8.7 places) that the figure leaves out. `percent` has one decimal
    and a comma. `reached` is None without a target, and while units are unknown: a part cannot claim the
    whole.
    `waiting` counts entries for 8.4 and 8.6, visits for 8.5. `per_hundred` is the reading of 8.7 alone.
    """

    code: str
    numerator: int
    denominator: int | None
    unknown_units: int
    percent: str | None
    gap: int | None
    target: str | None
    reached: bool | None
    waiting: int
    per_hundred: str | None
    state: str


@dataclass(frozen=True, slots=True)
class _Counted:
    """What one line divides by what."""

    code: str
    numerator: int
    denominator: int | None
    unknown_units: int = 0
    waiting: int = 0


def place_of_hamlet(hamlet: HamletFacts, k: int) -> PlaceFacts:
    """Return a hamlet as a place; hamlets added up give their commune's 8.2 and 8.4."""
    return PlaceFacts(
        hamlets=1,
        hamlets_with_team=int(hamlet.has_team),
        hamlets_working=int(hamlet.works(k)),
        members=hamlet.members,
        members_trained=hamlet.members_trained,
        visits=hamlet.visits,
        visits_by_skill=hamlet.visits_by_skill,
        households_reached=hamlet.households_reached,
        households=hamlet.households,
        residents=hamlet.residents,
        activities=hamlet.activities,
        waiting=hamlet.waiting,
        returned=hamlet.returned,
        visits_waiting=hamlet.visits_waiting,
    )


def add_facts(
    places: Iterable[PlaceFacts], *, members: int, trained: int, members_matched: int | None = None
) -> PlaceFacts:
    """Add up places that do not overlap.

    `members` and `trained` are distinct people over all of them, counted by the caller: one person may sit in
    teams of two places. `members_matched` is the same where the residents are known; left out, it is all
    members when no place is unknown, else the places' sum, at most all members.
    """
    listed = list(places)
    counted = [place for place in listed if place.hamlets is not None]
    without_residents = _total(listed, "places_without_residents")
    if members_matched is None:
        known_members = sum(place.members_where_known for place in listed)
        members_matched = min(members, known_members) if without_residents else members
    by_skill: Counter[str] = Counter()
    for place in listed:
        by_skill.update(place.visits_by_skill)
    # Hamlets of an unconfirmed list would stand above the line without standing below it.
    return PlaceFacts(
        **{name: _total(listed, name) for name in _ADDED},
        **{name: _known_total(listed, name) for name in _UNKNOWN_PLACES},
        **{name: _total(counted or listed, name) for name in ("hamlets_with_team", "hamlets_working")},
        members=members,
        members_trained=trained,
        visits_by_skill={skill: by_skill[skill] for skill in sorted(by_skill, key=rank)},
        reached_matched=sum(place.reached_where_known for place in listed),
        members_matched=members_matched,
    )


def lines(
    facts: PlaceFacts, definition: Definition, targets: Mapping[str, str | None] | None = None
) -> tuple[Line, ...]:
    """Compute the lines of a place in the order of LINES.

    `targets` are those of the place and take precedence, line by line, over the definition's.
    """
    in_force = {**definition.targets, **(targets or {})}
    visits_target = read_target(VISITS, in_force.get(VISITS))
    counted = _count_lines(facts, None if visits_target is None else int(visits_target))
    return tuple(_line(part, in_force.get(part.code)) for part in counted)


def line_as_counted(line: Line, numerator: int, denominator: int | None, unknown_units: int) -> Line:
    """Return a line with other counts, against the same target and with what waits beside it now."""
    counted = _Counted(line.code, numerator, denominator, unknown_units, line.waiting)
    return _line(counted, line.target)


def read_target(code: str, text: str | None) -> Fraction | None:
    """Read a line's target exactly, "80,0" or "80"; None for none; raise ValueError where it is not one."""
    if not text:
        return None
    written = _TARGET.fullmatch(text)
    if code not in LINES or not written or (code == VISITS and written[2]):
        raise ValueError(f"Not a target of line {code}: {text!r}")
    return Fraction(f"{written[1]}.{written[2] or 0}")


def _count_lines(facts: PlaceFacts, visits_target: int | None) -> Sequence[_Counted]:
    """Say for each line what is divided by what; None below the line is unknown."""
    lists_missing = facts.communes_unknown
    reached = facts.households_reached if facts.households is None else facts.reached_where_known
    members = facts.members if facts.residents is None else facts.members_where_known
    return (
        _Counted(COMMUNES_WITH_TEAM, facts.communes_with_team, facts.communes),
        _Counted(HAMLETS_WITH_TEAM, facts.hamlets_with_team, facts.hamlets, lists_missing),
        _Counted(MEMBERS_TRAINED, facts.members_trained, facts.members),
        _Counted(HAMLETS_WORKING, facts.hamlets_working, facts.hamlets, lists_missing, facts.waiting),
        _Counted(VISITS, facts.visits, visits_target, waiting=facts.visits_waiting),
        _Counted(
            HOUSEHOLDS_REACHED, reached, facts.households, facts.places_without_households, facts.waiting
        ),
        _Counted(MEMBERS_PER_HUNDRED, members, facts.residents, facts.places_without_residents),
    )


def _line(part: _Counted, target: str | None) -> Line:
    """Turn what was counted into the line that is shown."""
    is_density = part.code == MEMBERS_PER_HUNDRED
    share = None if is_density else percent(part.numerator, part.denominator)
    return Line(
        code=part.code,
        numerator=part.numerator,
        denominator=part.denominator,
        unknown_units=part.unknown_units,
        percent=share.text if share else None,
        gap=share.gap if share else None,
        target=target or None,
        reached=_is_reached(part, target),
        waiting=part.waiting,
        # Members per hundred residents are rounded like a percentage, to one decimal.
        per_hundred=percent_text(part.numerator, part.denominator) if is_density else None,
        state=_state(part),
    )


def _is_reached(part: _Counted, target: str | None) -> bool | None:
    """Compare the exact ratio, not the printed one, with the target."""
    wanted = read_target(part.code, target)
    if wanted is None or not part.denominator or part.unknown_units:
        return None
    if part.code == VISITS:
        return part.numerator >= wanted
    return 100 * part.numerator >= wanted * part.denominator


def _state(part: _Counted) -> str:
    """Say in a code why a line has a percentage or has none."""
    if part.denominator is None:
        return NO_TARGET if part.code == VISITS else NOT_ENOUGH_DATA
    return KNOWN if part.denominator else NOTHING_TO_COUNT


def _total(places: Sequence[PlaceFacts], name: str) -> int:
    """Add one count over places."""
    return sum(getattr(place, name) for place in places)


def _known_total(places: Sequence[PlaceFacts], name: str) -> int | None:
    """Add what is known; None where places are given and none of them knows."""
    known = [value for place in places if (value := getattr(place, name)) is not None]
    return sum(known) if known or not places else None

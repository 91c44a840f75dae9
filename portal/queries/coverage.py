"""Coverage of a place in a period: its lines, a row for each place below, and the names behind the gap."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction

from portal import clock
from portal.domain.campaign_periods import NamedPeriod, counted_period
from portal.domain.errors import Missing
from portal.domain.indicators import (
    COMMUNES_WITH_TEAM,
    HAMLETS_WITH_TEAM,
    HAMLETS_WORKING,
    LINES,
    MEMBERS_TRAINED,
    Definition,
    HamletFacts,
    Line,
    PlaceFacts,
    lines,
)
from portal.domain.periods import Period
from portal.domain.targets import Targets
from portal.domain.units import UnitLevel
from portal.models import Campaign
from portal.queries.coverage_facts import read_facts
from portal.queries.coverage_places import Gaps, count_places
from portal.queries.coverage_records import Cut, Facts, Place, TeamFacts, Unplaced
from portal.queries.reported_figures import get_targets

BY_NAME = "name"


@dataclass(frozen=True, slots=True)
class Basis:
    """What must stand beside every figure.

    `counted` are the days whose entries count: `period`, or in cumulative mode all from the campaign's start.
    Places are those of `units_on`, teams and members are as on `teams_on`; `as_of` is the moment at which all
    was read.
    """

    period: NamedPeriod
    mode: str
    counted: Period
    units_on: date
    teams_on: date
    as_of: datetime
    definition: Definition


@dataclass(frozen=True, slots=True)
class Row:
    """The lines of one place below; without a place: the entries that belong to no single hamlet."""

    place: Place | None
    facts: PlaceFacts
    lines: tuple[Line, ...]

    def line(self, code: str) -> Line:
        """Return one line by its code."""
        return next(line for line in self.lines if line.code == code)


@dataclass(frozen=True, slots=True)
class Coverage:
    """A place's figures in a period with all that they rest on.

    `teams` are those of a commune, or those that serve a hamlet; empty above. `communes` finds the commune
    that a hamlet lies in; `commune_facts` say of each commune what its hamlets and teams add up to, and
    nothing of people.
    """

    campaign_code: str
    place: Place
    ancestors: tuple[Place, ...]
    basis: Basis
    facts: PlaceFacts
    lines: tuple[Line, ...]
    rows: tuple[Row, ...]
    teams: tuple[TeamFacts, ...]
    gaps: Gaps
    communes: dict[int, Place]
    unplaced: tuple[Unplaced, ...]
    commune_facts: dict[int, PlaceFacts]
    targets: Targets

    def line(self, code: str) -> Line:
        """Return one line by its code."""
        return next(line for line in self.lines if line.code == code)

    @property
    def headline(self) -> Line:
        """The line that stands for the indicator."""
        return self.line(self.basis.definition.headline)

    @property
    def column_codes(self) -> tuple[str, ...]:
        """The lines that the table of places shows, the headline first; 8.1 says nothing of one commune."""
        codes = (HAMLETS_WITH_TEAM, HAMLETS_WORKING, MEMBERS_TRAINED)
        has_districts = any(row.place and row.place.level == UnitLevel.district for row in self.rows)
        shown = (COMMUNES_WITH_TEAM, *codes) if has_districts else codes
        return tuple(sorted(shown, key=lambda code: code != self.basis.definition.headline))

    def works(self, team: TeamFacts) -> bool:
        """Tell whether the team makes its hamlets count in 8.4."""
        alone = HamletFacts(team_activities=(team.counts.approved,))
        return team.is_valid and alone.works(self.basis.definition.k)


@dataclass(frozen=True, slots=True)
class Headlines:
    """The headline of a place and of each place below in a period; nothing else was counted."""

    basis: Basis
    own: Line
    rows: tuple[tuple[Place, Line], ...]


def get_coverage(
    campaign: Campaign,
    unit_id: int,
    period: NamedPeriod,
    mode: str,
    *,
    today: date,
    as_of: date | None = None,
    definition: Definition | None = None,
) -> Coverage:
    """Compute the figures of one place in one period; see `list_coverage`."""
    return list_coverage(campaign, unit_id, [period], mode, today=today, as_of=as_of, definition=definition)[
        0
    ]


def list_coverage(
    campaign: Campaign,
    unit_id: int,
    periods: Sequence[NamedPeriod],
    mode: str,
    *,
    today: date,
    as_of: date | None = None,
    definition: Definition | None = None,
) -> list[Coverage]:
    """Compute the figures of one place in several periods, in five statements.

    Places, teams and members are taken as on the last day of each period, at the latest today, or as on
    `as_of`; teams and members never as on a later day than the period's last, so that what was done then can
    be read in the places of today. `definition` is the campaign's in force on the last day of each period,
    unless another one is asked for. Raise Missing where the place was not there on that day.
    """
    bases = _bases(campaign, periods, mode, today, as_of, definition)
    found = read_facts([_cut(unit_id, basis) for basis in bases])
    targets = get_targets(campaign.id)
    return [_coverage(campaign, basis, facts, targets) for basis, facts in zip(bases, found, strict=True)]


def get_coverage_over(
    campaign: Campaign,
    unit_id: int,
    period: NamedPeriod,
    others: Sequence[NamedPeriod],
    mode: str,
    *,
    today: date,
    as_of: date | None = None,
) -> tuple[Coverage, list[Headlines]]:
    """Compute the figures of one place in a period, and in others its headline alone, in five statements.

    No headlines where the place was not there on one of the other periods' days; see `list_coverage`.
    """
    own, *bases = _bases(campaign, [period, *others], mode, today, as_of)
    briefs = [replace(_cut(unit_id, basis), lines=frozenset([basis.definition.headline])) for basis in bases]
    try:
        facts, *found = read_facts([_cut(unit_id, own), *briefs])
    except Missing:
        [facts], found, bases = read_facts([_cut(unit_id, own)]), [], []
    targets = get_targets(campaign.id)
    headlines = [_headlines(basis, one, targets) for basis, one in zip(bases, found, strict=True)]
    return _coverage(campaign, own, facts, targets), headlines


def _cut(unit_id: int, basis: Basis) -> Cut:
    return Cut(unit_id, basis.teams_on, basis.counted, basis.units_on)


def _bases(
    campaign: Campaign,
    periods: Sequence[NamedPeriod],
    mode: str,
    today: date,
    as_of: date | None,
    definition: Definition | None = None,
) -> list[Basis]:
    moment = clock.now()
    return [
        Basis(
            period=period,
            mode=mode,
            counted=counted_period(period, campaign.period, mode),
            units_on=units_day(period, today, as_of),
            teams_on=min(units_day(period, today), as_of or today),
            as_of=moment,
            definition=definition or campaign.definition_on(period.period.last_day).as_definition(),
        )
        for period in periods
    ]


def units_day(period: NamedPeriod, today: date, as_of: date | None = None) -> date:
    """Return the day whose places and teams count for a period."""
    return as_of or min(period.period.last_day, today)


def sort_rows(rows: Sequence[Row], key: str) -> list[Row]:
    """Sort rows by "name" or by the exact ratio of a line such as "8.4".

    A leading "-" turns the order round; what is unknown stays last either way.
    """
    code, turned = key.removeprefix("-"), key.startswith("-")
    if code == BY_NAME:
        # Rows come by name.
        named, last = [row for row in rows if row.place], [row for row in rows if not row.place]
        return [*(reversed(named) if turned else named), *last]
    ratios = [(_ratio(row.line(code)), row) for row in rows]
    known = sorted((pair for pair in ratios if pair[0] is not None), key=lambda pair: pair[0], reverse=turned)
    return [row for _, row in known] + [row for ratio, row in ratios if ratio is None]


def _ratio(line: Line) -> Fraction | None:
    return Fraction(line.numerator, line.denominator) if line.denominator else None


def _own_targets(targets: Targets, place: Place | None) -> dict[str, str]:
    """Return the campaign's targets for the lines of a place."""
    wanted = targets.of(place.level, place.id) if place else {}
    return {code: target for code, target in wanted.items() if code in LINES}


def _headlines(basis: Basis, facts: Facts, targets: Targets) -> Headlines:
    definition, places = basis.definition, count_places(facts, basis.definition.k)

    def headline(place: Place, counted: PlaceFacts) -> Line:
        found = lines(counted, definition, _own_targets(targets, place))
        return found[LINES.index(definition.headline)]

    rows = [(place, headline(place, below)) for place, below in places.rows if place]
    return Headlines(basis, headline(facts.root, places.own), tuple(rows))


def _coverage(campaign: Campaign, basis: Basis, facts: Facts, targets: Targets) -> Coverage:
    definition = basis.definition
    places = count_places(facts, definition.k)
    return Coverage(
        campaign_code=campaign.code,
        place=facts.root,
        ancestors=tuple(facts.ancestors),
        basis=basis,
        facts=places.own,
        lines=lines(places.own, definition, _own_targets(targets, facts.root)),
        rows=tuple(
            Row(place, below, lines(below, definition, _own_targets(targets, place)))
            for place, below in places.rows
        ),
        teams=places.teams,
        gaps=places.gaps,
        communes={commune.id: commune for commune in facts.communes},
        unplaced=facts.unplaced,
        commune_facts=places.communes,
        targets=targets,
    )

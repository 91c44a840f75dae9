"""The table of a coverage page as CSV, with a block below that says what each figure is."""

import re
from collections.abc import Iterable, Iterator, Sequence

from flask_babel import gettext as _

from portal.clock import LOCAL_ZONE
from portal.documents.coverage_beside import beside_rows
from portal.documents.csv_file import Cell, csv_file
from portal.domain.campaign_periods import day_range
from portal.domain.indicators import LINES, Line
from portal.domain.units import UnitLevel
from portal.labels import label
from portal.place_labels import place_name
from portal.queries.coverage import Coverage, Row
from portal.queries.coverage_beside import Beside
from portal.queries.coverage_records import TeamFacts


def coverage_csv(coverage: Coverage, rows: Sequence[Row], beside: Beside | None = None) -> str:
    """Write the rows that the page shows, in their order, the total as shown, and what it all rests on."""
    is_hamlet = coverage.place.level == UnitLevel.hamlet
    table = _team_table(coverage) if is_hamlet else _place_table(coverage, rows)
    return csv_file([*table, [], *_notes(coverage), *beside_rows(beside or Beside())])


def file_name(coverage: Coverage) -> str:
    """Name the file after what it holds, in plain letters."""
    place = coverage.place.code or coverage.place.id
    parts = ("coverage", coverage.campaign_code, place, coverage.basis.period.code, coverage.basis.mode)
    return re.sub(r"[^A-Za-z0-9.-]+", "-", "-".join(map(str, parts))) + ".csv"


def _place_table(coverage: Coverage, rows: Sequence[Row]) -> Iterator[list[Cell]]:
    codes = coverage.column_codes
    yield [_("Code"), _("Place"), *_line_headings(codes), *_count_headings()]
    for row in rows:
        place = row.place
        name = place_name(place.full_name, place.origin) if place else _("Of no single hamlet")
        yield [
            row.place and row.place.code,
            name,
            *_line_cells(map(row.line, codes)),
            *_count_cells(row.facts),
        ]
    yield [
        coverage.place.code,
        _("TOTAL"),
        *_line_cells(map(coverage.line, codes)),
        *_count_cells(coverage.facts),
    ]


def _team_table(coverage: Coverage) -> Iterator[list[Cell]]:
    """List the teams of a hamlet; one that serves several is left out of the hamlet's sums."""
    yield [
        _("Code"),
        _("Team"),
        _("Does it count?"),
        _("Hamlets served"),
        _("Members"),
        _("Members trained"),
        _("Entries approved"),
        _("Visits"),
        _("Entries waiting"),
    ]
    for team in coverage.teams:
        yield [
            team.code,
            team.name,
            _validity(team),
            len(team.hamlet_ids),
            *team.people[:2],
            *_team_cells(team),
        ]
    facts = coverage.facts
    people = (facts.members, facts.members_trained)
    yield ["", _("TOTAL"), "", "", *people, facts.activities, facts.visits, facts.waiting]


def _team_cells(team: TeamFacts) -> list[Cell]:
    if not team.serves_one_hamlet:
        return [None, None, None]
    return [team.counts.approved, team.counts.visits, team.counts.waiting]


def _validity(team: TeamFacts) -> str:
    return " ".join(str(label("missing", code)) for code in team.missing) or _("yes")


def _line_headings(codes: Iterable[str]) -> Iterator[str]:
    for code in codes:
        name = f"{code} {label('line', code)}"
        yield _("%(line)s: counted", line=name)
        yield _("%(line)s: out of", line=name)
        yield _("%(line)s: %%", line=name)
        yield _("%(line)s: communes unknown", line=name)


def _line_cells(lines: Iterable[Line]) -> Iterator[Cell]:
    for line in lines:
        yield from (line.numerator, line.denominator, line.percent, line.unknown_units)


def _count_headings() -> list[str]:
    return [
        _("Entries approved"),
        _("Visits"),
        _("Households reached"),
        _("Entries waiting"),
        _("Entries returned"),
    ]


def _count_cells(facts) -> list[Cell]:
    return [facts.activities, facts.visits, facts.households_reached, facts.waiting, facts.returned]


def _notes(coverage: Coverage) -> Iterator[list[Cell]]:
    basis = coverage.basis
    yield [_("Place"), coverage.place.full_name]
    yield [_("Campaign"), coverage.campaign_code]
    yield [_("Period"), day_range(basis.counted)]
    yield [_("How it is counted"), str(label("mode", basis.mode))]
    yield [_("Places as of"), f"{basis.units_on:%d/%m/%Y}"]
    yield [_("Teams and members as of"), f"{basis.teams_on:%d/%m/%Y}"]
    yield [_("Data as of"), f"{basis.as_of.astimezone(LOCAL_ZONE):%H:%M %d/%m/%Y}"]
    for unplaced in coverage.unplaced:
        yield [
            _("Approved entries that fit into none of the places shown"),
            unplaced.full_name,
            unplaced.approved,
        ]
    status = label("definition_status", basis.definition.status)
    yield [_("Definition"), f"{basis.definition.version} ({status})"]
    for code in LINES:
        yield [
            f"{code} {label('line', code)}",
            f"{label('line_counted', code)} / {label('line_out_of', code)}",
        ]
    yield ["", _("A team works from %(many)s approved entries in the period on.", many=basis.definition.k)]
    yield ["", _("Only approved entries count; entries that wait are shown beside and never added.")]
    yield ["", _("People are distinct: a person in two teams counts once in the total.")]
    yield ["", _("An empty cell means not enough data.")]

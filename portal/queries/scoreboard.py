"""The eight indicators of a place, of what lies in it, and of the province's departments."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.domain.campaign_indicators import COUNTED, REPORTED, FigureLevel, subject_key
from portal.domain.campaign_periods import NamedPeriod
from portal.domain.scoreboard import Standing, reached_all, short_of, standing_of_line, standing_of_values
from portal.domain.units import UnitLevel
from portal.models import Campaign, Department
from portal.queries.coverage import Coverage, get_coverage
from portal.queries.coverage_records import Place
from portal.queries.reported_figures import Series, list_departments, list_series

# Levels of which figures of all places together are published.
TOGETHER = (FigureLevel.department, FigureLevel.district, FigureLevel.commune)


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """How a place, a department, or all places of one level together (neither of both) stand."""

    level: str
    standings: Mapping[str, Standing]
    place: Place | None = None
    department: Department | None = None

    @property
    def subject(self) -> str:
        """The key of whose work is meant."""
        unit_id = self.place.id if self.place else self.department and self.department.unit_id
        return subject_key(self.level, unit_id, self.department and self.department.id)

    @property
    def reached_all(self) -> bool:
        """Tell whether all eight targets are reached: a candidate for commendation."""
        return reached_all(self.standings)

    @property
    def short_of(self) -> list[str]:
        """The indicators whose target is not reached yet."""
        return short_of(self.standings)


@dataclass(frozen=True, slots=True)
class Scoreboard:
    """A place's own standings, those of all its places of a level together, and the rows below.

    `series` are all published values of whoever is shown, by the subject whose work it is.
    """

    coverage: Coverage
    own: ScoreRow
    series: Series
    levels: tuple[ScoreRow, ...] = ()
    departments: tuple[ScoreRow, ...] = ()
    rows: tuple[ScoreRow, ...] = ()


def get_scoreboard(
    campaign: Campaign,
    unit_id: int,
    period: NamedPeriod,
    mode: str,
    *,
    today: date,
    as_of: date | None = None,
) -> Scoreboard:
    """Compute how a place and what lies in it stand in a period, in a fixed number of statements.

    Indicator 8 is the headline of the same figures that the coverage page shows. Raise Missing where the
    place was not there on the day.
    """
    return score(campaign, get_coverage(campaign, unit_id, period, mode, today=today, as_of=as_of))


def score(campaign: Campaign, coverage: Coverage) -> Scoreboard:
    """Set what others published beside the figures of a place, in two statements."""
    place, departments = coverage.place, _list_departments(coverage)
    below = [row for row in coverage.rows if row.place and row.place.level in tuple(FigureLevel)]
    # Of the province's many series only those that are shown.
    subjects = _subjects([place, *(row.place for row in below if row.place)], departments)
    series = list_series(campaign.id, subjects)
    reported = _Reported(series, coverage)
    return Scoreboard(
        coverage=coverage,
        own=ScoreRow(place.level, reported.of_place(place) | _counted(coverage), place),
        series=series,
        levels=tuple(_levels(reported)),
        departments=tuple(
            ScoreRow(
                FigureLevel.department, reported.of(FigureLevel.department, place.id, one.id), department=one
            )
            for one in departments
        ),
        rows=tuple(
            ScoreRow(
                row.place.level,
                reported.of_place(row.place) | {COUNTED: standing_of_line(row.line(_headline(coverage)))},
                row.place,
            )
            for row in below
        ),
    )


def _headline(coverage: Coverage) -> str:
    return coverage.basis.definition.headline


def _counted(coverage: Coverage) -> dict[str, Standing]:
    return {COUNTED: standing_of_line(coverage.headline)}


@dataclass(frozen=True, slots=True)
class _Reported:
    """Reads the standings of indicators 1 to 7 of one period."""

    series: Series
    coverage: Coverage

    def of_place(self, place: Place) -> dict[str, Standing]:
        """Return those of one place."""
        return self.of(place.level, place.id)

    def of(self, level: str, unit_id: int, department_id: int | None = None) -> dict[str, Standing]:
        """Return those of a subject, indicator by indicator."""
        basis = self.coverage.basis
        values = self.series.get(subject_key(level, unit_id, department_id), {})
        targets = self.coverage.targets.of(level, unit_id, department_id)
        return {
            code: standing_of_values(code, values.get(code, ()), basis.counted, basis.mode, targets.get(code))
            for code in REPORTED
        }


def _levels(reported: _Reported) -> Iterator[ScoreRow]:
    """Yield what was published of all departments, districts or communes of a province together."""
    place = reported.coverage.place
    for level in TOGETHER:
        if place.level == UnitLevel.province and subject_key(level, place.id) in reported.series:
            yield ScoreRow(level, reported.of(level, place.id))


def _list_departments(coverage: Coverage) -> list[Department]:
    """List the departments of a province that had not ended."""
    place, day = coverage.place, coverage.basis.units_on
    listed = list_departments(place.id) if place.level == UnitLevel.province else ()
    return [one for one in listed if one.ended_on is None or one.ended_on > day]


def _subjects(places: Sequence[Place], departments: Sequence[Department]) -> set[str]:
    """Name whose figures are shown: of a place and those below, of its levels together, of departments."""
    root = places[0]
    of_places = {subject_key(place.level, place.id) for place in places}
    of_levels = {subject_key(level, root.id) for level in TOGETHER}
    return (
        of_places | of_levels | {subject_key(FigureLevel.department, root.id, one.id) for one in departments}
    )

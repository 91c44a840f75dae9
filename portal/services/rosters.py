"""Read files of places: rosters, censuses, and those that the portal ships."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from portal.domain.errors import RuleBroken
from portal.domain.projection import Point
from portal.domain.reorganisations import MAPPING_COLUMNS, MappingRow, mapping_row
from portal.domain.rosters import REQUIRED_COLUMNS, RosterProblem, RosterRow, count_or_none, roster_row

T = TypeVar("T")
SHIPPED = Path(__file__).parents[1] / "data"
# The rosters of 2025 and 2026 are shipped too, but they end places, and that needs the map from old to new.
SHIPPED_ROSTERS = (date(2018, 12, 1), date(2022, 10, 1))
CENSUS_ON = date(2019, 4, 1)
POINTS_ON = SHIPPED_ROSTERS[0]
POINTS_SOURCE = "Tính từ ranh giới xã năm 2022"
CENSUS_SOURCE = "Tổng điều tra dân số và nhà ở 01/4/2019 (Tổng cục Thống kê)"


@dataclass(frozen=True, slots=True)
class CensusRow:
    """People and households counted in one place; None is unknown."""

    code: str
    population: int | None
    households: int | None


@dataclass(frozen=True, slots=True)
class PointRow:
    """A position inside one place, in degrees."""

    code: str
    point: Point


def read_roster(path: Path) -> list[RosterRow]:
    """Read a roster CSV; raises RuleBroken("broken_roster") when it is no UTF-8 table with the columns."""
    return _read_table(path, REQUIRED_COLUMNS, roster_row)


def read_mapping(path: Path) -> list[MappingRow]:
    """Read a CSV that maps old codes to new ones; raises as `read_roster`."""
    return _read_table(path, MAPPING_COLUMNS, mapping_row)


def _read_table(path: Path, needed: Sequence[str], read_row: Callable[[int, dict[str, str]], T]) -> list[T]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            reader.fieldnames = header = [name.strip() for name in reader.fieldnames or ()]
            # An empty file is told of as such, not column by column.
            missing = [column for column in needed if header and column not in header]
            refuse([RosterProblem(1, column, "missing_column", "") for column in missing])
            return [read_row(reader.line_num, record) for record in reader]
    except UnicodeDecodeError:
        refuse([RosterProblem(0, "", "not_utf8", path.name)])
    except csv.Error:
        refuse([RosterProblem(reader.line_num + 1, "", "not_csv", "")])


def refuse(problems: list[RosterProblem]) -> None:
    """Raise RuleBroken("broken_roster") with the problems in `details`, when there are any."""
    if problems:
        raise RuleBroken("broken_roster", count=len(problems), problems=tuple(problems))


def shipped_roster(valid_from: date) -> list[RosterRow]:
    """Read one of the shipped rosters."""
    return read_roster(SHIPPED / f"units_{valid_from}.csv")


def shipped_mapping(on: date) -> list[MappingRow]:
    """Read the shipped map from the communes before a day to those from it on."""
    return read_mapping(SHIPPED / f"mapping_{on}.csv")


def shipped_legal_basis(on: date) -> str:
    """Name the resolutions by which places changed on a day, or nothing when none is known."""
    events = _records("unit_events.csv")
    return "; ".join(sorted({one["legal_basis"] for one in events if one["effective_date"] == str(on)}))


def shipped_census() -> list[CensusRow]:
    """Read the communes' counts of the census of 2019; districts and the province are their sums."""
    return [
        CensusRow(one["code"], count_or_none(one["population"]), count_or_none(one["households"]))
        for one in _records("communes_population_2019.csv")
    ]


def shipped_points() -> list[PointRow]:
    """Read one position inside each commune of 2022."""
    return [
        PointRow(one["code"], Point(float(one["lat"]), float(one["lon"])))
        for one in _records("communes_2022_points.csv")
    ]


def _records(name: str) -> Iterator[dict[str, str]]:
    with (SHIPPED / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


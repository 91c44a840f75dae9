"""Read files of places: rosters, censuses, and those that the portal ships."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from typing import TypeVar

from portal.domain.errors import RuleBroken
from portal.domain.projection import Point
from portal.domain.reorganisations import MAPPING, MAPPING_COLUMNS, MappingRow, mapping_row
from portal.domain.rosters import REQUIRED_COLUMNS, RosterProblem, RosterRow, count_or_none, roster_row
from portal.domain.text import has_control_characters

T = TypeVar("T")
SHIPPED = Path(__file__).parents[1] / "data"
SHIPPED_ROSTERS = (date(2018, 12, 1), date(2022, 10, 1))
# The list of this day ends places, so it comes with the map from old to new.
SHIPPED_CHANGES = (date(2025, 7, 1),)
# Ten times the communes of the largest province; the label "too_many_lines" names the number, too.
MOST_MAPPED = 5_000
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
    return parse_roster(path.read_bytes())


def parse_roster(content: bytes) -> list[RosterRow]:
    """Read a roster from what its file holds; raises as `read_roster`."""
    return _read_table(content, REQUIRED_COLUMNS, roster_row, "roster")


def read_mapping(path: Path) -> list[MappingRow]:
    """Read a CSV that maps old codes to new ones; raises as `read_roster`."""
    return parse_mapping(path.read_bytes())


def parse_mapping(content: bytes) -> list[MappingRow]:
    """Read a map from what its file holds; raises as `read_roster`."""
    rows = _read_table(content, MAPPING_COLUMNS, mapping_row, MAPPING)
    if len(rows) > MOST_MAPPED:
        refuse([RosterProblem(0, "", "too_many_lines", "", MAPPING)])
    cells = [(row.line, column, getattr(row, column)) for row in rows for column in MAPPING_COLUMNS]
    refuse(
        [
            RosterProblem(line, column, "bad_text", "", MAPPING)
            for line, column, cell in cells
            if has_control_characters(cell)
        ]
    )
    return rows


def _read_table(
    content: bytes, needed: Sequence[str], read_row: Callable[[int, dict[str, str]], T], file: str
) -> list[T]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        refuse([RosterProblem(0, "", "not_utf8", "", file)])
    reader = csv.DictReader(StringIO(text, newline=""))
    try:
        reader.fieldnames = header = [name.strip() for name in reader.fieldnames or ()]
        # An empty file is told of as such, not column by column.
        missing = [column for column in needed if header and column not in header]
        refuse([RosterProblem(1, column, "missing_column", "", file) for column in missing])
        return [read_row(reader.line_num, record) for record in reader]
    except csv.Error:
        refuse([RosterProblem(reader.line_num + 1, "", "not_csv", "", file)])


def refuse(problems: list[RosterProblem]) -> None:
    """Raise RuleBroken("broken_roster") with the problems in `details`, when there are any."""
    if problems:
        raise RuleBroken("broken_roster", count=len(problems), problems=tuple(problems))


def shipped_roster(valid_from: date) -> list[RosterRow]:
    """Read one of the shipped rosters."""
    return read_roster(SHIPPED / f"units_{valid_from}.csv")


def shipped_change_files(on: date) -> tuple[Path, Path]:
    """Return where the list and the map of one of the shipped changes lie."""
    return SHIPPED / f"units_{on}.csv", SHIPPED / f"mapping_{on}.csv"


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

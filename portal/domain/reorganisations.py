"""Reorganisations of places: the map from old to new communes, its mistakes, and who follows whom."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal.domain.rosters import RosterProblem
from portal.domain.text import nfc

MAPPING_COLUMNS = ("old_code", "new_code")
MAPPING = "mapping"


class SuccessionKind(StrEnum):
    """How one place follows another."""

    continued = "continued"
    merged = "merged"
    split = "split"


@dataclass(frozen=True, slots=True)
class MappingRow:
    """One line of a map: the whole or a part of an old commune goes to a new one."""

    line: int
    old_code: str
    new_code: str
    note: str = ""


def mapping_row(line: int, record: Mapping[str, str | None]) -> MappingRow:
    """Read one record by its header names: trimmed, composed text, and empty for what is absent."""
    cells = {name: nfc(record.get(name) or "").strip() for name in (*MAPPING_COLUMNS, "note")}
    return MappingRow(line, **cells)


def check_mapping(
    rows: Sequence[MappingRow], old_names: Mapping[str, str], new_names: Mapping[str, str]
) -> list[RosterProblem]:
    """Find every problem of a map between the communes of one day and those of a new list, by line.

    Both are names by code.

    Every old commune must go somewhere, and every new one must come from somewhere: what happens to a place
    that is left out nobody could say later.
    """
    problems = [] if rows else [RosterProblem(0, "", "empty_mapping", "", MAPPING)]
    seen: set[tuple[str, str]] = set()
    for row in rows:
        problems += _row_problems(row, old_names, new_names)
        if (row.old_code, row.new_code) in seen:
            problems.append(RosterProblem(row.line, "old_code", "duplicate_mapping", row.old_code, MAPPING))
        seen.add((row.old_code, row.new_code))
    mapped, made = {row.old_code for row in rows}, {row.new_code for row in rows}
    for column, code, names, told in (
        ("old_code", "not_mapped", old_names, mapped),
        ("new_code", "made_of_nothing", new_names, made),
    ):
        left_out = sorted({*names} - told)
        problems += [RosterProblem(0, column, code, f"{one} {names[one]}", MAPPING) for one in left_out]
    return problems


def _row_problems(
    row: MappingRow, old_codes: Collection[str], new_codes: Collection[str]
) -> Iterator[RosterProblem]:
    if row.old_code not in old_codes:
        yield RosterProblem(row.line, "old_code", "unknown_old_code", row.old_code, MAPPING)
    if row.new_code not in new_codes:
        yield RosterProblem(row.line, "new_code", "unknown_new_code", row.new_code, MAPPING)


@dataclass(frozen=True)
class Lineage:
    """Which old communes each new one is made of, and where each old one went."""

    predecessors: Mapping[str, tuple[str, ...]]
    successors: Mapping[str, tuple[str, ...]]

    def kind(self, old: str, new: str) -> SuccessionKind:
        """Tell how a new commune follows an old one."""
        if len(self.successors[old]) > 1:
            return SuccessionKind.split
        return SuccessionKind.merged if len(self.predecessors[new]) > 1 else SuccessionKind.continued

    def whole_parts(self, new: str) -> tuple[str, ...]:
        """List the old communes that lie wholly in a new one."""
        return tuple(old for old in self.predecessors[new] if len(self.successors[old]) == 1)

    def made_within(self, olds: Collection[str]) -> list[str]:
        """List the new communes made of nothing but the given old ones, each of them whole."""
        return [
            new
            for new, parts in self.predecessors.items()
            if set(parts) <= set(olds) and len(self.whole_parts(new)) == len(parts)
        ]

    @property
    def divided(self) -> list[str]:
        """List the old communes that went to several new ones."""
        return [old for old, news in self.successors.items() if len(news) > 1]


def read_lineage(rows: Sequence[MappingRow]) -> Lineage:
    """Return the lineage that a checked map describes."""
    predecessors: dict[str, list[str]] = defaultdict(list)
    successors: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        predecessors[row.new_code].append(row.old_code)
        successors[row.old_code].append(row.new_code)
    return Lineage(
        {new: tuple(olds) for new, olds in predecessors.items()},
        {old: tuple(news) for old, news in successors.items()},
    )

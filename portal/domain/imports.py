"""Spreadsheet imports: their kinds and states, and a plan of what a file would change or why it cannot."""

import hashlib
import json
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple, Protocol


class ImportKind(StrEnum):
    """What the rows of a file are about."""

    hamlets = "hamlets"
    teams = "teams"
    members = "members"
    staff = "staff"


class ImportState(StrEnum):
    """How far an import is; `refused` is a file that cannot be read, `failed` a fault on our side."""

    uploaded = "uploaded"
    checking = "checking"
    ready = "ready"
    has_problems = "has_problems"
    confirmed = "confirmed"
    applied = "applied"
    undone = "undone"
    refused = "refused"
    failed = "failed"
    dropped = "dropped"


# What the worker still has something to do for.
WAITING = (ImportState.uploaded, ImportState.checking, ImportState.confirmed)
# Of these the file itself is kept.
WITH_FILE = (*WAITING, ImportState.ready, ImportState.has_problems)


class RowAct(StrEnum):
    """What a row of a file leads to."""

    create = "create"
    change = "change"
    same = "same"


class SheetLine(Protocol):
    """A row as it is read: its number in the file, a value for each column, and what could not be read."""

    line: int
    values: Mapping[str, Any]
    problems: Sequence[Any]


class RowProblem(NamedTuple):
    """Why a row cannot be taken, the column whose cell shows it, and what its sentence needs."""

    line: int
    column: str
    code: str
    details: dict[str, Any] = {}


class Difference(NamedTuple):
    """A fact that changes, by the name of its column."""

    column: str
    was: Any
    now: Any


class PlannedRow(NamedTuple):
    """What a row of the file does; `wish` is what has to be written, None when nothing is."""

    line: int
    act: RowAct
    commune_id: int
    place: str
    name: str
    differences: tuple[Difference, ...] = ()
    wish: Any = None


@dataclass
class Plan:
    """All that a file would do; it can be carried out only without problems."""

    rows: list[PlannedRow] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    notes: list[RowProblem] = field(default_factory=list)

    @property
    def wishes(self) -> list[Any]:
        """What has to be written, in an order that does not depend on the order of the rows."""
        return sorted((row.wish for row in self.rows if row.wish is not None), key=_canonical)

    def count(self, act: RowAct) -> int:
        """Count the rows that do this."""
        return sum(row.act == act for row in self.rows)

    def by_commune(self) -> dict[int, tuple[int, int]]:
        """Count what is created and what is changed in each commune; 0 stands for places above them."""
        counts: dict[int, list[int]] = {}
        for row in self.rows:
            if row.act != RowAct.same:
                counts.setdefault(row.commune_id, [0, 0])[row.act == RowAct.change] += 1
        return {commune_id: (created, changed) for commune_id, (created, changed) in sorted(counts.items())}

    def digest(self) -> str:
        """Return the same text for the same changes, whatever the order of the rows."""
        written = [_canonical(wish) for wish in self.wishes]
        return hashlib.sha256("\n".join(written).encode()).hexdigest()


class Claim(NamedTuple):
    """What a row says about one thing: its key tells which, and `facts` is all that is said of it."""

    line: int
    key: Hashable
    facts: tuple[Any, ...]
    row: Any


def settle_repeats(
    claims: Iterable[Claim], columns: Sequence[str], plan: Plan, *, code: str = "rows_contradict"
) -> list[Claim]:
    """Keep one claim of each key: a row that says the same is noted, one that contradicts is a problem.

    `columns` names the column of each fact.
    """
    first: dict[Hashable, Claim] = {}
    for claim in claims:
        earlier = first.setdefault(claim.key, claim)
        if earlier is claim:
            continue
        if earlier.facts == claim.facts:
            plan.notes.append(RowProblem(claim.line, "", "repeated_row", {"first": earlier.line}))
            continue
        column = next(
            name for name, one, other in zip(columns, earlier.facts, claim.facts, strict=True) if one != other
        )
        plan.problems.append(RowProblem(claim.line, column, code, {"first": earlier.line}))
    return list(first.values())


def refuse_two(
    claims: Iterable[Claim],
    key: Callable[[Any], Hashable | None],
    column: str,
    code: str,
    plan: Plan,
    name: Callable[[Any], str] = lambda _row: "",
) -> None:
    """Add a problem for each row whose key an earlier row has, naming both; rows without a key are free."""
    first: dict[Hashable, Claim] = {}
    for claim in claims:
        if (wanted := key(claim.row)) is None:
            continue
        earlier = first.setdefault(wanted, claim)
        if earlier is not claim:
            details = {"first": earlier.line, "name": name(earlier.row)}
            plan.problems.append(RowProblem(claim.line, column, code, details))


def _canonical(wish: Any) -> str:
    return json.dumps(
        [type(wish).__name__, *wish], default=str, ensure_ascii=True, separators=(",", ":"), sort_keys=True
    )

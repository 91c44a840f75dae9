"""Spreadsheet imports: their kinds and states, and a plan of what a file would change or why it cannot."""

import hashlib
import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from portal.domain.sheet_rows import CellProblem, SheetRow


class ImportKind(StrEnum):
    """What the rows of a file are about."""

    hamlets = "hamlets"
    teams = "teams"
    members = "members"
    staff = "staff"
    completions = "completions"
    figures = "figures"


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


class RowRefused(Exception):
    """A row cannot be taken: the key of the cell that shows it, why, and what the sentence needs."""

    def __init__(self, key: str, code: str, **details: object) -> None:
        super().__init__(code)
        self.key, self.code, self.details = key, code, details

    def problem_of(self, row: SheetRow) -> CellProblem:
        """Return it as a problem of the row."""
        return row.problem(self.key, self.code, **self.details)


class Difference(NamedTuple):
    """A fact that changes, by the key of its column."""

    key: str
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
    problems: list[CellProblem] = field(default_factory=list)
    notes: list[CellProblem] = field(default_factory=list)

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

    sheet: SheetRow
    key: Hashable
    facts: tuple[Any, ...]
    row: Any


def read_claims(rows: Iterable[SheetRow], read: Callable[[SheetRow], Claim], plan: Plan) -> Iterator[Claim]:
    """Read each row that can be read, and note the problems of the others."""
    for row in rows:
        if row.problems:
            plan.problems += row.problems
            continue
        try:
            yield read(row)
        except RowRefused as refused:
            plan.problems.append(refused.problem_of(row))


def settle_repeats(claims: Iterable[Claim], keys: Sequence[str], plan: Plan) -> list[Claim]:
    """Keep one claim of each key: a row that says the same is noted, one that contradicts is a problem.

    `keys` names the column of each fact.
    """
    first: dict[Hashable, Claim] = {}
    for claim in claims:
        earlier = first.setdefault(claim.key, claim)
        if earlier is claim:
            continue
        line = earlier.sheet.line
        if earlier.facts == claim.facts:
            plan.notes.append(claim.sheet.problem("", "repeated_row", first=line))
            continue
        pairs = zip(keys, earlier.facts, claim.facts, strict=True)
        key = next(name for name, one, other in pairs if one != other)
        plan.problems.append(claim.sheet.problem(key, "rows_contradict", first=line))
    return list(first.values())


def plan_claims(claims: Iterable[Claim], plan_one: Callable[[Claim], PlannedRow], plan: Plan) -> None:
    """Plan each claim by itself, and note the problems of those that cannot be taken."""
    for claim in claims:
        try:
            plan.rows.append(plan_one(claim))
        except RowRefused as refused:
            plan.problems.append(refused.problem_of(claim.sheet))


def _canonical(wish: Any) -> str:
    return json.dumps(
        [type(wish).__name__, *wish], default=str, ensure_ascii=True, separators=(",", ":"), sort_keys=True
    )

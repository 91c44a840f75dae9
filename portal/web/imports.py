"""What the page of an import says: its progress, its rows and its problems in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.domain.imports import WAITING, ImportKind, ImportState
from portal.domain.sheet_rows import SheetRefused
from portal.labels import cell_sentence, file_sentence, label
from portal.models import Import
from portal.services.import_outcomes import problems_in
from portal.web.figures import shown_value

SHOWN_PROBLEMS = 100
_REGISTERS = {"affiliation": "affiliation", "level": "team_level"}


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """What is wrong in a cell, which one that is ("C5"), and what it says."""

    line: int
    cell: str
    shown: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ShownFact:
    """A fact that changes, in words."""

    label: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of the preview."""

    line: int
    place: str
    name: str
    facts: tuple[ShownFact, ...]


@dataclass(frozen=True, slots=True)
class ShownImport:
    """All that the page of an import shows beside the import itself."""

    is_waiting: bool
    counts: Mapping[str, int]
    rows: Mapping[str, list[ShownRow]]
    problems: list[ShownProblem]
    problem_count: int
    notes: list[ShownProblem]
    note_count: int
    ignored: list[str]
    is_outdated: bool
    refusal: str

    @property
    def changes(self) -> int:
        """Count the rows that change something."""
        return self.counts.get("create", 0) + self.counts.get("change", 0)


def shown_import(imported: Import) -> ShownImport:
    """Put the outcome of an import into words."""
    outcome: dict[str, Any] = imported.outcome or {}
    refused = outcome.get("refused")
    return ShownImport(
        is_waiting=imported.state in WAITING,
        counts=outcome.get("counts", {}),
        rows={
            act: [_row(imported.kind, row) for row in rows] for act, rows in outcome.get("rows", {}).items()
        },
        problems=[_problem(found) for found in problems_in(outcome)[:SHOWN_PROBLEMS]],
        problem_count=outcome.get("problem_count", 0),
        notes=[_problem(found) for found in problems_in({"problems": outcome.get("notes", ())})],
        note_count=outcome.get("note_count", 0),
        ignored=outcome.get("ignored", []),
        is_outdated=bool(outcome.get("outdated")) and imported.state != ImportState.applied,
        refusal=file_sentence(SheetRefused(refused["code"], **refused["details"])) if refused else "",
    )


def _problem(found) -> ShownProblem:
    cell = f"{found.column}{found.line}" if found.column else ""
    return ShownProblem(found.line, cell, found.shown, cell_sentence(found))


def _row(kind: str, row: Mapping[str, Any]) -> ShownRow:
    facts = tuple(
        ShownFact(str(label("import_fact", key)), _words(kind, key, was), _words(kind, key, now))
        for key, was, now in row["differences"]
    )
    place = row["place"]
    if kind == ImportKind.figures:
        place = str(label("all_of_level", place))
    return ShownRow(row["line"], place, row["name"], facts)


def _words(kind: str, key: str, value: str | int | None) -> str:
    if value is None:
        return ""
    if key == "percent":
        return shown_value(value)
    if key == "role":
        return str(label("role" if kind == ImportKind.staff else "team_role", value))
    if key == "title":
        return str(label("skill", value))
    if key in ("since", "completed_on"):
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    return str(label(_REGISTERS[key], value)) if key in _REGISTERS else str(value)

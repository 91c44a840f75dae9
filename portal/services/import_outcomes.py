"""What an import keeps of its plan for its page: counts, the first rows of each sort, the first problems."""

from collections.abc import Iterable, Mapping
from typing import Any

from portal.domain.imports import Plan, RowAct
from portal.domain.sheet_rows import CellProblem

MOST_ROWS = 20
MOST_NOTES = 100
MOST_PROBLEMS = 1000


def outcome_of(plan: Plan, *, ignored: Iterable[str], outdated: bool) -> dict[str, Any]:
    """Return the outcome as it is stored; names and numbers in it go when the file goes."""
    problems = sorted(plan.problems, key=lambda problem: (problem.line, problem.column, problem.code))
    notes = sorted(plan.notes, key=lambda note: note.line)
    return {
        "counts": {act.value: plan.count(act) for act in RowAct},
        "by_commune": {str(commune_id): counts for commune_id, counts in plan.by_commune().items()},
        "rows": {act.value: _first_rows(plan, act) for act in RowAct},
        "problems": [_plain(problem) for problem in problems[:MOST_PROBLEMS]],
        "problem_count": len(problems),
        "notes": [_plain(note) for note in notes[:MOST_NOTES]],
        "note_count": len(notes),
        "ignored": list(ignored),
        "outdated": outdated,
    }


def refusal_of(code: str, details: Mapping[str, object]) -> dict[str, Any]:
    """Return the outcome of a file that cannot be read at all."""
    return {"refused": {"code": code, "details": dict(details)}}


def without_people(outcome: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Keep the counts of an outcome and nothing that names a person."""
    kept = ("counts", "by_commune", "problem_count", "refused")
    return {name: outcome[name] for name in kept if name in outcome} if outcome else None


def problems_in(outcome: Mapping[str, Any] | None) -> list[CellProblem]:
    """Return the stored problems as they were found."""
    return [CellProblem(**problem) for problem in (outcome or {}).get("problems", ())]


def _first_rows(plan: Plan, act: RowAct) -> list[dict[str, Any]]:
    rows = sorted((row for row in plan.rows if row.act == act), key=lambda row: row.line)[:MOST_ROWS]
    return [
        {
            "line": row.line,
            "place": row.place,
            "name": row.name,
            "differences": [list(difference) for difference in row.differences],
        }
        for row in rows
    ]


def _plain(problem: CellProblem) -> dict[str, Any]:
    return {
        "line": problem.line,
        "column": problem.column,
        "key": problem.key,
        "code": problem.code,
        "shown": problem.shown,
        "details": {name: _text(value) for name, value in problem.details.items()},
    }


def _text(value: object) -> object:
    return value if value is None or isinstance(value, (str, int)) else str(value)

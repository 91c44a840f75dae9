"""What pages of reorganisations read and say: the two files, their problems, and what the portal ships."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from portal.domain.errors import RuleBroken
from portal.domain.rosters import RosterProblem
from portal.domain.units import UnitLevel
from portal.labels import label
from portal.queries.reorganisation_sheets import ReorganisationLine
from portal.services.reorganisations import Change
from portal.services.rosters import (
    SHIPPED_CHANGES,
    parse_mapping,
    parse_roster,
    refuse,
    shipped_change_files,
    shipped_legal_basis,
    shipped_mapping,
    shipped_roster,
)

MOST_PROBLEMS = 100
LONGEST_VALUE = 60


@dataclass(frozen=True, slots=True)
class ShippedOffer:
    """A change whose files come with the portal, and how many communes become how many."""

    on: date
    legal_basis: str
    communes_before: int
    communes_after: int


def read_change(roster: str, mapping: str, on: date, legal_basis: str) -> Change:
    """Read both files, so that the problems of both are told at once; raises RuleBroken("broken_roster")."""
    problems: list[RosterProblem] = []
    rows = []
    for content, parse in ((roster, parse_roster), (mapping, parse_mapping)):
        try:
            rows.append(parse(content.encode()))
        except RuleBroken as error:
            problems += error.details["problems"]
    refuse(problems)
    return Change(*rows, on, legal_basis)


def problem_lines(refusals: Sequence[RuleBroken]) -> list[str]:
    """Say of each problem where it is and what to do: file, line, column, value."""
    problems = [problem for refusal in refusals for problem in refusal.details.get("problems", ())]
    return [_problem_line(problem) for problem in problems[:MOST_PROBLEMS]]


def kept_lines(content: str | None) -> int:
    """Count the lines of what a file held, without its first one."""
    return max(len((content or "").strip().splitlines()) - 1, 0)


def shipped_offers(applied: Collection[ReorganisationLine]) -> list[ShippedOffer]:
    """List the shipped changes that were not applied, or no longer are."""
    days = {line.changed_on for line in applied if line.undone_at is None}
    return [_offer(on) for on in SHIPPED_CHANGES if on not in days]


def shipped_values(day: str) -> dict[str, object]:
    """Return what fills the form with the shipped change of a day; nothing when there is none."""
    on = next((one for one in SHIPPED_CHANGES if str(one) == day), None)
    if on is None:
        return {}
    roster, mapping = (path.read_text(encoding="utf-8-sig") for path in shipped_change_files(on))
    return {"on": on, "legal_basis": shipped_legal_basis(on), "roster": roster, "mapping": mapping}


def _offer(on: date) -> ShippedOffer:
    return ShippedOffer(
        on,
        shipped_legal_basis(on),
        communes_before=len({row.old_code for row in shipped_mapping(on)}),
        communes_after=sum(row.level == UnitLevel.commune for row in shipped_roster(on)),
    )


def _problem_line(problem: RosterProblem) -> str:
    where = [str(label("reorganisation_file", problem.file))]
    if problem.line:
        where.append(_("line %(line)s", line=problem.line))
    if problem.column:
        where.append(_("column %(column)s", column=problem.column))
    value = f" “{problem.value[:LONGEST_VALUE]}”" if problem.value else ""
    return f"{', '.join(where)}:{value} {label('roster_problem', problem.code)}"

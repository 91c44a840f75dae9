"""Closing a period: what is looked at before, and what a correction afterwards changes in the figures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from portal.domain.indicators import MEMBERS_PER_HUNDRED, NO_TARGET, VISITS, Line
from portal.domain.skills import in_order
from portal.domain.units import UnitLevel

# What is wrong with the day of an entry that would change a closed figure.
CLOSED = "closed_period"

WAITING = "waiting"
RETURNED = "returned"
UNCONFIRMED = "unconfirmed"
ON_PHONES = "on_phones"
COMMUNES_OPEN = "communes_open"
OPEN_VISITS = "open_visits"
# What may still be open, in the order in which it is looked at; the first is the province's alone.
CHECKS = (COMMUNES_OPEN, WAITING, RETURNED, UNCONFIRMED, ON_PHONES, OPEN_VISITS)
# Under this name the open points of a province list its communes that had not closed.
COMMUNES = "communes"

CLOSABLE = (UnitLevel.commune, UnitLevel.province)

# By line, or by line and part such as "8.5/payment", what stands above the line.
Numerators = dict[str, int]


def part_key(line: str, part: str = "") -> str:
    """Name a line or one part of it: "8.5", "8.5/payment"."""
    return f"{line}/{part}" if part else line


def list_numerators(lines: Iterable[Line], visits_by_skill: Mapping[str, int]) -> Numerators:
    """Return what stands above each line, and for visits also by skill."""
    found = {part_key(line.code): line.numerator for line in lines}
    return found | {part_key(VISITS, skill): visits for skill, visits in visits_by_skill.items()}


def keep_differences(before: Numerators, after: Numerators) -> tuple[Numerators, Numerators]:
    """Return of both only what differs; what one of them lacks is 0."""
    differing = sorted(key for key in before.keys() | after.keys() if before.get(key, 0) != after.get(key, 0))
    return {key: before.get(key, 0) for key in differing}, {key: after.get(key, 0) for key in differing}


def lines_of(numerators: Iterable[str]) -> tuple[str, ...]:
    """List the lines that some keys belong to, each once."""
    return tuple(sorted({key.partition("/")[0] for key in numerators}))


def add_changes(changes: Iterable[tuple[Numerators, Numerators]]) -> Numerators:
    """Add up by how much corrections, each before and after, changed what stands above each line."""
    total: Numerators = {}
    for before, after in changes:
        for key in before.keys() | after.keys():
            total[key] = total.get(key, 0) + after.get(key, 0) - before.get(key, 0)
    return total


class PublishedFigure(Protocol):
    """A line or a part of one as it was published."""

    line: str
    part: str
    numerator: int
    denominator: int | None
    printed: str | None
    state: str


@dataclass(frozen=True, slots=True)
class ComparedFigure:
    """A published figure with the present one beside it, and what lies between them.

    `by_ledger` is the part of the change that decisions after closing made; `by_other` comes from teams,
    members and lists of hamlets that were changed since.
    """

    line: str
    part: str
    numerator: int
    denominator: int | None
    printed: str | None
    state: str
    present: int
    present_denominator: int | None
    present_printed: str | None
    present_state: str
    by_ledger: int

    @property
    def percent(self) -> str | None:
        """The percentage as published; 8.7 is no percentage."""
        return None if self.line == MEMBERS_PER_HUNDRED else self.printed

    @property
    def present_percent(self) -> str | None:
        """The percentage as it is now."""
        return None if self.line == MEMBERS_PER_HUNDRED else self.present_printed

    @property
    def change(self) -> int:
        """By how much the present figure differs from the published one."""
        return self.present - self.numerator

    @property
    def by_other(self) -> int:
        """The part of the change that no decision explains."""
        return self.change - self.by_ledger

    @property
    def is_changed(self) -> bool:
        """Tell whether anything of the figure differs now."""
        return bool(self.change) or self.denominator != self.present_denominator


def compare_published(
    published: Iterable[PublishedFigure],
    present: Sequence[Line],
    visits_by_skill: Mapping[str, int],
    changes: Numerators,
) -> list[ComparedFigure]:
    """Put the present figures beside the published ones; `changes` are those of the ledger.

    A skill of which there were no visits then stands there with 0.
    """
    was = {(figure.line, figure.part): figure for figure in published}
    keys = [(line.code, "") for line in present]
    parts = {part for _line, part in was if part} | set(visits_by_skill)
    after_visits = keys.index((VISITS, "")) + 1
    keys[after_visits:after_visits] = [(VISITS, part) for part in in_order(parts)]
    lines_now = {line.code: line for line in present}
    return [
        _compare(code, part, was.get((code, part)), lines_now[code], visits_by_skill, changes)
        for code, part in keys
    ]


def _compare(
    code: str,
    part: str,
    was: PublishedFigure | None,
    now: Line,
    visits_by_skill: Mapping[str, int],
    changes: Numerators,
) -> ComparedFigure:
    printed = now.per_hundred if now.percent is None else now.percent
    return ComparedFigure(
        line=code,
        part=part,
        numerator=was.numerator if was else 0,
        denominator=was.denominator if was else None,
        printed=was.printed if was else None,
        state=was.state if was else NO_TARGET,
        present=visits_by_skill.get(part, 0) if part else now.numerator,
        present_denominator=None if part else now.denominator,
        present_printed=None if part else printed,
        present_state=NO_TARGET if part else now.state,
        by_ledger=changes.get(part_key(code, part), 0),
    )

"""What a file of trainings completed online would change: its rows compared with the members known."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from portal.domain.imports import (
    Claim,
    Difference,
    Plan,
    PlannedRow,
    RowAct,
    RowRefused,
    plan_claims,
    read_claims,
    settle_repeats,
)
from portal.domain.member_imports import KnownPerson, KnownSeat, KnownTeam, MemberRegister
from portal.domain.sheet_rows import SheetRow
from portal.domain.text import fold, sort_key

FACTS = ("provider", "certificate")


class KnownCompletion(NamedTuple):
    """A training that somebody of the file completed, as it is recorded."""

    id: int
    user_id: int
    title: str
    completed_on: date
    provider: str | None
    certificate: str | None


@dataclass
class CompletionRegister:
    """The members of the area, present and former, and what those of the file have completed."""

    members: MemberRegister
    completions: Mapping[tuple[int, str, date], KnownCompletion] = field(default_factory=dict)
    seats: dict[int, KnownSeat] = field(init=False)
    named: dict[tuple[int, str], list[int]] = field(init=False)

    def __post_init__(self) -> None:
        self.seats, self.named = {}, defaultdict(list)
        for seats in self.members.seats.values():
            seat = seats[-1]
            person = self.members.people[seat.user_id]
            self.named[seat.team_id, person.name_sort].append(person.id)
            # The place of somebody who sat in several teams is that of the latest seat.
            if person.id not in self.seats or self.seats[person.id].id < seat.id:
                self.seats[person.id] = seat


class CompletionWish(NamedTuple):
    """A completion to record; with `completion_id` one that is recorded, of which more is known now."""

    user_id: int
    title: str
    completed_on: date
    completion_id: int | None
    provider: str | None
    certificate: str | None


class CompletionRow(NamedTuple):
    """A readable row with its person and the team by which they are known."""

    person: KnownPerson
    team: KnownTeam
    title: str
    completed_on: date
    provider: str | None
    certificate: str | None


def plan_completions(
    rows: Iterable[SheetRow], register: CompletionRegister, skills: Mapping[str, str], today: date
) -> Plan:
    """Compare a file with the register; the plan is the same for any order of the rows.

    `skills` maps the words for skills to their codes; any other topic is kept as it was written.
    """
    plan = Plan()
    codes = {fold(words): code for words, code in skills.items()}
    read = read_claims(rows, lambda row: _read_row(row, register, codes, today), plan)
    plan_claims(settle_repeats(read, FACTS, plan), lambda claim: _plan_row(claim, register), plan)
    return plan


def find_people(rows: Iterable[SheetRow], register: CompletionRegister) -> set[int]:
    """Return whom the rows are about, as far as they can be found."""
    found = set()
    for row in rows:
        try:
            found.add(_find_person(row, register).id)
        except RowRefused:
            continue
    return found


def _read_row(sheet: SheetRow, register: CompletionRegister, codes: Mapping[str, str], today: date) -> Claim:
    values = sheet.values
    person = _find_person(sheet, register)
    if values["completed_on"] > today:
        raise RowRefused("completed_on", "in_future")
    title = " ".join(values["title"].split())
    title = codes.get(fold(title), title)
    team = _team_of(register, person)
    row = CompletionRow(
        person, team, title, values["completed_on"], values["provider"], values["certificate"]
    )
    return Claim(sheet, (person.id, fold(title), row.completed_on), (row.provider, row.certificate), row)


def _find_person(sheet: SheetRow, register: CompletionRegister) -> KnownPerson:
    values = sheet.values
    if values.get("phone"):
        return _find_by_phone(values["phone"], values["name"], register)
    if not values.get("team_code"):
        raise RowRefused("phone", "no_person_given")
    team = register.members.by_code.get(values["team_code"].casefold())
    if team is None:
        raise RowRefused("team_code", "no_team_with_code", team_code=values["team_code"])
    found = register.named.get((team.id, sort_key(values["name"])), ())
    if len(found) > 1:
        raise RowRefused("phone", "namesakes_in_team")
    if not found:
        raise RowRefused("name", "no_member_with_name", team=team.name)
    return register.members.people[found[0]]


def _find_by_phone(phone: str, name: str, register: CompletionRegister) -> KnownPerson:
    """Find a member by number; whoever never sat in these communes is answered like nobody."""
    person = register.members.by_phone.get(phone)
    if person is None or person.id not in register.seats:
        raise RowRefused("phone", "no_member_with_phone")
    if person.name_fold != fold(name):
        raise RowRefused("name", "phone_of_other", name=person.name)
    return person


def _team_of(register: CompletionRegister, person: KnownPerson) -> KnownTeam:
    seat = register.seats[person.id]
    return register.members.by_id[seat.team_id]


def _plan_row(claim: Claim, register: CompletionRegister) -> PlannedRow:
    row: CompletionRow = claim.row
    known = register.completions.get((row.person.id, fold(row.title), row.completed_on))
    if known is None:
        return _plan_new(claim.sheet.line, row)
    changes: dict[str, str] = {}
    for key in FACTS:
        was, now = getattr(known, key), getattr(row, key)
        if was and now and was != now:
            raise RowRefused(key, "completion_differs", was=was)
        if now and not was:
            changes[key] = now
    wish = CompletionWish(row.person.id, known.title, row.completed_on, known.id, *map(changes.get, FACTS))
    act = RowAct.change if changes else RowAct.same
    differences = tuple(Difference(key, None, now) for key, now in changes.items())
    return _planned(claim.sheet.line, act, row, differences, wish if changes else None)


def _plan_new(line: int, row: CompletionRow) -> PlannedRow:
    wish = CompletionWish(row.person.id, row.title, row.completed_on, None, row.provider, row.certificate)
    facts = (
        ("title", row.title),
        ("completed_on", row.completed_on.isoformat()),
        ("provider", row.provider),
        ("certificate", row.certificate),
    )
    differences = tuple(Difference(key, None, value) for key, value in facts if value)
    return _planned(line, RowAct.create, row, differences, wish)


def _planned(line: int, act: RowAct, row: CompletionRow, differences=(), wish=None) -> PlannedRow:
    return PlannedRow(line, act, row.team.commune_id, row.team.name, row.person.name, differences, wish)

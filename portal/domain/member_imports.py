"""What a file of team members would change: its rows compared with the teams, seats and people known."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from portal.domain.affiliations import OTHER
from portal.domain.errors import RuleBroken
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
from portal.domain.phones import mask
from portal.domain.place_book import COMMUNE_COLUMNS, CommuneFinder, KnownPlace
from portal.domain.seats import refuse_end_before_start, refuse_overlapping_leader, refuse_second_seat
from portal.domain.sheet_rows import CellProblem, SheetRow
from portal.domain.team_status import TeamRole
from portal.domain.text import fold, sort_key


class KnownTeam(NamedTuple):
    """A team of the import's area."""

    id: int
    code: str
    name: str
    name_fold: str
    name_sort: str
    commune_id: int


class KnownSeat(NamedTuple):
    """A seat in one of these teams, open or ended."""

    id: int
    team_id: int
    user_id: int
    role: str
    affiliation: str
    starts_on: date
    ends_on: date | None


class KnownPerson(NamedTuple):
    """Somebody with such a seat, or with a phone number of the file.

    `is_near` says that who imports may see this person; `acts_elsewhere` that they sit in other places, too.
    """

    id: int
    name: str
    name_fold: str
    name_sort: str
    phone: str | None
    is_near: bool
    acts_elsewhere: bool


@dataclass
class MemberRegister:
    """Teams, seats and people, looked up in every way that a row asks for."""

    communes: dict[int, KnownPlace] = field(default_factory=dict)
    by_code: dict[str, KnownTeam] = field(default_factory=dict)
    by_id: dict[int, KnownTeam] = field(default_factory=dict)
    by_commune: dict[int, list[KnownTeam]] = field(default_factory=lambda: defaultdict(list))
    seats: dict[tuple[int, int], list[KnownSeat]] = field(default_factory=lambda: defaultdict(list))
    leaders: dict[int, list[KnownSeat]] = field(default_factory=lambda: defaultdict(list))
    namesakes: dict[tuple[int, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    people: dict[int, KnownPerson] = field(default_factory=dict)
    by_phone: dict[str, KnownPerson] = field(default_factory=dict)

    def add_team(self, team: KnownTeam) -> None:
        """Take in a team."""
        self.by_code[team.code.casefold()] = team
        self.by_id[team.id] = team
        self.by_commune[team.commune_id].append(team)

    def add_person(self, person: KnownPerson) -> None:
        """Take in a person; before their seats."""
        self.people[person.id] = person
        if person.phone:
            self.by_phone[person.phone] = person

    def add_seat(self, seat: KnownSeat) -> None:
        """Take in a seat."""
        self.seats[seat.team_id, seat.user_id].append(seat)
        if seat.role == TeamRole.leader:
            self.leaders[seat.team_id].append(seat)
        if seat.ends_on is None:
            self.namesakes[seat.team_id, self.people[seat.user_id].name_sort].append(seat.user_id)

    def open_seat(self, team_id: int, user_id: int) -> KnownSeat | None:
        """Return the person's open seat in the team."""
        return next((seat for seat in self.seats.get((team_id, user_id), ()) if seat.ends_on is None), None)


class MemberWish(NamedTuple):
    """What to write: without `seat_id` a new seat, with it and `on` another role, else what is not None.

    Without `user_id` the person is new.
    """

    team_id: int
    name: str
    phone: str | None
    user_id: int | None
    fills_phone: bool
    seat_id: int | None
    role: str | None
    affiliation: str | None
    on: date | None


class MemberRow(NamedTuple):
    """A readable row with its team and commune."""

    sheet: SheetRow
    commune: KnownPlace
    team: KnownTeam
    name: str
    name_sort: str
    phone: str | None
    role: str | None
    affiliation: str | None
    since: date | None

    @property
    def line(self) -> int:
        """Its number in the file."""
        return self.sheet.line

    def problem(self, key: str, code: str, **details: object) -> CellProblem:
        """Return a problem of one of its cells."""
        return self.sheet.problem(key, code, **details)


FACTS = ("name", "role", "affiliation", "since")


def plan_members(
    rows: Iterable[SheetRow], register: MemberRegister, finder: CommuneFinder, today: date
) -> Plan:
    """Compare a file with the register; the plan is the same for any order of the rows."""
    plan = Plan()
    read = read_claims(rows, lambda row: _read_row(row, register, finder, today), plan)
    claims = settle_repeats(read, FACTS, plan)
    _refuse_contradictions([claim.row for claim in claims], plan)
    people = _match_people([claim.row for claim in claims], register, plan)
    sure = [claim for claim in claims if claim.sheet.line in people]
    plan_claims(sure, lambda claim: _plan_row(claim.row, people[claim.sheet.line], register, today), plan)
    return plan


def _read_row(sheet: SheetRow, register: MemberRegister, finder: CommuneFinder, today: date) -> Claim:
    values = sheet.values
    commune, team = _find_team(sheet, register, finder)
    since = values["since"]
    if since is not None and since > today:
        raise RowRefused("since", "in_future")
    name, phone = values["name"], values["phone"]
    row = MemberRow(
        sheet, commune, team, name, sort_key(name), phone, values["role"], values["affiliation"], since
    )
    key = (team.id, phone) if phone else (team.id, None, row.name_sort)
    return Claim(sheet, key, tuple(getattr(row, fact) for fact in FACTS), row)


def _find_team(
    sheet: SheetRow, register: MemberRegister, finder: CommuneFinder
) -> tuple[KnownPlace, KnownTeam]:
    code, name = sheet.values.get("team_code") or "", sheet.values.get("team") or ""
    says_where = any(sheet.values.get(column) for column in COMMUNE_COLUMNS)
    place = finder.find(sheet) if says_where or not code else None
    if code:
        return _find_team_by_code(code, name, place, register)
    if not name:
        raise RowRefused("team", "no_team_given")
    teams = register.by_commune.get(place.id, ())
    found = [team for team in teams if team.name_sort == sort_key(name)]
    found = found or [team for team in teams if team.name_fold == fold(name)]
    if not found:
        raise RowRefused("team", "no_team_with_name", place=place.full_name)
    if len(found) > 1:
        raise RowRefused("team", "team_ambiguous", codes=", ".join(sorted(team.code for team in found)))
    return place, found[0]


def _find_team_by_code(
    code: str, name: str, place: KnownPlace | None, register: MemberRegister
) -> tuple[KnownPlace, KnownTeam]:
    team = register.by_code.get(code.casefold())
    if team is None:
        raise RowRefused("team_code", "no_team_with_code", team_code=code)
    if place is not None and place.id != team.commune_id:
        raise RowRefused("team_code", "team_elsewhere", team=team.name, place=place.full_name)
    if name and fold(name) != team.name_fold:
        raise RowRefused("team", "team_mismatch", team=team.name, team_code=team.code)
    return register.communes[team.commune_id], team


def _refuse_contradictions(rows: list[MemberRow], plan: Plan) -> None:
    leaders: dict[int, MemberRow] = {}
    named: dict[str, MemberRow] = {}
    namesakes: dict[tuple[int, str], list[MemberRow]] = defaultdict(list)
    for row in rows:
        namesakes[row.team.id, row.name_sort].append(row)
        if row.role == TeamRole.leader and (other := leaders.setdefault(row.team.id, row)) is not row:
            plan.problems.append(row.problem("role", "two_leaders", first=other.line, name=other.name))
        if row.phone and (other := named.setdefault(row.phone, row)).name != row.name:
            plan.problems.append(
                row.problem("phone", "phone_of_two_names", first=other.line, name=other.name)
            )
    for same in namesakes.values():
        for row in same:
            # Without a number nothing tells a second person from a row that was copied.
            if len(same) > 1 and row.phone is None:
                first = next(one.line for one in same if one is not row)
                plan.problems.append(row.problem("phone", "namesakes_in_file", first=first))


class _Match(NamedTuple):
    person: KnownPerson | None
    fills_phone: bool = False


def _match_people(rows: list[MemberRow], register: MemberRegister, plan: Plan) -> dict[int, _Match]:
    """Return who each row is about, by its line; None is somebody new."""
    matches: dict[int, _Match] = {}
    unknown: dict[str, list[MemberRow]] = defaultdict(list)
    for row in rows:
        try:
            if row.phone is None:
                matches[row.line] = _Match(_find_by_name(row, register))
            elif person := register.by_phone.get(row.phone):
                _refuse_other_name(row, person)
                matches[row.line] = _Match(person)
            else:
                unknown[row.phone].append(row)
        except RowRefused as refused:
            plan.problems.append(refused.problem_of(row.sheet))
    for same_phone in unknown.values():
        _match_new_phone(same_phone, register, plan, matches)
    _refuse_person_twice(rows, matches, plan)
    return matches


def _refuse_person_twice(rows: list[MemberRow], matches: dict[int, "_Match"], plan: Plan) -> None:
    """One person may be found by name in one row and by number in another."""
    first: dict[tuple[int, int], MemberRow] = {}
    for row in rows:
        match = matches.get(row.line)
        if match is None or match.person is None:
            continue
        if (other := first.setdefault((row.team.id, match.person.id), row)) is not row:
            plan.problems.append(row.problem("name", "same_person_twice", first=other.line))


def _find_by_name(row: MemberRow, register: MemberRegister) -> KnownPerson | None:
    found = register.namesakes.get((row.team.id, row.name_sort), ())
    if len(found) > 1:
        raise RowRefused("phone", "namesakes_in_team")
    return register.people[found[0]] if found else None


def _refuse_other_name(row: MemberRow, person: KnownPerson) -> None:
    if person.name_fold != fold(row.name):
        if person.is_near:
            raise RowRefused("phone", "phone_of_other", name=person.name)
        raise RowRefused("phone", "phone_taken")


def _match_new_phone(
    rows: list[MemberRow], register: MemberRegister, plan: Plan, matches: dict[int, _Match]
) -> None:
    """Give a number that nobody has to the one member of that name who has none yet, or to somebody new.

    Rows of one number are about one person, so all must find the same member, or none.
    """
    found: set[int | None] = set()
    for row in rows:
        same = register.namesakes.get((row.team.id, row.name_sort), ())
        bare = [user_id for user_id in same if register.people[user_id].phone is None]
        found.update(bare or [None])
    [user_id, *others] = found
    person = register.people[user_id] if user_id else None
    for row in rows:
        if others:
            plan.problems.append(row.problem("phone", "phone_unclear"))
        elif person is not None and person.acts_elsewhere:
            plan.problems.append(row.problem("phone", "account_elsewhere"))
        else:
            matches[row.line] = _Match(person, fills_phone=person is not None)


def _plan_row(row: MemberRow, match: _Match, register: MemberRegister, today: date) -> PlannedRow:
    user_id = match.person.id if match.person else None
    seat = register.open_seat(row.team.id, user_id) if user_id else None
    if seat is None:
        return _plan_new_seat(row, user_id, register, today)
    wish = MemberWish(row.team.id, row.name, row.phone, user_id, match.fills_phone, seat.id, None, None, None)
    differences = [Difference("phone", None, mask(row.phone))] if match.fills_phone else []
    if row.affiliation and row.affiliation != seat.affiliation:
        differences.append(Difference("affiliation", seat.affiliation, row.affiliation))
        wish = wish._replace(affiliation=row.affiliation)
    if row.role and row.role != seat.role:
        on = row.since or today
        _refuse_role(row, seat, on, register)
        differences.append(Difference("role", seat.role, row.role))
        differences.append(Difference("since", None, on.isoformat()))
        wish = wish._replace(role=row.role, affiliation=row.affiliation or seat.affiliation, on=on)
    elif row.since and row.since not in {one.starts_on for one in register.seats[row.team.id, user_id]}:
        raise RowRefused("since", "since_differs", day=f"{seat.starts_on:%d/%m/%Y}")
    return _planned(row, RowAct.change, differences, wish) if differences else _planned(row, RowAct.same)


def _plan_new_seat(row: MemberRow, user_id: int | None, register: MemberRegister, today: date) -> PlannedRow:
    since, role = row.since or today, row.role or TeamRole.member.value
    ends = [seat.ends_on for seat in register.seats.get((row.team.id, user_id), ())]
    try:
        refuse_second_seat(ends, since)
    except RuleBroken as broken:
        raise RowRefused("since", broken.code) from None
    if role == TeamRole.leader:
        _refuse_leader(row, user_id, since, register)
    affiliation = row.affiliation or OTHER
    wish = MemberWish(row.team.id, row.name, row.phone, user_id, False, None, role, affiliation, since)
    differences = [Difference("team", None, row.team.name), Difference("role", None, role)]
    differences.append(Difference("since", None, since.isoformat()))
    return _planned(row, RowAct.create, differences, wish)


def _refuse_role(row: MemberRow, seat: KnownSeat, on: date, register: MemberRegister) -> None:
    try:
        refuse_end_before_start(seat.starts_on, on)
    except RuleBroken:
        raise RowRefused("since", "role_before_seat", day=f"{seat.starts_on:%d/%m/%Y}") from None
    if row.role == TeamRole.leader:
        _refuse_leader(row, seat.user_id, on, register)


def _refuse_leader(row: MemberRow, user_id: int | None, since: date, register: MemberRegister) -> None:
    leaders = register.leaders.get(row.team.id, ())
    for seat in leaders:
        if seat.ends_on is None and seat.user_id != user_id:
            raise RowRefused("role", "team_has_leader", name=register.people[seat.user_id].name)
    try:
        refuse_overlapping_leader([seat.ends_on for seat in leaders], since)
    except RuleBroken as broken:
        raise RowRefused("since", broken.code) from None


def _planned(row: MemberRow, act: RowAct, differences=(), wish: MemberWish | None = None) -> PlannedRow:
    place = row.commune
    return PlannedRow(row.line, act, place.id, place.full_name, row.name, tuple(differences), wish)

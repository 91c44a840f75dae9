"""What a file of team members would change: a pure comparison of its rows with the teams, seats and people known."""

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
    RowProblem,
    SheetLine,
    refuse_two,
    settle_repeats,
)
from portal.domain.phones import mask
from portal.domain.place_book import COMMUNE_COLUMNS, CommuneFinder, KnownPlace, PlaceUnclear
from portal.domain.seats import refuse_end_before_start, refuse_overlapping_leader, refuse_second_seat
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
    by_commune: dict[int, list[KnownTeam]] = field(default_factory=lambda: defaultdict(list))
    seats: dict[tuple[int, int], list[KnownSeat]] = field(default_factory=lambda: defaultdict(list))
    leaders: dict[int, list[KnownSeat]] = field(default_factory=lambda: defaultdict(list))
    namesakes: dict[tuple[int, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    people: dict[int, KnownPerson] = field(default_factory=dict)
    by_phone: dict[str, KnownPerson] = field(default_factory=dict)

    def add_team(self, team: KnownTeam) -> None:
        """Take in a team."""
        self.by_code[team.code.casefold()] = team
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

    line: int
    commune: KnownPlace
    team: KnownTeam
    name: str
    name_sort: str
    phone: str | None
    role: str | None
    affiliation: str | None
    since: date | None


FACTS = ("name", "role", "affiliation", "since")


def plan_members(
    rows: Iterable[SheetLine], register: MemberRegister, finder: CommuneFinder, today: date
) -> Plan:
    """Compare a file with the register; the plan is the same for any order of the rows."""
    plan = Plan()
    claims = settle_repeats(_read_rows(rows, register, finder, today, plan), FACTS, plan)
    _refuse_contradictions(claims, plan)
    people = _match_people([claim.row for claim in claims], register, plan)
    for claim in claims:
        row = claim.row
        if row.line not in people:
            continue
        try:
            plan.rows.append(_plan_row(row, people[row.line], register, today))
        except _Refused as refused:
            plan.problems.append(RowProblem(row.line, refused.column, refused.code, refused.details))
    return plan


class _Refused(Exception):
    def __init__(self, column: str, code: str, **details: object) -> None:
        super().__init__(code)
        self.column, self.code, self.details = column, code, details


def _read_rows(rows, register, finder, today, plan) -> Iterable[Claim]:
    for line in rows:
        if line.problems:
            plan.problems += [RowProblem(line.line, *problem) for problem in line.problems]
            continue
        try:
            row = _read_row(line, register, finder, today)
        except (PlaceUnclear, _Refused) as refused:
            plan.problems.append(RowProblem(line.line, refused.column, refused.code, refused.details))
            continue
        key = (row.team.id, row.phone) if row.phone else (row.team.id, None, row.name_sort)
        yield Claim(row.line, key, tuple(getattr(row, name) for name in FACTS), row)


def _read_row(line: SheetLine, register: MemberRegister, finder: CommuneFinder, today: date) -> MemberRow:
    values = line.values
    commune, team = _find_team(line, register, finder)
    since = values.get("since")
    if since is not None and since > today:
        raise _Refused("since", "in_future")
    name = values["name"]
    return MemberRow(
        line.line,
        commune,
        team,
        name,
        sort_key(name),
        values.get("phone") or None,
        values.get("role") or None,
        values.get("affiliation") or None,
        since,
    )


def _find_team(
    line: SheetLine, register: MemberRegister, finder: CommuneFinder
) -> tuple[KnownPlace, KnownTeam]:
    code, name = line.values.get("team_code") or "", line.values.get("team") or ""
    says_where = any(line.values.get(column) for column in COMMUNE_COLUMNS)
    place = finder.find(line) if says_where or not code else None
    if code:
        return _find_team_by_code(code, name, place, register)
    if not name:
        raise _Refused("team", "no_team_given")
    teams = register.by_commune.get(place.id, ())
    found = [team for team in teams if team.name_sort == sort_key(name)]
    found = found or [team for team in teams if team.name_fold == fold(name)]
    if not found:
        raise _Refused("team", "no_team_with_name", place=place.full_name)
    if len(found) > 1:
        raise _Refused("team", "team_ambiguous", codes=", ".join(sorted(team.code for team in found)))
    return place, found[0]


def _find_team_by_code(
    code: str, name: str, place: KnownPlace | None, register: MemberRegister
) -> tuple[KnownPlace, KnownTeam]:
    team = register.by_code.get(code.casefold())
    if team is None:
        raise _Refused("team_code", "no_team_with_code", team_code=code)
    if place is not None and place.id != team.commune_id:
        raise _Refused("team_code", "team_elsewhere", team=team.name, place=place.full_name)
    if name and fold(name) != team.name_fold:
        raise _Refused("team", "team_mismatch", team=team.name, team_code=team.code)
    return register.communes[team.commune_id], team


def _refuse_contradictions(claims: list[Claim], plan: Plan) -> None:
    leaders = [claim for claim in claims if claim.row.role == TeamRole.leader]
    refuse_two(leaders, lambda row: row.team.id, "role", "two_leaders", plan, lambda row: row.name)
    first: dict[str, MemberRow] = {}
    namesakes: dict[tuple[int, str], list[MemberRow]] = defaultdict(list)
    for claim in claims:
        row = claim.row
        namesakes[row.team.id, row.name_sort].append(row)
        if row.phone and (earlier := first.setdefault(row.phone, row)).name != row.name:
            details = {"first": earlier.line, "name": earlier.name}
            plan.problems.append(RowProblem(row.line, "phone", "phone_of_two_names", details))
    for same in namesakes.values():
        if len(same) > 1:
            # Without a number nothing tells a second person from a row that was copied.
            for row in same:
                if row.phone is None:
                    details = {"first": next(one.line for one in same if one is not row)}
                    plan.problems.append(RowProblem(row.line, "phone", "namesakes_in_file", details))


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
        except _Refused as refused:
            plan.problems.append(RowProblem(row.line, refused.column, refused.code, refused.details))
    for same_phone in unknown.values():
        _match_new_phone(same_phone, register, plan, matches)
    return matches


def _find_by_name(row: MemberRow, register: MemberRegister) -> KnownPerson | None:
    found = register.namesakes.get((row.team.id, row.name_sort), ())
    if len(found) > 1:
        raise _Refused("phone", "namesakes_in_team")
    return register.people[found[0]] if found else None


def _refuse_other_name(row: MemberRow, person: KnownPerson) -> None:
    if person.name_fold != fold(row.name):
        if person.is_near:
            raise _Refused("phone", "phone_of_other", name=person.name)
        raise _Refused("phone", "phone_taken")


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
            plan.problems.append(RowProblem(row.line, "phone", "phone_unclear"))
        elif person is not None and person.acts_elsewhere:
            plan.problems.append(RowProblem(row.line, "phone", "account_elsewhere"))
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
        raise _Refused("since", "since_differs", day=f"{seat.starts_on:%d/%m/%Y}")
    return _planned(row, RowAct.change, differences, wish) if differences else _planned(row, RowAct.same)


def _plan_new_seat(row: MemberRow, user_id: int | None, register: MemberRegister, today: date) -> PlannedRow:
    since, role = row.since or today, row.role or TeamRole.member.value
    ends = [seat.ends_on for seat in register.seats.get((row.team.id, user_id), ())]
    try:
        refuse_second_seat(ends, since)
    except RuleBroken as broken:
        raise _Refused("since", broken.code) from None
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
        raise _Refused("since", "role_before_seat", day=f"{seat.starts_on:%d/%m/%Y}") from None
    if row.role == TeamRole.leader:
        _refuse_leader(row, seat.user_id, on, register)


def _refuse_leader(row: MemberRow, user_id: int | None, since: date, register: MemberRegister) -> None:
    leaders = register.leaders.get(row.team.id, ())
    for seat in leaders:
        if seat.ends_on is None and seat.user_id != user_id:
            raise _Refused("role", "team_has_leader", name=register.people[seat.user_id].name)
    try:
        refuse_overlapping_leader([seat.ends_on for seat in leaders], since)
    except RuleBroken as broken:
        raise _Refused("since", broken.code) from None


def _planned(row: MemberRow, act: RowAct, differences=(), wish: MemberWish | None = None) -> PlannedRow:
    place = row.commune
    return PlannedRow(row.line, act, place.id, place.full_name, row.name, tuple(differences), wish)

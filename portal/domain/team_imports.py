"""What a file of teams would change: its rows compared with the teams, decisions and hamlets known."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
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
from portal.domain.place_book import COMMUNE_COLUMNS, CommuneFinder, KnownPlace
from portal.domain.sheet_rows import SheetRow
from portal.domain.team_names import team_name_after
from portal.domain.team_status import TeamLevel
from portal.domain.text import fold, sort_key


class KnownDecision(NamedTuple):
    """A decision that founded a team."""

    id: int
    number: str
    decided_on: date
    signer: str


class RegisteredTeam(NamedTuple):
    """A team of the import's area; `re_formed_on` is its first re-forming, `serves` its hamlets now.

    `busy` are hamlets that it served and stops serving only after the day of the import.
    """

    id: int
    code: str
    name: str
    name_fold: str
    name_sort: str
    level: str
    commune_id: int
    founding: KnownDecision | None
    re_formed_on: date | None
    serves: frozenset[int]
    busy: frozenset[int]


class ListedHamlet(NamedTuple):
    """A hamlet that a commune's list has on the day of the import."""

    id: int
    name: str
    full_name: str
    name_sort: str


@dataclass
class TeamRegister:
    """Teams and hamlets, looked up in every way that a row asks for."""

    communes: dict[int, KnownPlace] = field(default_factory=dict)
    by_code: dict[str, RegisteredTeam] = field(default_factory=dict)
    by_commune: dict[int, list[RegisteredTeam]] = field(default_factory=lambda: defaultdict(list))
    hamlets: dict[int, list[ListedHamlet]] = field(default_factory=lambda: defaultdict(list))

    def add_team(self, team: RegisteredTeam) -> None:
        """Take in a team."""
        self.by_code[team.code.casefold()] = team
        self.by_commune[team.commune_id].append(team)


class TeamWish(NamedTuple):
    """What to write: a new team, or with `team_id` what is added to one that is there.

    With `decision_id` only the signer of that decision is filled in.
    """

    commune_id: int
    team_id: int | None
    level: str | None
    name: str
    since: date
    decision_id: int | None
    number: str | None
    decided_on: date | None
    signer: str
    hamlet_ids: tuple[int, ...]


class TeamRow(NamedTuple):
    """A readable row with its commune and the team that it means, None when that is new."""

    commune: KnownPlace
    team: RegisteredTeam | None
    level: str | None
    name: str
    hamlets: tuple[ListedHamlet, ...]
    number: str | None
    decided_on: date | None
    signer: str | None


FACTS = ("level", "name", "hamlets", "number", "decided_on", "signer")


def plan_teams(rows: Iterable[SheetRow], register: TeamRegister, finder: CommuneFinder, today: date) -> Plan:
    """Compare a file with the register; the plan is the same for any order of the rows."""
    plan = Plan()
    read = read_claims(rows, lambda row: _read_row(row, register, finder, today), plan)
    claims = settle_repeats(read, FACTS, plan)
    _refuse_similar_names(claims, plan)
    plan_claims(claims, lambda claim: _plan_row(claim, register, today), plan)
    return plan


def _read_row(sheet: SheetRow, register: TeamRegister, finder: CommuneFinder, today: date) -> Claim:
    values = sheet.values
    commune, team = _find_commune(sheet, register, finder)
    hamlets = _read_hamlets(values["hamlets"], register.hamlets.get(commune.id, ()))
    level = values["level"] or (TeamLevel.hamlet.value if hamlets and team is None else None)
    name = values["name"] or ""
    if team is None:
        name = name or _default_name(level, commune, hamlets)
        team = _find_by_name(name, register.by_commune.get(commune.id, ()))
    elif name and fold(name) != team.name_fold:
        raise RowRefused("name", "team_mismatch", team=team.name, team_code=team.code)
    _check_decision(values["number"], values["decided_on"], values["signer"], today)
    row = TeamRow(
        commune,
        team,
        level,
        team.name if team else name,
        hamlets,
        values["number"],
        values["decided_on"],
        values["signer"],
    )
    key = (commune.id, team.id) if team else (commune.id, None, sort_key(name))
    return Claim(sheet, key, tuple(row[2:]), row)


def _find_commune(
    sheet: SheetRow, register: TeamRegister, finder: CommuneFinder
) -> tuple[KnownPlace, RegisteredTeam | None]:
    code = sheet.values["team_code"]
    if not code:
        return finder.find(sheet), None
    team = register.by_code.get(code.casefold())
    if team is None:
        raise RowRefused("team_code", "no_team_with_code", team_code=code)
    if any(sheet.values[column] for column in COMMUNE_COLUMNS):
        place = finder.find(sheet)
        if place.id != team.commune_id:
            raise RowRefused("team_code", "team_elsewhere", team=team.name, place=place.full_name)
    return register.communes[team.commune_id], team


def _find_by_name(name: str, teams: Sequence[RegisteredTeam]) -> RegisteredTeam | None:
    """Return the commune's team of this name; one that differs in accents alone needs a person to decide."""
    wanted, folded = sort_key(name), fold(name)
    found = next((team for team in teams if team.name_sort == wanted), None)
    similar = [team for team in teams if team.name_fold == folded]
    if found is None and similar:
        raise RowRefused("name", "team_name_similar", team=similar[0].name, team_code=similar[0].code)
    return found


def _default_name(level: str | None, commune: KnownPlace, hamlets: Sequence[ListedHamlet]) -> str:
    if level == TeamLevel.commune:
        return team_name_after([commune.full_name])
    if not hamlets:
        raise RowRefused("name", "team_needs_name")
    return team_name_after(hamlet.full_name for hamlet in hamlets)


def _read_hamlets(typed: str | None, listed: Sequence[ListedHamlet]) -> tuple[ListedHamlet, ...]:
    """Return the hamlets that a cell names, such as "Thôn 1; Thôn 2", in the order of the commune's list."""
    words = [fold(part) for part in re.split("[;,]" if typed and ";" not in typed else ";", typed or "")]
    found = set()
    for word in filter(None, words):
        same = [hamlet for hamlet in listed if fold(hamlet.full_name) == word]
        same = same or [hamlet for hamlet in listed if fold(hamlet.name) == word]
        if not same:
            raise RowRefused("hamlets", "no_hamlet_with_name", name=word)
        if len(same) > 1:
            raise RowRefused("hamlets", "hamlet_ambiguous", names="; ".join(one.full_name for one in same))
        found.add(same[0])
    return tuple(sorted(found, key=lambda hamlet: (hamlet.name_sort, hamlet.id)))


def _check_decision(number: str | None, decided_on: date | None, signer: str | None, today: date) -> None:
    if number and decided_on is None:
        raise RowRefused("decided_on", "decision_needs_date")
    if (decided_on or signer) and not number:
        raise RowRefused("number", "decision_needs_number")
    if decided_on is not None and decided_on > today:
        raise RowRefused("decided_on", "in_future")


def _refuse_similar_names(claims: list[Claim], plan: Plan) -> None:
    first: dict[tuple[int, str], Claim] = {}
    for claim in claims:
        row: TeamRow = claim.row
        other = first.setdefault((row.commune.id, fold(row.name)), claim)
        if other is not claim:
            plan.problems.append(
                claim.sheet.problem(
                    "name", "similar_names_in_file", first=other.sheet.line, name=other.row.name
                )
            )


def _plan_row(claim: Claim, register: TeamRegister, today: date) -> PlannedRow:
    row: TeamRow = claim.row
    if row.team is not None:
        return _plan_known(claim, row.team, today)
    if row.level is None:
        raise RowRefused("level", "team_needs_level")
    wish = TeamWish(
        row.commune.id,
        None,
        row.level,
        row.name,
        row.decided_on or today,
        None,
        row.number,
        row.decided_on,
        row.signer or "",
        tuple(hamlet.id for hamlet in row.hamlets),
    )
    differences = [Difference("level", None, row.level)]
    if row.number:
        differences.append(Difference("number", None, _shown_decision(row.number, row.decided_on)))
    if row.hamlets:
        differences.append(Difference("hamlets", None, _shown_hamlets(row.hamlets)))
    return _planned(claim, RowAct.create, differences, wish)


def _plan_known(claim: Claim, team: RegisteredTeam, today: date) -> PlannedRow:
    row: TeamRow = claim.row
    if row.level not in (None, team.level):
        raise RowRefused("level", "team_level_differs")
    wish = TeamWish(team.commune_id, team.id, None, "", today, None, None, None, "", ())
    differences = []
    if row.number:
        wish, difference = _plan_decision(row, team, wish)
        differences += [difference] if difference else []
    added = [hamlet for hamlet in row.hamlets if hamlet.id not in team.serves]
    if any(hamlet.id in team.busy for hamlet in added):
        raise RowRefused("hamlets", "hamlet_overlaps")
    if added:
        differences.append(Difference("hamlets", None, _shown_hamlets(added)))
        wish = wish._replace(hamlet_ids=tuple(hamlet.id for hamlet in added))
    act = RowAct.change if differences else RowAct.same
    return _planned(claim, act, differences, wish if differences else None)


def _plan_decision(row: TeamRow, team: RegisteredTeam, wish: TeamWish) -> tuple[TeamWish, Difference | None]:
    """Add a founding decision, or the signer of the one that is known; what is recorded stays."""
    known, shown = team.founding, _shown_decision(row.number, row.decided_on)
    if known is None:
        if team.re_formed_on is not None and team.re_formed_on < row.decided_on:
            raise RowRefused("decided_on", "before_founding")
        wish = wish._replace(number=row.number, decided_on=row.decided_on, signer=row.signer or "")
        return wish, Difference("number", None, shown)
    if (known.number.casefold(), known.decided_on) != (row.number.casefold(), row.decided_on):
        raise RowRefused(
            "number", "decision_differs", decision=_shown_decision(known.number, known.decided_on)
        )
    if not row.signer or fold(row.signer) == fold(known.signer):
        return wish, None
    if known.signer:
        raise RowRefused("signer", "signer_differs", name=known.signer)
    wish = wish._replace(decision_id=known.id, signer=row.signer)
    return wish, Difference("signer", None, row.signer)


def _shown_decision(number: str, decided_on: date) -> str:
    return f"{number}, {decided_on:%d/%m/%Y}"


def _shown_hamlets(hamlets: Iterable[ListedHamlet]) -> str:
    return ", ".join(hamlet.full_name for hamlet in hamlets)


def _planned(
    claim: Claim, act: RowAct, differences: Iterable[Difference] = (), wish: TeamWish | None = None
) -> PlannedRow:
    place = claim.row.commune
    return PlannedRow(
        claim.sheet.line, act, place.id, place.full_name, claim.row.name, tuple(differences), wish
    )

"""What a file of staff would change: its rows compared with the people and roles known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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
from portal.domain.phones import mask
from portal.domain.place_book import KnownPlace, PlaceBook, PlaceUnclear
from portal.domain.roles import ROLE_LEVELS, Role
from portal.domain.sheet_rows import SheetRow
from portal.domain.text import fold
from portal.domain.units import UnitLevel

STAFF_LEVELS = (UnitLevel.province, UnitLevel.district, UnitLevel.commune)


class KnownStaff(NamedTuple):
    """Who has a phone number of the file, and the roles that they hold as (role, unit id)."""

    id: int
    name: str
    name_fold: str
    roles: frozenset[tuple[str, int]]


@dataclass
class StaffRegister:
    """People by phone number."""

    by_phone: Mapping[str, KnownStaff] = field(default_factory=dict)


class StaffWish(NamedTuple):
    """A role to give; without `user_id` to somebody new."""

    phone: str
    name: str
    user_id: int | None
    becomes_staff: bool
    role: str
    unit_id: int


class StaffRow(NamedTuple):
    """A readable row with its place."""

    name: str
    phone: str
    role: str
    place: KnownPlace


def plan_staff(rows: Iterable[SheetRow], register: StaffRegister, book: PlaceBook) -> Plan:
    """Compare a file with the register; the plan is the same for any order of the rows."""
    plan = Plan()
    claims = settle_repeats(read_claims(rows, lambda row: _read_row(row, book), plan), ("name",), plan)
    named: dict[str, Claim] = {}
    for claim in claims:
        row: StaffRow = claim.row
        if (other := named.setdefault(row.phone, claim)).row.name != row.name:
            details = {"first": other.sheet.line, "name": other.row.name}
            plan.problems.append(claim.sheet.problem("phone", "phone_of_two_names", **details))
    plan_claims(claims, lambda claim: _plan_row(claim, register), plan)
    return plan


def _read_row(sheet: SheetRow, book: PlaceBook) -> Claim:
    values = sheet.values
    try:
        place = book.find(values["unit_code"] or "", values["unit"] or "", "", STAFF_LEVELS)
    except PlaceUnclear as unclear:
        key = "unit" if unclear.column == "name" else "unit_code"
        raise RowRefused(key, unclear.code, **unclear.details) from None
    if place.level not in ROLE_LEVELS[Role(values["role"])]:
        raise RowRefused("role", "role_not_at_level")
    row = StaffRow(values["name"], values["phone"], values["role"], place)
    return Claim(sheet, (row.phone, row.role, place.id), (row.name,), row)


def _plan_row(claim: Claim, register: StaffRegister) -> PlannedRow:
    row: StaffRow = claim.row
    known = register.by_phone.get(row.phone)
    if known is not None and known.name_fold != fold(row.name):
        raise RowRefused("phone", "phone_of_other", name=known.name)
    differences: tuple[Difference, ...] = ()
    act, wish = RowAct.same, None
    if known is None or (row.role, row.place.id) not in known.roles:
        act = RowAct.change if known else RowAct.create
        user_id, becomes_staff = (known.id, not known.roles) if known else (None, False)
        wish = StaffWish(row.phone, row.name, user_id, becomes_staff, row.role, row.place.id)
        differences = (Difference("role", None, row.role), Difference("phone", None, mask(row.phone)))
    place = row.place
    return PlannedRow(claim.sheet.line, act, place.commune_id, place.full_name, row.name, differences, wish)

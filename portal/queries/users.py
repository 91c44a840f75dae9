"""People as the administrators see them: staff first, anybody by name or number."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select, true, tuple_

from portal.domain.text import fold
from portal.extensions import db
from portal.models import Membership, RoleGrant, Team, UnitVersion, User
from portal.queries import units
from portal.queries.dated import in_force
from portal.queries.memberships import AccountState, list_account_states

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A staff role held at a place."""

    grant_id: int
    role: str
    unit_id: int
    unit_name: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class AccountLine:
    """A person in the administrators' list."""

    id: int
    name: str
    phone: str | None
    roles: tuple[HeldRole, ...]
    state: AccountState


@dataclass(frozen=True)
class AccountPage:
    """One page of the list, and the person after whom the next one begins."""

    lines: list[AccountLine]
    next_after: int | None


def get_user(user_id: int) -> User | None:
    """Return a person."""
    return db.session.get(User, user_id, populate_existing=True)


def list_accounts(
    *, words: str = "", role: str | None = None, at: datetime, on: date, after: int | None = None
) -> AccountPage:
    """List staff by name, or with `words` anybody of that name or number, one page from a person on."""
    statement = select(User.id, User.name, User.phone).where(*_wanted(words, role, on))
    start = db.session.execute(select(User.name_sort, User.id).where(User.id == (after or 0))).first()
    if start is not None:
        statement = statement.where(tuple_(User.name_sort, User.id) > tuple_(*start))
    rows = db.session.execute(statement.order_by(User.name_sort, User.id).limit(PAGE_SIZE + 1)).all()
    shown = rows[:PAGE_SIZE]
    ids = [row.id for row in shown]
    roles, states = list_roles(ids, on), list_account_states(ids, at)
    lines = [AccountLine(row.id, row.name, row.phone, roles.get(row.id, ()), states[row.id]) for row in shown]
    return AccountPage(lines, ids[-1] if len(rows) > PAGE_SIZE else None)


def list_roles(user_ids: Collection[int], on: date) -> dict[int, tuple[HeldRole, ...]]:
    """Return the staff roles that each person holds on a day, with the places' names of that day."""
    rows = db.session.execute(
        select(
            RoleGrant.user_id,
            RoleGrant.id,
            RoleGrant.role,
            RoleGrant.unit_id,
            UnitVersion.full_name,
            RoleGrant.starts_on,
            RoleGrant.ends_on,
        )
        .outerjoin(UnitVersion, and_(UnitVersion.unit_id == RoleGrant.unit_id, units.in_force(on)))
        .where(RoleGrant.user_id.in_(user_ids), in_force(RoleGrant, on))
        .order_by(RoleGrant.role, UnitVersion.name_sort, RoleGrant.id)
    )
    held: dict[int, list[HeldRole]] = defaultdict(list)
    for user_id, grant_id, role, unit_id, unit_name, starts_on, ends_on in rows:
        held[user_id].append(HeldRole(grant_id, role, unit_id, unit_name or "", starts_on, ends_on))
    return {user_id: tuple(roles) for user_id, roles in held.items()}


def list_seat_names(user_id: int, on: date) -> list[tuple[int, str, str]]:
    """List the teams that a person sits in on a day as (team id, name, role)."""
    rows = db.session.execute(
        select(Team.id, Team.name, Membership.role)
        .join(Team, Team.id == Membership.team_id)
        .where(Membership.user_id == user_id, in_force(Membership, on))
        .order_by(Team.name_sort, Team.id)
    )
    return [tuple(row) for row in rows]


def _wanted(words: str, role: str | None, on: date) -> list[ColumnElement[bool]]:
    held = select(RoleGrant.user_id).where(in_force(RoleGrant, on))
    digits = "".join(sign for sign in words if sign.isdecimal())
    conditions: list[ColumnElement[bool]] = []
    if role:
        conditions.append(User.id.in_(held.where(RoleGrant.role == role)))
    elif not words:
        conditions.append(User.id.in_(held))
    if words:
        in_name = and_(
            true(), *(User.name_fold.contains(word, autoescape=True) for word in fold(words).split())
        )
        conditions.append(or_(in_name, User.phone == digits) if digits else in_name)
    return conditions

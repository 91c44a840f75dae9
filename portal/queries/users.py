"""People as the administrators see them: staff first, anybody by name or number."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, or_, select, true, tuple_

from portal.domain.text import fold
from portal.extensions import db
from portal.models import Membership, RoleGrant, Team, Unit, UnitVersion, User
from portal.queries.dated import in_force
from portal.queries.memberships import AccountState, list_account_states
from portal.queries.unit_reaches import within

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A staff role held at a place, from its first day to its last one."""

    grant_id: int
    role: str
    unit_id: int
    unit_code: str | None
    unit_name: str
    starts_on: date
    ends_on: date | None
    is_coming: bool

    @property
    def last_day(self) -> date | None:
        """The day before `ends_on`."""
        return self.ends_on and self.ends_on - timedelta(days=1)


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


def list_names(user_ids: Collection[int]) -> dict[int, str]:
    """Return the names of people by their ids."""
    if not user_ids:
        return {}
    return dict(db.session.execute(select(User.id, User.name).where(User.id.in_(user_ids))).all())


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
    """Return the staff roles that each person holds on a day or will hold, with the names of that day."""
    return _list_roles(and_(RoleGrant.user_id.in_(user_ids), _lasts(on)), on)


def list_former_roles(user_id: int, on: date) -> tuple[HeldRole, ...]:
    """Return the roles of a person that began and ended by a day, the latest first."""
    ended = and_(
        RoleGrant.user_id == user_id, RoleGrant.ends_on <= on, RoleGrant.ends_on > RoleGrant.starts_on
    )
    found = _list_roles(ended, on).get(user_id, ())
    return tuple(sorted(found, key=lambda held: (held.ends_on, held.grant_id), reverse=True))


def find_user_by_phone(phone: str) -> User | None:
    """Return the person with a number."""
    return db.session.scalar(select(User).where(User.phone == phone))


def list_staff(
    on: date, at: datetime, *, role: str | None = None, path: str | None = None
) -> list[AccountLine]:
    """List everybody with a staff role, now or later, by name; of one role, or at places in an area."""
    condition = and_(_lasts(on), RoleGrant.role == role if role else true())
    if path is not None:
        inside = select(Unit.id).where(within(path))
        condition = and_(condition, RoleGrant.unit_id.in_(inside))
    roles = _list_roles(condition, on)
    people = db.session.execute(
        select(User.id, User.name, User.phone)
        .where(User.id.in_(select(RoleGrant.user_id).where(condition)))
        .order_by(User.name_sort, User.id)
    ).all()
    states = list_account_states([person.id for person in people], at)
    return [
        AccountLine(person.id, person.name, person.phone, roles.get(person.id, ()), states[person.id])
        for person in people
    ]


def _list_roles(condition: ColumnElement[bool], on: date) -> dict[int, tuple[HeldRole, ...]]:
    # A place that is no more is called what it was when the role began.
    named_on = case((RoleGrant.ends_on <= on, RoleGrant.starts_on), else_=on)
    named = and_(
        UnitVersion.unit_id == RoleGrant.unit_id,
        UnitVersion.valid_from <= named_on,
        or_(UnitVersion.valid_to.is_(None), UnitVersion.valid_to > named_on),
    )
    rows = db.session.execute(
        select(
            RoleGrant.user_id,
            RoleGrant.id,
            RoleGrant.role,
            RoleGrant.unit_id,
            UnitVersion.code,
            UnitVersion.full_name,
            RoleGrant.starts_on,
            RoleGrant.ends_on,
        )
        .outerjoin(UnitVersion, named)
        .where(condition)
        .order_by(RoleGrant.role, UnitVersion.name_sort, RoleGrant.starts_on, RoleGrant.id)
    )
    held: dict[int, list[HeldRole]] = defaultdict(list)
    for user_id, grant_id, role, unit_id, code, name, starts_on, ends_on in rows:
        held[user_id].append(
            HeldRole(grant_id, role, unit_id, code, name or "", starts_on, ends_on, starts_on > on)
        )
    return {user_id: tuple(roles) for user_id, roles in held.items()}


def _lasts(on: date) -> ColumnElement[bool]:
    """Return the condition on grants for those that hold on a day or will hold later."""
    return or_(
        RoleGrant.ends_on.is_(None), and_(RoleGrant.ends_on > on, RoleGrant.ends_on > RoleGrant.starts_on)
    )


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
    held = select(RoleGrant.user_id).where(_lasts(on))
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

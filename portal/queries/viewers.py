"""Who is signed in, with the roles and seats they hold today."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import (
    BigInteger,
    CompoundSelect,
    Date,
    Row,
    Select,
    bindparam,
    cast,
    exists,
    literal,
    null,
    select,
    true,
    type_coerce,
    union_all,
)

from portal import clock
from portal.domain.roles import Grant, Role, TeamSeat, Viewer
from portal.domain.team_status import TeamRole
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import HandOver, Membership, RoleGrant, SignIn, Team, Unit, UnitReach, User
from portal.queries.dated import in_force


class SignInState(NamedTuple):
    """A live sign-in and how long ago it was seen."""

    viewer: Viewer
    seen_at: datetime


def get_sign_in(token_hash: str, *, at: datetime, today: date) -> SignInState | None:
    """Return the viewer behind a session token, or None when it is unknown, ended, expired or long idle.

    A session that began before the day of a role ended with that day: for staff stricter limits hold.
    """
    rows = db.session.execute(_SIGN_IN, {"token_hash": token_hash, "at": at, "today": today}).all()
    if not rows:
        return None
    row = rows[0]
    if row.idle_seconds is not None and (at - row.seen_at).total_seconds() > row.idle_seconds:
        return None
    grants, seats, staff_since = _read_rights(rows)
    if staff_since is not None and clock.local_day(row.created_at) < staff_since:
        return None
    return SignInState(Viewer(row.user_id, row.user_name, row.locale, row.id, grants, seats), row.seen_at)


def get_viewer(user_id: int, *, today: date) -> Viewer | None:
    """Return a person as a viewer outside any sign-in, for commands and tests."""
    user = db.session.get(User, user_id)
    if user is None:
        return None
    rows = db.session.execute(_RIGHTS, {"user_id": user_id, "today": today}).all()
    grants, seats, _ = _read_rights(rows)
    return Viewer(user.id, user.name, user.locale, 0, grants, seats)


def _read_rights(rows: Sequence[Row]) -> tuple[tuple[Grant, ...], tuple[TeamSeat, ...], date | None]:
    """Return grants and seats, and the day of the latest grant; a grant has no team, and no right no role."""
    rows = [row for row in rows if row.role is not None]
    grants = tuple(
        Grant(Role(row.role), row.unit_id, row.path, UnitLevel(row.level), row.deputy_for)
        for row in rows
        if row.team_id is None
    )
    seats = tuple(
        TeamSeat(row.team_id, row.code, row.name, TeamRole(row.role), row.unit_id, row.path)
        for row in rows
        if row.team_id is not None
    )
    # Who deputises is staff already, so that day ends no session.
    days = [row.starts_on for row in rows if row.team_id is None and row.deputy_for is None]
    return grants, seats, max(days, default=None)


def _sign_in() -> Select:
    """Select a live sign-in beside each right of its person; beside nothing where there is none."""
    sign_ins, users = SignIn.__table__.c, User.__table__.c
    signed_in = (
        select(
            sign_ins.id,
            sign_ins.created_at,
            sign_ins.seen_at,
            sign_ins.idle_seconds,
            sign_ins.user_id,
            users.name.label("user_name"),
            users.locale,
        )
        .join_from(SignIn.__table__, User.__table__, users.id == sign_ins.user_id)
        .where(
            sign_ins.token_hash == bindparam("token_hash"),
            sign_ins.ended_at.is_(None),
            sign_ins.expires_at > bindparam("at"),
            users.disabled_at.is_(None),
        )
        .cte("signed_in")
    )
    rights = _rights(select(signed_in.c.user_id).scalar_subquery()).subquery("rights")
    return select(signed_in, rights).select_from(signed_in.outerjoin(rights, true()))


def _rights(user_id) -> CompoundSelect:
    """Select a person's grants and seats of today."""
    # The first part names the columns of all, and gives them their types.
    return union_all(
        _seats(user_id),
        _grants(user_id),
        _reached(user_id),
        _deputised(user_id, reached=False),
        _deputised(user_id, reached=True),
    )


def _grants(user_id) -> Select:
    grants, units = RoleGrant.__table__, Unit.__table__
    return (
        select(
            grants.c.role,
            units.c.id.label("unit_id"),
            units.c.path,
            units.c.level,
            null().label("team_id"),
            null().label("code"),
            null().label("name"),
            literal("").label("name_sort"),
            grants.c.starts_on,
            null().label("deputy_for"),
        )
        .join_from(grants, units, units.c.id == grants.c.unit_id)
        .where(grants.c.user_id == user_id, in_force(grants.c, _TODAY))
    )


def _reached(user_id) -> Select:
    """Select the same land under other names, which a role reaches since a reorganisation."""
    grants, held, units = RoleGrant.__table__, Unit.__table__.alias("held"), Unit.__table__
    reaches = UnitReach.__table__
    return (
        select(
            grants.c.role,
            units.c.id,
            units.c.path,
            # What a role may do depends on the place at which it was given.
            held.c.level,
            null(),
            null(),
            null(),
            literal(""),
            grants.c.starts_on,
            null().label("deputy_for"),
        )
        .select_from(
            grants.join(held, held.c.id == grants.c.unit_id)
            .join(reaches, reaches.c.unit_id == grants.c.unit_id)
            .join(units, units.c.id == reaches.c.reached_id)
        )
        .where(grants.c.user_id == user_id, in_force(grants.c, _TODAY))
    )


def _seats(user_id) -> Select:
    seats, teams, units = Membership.__table__, Team.__table__, Unit.__table__
    return (
        select(
            seats.c.role,
            units.c.id.label("unit_id"),
            units.c.path,
            units.c.level,
            teams.c.id.label("team_id"),
            teams.c.code,
            teams.c.name,
            teams.c.name_sort,
            type_coerce(null(), Date).label("starts_on"),
            cast(null(), BigInteger).label("deputy_for"),
        )
        .select_from(
            seats.join(teams, teams.c.id == seats.c.team_id).join(units, units.c.id == teams.c.commune_id)
        )
        .where(seats.c.user_id == user_id, in_force(seats.c, _TODAY))
    )


def _deputised(user_id, *, reached: bool) -> Select:
    """Select the communes in which the person decides for another who coordinates them, for some days.

    It ends with the role of either of them; `reached` is the same land under other names.
    """
    handed, units, reaches = HandOver.__table__, Unit.__table__, UnitReach.__table__
    source = handed.join(units, units.c.id == handed.c.unit_id)
    if reached:
        source = handed.join(reaches, reaches.c.unit_id == handed.c.unit_id)
        source = source.join(units, units.c.id == reaches.c.reached_id)
    place = (units.c.id, units.c.path, literal(UnitLevel.commune.value))
    return (
        select(literal(Role.coordinator.value), *place, *_NO_TEAM, null(), handed.c.from_user_id)
        .select_from(source)
        .where(
            handed.c.to_user_id == user_id,
            handed.c.ended_at.is_(None),
            in_force(handed.c, _TODAY),
            _holds_role(handed.c.from_user_id, handed.c.unit_id),
            _holds_role(handed.c.to_user_id),
        )
    )


def _holds_role(user_id, unit_id=None):
    """Return the condition that a person coordinates a place today, or any place."""
    held = RoleGrant.__table__.alias()
    conditions = [held.c.user_id == user_id, held.c.role == Role.coordinator.value, in_force(held.c, _TODAY)]
    if unit_id is not None:
        conditions.append(held.c.unit_id == unit_id)
    return exists().where(*conditions)


# Every request passes here, so the statements are built once.
_TODAY = bindparam("today", type_=Date)
_NO_TEAM = (null(), null(), null(), literal(""))
_SIGN_IN = _sign_in()
_RIGHTS = _rights(bindparam("user_id"))

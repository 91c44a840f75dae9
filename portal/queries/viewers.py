"""Who is signed in, with the roles and seats they hold today."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Date, Select, and_, bindparam, literal, null, or_, select, union_all

from portal.domain.roles import Grant, Role, TeamSeat, Viewer
from portal.domain.team_status import TeamRole
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import Membership, RoleGrant, SignIn, Team, Unit, User


class SignInState(NamedTuple):
    """A live sign-in and how long ago it was seen."""

    viewer: Viewer
    seen_at: datetime


def get_sign_in(token_hash: str, *, at: datetime, today: date) -> SignInState | None:
    """Return the viewer behind a session token, or None when it is unknown, ended, expired or long idle."""
    row = db.session.execute(_SIGN_IN, {"token_hash": token_hash, "at": at}).first()
    if row is None:
        return None
    if row.idle_seconds is not None and (at - row.seen_at).total_seconds() > row.idle_seconds:
        return None
    grants, seats = _load_rights(row.user_id, today)
    return SignInState(Viewer(row.user_id, row.name, row.locale, row.id, grants, seats), row.seen_at)


def get_viewer(user_id: int, *, today: date) -> Viewer | None:
    """Return a person as a viewer outside any sign-in, for commands and tests."""
    user = db.session.get(User, user_id)
    if user is None:
        return None
    grants, seats = _load_rights(user_id, today)
    return Viewer(user.id, user.name, user.locale, 0, grants, seats)


def _load_rights(user_id: int, today: date) -> tuple[tuple[Grant, ...], tuple[TeamSeat, ...]]:
    """Read grants and seats in one statement; a grant has no team."""
    rows = db.session.execute(_RIGHTS, {"user_id": user_id, "today": today}).all()
    grants = tuple(
        Grant(Role(row.role), row.unit_id, row.path, UnitLevel(row.level))
        for row in rows
        if row.team_id is None
    )
    seats = tuple(
        TeamSeat(row.team_id, row.code, row.name, TeamRole(row.role), row.unit_id, row.path)
        for row in rows
        if row.team_id is not None
    )
    return grants, seats


def _sign_in() -> Select:
    return (
        select(
            SignIn.id, SignIn.seen_at, SignIn.idle_seconds, User.id.label("user_id"), User.name, User.locale
        )
        .join(User, User.id == SignIn.user_id)
        .where(
            SignIn.token_hash == bindparam("token_hash"),
            SignIn.ended_at.is_(None),
            SignIn.expires_at > bindparam("at"),
            User.disabled_at.is_(None),
        )
    )


def _grants() -> Select:
    return (
        select(
            RoleGrant.role,
            Unit.id.label("unit_id"),
            Unit.path,
            Unit.level,
            null().label("team_id"),
            null().label("code"),
            null().label("name"),
            literal("").label("name_sort"),
        )
        .join(Unit, Unit.id == RoleGrant.unit_id)
        .where(RoleGrant.user_id == bindparam("user_id"), _in_force(RoleGrant))
    )


def _seats() -> Select:
    return (
        select(Membership.role, Unit.id, Unit.path, Unit.level, Team.id, Team.code, Team.name, Team.name_sort)
        .join(Team, Team.id == Membership.team_id)
        .join(Unit, Unit.id == Team.commune_id)
        .where(Membership.user_id == bindparam("user_id"), _in_force(Membership))
    )


def _in_force(dated):
    day = bindparam("today", type_=Date)
    return and_(dated.starts_on <= day, or_(dated.ends_on.is_(None), dated.ends_on > day))


# Built once: every request of somebody who is signed in begins with these two.
_SIGN_IN = _sign_in()
_RIGHTS = union_all(_grants(), _seats())

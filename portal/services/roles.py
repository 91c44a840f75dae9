"""Staff roles at places: given from one day until another, ended, and never without an administrator left."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from sqlalchemy import or_, select

from portal import clock
from portal.domain.actions import Action
from portal.domain.errors import Missing, RuleBroken
from portal.domain.roles import (
    ROLE_LEVELS,
    STAFF_ROLES,
    Role,
    Stretch,
    Viewer,
    lies_within,
    list_gaps,
)
from portal.extensions import db
from portal.models import RoleGrant, Unit, User
from portal.policy import require
from portal.services import audit
from portal.services.accounts import end_sessions, is_or_becomes_staff
from portal.services.activations import Invitation, new_link
from portal.transaction import transactional


@transactional
def grant_role(
    actor: Viewer | None,
    user_id: int,
    role: Role,
    unit: Unit,
    *,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Invitation | None:
    """Give a person a staff role at a unit, from today or `starts_on` on, up to the day before `ends_on`.

    Their sessions end, because their rights change. Who becomes staff by it gets a new link, because their
    old password met weaker rules. Raises RuleBroken("role_not_at_level", "role_in_past", "role_ends_early",
    "role_held" or "phone_needed").
    """
    check_role(actor, role, unit, starts_on, ends_on)
    user = lock_user(user_id)
    if user.phone is None:
        raise RuleBroken("phone_needed")
    becomes_staff = not is_or_becomes_staff(user_id)
    add_role(user_id, role, unit, starts_on, ends_on)
    end_sessions(user_id)
    invitation = None
    if becomes_staff:
        user.password_hash = None
        invitation = new_link(user_id, actor)
    audit.record(actor, "grant_role", f"user:{user_id}", role=role, unit=unit.id, **_told(starts_on, ends_on))
    return invitation


@transactional
def end_role(actor: Viewer | None, user_id: int, grant_id: int) -> None:
    """End a role from today on, and the person's sessions with it.

    Raises Missing for a grant that is not the person's or has ended, and RuleBroken("last_admin").
    """
    require_admin(actor)
    with keeping_an_admin():
        grant = _get_grant(user_id, grant_id)
        # A role that was to begin later never begins.
        grant.ends_on = max(clock.today(), grant.starts_on)
    end_sessions(user_id)
    audit.record(actor, "end_role", f"user:{user_id}", role=grant.role, unit=grant.unit_id)


@transactional
def change_role_end(actor: Viewer | None, user_id: int, grant_id: int, ends_on: date | None) -> None:
    """Let a role end before a later day than today, or with None go on.

    Raises Missing for a grant that is not the person's or has ended, and RuleBroken("role_ends_early",
    "role_held" or "last_admin"). What the person may do today stays, and so do their sessions.
    """
    require_admin(actor)
    with keeping_an_admin():
        grant = _get_grant(user_id, grant_id)
        if ends_on is not None and ends_on <= max(clock.today(), grant.starts_on):
            raise RuleBroken("role_ends_early")
        _refuse_overlap(user_id, grant.role, grant.unit_id, (grant.starts_on, ends_on), but=grant_id)
        grant.ends_on = ends_on
    audit.record(
        actor,
        "change_role_end",
        f"user:{user_id}",
        role=grant.role,
        unit=grant.unit_id,
        **_told(None, ends_on),
    )


def check_role(
    actor: Viewer | None, role: Role, unit: Unit, starts_on: date | None = None, ends_on: date | None = None
) -> None:
    """Raise RuleBroken("role_not_at_level", "role_in_past" or "role_ends_early") if nobody can hold it."""
    require_admin(actor)
    if role not in STAFF_ROLES or unit.level not in ROLE_LEVELS[role]:
        raise RuleBroken("role_not_at_level")
    first_day = starts_on or clock.today()
    if first_day < clock.today():
        raise RuleBroken("role_in_past")
    if ends_on is not None and ends_on <= first_day:
        raise RuleBroken("role_ends_early")


def add_role(user_id: int, role: Role, unit: Unit, starts_on: date | None, ends_on: date | None) -> None:
    """Write down a role that was checked, in the caller's unit of work; raises RuleBroken("role_held")."""
    first_day = starts_on or clock.today()
    _refuse_overlap(user_id, role, unit.id, (first_day, ends_on))
    db.session.add(
        RoleGrant(user_id=user_id, role=role, unit_id=unit.id, starts_on=first_day, ends_on=ends_on)
    )
    db.session.flush()


@contextmanager
def keeping_an_admin() -> Iterator[None]:
    """Do what the block does in the administrators' turn, so that two cannot remove each other at one moment.

    Raises RuleBroken("last_admin") when it takes the last one away from any day from today on.
    """
    admins = select(RoleGrant.id).where(RoleGrant.role == Role.admin).order_by(RoleGrant.id)
    db.session.execute(admins.with_for_update()).all()
    before = _days_without_admin()
    yield
    db.session.flush()
    if not all(any(lies_within(gap, known) for known in before) for gap in _days_without_admin()):
        raise RuleBroken("last_admin")


def require_admin(actor: Viewer | None) -> None:
    """Let the command line pass: whoever can run it owns the machine."""
    if actor is not None:
        require(actor, Action.manage_accounts)


def lock_user(user_id: int) -> User:
    """Return the person, so that nobody else changes the account meanwhile; raises Missing."""
    user = db.session.scalar(
        select(User).where(User.id == user_id).with_for_update().execution_options(populate_existing=True)
    )
    if user is None:
        raise Missing
    return user


def _get_grant(user_id: int, grant_id: int) -> RoleGrant:
    grant = db.session.get(RoleGrant, grant_id, populate_existing=True, with_for_update=True)
    today = clock.today()
    if grant is None or grant.user_id != user_id or (grant.ends_on is not None and grant.ends_on <= today):
        raise Missing
    return grant


def _refuse_overlap(user_id: int, role: str, unit_id: int, days: Stretch, but: int | None = None) -> None:
    """Raise RuleBroken("role_held") when the person holds the very role there on one of the days."""
    starts_on, ends_on = days
    held = select(RoleGrant.id).where(
        RoleGrant.user_id == user_id,
        RoleGrant.role == role,
        RoleGrant.unit_id == unit_id,
        RoleGrant.id != (but or 0),
        or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on > starts_on),
        or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on > RoleGrant.starts_on),
    )
    if ends_on is not None:
        held = held.where(RoleGrant.starts_on < ends_on)
    if db.session.scalar(held.limit(1)):
        raise RuleBroken("role_held")


def _days_without_admin() -> list[Stretch]:
    """List the days from today on with no administrator who can sign in."""
    held = (
        select(RoleGrant.starts_on, RoleGrant.ends_on)
        .join(User, User.id == RoleGrant.user_id)
        .where(RoleGrant.role == Role.admin, User.disabled_at.is_(None), User.password_hash.is_not(None))
    )
    return list_gaps([tuple(row) for row in db.session.execute(held)], clock.today())


def _told(starts_on: date | None, ends_on: date | None) -> dict[str, str]:
    """Write the days that were chosen for the audit log."""
    days = {"starts_on": starts_on, "ends_on": ends_on}
    return {name: day.isoformat() for name, day in days.items() if day is not None}

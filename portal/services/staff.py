"""Staff accounts: create them, give and end roles at places, disable and enable accounts."""

from typing import NamedTuple

from sqlalchemy import func, select, update

from portal import clock
from portal.domain.actions import Action
from portal.domain.errors import Missing, RuleBroken
from portal.domain.roles import ROLE_LEVELS, STAFF_ROLES, Role, Viewer
from portal.domain.text import nfc
from portal.extensions import db
from portal.models import RoleGrant, Unit, User
from portal.policy import require
from portal.queries.dated import in_force
from portal.services import audit
from portal.services.accounts import end_sessions, staff_roles
from portal.services.activations import Invitation, end_links, new_link
from portal.transaction import transactional


class NewStaff(NamedTuple):
    """A staff account that was just created, with its one-time link."""

    user: User
    invitation: Invitation


@transactional
def create_staff(actor: Viewer | None, *, name: str, phone: str, role: Role, unit: Unit) -> NewStaff:
    """Create a staff account with a role at a unit and a one-time link; `actor` is None for the command line.

    Raises RuleBroken("phone_taken" or "role_not_at_level").
    """
    _require_admin(actor)
    _refuse_other_level(role, unit)
    if db.session.scalar(select(User.id).where(User.phone == phone)):
        raise RuleBroken("phone_taken")
    user = User(name=nfc(name), phone=phone, created_at=clock.now())
    db.session.add(user)
    db.session.flush()
    db.session.add(RoleGrant(user_id=user.id, role=role, unit_id=unit.id, starts_on=clock.today()))
    invitation = new_link(user.id, actor)
    audit.record(actor, "create_staff", f"user:{user.id}", role=role, unit=unit.id)
    return NewStaff(user, invitation)


@transactional
def grant_role(actor: Viewer, user_id: int, role: Role, unit: Unit) -> Invitation | None:
    """Give a person a staff role at a unit; their sessions end, because their rights change.

    Who becomes staff by it gets a new link, because their old password met weaker rules. Raises
    RuleBroken("role_not_at_level", "role_held" or "phone_needed").
    """
    _require_admin(actor)
    _refuse_other_level(role, unit)
    user = _lock_user(user_id)
    if user.phone is None:
        raise RuleBroken("phone_needed")
    today = clock.today()
    mine = (RoleGrant.user_id == user_id, RoleGrant.role == role, RoleGrant.unit_id == unit.id)
    if db.session.scalar(select(RoleGrant.id).where(*mine, in_force(RoleGrant, today))):
        raise RuleBroken("role_held")
    becomes_staff = not staff_roles(user_id)
    db.session.add(RoleGrant(user_id=user_id, role=role, unit_id=unit.id, starts_on=today))
    end_sessions(user_id)
    invitation = None
    if becomes_staff:
        user.password_hash = None
        invitation = new_link(user_id, actor)
    audit.record(actor, "grant_role", f"user:{user_id}", role=role, unit=unit.id)
    return invitation


@transactional
def end_role(actor: Viewer, user_id: int, grant_id: int) -> None:
    """End a role from today on, and the person's sessions with it.

    Raises Missing for a grant that is not the person's or has ended, and RuleBroken("last_admin").
    """
    _require_admin(actor)
    _lock_admin_grants()
    grant = db.session.get(RoleGrant, grant_id, populate_existing=True)
    today = clock.today()
    if grant is None or grant.user_id != user_id or (grant.ends_on is not None and grant.ends_on <= today):
        raise Missing
    # A role that was to begin later never begins.
    grant.ends_on = max(today, grant.starts_on)
    db.session.flush()
    if grant.role == Role.admin:
        _refuse_no_admin()
    end_sessions(user_id)
    audit.record(actor, "end_role", f"user:{user_id}", role=grant.role, unit=grant.unit_id)


@transactional
def reissue_link(actor: Viewer, user_id: int) -> Invitation:
    """Make a new one-time link for anybody. Raises RuleBroken("phone_needed" or "account_disabled")."""
    _require_admin(actor)
    user = _lock_user(user_id)
    if user.phone is None:
        raise RuleBroken("phone_needed")
    if user.disabled_at is not None:
        raise RuleBroken("account_disabled")
    invitation = new_link(user_id, actor)
    audit.record(actor, "reissue_link", f"user:{user_id}")
    return invitation


@transactional
def disable_account(actor: Viewer, user_id: int) -> None:
    """Close an account with its sessions and links. Raises RuleBroken("last_admin")."""
    _require_admin(actor)
    _lock_admin_grants()
    user = _lock_user(user_id)
    if user.disabled_at is not None:
        return
    user.disabled_at = clock.now()
    db.session.flush()
    if Role.admin in staff_roles(user_id):
        _refuse_no_admin()
    end_sessions(user_id)
    end_links(user_id)
    audit.record(actor, "disable_account", f"user:{user_id}")


@transactional
def enable_account(actor: Viewer, user_id: int) -> None:
    """Open a disabled account again; its password is as before, its sessions stay ended."""
    _require_admin(actor)
    enabled = db.session.execute(
        update(User).where(User.id == user_id, User.disabled_at.is_not(None)).values(disabled_at=None)
    )
    if enabled.rowcount:
        audit.record(actor, "enable_account", f"user:{user_id}")


def _require_admin(actor: Viewer | None) -> None:
    """Let the command line pass: whoever can run it owns the machine."""
    if actor is not None:
        require(actor, Action.manage_accounts)


def _refuse_other_level(role: Role, unit: Unit) -> None:
    if role not in STAFF_ROLES or unit.level not in ROLE_LEVELS[role]:
        raise RuleBroken("role_not_at_level")


def _lock_user(user_id: int) -> User:
    user = db.session.scalar(
        select(User).where(User.id == user_id).with_for_update().execution_options(populate_existing=True)
    )
    if user is None:
        raise Missing
    return user


def _lock_admin_grants() -> None:
    """Take the admins' turn first, so that two admins cannot remove each other at the same moment."""
    admins = select(RoleGrant.id).where(RoleGrant.role == Role.admin).order_by(RoleGrant.id)
    db.session.execute(admins.with_for_update()).all()


def _refuse_no_admin() -> None:
    """Raise unless somebody is left who can sign in as an administrator."""
    left = (
        select(func.count())
        .select_from(RoleGrant)
        .join(User, User.id == RoleGrant.user_id)
        .where(
            RoleGrant.role == Role.admin,
            in_force(RoleGrant, clock.today()),
            User.disabled_at.is_(None),
            User.password_hash.is_not(None),
        )
    )
    if not db.session.scalar(left):
        raise RuleBroken("last_admin")

"""Staff accounts: create them, make new links, disable and enable accounts."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from portal import clock
from portal.domain.accounts import DisabledReason
from portal.domain.errors import RuleBroken
from portal.domain.roles import Role, Viewer
from portal.domain.text import nfc
from portal.extensions import db
from portal.models import Unit, User
from portal.services import audit
from portal.services.accounts import end_sessions, reopen_account
from portal.services.activations import Invitation, end_links, new_link, ready_for_link
from portal.services.roles import add_role, check_role, keeping_an_admin, lock_user, require_admin
from portal.transaction import transactional


class NewStaff(NamedTuple):
    """A staff account that was just created, with its one-time link."""

    user: User
    invitation: Invitation


@transactional
def create_staff(
    actor: Viewer | None,
    *,
    name: str,
    phone: str,
    role: Role,
    unit: Unit,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> NewStaff:
    """Create a staff account with a role at a unit and a one-time link; `actor` is None for the command line.

    Raises RuleBroken("phone_taken", "role_not_at_level", "role_in_past" or "role_ends_early").
    """
    check_role(actor, role, unit, starts_on, ends_on)
    check_number(actor, phone)
    user = User(name=nfc(name), phone=phone, created_at=clock.now())
    db.session.add(user)
    db.session.flush()
    add_role(user.id, role, unit, starts_on, ends_on)
    invitation = new_link(user.id, actor)
    audit.record(actor, "create_staff", f"user:{user.id}", role=role, unit=unit.id)
    return NewStaff(user, invitation)


def check_number(actor: Viewer | None, phone: str) -> None:
    """Raise RuleBroken("phone_taken") when somebody has the number."""
    require_admin(actor)
    if db.session.scalar(select(User.id).where(User.phone == phone)):
        raise RuleBroken("phone_taken")


@transactional
def reissue_link(actor: Viewer | None, user_id: int) -> Invitation:
    """Make a new one-time link for anybody; a resting account wakes.

    Raises RuleBroken("phone_needed" or "account_disabled").
    """
    require_admin(actor)
    ready_for_link(lock_user(user_id))
    invitation = new_link(user_id, actor)
    audit.record(actor, "reissue_link", f"user:{user_id}")
    return invitation


@transactional
def disable_account(actor: Viewer | None, user_id: int) -> None:
    """Close an account with its sessions and links, also one that rests. Raises RuleBroken("last_admin")."""
    require_admin(actor)
    with keeping_an_admin():
        user = lock_user(user_id)
        if user.disabled_at is not None and user.disabled_reason != DisabledReason.idle:
            return
        user.disabled_at, user.disabled_reason = clock.now(), DisabledReason.admin
    end_sessions(user_id)
    end_links(user_id)
    audit.record(actor, "disable_account", f"user:{user_id}")


@transactional
def enable_account(actor: Viewer | None, user_id: int) -> None:
    """Open a disabled or resting account again; its password is as before, its sessions stay ended."""
    require_admin(actor)
    if reopen_account(user_id):
        audit.record(actor, "enable_account", f"user:{user_id}")

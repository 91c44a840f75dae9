"""Accounts that nobody uses: put to rest after 45 days, and woken again with one tap."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Select, select, update

from portal import clock
from portal.domain.accounts import IDLE_AFTER, DisabledReason
from portal.domain.actions import Action
from portal.domain.errors import RuleBroken
from portal.domain.roles import Role, Viewer
from portal.extensions import db
from portal.models import ActivationLink, RoleGrant, SignIn, Team, User
from portal.services import audit
from portal.services.accounts import reopen_account
from portal.services.activations import require_account_within, require_seat
from portal.services.roles import keeping_an_admin
from portal.services.team_changes import begin_change
from portal.transaction import transactional

BATCH = 100


def rest_idle_accounts() -> int:
    """Put accounts to rest that nobody used for 45 days; return how many.

    Who never activated has nothing to rest, and who was just given a link is expected back. The last
    administrator stays awake.
    """
    rested = 0
    while batch := db.session.scalars(_idle().where(User.id.not_in(_admins())).limit(BATCH)).all():
        rested += _rest(batch)
    for admin_id in db.session.scalars(_idle().where(User.id.in_(_admins()))).all():
        rested += _rest_admin(admin_id)
    return rested


@transactional
def wake_member(actor: Viewer, team: Team, user_id: int) -> None:
    """Open the resting account of a member again, with its password as before.

    Raises NotAllowed for somebody who does not sit in the team, and RuleBroken("account_disabled" or
    "account_elsewhere"). Nothing happens to an account that is awake.
    """
    begin_change(actor, Action.invite_member, team)
    require_seat(user_id, team.id)
    require_account_within(actor, user_id)
    user = db.session.get_one(User, user_id, populate_existing=True)
    if user.disabled_at is not None and user.disabled_reason != DisabledReason.idle:
        raise RuleBroken("account_disabled")
    if reopen_account(user_id):
        audit.record(actor, "wake_member", f"user:{user_id}", commune_id=team.commune_id, team=team.id)


@transactional
def _rest(user_ids: Collection[int]) -> int:
    moment = clock.now()
    rested = db.session.scalars(
        update(User)
        .where(User.id.in_(user_ids), *_is_idle(moment))
        .values(disabled_at=moment, disabled_reason=DisabledReason.idle)
        .returning(User.id)
        .execution_options(synchronize_session=False)
    ).all()
    db.session.execute(
        update(SignIn)
        .where(SignIn.user_id.in_(rested), SignIn.ended_at.is_(None))
        .values(ended_at=moment)
        .execution_options(synchronize_session=False)
    )
    for user_id in sorted(rested):
        audit.record(None, "rest_account", f"user:{user_id}", days=IDLE_AFTER.days)
    return len(rested)


def _rest_admin(user_id: int) -> int:
    try:
        return _rest_one_of_several(user_id)
    except RuleBroken:
        return 0


@transactional
def _rest_one_of_several(user_id: int) -> int:
    with keeping_an_admin():
        return _rest([user_id])


def _idle() -> Select:
    """Select whose account to put to rest: the longest unused first, nobody who was just given a link."""
    moment = clock.now()
    expected = select(ActivationLink.user_id).where(
        ActivationLink.used_at.is_(None), ActivationLink.expires_at > moment
    )
    idle = select(User.id).where(*_is_idle(moment), User.id.not_in(expected))
    return idle.order_by(User.seen_at, User.id)


def _is_idle(moment: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        User.seen_at <= moment - IDLE_AFTER,
        User.password_hash.is_not(None),
        User.disabled_at.is_(None),
    )


def _admins() -> Select:
    return select(RoleGrant.user_id).where(RoleGrant.role == Role.admin)

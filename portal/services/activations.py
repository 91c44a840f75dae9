"""Activation links: made for one person, shown once, used once, dead after 72 hours."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import insert, select, update

from portal import clock
from portal.domain.accounts import DisabledReason
from portal.domain.actions import Action
from portal.domain.errors import Missing, NotAllowed, RuleBroken
from portal.domain.roles import Viewer
from portal.extensions import db
from portal.models import ActivationLink, Membership, Team, User
from portal.policy import require
from portal.queries.dated import in_force
from portal.queries.invitations import list_acting_elsewhere
from portal.services import audit, throttling
from portal.services.accounts import (
    end_sessions,
    hash_new_password,
    hash_token,
    note_presence,
    reopen_account,
    store_password,
)
from portal.transaction import transactional

LINK_LASTS = timedelta(hours=72)
# Neither 0, 1, i, l nor o: links are read aloud and typed from paper. 24 of these signs are 118 bits.
TOKEN_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
TOKEN_GROUPS, GROUP_LENGTH = 6, 4


class Invitation(NamedTuple):
    """A fresh link: the token exists only here, the database keeps its hash."""

    token: str
    expires_at: datetime


def invite_member(actor: Viewer, user: User, team: Team) -> Invitation:
    """Make a new link for a member of the team; earlier unused links stop working, a resting account wakes.

    Raises RuleBroken("too_many_tries", "phone_needed", "account_disabled" or "account_elsewhere").
    """
    require(actor, Action.invite_member, team)
    throttling.count_try(throttling.INVITATIONS_BY_ACTOR, str(actor.id))
    return _invite_member(actor, user.id, team)


@transactional
def _invite_member(actor: Viewer, user_id: int, team: Team) -> Invitation:
    require_seat(user_id, team.id)
    require_account_within(actor, user_id)
    ready_for_link(db.session.get_one(User, user_id, populate_existing=True))
    invitation = new_link(user_id, actor)
    audit.record(actor, Action.invite_member, f"user:{user_id}", commune_id=team.commune_id, team=team.id)
    return invitation


def require_account_within(actor: Viewer, user_id: int) -> None:
    """Raise RuleBroken("account_elsewhere") unless the actor coordinates every place where the person acts.

    Whoever gives out a link could use it; so a coordinator never makes one for staff or for somebody who also
    sits in another commune's team.
    """
    if list_acting_elsewhere(actor, [user_id], clock.today()):
        raise RuleBroken("account_elsewhere")


def require_seat(user_id: int, team_id: int) -> None:
    """Raise NotAllowed unless the person sits in the team today."""
    seat = select(Membership.id).where(
        Membership.user_id == user_id, Membership.team_id == team_id, in_force(Membership, clock.today())
    )
    if db.session.scalar(seat) is None:
        raise NotAllowed(Action.invite_member)


@transactional
def ready_for_link(user: User) -> None:
    """Wake the account if it rests; raise RuleBroken("phone_needed" or "account_disabled")."""
    if user.phone is None:
        raise RuleBroken("phone_needed")
    if user.disabled_at is not None and user.disabled_reason != DisabledReason.idle:
        raise RuleBroken("account_disabled")
    reopen_account(user.id)


def find_activation(token: str) -> User:
    """Return the person that a live link is for; raises Missing."""
    user = db.session.scalar(
        select(User)
        .join(ActivationLink, ActivationLink.user_id == User.id)
        .where(*_is_live(token), User.disabled_at.is_(None))
    )
    if user is None:
        raise Missing
    return user


def activate(token: str, password: str) -> User:
    """Set the password by a link; the link is used up and older sessions end.

    Raises Missing for a dead link and RuleBroken for a password that does not do.
    """
    user = find_activation(token)
    return _activate(token, user.id, hash_new_password(user, password))


@transactional
def _activate(token: str, user_id: int, password_hash: str) -> User:
    used = db.session.execute(update(ActivationLink).where(*_is_live(token)).values(used_at=clock.now()))
    if used.rowcount != 1:
        raise Missing
    store_password(user_id, password_hash)
    end_sessions(user_id)
    note_presence(user_id)
    audit.record(None, "activate", f"user:{user_id}")
    return db.session.get_one(User, user_id)


@transactional
def new_link(user_id: int, actor: Viewer | None) -> Invitation:
    """Make a link for a person and end their earlier ones; the callers have asked policy."""
    return new_links([user_id], actor)[user_id]


@transactional
def new_links(user_ids: Collection[int], actor: Viewer | None) -> dict[int, Invitation]:
    """Make a link for each person and end their earlier ones; the callers have asked policy."""
    end_links(*user_ids)
    moment = clock.now()
    made = {user_id: Invitation(_new_token(), moment + LINK_LASTS) for user_id in user_ids}
    rows = [
        {
            "user_id": user_id,
            "token_hash": _hash_of(invitation.token),
            "created_at": moment,
            "expires_at": invitation.expires_at,
            "created_by_id": actor.id if actor else None,
        }
        for user_id, invitation in made.items()
    ]
    db.session.execute(insert(ActivationLink), rows)
    return made


@transactional
def end_links(*user_ids: int) -> None:
    """Let the unused links of these people expire now."""
    moment = clock.now()
    db.session.execute(
        update(ActivationLink)
        .where(
            ActivationLink.user_id.in_(user_ids),
            ActivationLink.used_at.is_(None),
            ActivationLink.expires_at > moment,
        )
        .values(expires_at=moment)
    )


def _new_token() -> str:
    groups = ("".join(secrets.choice(TOKEN_SIGNS) for _ in range(GROUP_LENGTH)) for _ in range(TOKEN_GROUPS))
    return "-".join(groups)


def _hash_of(token: str) -> str:
    """Return what is stored of a link, however its signs were typed."""
    return hash_token(token.lower().replace("-", ""))


def _is_live(token: str):
    return (
        ActivationLink.token_hash == _hash_of(token),
        ActivationLink.used_at.is_(None),
        ActivationLink.expires_at > clock.now(),
    )

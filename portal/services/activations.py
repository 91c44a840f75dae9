"""Activation links: made for one person, shown once, used once, dead after 72 hours."""

import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import or_, select, update

from portal import clock
from portal.domain.actions import Action
from portal.domain.errors import Missing, NotAllowed, RuleBroken
from portal.domain.roles import Viewer
from portal.extensions import db
from portal.models import ActivationLink, Membership, RoleGrant, Team, Unit, User
from portal.policy import require
from portal.queries.dated import in_force
from portal.services import audit, throttling
from portal.services.accounts import end_sessions, hash_new_password, hash_token, store_password
from portal.transaction import transactional

LINK_LASTS = timedelta(hours=72)


class Invitation(NamedTuple):
    """A fresh link: the token exists only here, the database keeps its hash."""

    token: str
    expires_at: datetime


def invite_member(actor: Viewer, user: User, team: Team) -> Invitation:
    """Make a new link for a member of the team; earlier unused links stop working.

    Raises RuleBroken("too_many_tries", "phone_needed", "account_disabled" or "account_elsewhere").
    """
    require(actor, Action.invite_member, team)
    throttling.count_try(throttling.INVITATIONS_BY_ACTOR, str(actor.id))
    return _invite_member(actor, user.id, team)


@transactional
def _invite_member(actor: Viewer, user_id: int, team: Team) -> Invitation:
    if not _sits_in(user_id, team.id):
        raise NotAllowed(Action.invite_member)
    require_account_within(actor, user_id)
    user = db.session.get_one(User, user_id, populate_existing=True)
    if user.phone is None:
        raise RuleBroken("phone_needed")
    if user.disabled_at is not None:
        raise RuleBroken("account_disabled")
    invitation = new_link(user_id, actor)
    audit.record(actor, Action.invite_member, f"user:{user_id}", commune_id=team.commune_id, team=team.id)
    return invitation


def require_account_within(actor: Viewer, user_id: int) -> None:
    """Raise RuleBroken("account_elsewhere") unless the actor coordinates every place where the person acts.

    Whoever gives out a link could use it; so a coordinator never makes one for staff or for somebody who also
    sits in another commune's team.
    """
    today = clock.today()
    grants = select(RoleGrant.id).where(
        RoleGrant.user_id == user_id, or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on > today)
    )
    seats = (
        select(Unit.path)
        .join(Team, Team.commune_id == Unit.id)
        .join(Membership, Membership.team_id == Team.id)
        .where(Membership.user_id == user_id, or_(Membership.ends_on.is_(None), Membership.ends_on > today))
    )
    paths = db.session.scalars(seats).all()
    if db.session.scalar(grants.limit(1)) or not all(actor.coordinates(path) for path in paths):
        raise RuleBroken("account_elsewhere")


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
    audit.record(None, "activate", f"user:{user_id}")
    return db.session.get_one(User, user_id)


@transactional
def new_link(user_id: int, actor: Viewer | None) -> Invitation:
    """Make a link for a person and end their earlier ones; the callers have asked policy."""
    end_links(user_id)
    moment = clock.now()
    token = secrets.token_urlsafe(24)
    link = ActivationLink(
        user_id=user_id,
        token_hash=hash_token(token),
        created_at=moment,
        expires_at=moment + LINK_LASTS,
        created_by_id=actor.id if actor else None,
    )
    db.session.add(link)
    return Invitation(token, link.expires_at)


@transactional
def end_links(user_id: int) -> None:
    """Let the person's unused links expire now."""
    moment = clock.now()
    db.session.execute(
        update(ActivationLink)
        .where(
            ActivationLink.user_id == user_id,
            ActivationLink.used_at.is_(None),
            ActivationLink.expires_at > moment,
        )
        .values(expires_at=moment)
    )


def _is_live(token: str):
    return (
        ActivationLink.token_hash == hash_token(token),
        ActivationLink.used_at.is_(None),
        ActivationLink.expires_at > clock.now(),
    )


def _sits_in(user_id: int, team_id: int) -> bool:
    seat = select(Membership.id).where(
        Membership.user_id == user_id, Membership.team_id == team_id, in_force(Membership, clock.today())
    )
    return db.session.scalar(seat) is not None

"""People in teams: find them by their number, add them, correct their name and number."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.domain.actions import Action
from portal.domain.errors import Missing, RuleBroken
from portal.domain.roles import Viewer
from portal.domain.text import fold, nfc
from portal.extensions import db
from portal.models import Membership, Team, User
from portal.policy import require
from portal.queries.dated import in_force
from portal.services import audit, throttling
from portal.services.accounts import end_sessions
from portal.services.activations import (
    Invitation,
    end_links,
    new_link,
    ready_for_link,
    require_account_within,
)
from portal.services.team_changes import begin_change
from portal.transaction import transactional


class NewPerson(NamedTuple):
    """A person as somebody names them; not everybody has a phone."""

    name: str
    phone: str | None = None


@transactional
def find_or_create_person(person: NewPerson) -> User:
    """Return the person with this number and name, made when nobody has the number.

    Raises RuleBroken("phone_taken") when somebody of another name has it, and does not say who.
    """
    if person.phone is None:
        return _create(person)
    user = _find_by_phone(person.phone)
    if user is None:
        try:
            with db.session.begin_nested():
                return _create(person)
        except IntegrityError:
            # Somebody else added the same number between our look and our turn.
            user = _find_by_phone(person.phone)
    if user is None or user.name_fold != fold(person.name):
        raise RuleBroken("phone_taken")
    return user


@transactional
def correct_person(actor: Viewer, team: Team, user_id: int, person: NewPerson) -> None:
    """Correct the name and number of a member; a new number ends sessions and links.

    Raises Missing for somebody who does not sit in the team, and RuleBroken("phone_taken", "phone_needed" or
    "account_elsewhere").
    """
    user = _begin_with_member(actor, team, user_id)
    renamed, renumbered = user.name != nfc(person.name), user.phone != person.phone
    if renumbered:
        _change_phone(user, person.phone)
    user.name = person.name
    if renamed or renumbered:
        changed = [name for name, is_new in (("name", renamed), ("phone", renumbered)) if is_new]
        audit.record(actor, "correct_person", f"user:{user_id}", commune_id=team.commune_id, changed=changed)


def rebind_member(actor: Viewer, team: Team, user_id: int, phone: str) -> Invitation:
    """Bind the account of a member to another phone or number, and return the link for it.

    Sessions, links and the old password end, because the old phone may know them; a resting account wakes.
    Raises Missing for somebody who does not sit in the team, and RuleBroken("too_many_tries", "phone_taken",
    "account_disabled" or "account_elsewhere").
    """
    require(actor, Action.invite_member, team)
    throttling.count_try(throttling.INVITATIONS_BY_ACTOR, str(actor.id))
    return _rebind_member(actor, team, user_id, phone)


@transactional
def _rebind_member(actor: Viewer, team: Team, user_id: int, phone: str) -> Invitation:
    user = _begin_with_member(actor, team, user_id)
    renumbered = user.phone != phone
    if renumbered:
        _change_phone(user, phone)
    ready_for_link(user)
    end_sessions(user_id)
    user.password_hash = None
    invitation = new_link(user_id, actor)
    audit.record(
        actor, "rebind_member", f"user:{user_id}", commune_id=team.commune_id, other_number=renumbered
    )
    return invitation


def _begin_with_member(actor: Viewer, team: Team, user_id: int) -> User:
    """Take the team's turn and return the member, unless the account reaches further than the actor."""
    begin_change(actor, Action.invite_member, team)
    user = db.session.scalar(
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(User.id == user_id, Membership.team_id == team.id, in_force(Membership, clock.today()))
        .with_for_update(of=User)
        .execution_options(populate_existing=True)
    )
    if user is None:
        raise Missing
    require_account_within(actor, user_id)
    return user


def _change_phone(user: User, phone: str | None) -> None:
    if phone is None and user.password_hash is not None:
        raise RuleBroken("phone_needed")
    user.phone = phone
    try:
        db.session.flush()
    except IntegrityError as error:
        raise RuleBroken("phone_taken") from error
    end_sessions(user.id)
    end_links(user.id)


def _find_by_phone(phone: str) -> User | None:
    return db.session.scalar(select(User).where(User.phone == phone))


def _create(person: NewPerson) -> User:
    user = User(name=nfc(person.name), phone=person.phone, created_at=clock.now())
    db.session.add(user)
    db.session.flush()
    return user

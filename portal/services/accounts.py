"""Sign in and out, end sessions, and choose one's own password and language."""

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import or_, select, update

from portal import clock
from portal.domain.accounts import DisabledReason
from portal.domain.errors import RuleBroken
from portal.domain.roles import Role, Viewer
from portal.extensions import db
from portal.models import RoleGrant, SignIn, Team, UnitVersion, User
from portal.models.teams import Membership
from portal.queries.dated import in_force
from portal.services import audit, passwords, throttling
from portal.transaction import end_read, transactional

MEMBER_SESSION = timedelta(days=90)
COORDINATOR_SESSION = timedelta(days=14)
STAFF_SESSION = timedelta(hours=12)
STAFF_IDLE = timedelta(minutes=30)
# A session is marked as seen this often at most, so that reading pages hardly ever writes.
SEEN_EVERY = timedelta(minutes=5)
PASSWORD_PROBLEMS = (
    "password_too_short",
    "password_too_short_for_staff",
    "password_too_long",
    "password_too_easy",
)


def hash_token(token: str) -> str:
    """Return what is stored of a session or activation token."""
    return hashlib.sha256(token.encode()).hexdigest()


def authenticate(phone: str, password: str, *, address: str) -> User:
    """Return the person whose number and password these are, counting the try for the number and the address.

    Raises RuleBroken("too_many_tries", "wrong_sign_in" or "account_resting"); a number that nobody has costs
    the same work and gets the same answer, and only who knows the password hears that the account rests.
    """
    throttling.count_try(throttling.SIGN_IN_BY_ADDRESS, address)
    throttling.count_try(throttling.SIGN_IN_BY_ACCOUNT, phone)
    wanted = select(User).where(User.phone == phone).execution_options(populate_existing=True)
    user = db.session.scalar(wanted)
    end_read()
    is_resting = user is not None and user.disabled_reason == DisabledReason.idle
    usable_hash = user.password_hash if user and (user.disabled_at is None or is_resting) else None
    if not passwords.password_matches(password, usable_hash):
        _note_refusal(user)
        raise RuleBroken("wrong_sign_in")
    throttling.forget_tries(throttling.SIGN_IN_BY_ACCOUNT, phone)
    throttling.take_back_try(throttling.SIGN_IN_BY_ADDRESS, address)
    if is_resting:
        _note_refusal(user)
        raise RuleBroken("account_resting")
    if passwords.needs_rehash(usable_hash):
        store_password(user.id, passwords.hash_password(password))
    return user


@transactional
def sign_in(user: User, *, device: str) -> str:
    """Open a session and return the token for its cookie."""
    moment = clock.now()
    roles = staff_roles(user.id)
    strict = not roles.isdisjoint((Role.province_staff, Role.admin))
    lasts = STAFF_SESSION if strict else COORDINATOR_SESSION if roles else MEMBER_SESSION
    token = secrets.token_urlsafe(32)
    session = SignIn(
        user_id=user.id,
        token_hash=hash_token(token),
        created_at=moment,
        seen_at=moment,
        expires_at=moment + lasts,
        idle_seconds=int(STAFF_IDLE.total_seconds()) if strict else None,
        device=device[:200],
    )
    db.session.add(session)
    note_presence(user.id)
    audit.record(None, "sign_in", f"user:{user.id}")
    return token


@transactional
def sign_out(viewer: Viewer) -> None:
    """End the viewer's present session."""
    db.session.execute(update(SignIn).where(SignIn.id == viewer.sign_in_id).values(ended_at=clock.now()))
    audit.record(viewer, "sign_out", f"user:{viewer.id}")


@transactional
def mark_seen(viewer: Viewer) -> None:
    """Note that the session, and with it the person, was here just now."""
    db.session.execute(update(SignIn).where(SignIn.id == viewer.sign_in_id).values(seen_at=clock.now()))
    note_presence(viewer.id)


@transactional
def note_presence(user_id: int) -> None:
    """Count the days without use of the account from now on."""
    db.session.execute(update(User).where(User.id == user_id).values(seen_at=clock.now()))


@transactional
def reopen_account(user_id: int) -> bool:
    """Open a closed or resting account; tell whether it was one. The days without use count from now."""
    opened = db.session.execute(
        update(User)
        .where(User.id == user_id, User.disabled_at.is_not(None))
        .values(disabled_at=None, disabled_reason=None, seen_at=clock.now())
    )
    return bool(opened.rowcount)


@transactional
def choose_locale(viewer: Viewer, locale: str) -> None:
    """Keep the language that the person prefers."""
    db.session.execute(update(User).where(User.id == viewer.id).values(locale=locale))


def change_password(viewer: Viewer, current: str, new: str) -> None:
    """Change the viewer's password; all their other sessions end.

    Raises RuleBroken("wrong_current_password", "too_many_tries" or what is wrong with the new one).
    """
    subject = f"user:{viewer.id}"
    throttling.count_try(throttling.SIGN_IN_BY_ACCOUNT, subject)
    user = db.session.get_one(User, viewer.id)
    end_read()
    if not passwords.password_matches(current, user.password_hash):
        raise RuleBroken("wrong_current_password")
    throttling.forget_tries(throttling.SIGN_IN_BY_ACCOUNT, subject)
    _change_password(viewer, hash_new_password(user, new))


def hash_new_password(user: User, password: str) -> str:
    """Return the hash of a password; raises RuleBroken with what is wrong with it for this person."""
    for_staff = is_or_becomes_staff(user.id)
    problem = passwords.password_problem(password, for_staff=for_staff, own_words=_own_words(user))
    if problem:
        raise RuleBroken(problem)
    end_read()
    return passwords.hash_password(password)


@transactional
def store_password(user_id: int, password_hash: str) -> None:
    """Keep the hash of a person's password."""
    db.session.get_one(User, user_id).password_hash = password_hash


@transactional
def end_sessions(user_id: int, except_id: int = 0) -> None:
    """End all sessions of a person but one."""
    db.session.execute(
        update(SignIn)
        .where(SignIn.user_id == user_id, SignIn.ended_at.is_(None), SignIn.id != except_id)
        .values(ended_at=clock.now())
    )


def staff_roles(user_id: int) -> set[Role]:
    """Return the staff roles that a person holds today."""
    held = select(RoleGrant.role).where(RoleGrant.user_id == user_id, in_force(RoleGrant, clock.today()))
    return {Role(role) for role in db.session.scalars(held)}


def is_or_becomes_staff(user_id: int) -> bool:
    """Tell whether a person holds a staff role, today or from a later day on."""
    left = or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on > clock.today())
    lasting = or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on > RoleGrant.starts_on)
    return bool(db.session.scalar(select(RoleGrant.id).where(RoleGrant.user_id == user_id, left, lasting)))


@transactional
def _change_password(viewer: Viewer, password_hash: str) -> None:
    store_password(viewer.id, password_hash)
    end_sessions(viewer.id, except_id=viewer.sign_in_id)
    audit.record(viewer, "change_password", f"user:{viewer.id}")


@transactional
def _note_refusal(user: User | None) -> None:
    # A number that nobody has is not kept: it may be a mistyped number of somebody outside the portal.
    audit.record(None, "sign_in", f"user:{user.id if user else 'unknown'}", result="refused")


def _own_words(user: User) -> list[str]:
    """List what others would guess of a person: name, number, and the places where they serve."""
    seats = select(Team.commune_id).join(Membership).where(Membership.user_id == user.id)
    grants = select(RoleGrant.unit_id).where(RoleGrant.user_id == user.id)
    places = db.session.scalars(
        select(UnitVersion.name).where(UnitVersion.unit_id.in_(seats.union(grants))).distinct()
    )
    return [user.name, user.phone or "", *places]

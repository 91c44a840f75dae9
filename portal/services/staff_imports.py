"""Write what an import of staff wishes, within its unit of work and through the session's objects."""

from collections.abc import Collection, Sequence

from sqlalchemy import update

from portal import clock
from portal.domain.staff_imports import StaffWish
from portal.domain.text import nfc
from portal.extensions import db
from portal.models import ActivationLink, RoleGrant, SignIn, User
from portal.queries.batches import batches
from portal.services.import_turns import add_rows, take_turns


def write_staff(wishes: Sequence[StaffWish]) -> None:
    """Add people and roles; nobody is invited by it, and no link is made.

    As when a role is given by hand, sessions end, and who becomes staff chooses a new password by a link.
    """
    take_turns(User, {wish.user_id for wish in wishes} - {None})
    people: dict[str, User] = {}
    for wish in wishes:
        if wish.user_id is None and wish.phone not in people:
            people[wish.phone] = User(name=nfc(wish.name), phone=wish.phone, created_at=clock.now())
    add_rows(list(people.values()))
    db.session.flush()
    for wish in wishes:
        user_id = wish.user_id or people[wish.phone].id
        grant = RoleGrant(user_id=user_id, role=wish.role, unit_id=wish.unit_id, starts_on=clock.today())
        db.session.add(grant)
    db.session.flush()
    _end_access({wish.user_id for wish in wishes} - {None})
    _forget_passwords({wish.user_id for wish in wishes if wish.becomes_staff})


def _end_access(user_ids: Collection[int]) -> None:
    for batch in batches(sorted(user_ids)):
        open_sessions = update(SignIn).where(SignIn.user_id.in_(batch), SignIn.ended_at.is_(None))
        db.session.execute(open_sessions.values(ended_at=clock.now()))


def _forget_passwords(user_ids: Collection[int]) -> None:
    """Clear passwords and links by statements of their own: what can be undone must never remember a hash."""
    moment = clock.now()
    for batch in batches(sorted(user_ids)):
        db.session.execute(update(User).where(User.id.in_(batch)).values(password_hash=None))
        db.session.execute(
            update(ActivationLink)
            .where(
                ActivationLink.user_id.in_(batch),
                ActivationLink.used_at.is_(None),
                ActivationLink.expires_at > moment,
            )
            .values(expires_at=moment)
        )

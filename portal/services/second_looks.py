"""Draw approvals within a reviewer's own team for a second look, and note what was found."""

import secrets
from collections.abc import Iterable, Mapping
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, String, bindparam, exists, func, literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from portal import clock
from portal.domain.actions import Action
from portal.domain.errors import RuleBroken
from portal.domain.roles import Viewer
from portal.domain.second_looks import DISAGREES, LOOK_OUTCOMES, is_drawn
from portal.extensions import db
from portal.models import Activity, Membership, Review, SecondLook, Setting
from portal.models.settings import LOOK_SECRET
from portal.policy import require
from portal.queries.second_looks import LookSheet
from portal.services import audit
from portal.services.notes import read_note
from portal.transaction import after_commit, transactional

SECRET_BYTES = 32
# What each database keeps, so that a decision does not ask for it again.
_secrets: WeakKeyDictionary[Engine, bytes] = WeakKeyDictionary()


def draw_second_looks(approvals: Iterable[tuple[Activity, Mapping[str, object]]]) -> None:
    """Put approvals on the list that are drawn and whose reviewer belongs or belonged to the team.

    Each is given as the entry and the row of the decision. Of entries that are not drawn nothing is asked, so
    that a decision costs no more for them.
    """
    secret = get_secret()
    drawn = [
        {
            "activity": review["activity_id"],
            "team": activity.team_id,
            "reviewer": review["reviewer_id"],
            "moment": review["decided_at"],
        }
        for activity, review in approvals
        if is_drawn(activity.uuid, secret)
    ]
    if drawn:
        db.session.execute(_DRAW, drawn)


def get_secret() -> bytes:
    """Return the secret of this installation by which approvals are drawn, made at the first draw.

    It is no part of the portal's settings outside the database, which may change; what was drawn must not.
    """
    if known := _secrets.get(db.engine):
        return known
    kept = select(Setting.value).where(Setting.key == LOOK_SECRET)
    text = db.session.scalar(kept)
    if text is None:
        # Of two first draws one waits here for the other's.
        made = {"key": LOOK_SECRET, "value": secrets.token_hex(SECRET_BYTES)}
        db.session.execute(_INSERTS[db.engine.dialect.name](Setting).values(made).on_conflict_do_nothing())
        text = db.session.scalar(kept)
    engine, secret = db.engine, bytes.fromhex(text)
    # What is undone with its unit of work is no secret of this database.
    after_commit(lambda: _secrets.__setitem__(engine, secret))
    return secret


def forget_secret() -> None:
    """Ask the database for the secret again, as after it was restored from a copy."""
    _secrets.pop(db.engine, None)


@transactional
def look_again(viewer: Viewer, look: LookSheet, outcome: str, note: str = "") -> None:
    """Note what a second look at an approval found; the entry stays as it is.

    Who disagrees says why. Raises NotAllowed, and RuleBroken("unknown_outcome", "looked_meanwhile",
    "note_needed", "note_too_long" or "bad_note").
    """
    require(viewer, Action.look_again, look)
    if outcome not in LOOK_OUTCOMES:
        raise RuleBroken("unknown_outcome")
    note = read_note(note, is_needed=outcome == DISAGREES)
    found = {"looked_by_id": viewer.id, "looked_at": clock.now(), "outcome": outcome, "note": note}
    first = update(SecondLook).where(SecondLook.id == look.id, SecondLook.looked_at.is_(None))
    if db.session.execute(first.values(found)).rowcount != 1:
        raise RuleBroken("looked_meanwhile")
    audit.record(
        viewer, Action.look_again, f"activity:{look.uuid}", commune_id=look.commune_id, outcome=outcome
    )


_INSERTS = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def _draw():
    seats, reviews, looks = Membership.__table__.c, Review.__table__.c, SecondLook.__table__
    belongs = exists().where(
        seats.team_id == bindparam("team"),
        seats.user_id == bindparam("reviewer"),
        # A seat of no length was a mistake that somebody corrected.
        or_(seats.ends_on.is_(None), seats.ends_on > seats.starts_on),
    )
    drawn = (
        select(
            reviews.activity_id,
            func.max(reviews.id),
            reviews.commune_id,
            reviews.decided_at,
            literal("", String),
        )
        .where(
            reviews.activity_id == bindparam("activity"),
            reviews.decided_at == bindparam("moment"),
            reviews.reviewer_id == bindparam("reviewer"),
            belongs,
        )
        .group_by(reviews.activity_id, reviews.commune_id, reviews.decided_at)
    )
    columns = ["activity_id", "review_id", "commune_id", "drawn_at", "note"]
    return looks.insert().inline().from_select(columns, drawn)


_DRAW = _draw()

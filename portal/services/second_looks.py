"""Draw approvals within a reviewer's own team for a second look, and note what was found."""

from datetime import datetime

from sqlalchemy import String, bindparam, exists, func, literal, or_, select, update

from portal import clock
from portal.domain.actions import Action
from portal.domain.errors import RuleBroken
from portal.domain.roles import Viewer
from portal.domain.second_looks import DISAGREES, LOOK_OUTCOMES, is_drawn
from portal.extensions import db
from portal.models import Activity, Membership, Review, SecondLook
from portal.policy import require
from portal.queries.second_looks import LookSheet
from portal.services import audit
from portal.services.notes import read_note
from portal.transaction import transactional


def draw_second_look(activity: Activity, reviewer_id: int, decided_at: datetime) -> None:
    """Put an approval on the list if it is drawn and its reviewer belongs or belonged to the team.

    Of entries that are not drawn nothing is asked, so that a decision costs no more for them.
    """
    if is_drawn(activity.uuid):
        seen = {"activity": activity.id, "team": activity.team_id}
        db.session.execute(_DRAW, seen | {"reviewer": reviewer_id, "moment": decided_at})


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

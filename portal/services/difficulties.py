"""Answer what members wrote was difficult."""

from sqlalchemy import bindparam, select

from portal import clock
from portal.domain.actions import Action
from portal.domain.errors import RuleBroken
from portal.domain.roles import Viewer
from portal.extensions import db
from portal.models import Activity, DifficultyAnswer
from portal.policy import require
from portal.services import audit
from portal.services.notes import read_note
from portal.transaction import transactional

_entries = Activity.__table__
_CLOSE = _entries.update().where(_entries.c.id == bindparam("answered")).values(has_open_difficulty=False)


@transactional
def answer_difficulty(viewer: Viewer, activity: Activity, text: str) -> None:
    """Answer the difficulty of an entry; the same words from the same person are stored once.

    Raises NotAllowed, and RuleBroken("no_difficulty", "note_needed", "note_too_long" or "bad_note").
    """
    require(viewer, Action.answer_difficulty, activity)
    text = read_note(text, is_needed=True)
    if not activity.difficulty:
        raise RuleBroken("no_difficulty")
    mine = select(DifficultyAnswer.text).filter_by(activity_id=activity.id, answered_by_id=viewer.id)
    if text in db.session.scalars(mine).all():
        return
    db.session.add(
        DifficultyAnswer(
            activity_id=activity.id, answered_by_id=viewer.id, text=text, answered_at=clock.now()
        )
    )
    # Nothing that the entry states changes, so its version stays.
    db.session.execute(_CLOSE, {"answered": activity.id})
    db.session.flush()
    audit.record(
        viewer, Action.answer_difficulty, f"activity:{activity.uuid}", commune_id=activity.commune_id
    )

"""Propose, publish, send back and withdraw good practices; nobody publishes what they wrote themselves."""

from sqlalchemy import select

from portal import clock
from portal.domain.actions import Action
from portal.domain.activity_kinds import SESSION
from portal.domain.activity_status import ActivityStatus
from portal.domain.errors import RuleBroken
from portal.domain.practices import PracticeStatus, PracticeText, read_practice
from portal.domain.roles import Viewer
from portal.extensions import db
from portal.models import Activity, Practice
from portal.policy import require
from portal.queries.practices import PracticeSheet, get_practice_of
from portal.services import audit
from portal.services.notes import read_note
from portal.transaction import transactional

WAITING = (PracticeStatus.proposed,)
# What whoever proposed it may still change.
OPEN_TO_CHANGE = (PracticeStatus.proposed, PracticeStatus.returned)
OFFERED_OR_WAITING = (PracticeStatus.proposed, PracticeStatus.returned, PracticeStatus.published)


@transactional
def propose_practice(actor: Viewer, activity: Activity, text: PracticeText) -> int:
    """Propose an approved session as a good practice and return its id.

    Raises what read_practice raises, and RuleBroken("practice_not_session" or "practice_exists").
    """
    require(actor, Action.propose_practice, activity)
    text = read_practice(text)
    if activity.kind != SESSION or activity.status != ActivityStatus.approved:
        raise RuleBroken("practice_not_session")
    audit.lock_chains([activity.commune_id])
    if get_practice_of(activity.id) is not None:
        raise RuleBroken("practice_exists")
    practice = Practice(
        activity_id=activity.id, team_id=activity.team_id, commune_id=activity.commune_id, note=""
    )
    db.session.add(practice)
    _write(actor, practice, text)
    _record(actor, Action.propose_practice, practice.id, activity.commune_id)
    return practice.id


@transactional
def revise_practice(actor: Viewer, sheet: PracticeSheet, text: PracticeText, *, version: int) -> None:
    """Put a practice into other words and propose it again; it then waits for the eye of another person.

    Raises what read_practice raises, and RuleBroken("practice_not_waiting" or "changed_meanwhile").
    """
    require(actor, Action.propose_practice, sheet)
    text = read_practice(text)
    practice = _take(sheet, version, OPEN_TO_CHANGE)
    _write(actor, practice, text)
    _record(actor, Action.propose_practice, practice.id, sheet.commune_id)


@transactional
def publish_practice(actor: Viewer, sheet: PracticeSheet, *, version: int) -> None:
    """Offer a practice to all teams.

    Raises RuleBroken("practice_not_waiting", "practice_not_session" or "changed_meanwhile").
    """
    require(actor, Action.publish_practice, sheet)
    practice = _take(sheet, version, WAITING)
    # The entry may have been reopened since.
    status = db.session.scalar(select(Activity.status).where(Activity.id == practice.activity_id))
    if status != ActivityStatus.approved:
        raise RuleBroken("practice_not_session")
    _decide(actor, practice, PracticeStatus.published, "")
    _record(actor, Action.publish_practice, practice.id, sheet.commune_id)


@transactional
def return_practice(actor: Viewer, sheet: PracticeSheet, note: str, *, version: int) -> None:
    """Send a proposed practice back with what to change.

    Raises what read_note raises, and RuleBroken("practice_not_waiting" or "changed_meanwhile").
    """
    require(actor, Action.publish_practice, sheet)
    note = read_note(note, is_needed=True)
    practice = _take(sheet, version, WAITING)
    _decide(actor, practice, PracticeStatus.returned, note)
    _record(actor, "return_practice", practice.id, sheet.commune_id)


@transactional
def withdraw_practice(actor: Viewer, sheet: PracticeSheet, reason: str, *, version: int) -> None:
    """Offer a practice no longer; sessions that were planned by it stay.

    Raises what read_note raises, and RuleBroken("practice_not_open" or "changed_meanwhile").
    """
    require(actor, Action.withdraw_practice, sheet)
    reason = read_note(reason, is_needed=True)
    if sheet.status not in OFFERED_OR_WAITING:
        raise RuleBroken("practice_not_open")
    practice = _take(sheet, version, OFFERED_OR_WAITING)
    _decide(actor, practice, PracticeStatus.withdrawn, reason)
    _record(actor, Action.withdraw_practice, practice.id, sheet.commune_id)


def _write(actor: Viewer, practice: Practice, text: PracticeText) -> None:
    practice.title, practice.steps, practice.audience = text.title, text.steps, text.audience
    practice.minutes, practice.skills, practice.links = text.minutes, text.skills, "\n".join(text.links)
    practice.words_fold, practice.status = text.words, PracticeStatus.proposed
    practice.proposed_by_id, practice.proposed_at = actor.id, clock.now()
    practice.decided_by_id = practice.decided_at = None
    db.session.flush()


def _take(sheet: PracticeSheet, version: int, expected: tuple[PracticeStatus, ...]) -> Practice:
    wanted = select(Practice).where(Practice.id == sheet.id).execution_options(populate_existing=True)
    practice = db.session.scalars(wanted).one()
    if practice.status not in expected:
        raise RuleBroken("practice_not_waiting")
    if practice.version != version:
        raise RuleBroken("changed_meanwhile")
    return practice


def _decide(actor: Viewer, practice: Practice, status: PracticeStatus, note: str) -> None:
    practice.status, practice.note = status, note
    practice.decided_by_id, practice.decided_at = actor.id, clock.now()
    db.session.flush()


def _record(actor: Viewer, action: str, practice_id: int, commune_id: int) -> None:
    audit.record(actor, action, f"practice:{practice_id}", commune_id=commune_id)

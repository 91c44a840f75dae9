"""Decide on entries: approve, return, reopen; each with its tallies and its audit row in one unit of work."""

from portal import clock
from portal.domain.actions import Action
from portal.domain.activity_content import canonical_json, digest
from portal.domain.activity_status import ActivityAct, ActivityStatus, next_status
from portal.domain.errors import RuleBroken
from portal.domain.return_reasons import OTHER, REOPEN_REASONS, RETURN_REASONS
from portal.domain.roles import Viewer
from portal.domain.text import has_control_characters, nfc
from portal.extensions import db
from portal.models import Activity, Review
from portal.policy import require
from portal.services import audit, tallies
from portal.transaction import transactional

NOTE_LENGTH = 1000
DECIDED = (ActivityStatus.approved, ActivityStatus.returned)


@transactional
def approve_activity(viewer: Viewer, activity: Activity, *, version: int | None = None) -> Review:
    """Approve an entry, so that it counts.

    `version` is the one that the reviewer saw. Raises NotAllowed, and RuleBroken("decided_meanwhile",
    "changed_meanwhile" or "illegal_transition").
    """
    return _decide(viewer, activity, ActivityAct.approve, version)


@transactional
def return_activity(
    viewer: Viewer, activity: Activity, reason: str, note: str = "", *, version: int | None = None
) -> Review:
    """Send an entry back to be corrected, with a reason of RETURN_REASONS and a note, needed for "other".

    Raises as approve_activity, and RuleBroken("unknown_reason", "note_needed", "note_too_long", "bad_note").
    """
    note = _read_note(note, is_needed=reason == OTHER)
    _check_reason(reason, RETURN_REASONS)
    return _decide(viewer, activity, ActivityAct.return_, version, reason, note)


@transactional
def reopen_activity(
    viewer: Viewer, activity: Activity, reason: str, note: str, *, version: int | None = None
) -> Review:
    """Take back an approval, with a reason of REOPEN_REASONS and a note; the entry waits in its old place.

    Raises as return_activity.
    """
    note = _read_note(note, is_needed=True)
    _check_reason(reason, REOPEN_REASONS)
    return _decide(viewer, activity, ActivityAct.reopen, version, reason, note)


def _decide(
    viewer: Viewer,
    activity: Activity,
    act: ActivityAct,
    version: int | None,
    reason: str | None = None,
    note: str = "",
) -> Review:
    require(viewer, Action.decide_activity, activity)
    _refuse_decided(activity, act)
    status = next_status(activity.status, act)
    if version is not None and activity.version != version:
        raise RuleBroken("changed_meanwhile")

    before, moment = tallies.contribution_of(activity), clock.now()
    is_reopened = act == ActivityAct.reopen
    activity.status = status
    activity.updated_at = moment
    activity.decided_at = None if is_reopened else moment
    activity.decided_by_id = None if is_reopened else viewer.id
    activity.reason = None if is_reopened else reason
    activity.reason_note = None if is_reopened else note or None
    review = _review(viewer, activity, act, reason, note)
    db.session.add(review)
    # The entry's version is compared here, so the loser of two leaves before any tally is locked.
    db.session.flush()
    tallies.replace(before, tallies.contribution_of(activity))
    audit.record(
        viewer,
        f"{act}_activity",
        f"activity:{activity.uuid}",
        commune_id=activity.commune_id,
        sha256=review.content_sha256,
        reason=reason,
    )
    return review


def _review(viewer: Viewer, activity: Activity, act: ActivityAct, reason: str | None, note: str) -> Review:
    content = activity.content()
    return Review(
        activity_id=activity.id,
        commune_id=activity.commune_id,
        reviewer_id=viewer.id,
        outcome=act.value,
        reason=reason,
        note=note,
        content=canonical_json(content).decode(),
        content_sha256=digest(content),
        decided_at=activity.updated_at,
    )


def _refuse_decided(activity: Activity, act: ActivityAct) -> None:
    """Tell the second of two reviewers what happened, which is more than that the act does not fit."""
    if act == ActivityAct.reopen:
        if activity.status == ActivityStatus.submitted:
            raise RuleBroken("changed_meanwhile")
    elif activity.status in DECIDED:
        raise RuleBroken("decided_meanwhile")


def _check_reason(reason: str, register: tuple[str, ...]) -> None:
    if reason not in register:
        raise RuleBroken("unknown_reason")


def _read_note(note: str, *, is_needed: bool) -> str:
    note = nfc(note).strip()
    if is_needed and not note:
        raise RuleBroken("note_needed")
    if len(note) > NOTE_LENGTH:
        raise RuleBroken("note_too_long")
    if has_control_characters(note, multiline=True):
        raise RuleBroken("bad_note")
    return note

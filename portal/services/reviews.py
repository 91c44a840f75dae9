"""Decide on entries: approve, return, reopen; each with its tallies and its audit row in one unit of work."""

from datetime import datetime

from sqlalchemy import bindparam
from sqlalchemy.orm.attributes import set_committed_value

from portal import clock
from portal.domain.actions import Action
from portal.domain.activity_content import canonical_json, digest
from portal.domain.activity_status import ActivityAct, ActivityStatus, next_status
from portal.domain.errors import RuleBroken
from portal.domain.return_reasons import OTHER, REOPEN_REASONS, RETURN_REASONS
from portal.domain.roles import Viewer
from portal.extensions import db
from portal.models import Activity, Review
from portal.policy import require
from portal.services import audit, tallies
from portal.services.ledger import write_correction
from portal.services.notes import read_note
from portal.services.second_looks import draw_second_look
from portal.transaction import transactional

DECIDED = (ActivityStatus.approved, ActivityStatus.returned)


@transactional
def approve_activity(
    viewer: Viewer, activity: Activity, *, version: int | None = None, correction: str = ""
) -> None:
    """Approve an entry, so that it counts.

    `version` is the one that the reviewer saw. In a closed period `correction` says why its figures are
    corrected, and the ledger keeps it. Raises NotAllowed, and RuleBroken("decided_meanwhile",
    "changed_meanwhile", "illegal_transition" or, without a correction, "closed_period").
    """
    decide(viewer, activity, ActivityAct.approve, version, correction=correction)


@transactional
def return_activity(
    viewer: Viewer,
    activity: Activity,
    reason: str,
    note: str = "",
    *,
    version: int | None = None,
    correction: str = "",
) -> None:
    """Send an entry back to be corrected, with a reason of RETURN_REASONS and a note, needed for "other".

    Raises as approve_activity, and RuleBroken("unknown_reason", "note_needed", "note_too_long", "bad_note").
    """
    note = read_note(note, is_needed=reason == OTHER)
    _check_reason(reason, RETURN_REASONS)
    decide(viewer, activity, ActivityAct.return_, version, reason, note, correction=correction)


@transactional
def reopen_activity(
    viewer: Viewer,
    activity: Activity,
    reason: str,
    note: str,
    *,
    version: int | None = None,
    correction: str = "",
) -> None:
    """Take back an approval, with a reason of REOPEN_REASONS and a note; the entry waits in its old place.

    Raises as return_activity.
    """
    note = read_note(note, is_needed=True)
    _check_reason(reason, REOPEN_REASONS)
    decide(viewer, activity, ActivityAct.reopen, version, reason, note, correction=correction)


def decide(
    viewer: Viewer,
    activity: Activity,
    act: ActivityAct,
    version: int | None,
    reason: str | None = None,
    note: str = "",
    *,
    correction: str = "",
    bulk_id: int | None = None,
) -> None:
    """Decide on an entry within the open unit of work, which a refusal has to end.

    `bulk_id` names the approval of many that the decision is a part of. Raises as approve_activity.
    """
    require(viewer, Action.decide_activity, activity)
    correction = read_note(correction, is_needed=False)
    _refuse_decided(activity, act)
    status = next_status(activity.status, act)
    if version is not None and activity.version != version:
        raise RuleBroken("changed_meanwhile")

    moment = clock.now()
    decision = _decision(viewer, activity, act, moment) | {"reason": reason, "note": note, "bulk_id": bulk_id}
    before = tallies.contribution_of(activity)
    change = {"status": status.value, "updated_at": moment}
    _change(activity, change | _verdict(act, decision))
    db.session.execute(_ADD_REVIEW, decision)
    if act == ActivityAct.approve:
        draw_second_look(activity, viewer.id, moment)
    after = tallies.contribution_of(activity)
    tallies.replace(before, after)
    detail = {"sha256": decision["content_sha256"], "reason": reason}
    detail |= {"correction": correction} if correction else {}
    detail |= {} if bulk_id is None else {"bulk": bulk_id}
    thing = f"activity:{activity.uuid}"
    audit.record(viewer, f"{act}_activity", thing, commune_id=activity.commune_id, **detail)
    write_correction(viewer, activity, act, correction, before, after)


def _verdict(act: ActivityAct, decision: dict[str, object]) -> dict[str, object]:
    """Return what an entry says of the decision on it: nothing once it is reopened."""
    verdict = {
        "decided_at": decision["decided_at"],
        "decided_by_id": decision["reviewer_id"],
        "reason": decision["reason"],
        "reason_note": decision["note"] or None,
    }
    return dict.fromkeys(verdict) if act == ActivityAct.reopen else verdict


def _decision(viewer: Viewer, activity: Activity, act: ActivityAct, moment: datetime) -> dict[str, object]:
    """Return the row of the decision, with the entry as the reviewer saw it."""
    content = activity.content()
    return {
        "activity_id": activity.id,
        "commune_id": activity.commune_id,
        "reviewer_id": viewer.id,
        "outcome": act.value,
        "content": canonical_json(content).decode(),
        "content_sha256": digest(content),
        "submitted_at": activity.submitted_at,
        "decided_at": moment,
    }


def _change(activity: Activity, change: dict[str, object]) -> None:
    """Write the decision to the entry unless somebody was quicker.

    Other writers wait meanwhile, so this goes past the session's bookkeeping, which takes longer than all the
    rest of a decision; the version is compared and counted up as the session would.
    """
    change = change | {"version": activity.version + 1}
    values = {f"new_{name}": value for name, value in change.items()}
    seen = {"id_seen": activity.id, "version_seen": activity.version}
    if db.session.execute(_CHANGE_ENTRY, values | seen).rowcount != 1:
        raise RuleBroken("changed_meanwhile")
    for name, value in change.items():
        set_committed_value(activity, name, value)


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


# Built once: hundreds of decisions a second pass here.
_entries = Activity.__table__
_CHANGED = ("status", "updated_at", "decided_at", "decided_by_id", "reason", "reason_note", "version")
_CHANGE_ENTRY = (
    _entries.update()
    .where(_entries.c.id == bindparam("id_seen"), _entries.c.version == bindparam("version_seen"))
    .values({name: bindparam(f"new_{name}") for name in _CHANGED})
)
_ADD_REVIEW = Review.__table__.insert().inline()

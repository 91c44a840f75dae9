"""Decide on entries: approve, return, reopen; each with its tallies and its audit row in one unit of work."""

from collections.abc import Sequence
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
from portal.services.ledger import refuse_closed, write_correction
from portal.services.notes import read_note
from portal.services.second_looks import draw_second_looks
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
    correction = read_note(correction, is_needed=False)
    before = tallies.contribution_of(activity)
    words = {"reason": reason, "note": note, "bulk_id": bulk_id}
    _decide(viewer, act, [(activity, version)], words, correction)
    write_correction(viewer, activity, act, correction, before, tallies.contribution_of(activity))


def approve_all(viewer: Viewer, seen: Sequence[tuple[Activity, int]], bulk_id: int) -> None:
    """Approve entries, each with the version seen, within the open unit of work, in a few statements.

    Each passes the same checks as alone, and none may lie in a closed period. Raises as approve_activity.
    """
    if not seen:
        return
    _decide(viewer, ActivityAct.approve, seen, {"reason": None, "note": "", "bulk_id": bulk_id})
    refuse_closed((activity.commune_path, activity.occurred_on) for activity, _version in seen)


def _decide(
    viewer: Viewer,
    act: ActivityAct,
    seen: Sequence[tuple[Activity, int | None]],
    words: dict[str, object],
    correction: str = "",
) -> None:
    """Check and write decisions with all that belongs to them, but for the ledger of closed figures."""
    moment, entries = clock.now(), [activity for activity, _version in seen]
    statuses = [_check(viewer, act, activity, version) for activity, version in seen]
    before = [tallies.contribution_of(activity) for activity in entries]
    decisions = [_decision(viewer, activity, act, moment) | words for activity in entries]
    changes = [
        {"status": status.value, "updated_at": moment} | _verdict(act, decision)
        for status, decision in zip(statuses, decisions, strict=True)
    ]
    _change(entries, changes)
    db.session.execute(_ADD_REVIEW, decisions)
    if act == ActivityAct.approve:
        draw_second_looks(entries, viewer.id, moment)
    tallies.replace_all(before, [tallies.contribution_of(activity) for activity in entries])
    audit.record_all(
        [
            _deed(viewer, act, activity, one, correction)
            for activity, one in zip(entries, decisions, strict=True)
        ]
    )


def _check(viewer: Viewer, act: ActivityAct, activity: Activity, version: int | None) -> ActivityStatus:
    """Return the status to which the decision leads."""
    require(viewer, Action.decide_activity, activity)
    _refuse_decided(activity, act)
    status = next_status(activity.status, act)
    if version is not None and activity.version != version:
        raise RuleBroken("changed_meanwhile")
    return status


def _deed(
    viewer: Viewer, act: ActivityAct, activity: Activity, decision: dict[str, object], correction: str
) -> audit.Deed:
    detail = {"sha256": decision["content_sha256"], "reason": decision["reason"]}
    detail |= {"correction": correction} if correction else {}
    detail |= {} if decision["bulk_id"] is None else {"bulk": decision["bulk_id"]}
    thing = f"activity:{activity.uuid}"
    return audit.deed(viewer, f"{act}_activity", thing, commune_id=activity.commune_id, **detail)


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


def _change(entries: Sequence[Activity], changes: Sequence[dict[str, object]]) -> None:
    """Write the decisions to the entries unless somebody was quicker at one of them.

    Other writers wait meanwhile, so this goes past the session's bookkeeping, which takes longer than all the
    rest of a decision; the version is compared and counted up as the session would.
    """
    rows = []
    for activity, change in zip(entries, changes, strict=True):
        change["version"] = activity.version + 1
        values = {f"new_{name}": value for name, value in change.items()}
        rows.append(values | {"id_seen": activity.id, "version_seen": activity.version})
    if db.session.execute(_CHANGE_ENTRY, rows).rowcount != len(rows):
        raise RuleBroken("changed_meanwhile")
    for activity, change in zip(entries, changes, strict=True):
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

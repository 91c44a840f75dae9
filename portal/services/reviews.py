"""Decide on entries: approve, return, reopen; each with its tallies and its audit row in one unit of work."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

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
from portal.services.reviewer_days import count_decisions
from portal.services.second_looks import draw_second_looks
from portal.services.tallies import Contribution
from portal.transaction import gathered, transactional

DECIDED = (ActivityStatus.approved, ActivityStatus.returned)


class Decision(NamedTuple):
    """A decision that was checked: what it changes of the entry, and the rows that go with it."""

    viewer: Viewer
    activity: Activity
    correction: str
    change: dict[str, object]
    review: dict[str, object]
    before: Contribution
    deed: audit.Deed

    @property
    def after(self) -> Contribution:
        """What the entry adds to the tallies from now on."""
        return replace(self.before, status=self.change["status"])

    @property
    def is_approval(self) -> bool:
        """Tell whether the entry is approved by it."""
        return self.review["outcome"] == ActivityAct.approve

    @property
    def place(self) -> tuple[str, date]:
        """The path of the entry's commune, and its day."""
        return self.activity.commune_path, self.before.occurred_on


def approve_activity(
    viewer: Viewer, activity: Activity, *, version: int | None = None, correction: str = ""
) -> None:
    """Approve an entry, so that it counts.

    `version` is the one that the reviewer saw. In a closed period `correction` says why its figures are
    corrected, and the ledger keeps it. Raises NotAllowed, and RuleBroken("decided_meanwhile",
    "changed_meanwhile", "illegal_transition" or, without a correction, "closed_period").
    """
    decide(viewer, activity, ActivityAct.approve, version, correction=correction)


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
    """Decide on an entry; within an open unit of work a refusal has to end it.

    `bulk_id` names the approval of many that the decision is a part of. Raises as approve_activity.
    """
    words = {"reason": reason, "note": note, "bulk_id": bulk_id}
    decision = _check(viewer, act, activity, version, words, read_note(correction, is_needed=False))
    if decision.correction:
        # The ledger compares closed figures with and without it, so nothing else may change meanwhile.
        _write([decision])
    else:
        _write_among_others(decision)
    _show(decision)


def approve_all(viewer: Viewer, seen: Sequence[tuple[Activity, int]], bulk_id: int) -> None:
    """Approve entries, each with the version seen, within the open unit of work, in a few statements.

    Each passes the same checks as alone, and none may lie in a closed period. Raises as approve_activity.
    """
    words = {"reason": None, "note": "", "bulk_id": bulk_id}
    decisions = [_check(viewer, ActivityAct.approve, *one, words) for one in seen]
    if decisions:
        _write(decisions)
    for decision in decisions:
        _show(decision)


@transactional
def _write(decisions: Sequence[Decision]) -> list[None]:
    """Write decisions with all that belongs to them, in a few statements."""
    # One order for all, so that two units of work never wait for each other in a ring.
    decisions = sorted(decisions, key=lambda one: one.activity.id)
    reviews = [one.review for one in decisions]
    _change(decisions)
    db.session.execute(_ADD_REVIEW, reviews)
    draw_second_looks((one.activity, one.review) for one in decisions if one.is_approval)
    tallies.replace_all((one.before for one in decisions), (one.after for one in decisions))
    count_decisions(
        [one.activity.id for one in decisions],
        [one.activity.id for one in decisions if one.review["outcome"] == ActivityAct.reopen],
    )
    audit.record_all([one.deed for one in decisions])
    refuse_closed(one.place for one in decisions if not one.correction)
    for one in decisions:
        if one.correction:
            write_correction(
                one.viewer, one.activity, one.review["outcome"], one.correction, one.before, one.after
            )
    return [None] * len(decisions)


# Many reviewers decide at the same moment of an evening.
_write_among_others = gathered(_write)


def _check(
    viewer: Viewer,
    act: ActivityAct,
    activity: Activity,
    version: int | None,
    words: dict[str, object],
    correction: str = "",
) -> Decision:
    """Return what is to be written, unless the decision may not be taken."""
    require(viewer, Action.decide_activity, activity)
    _refuse_decided(activity, act)
    status = next_status(activity.status, act)
    if version is not None and activity.version != version:
        raise RuleBroken("changed_meanwhile")
    review = _review(viewer, activity, act) | words
    change = {"status": status.value, "updated_at": review["decided_at"], "version": activity.version + 1}
    return Decision(
        viewer=viewer,
        activity=activity,
        correction=correction,
        change=change | _verdict(act, review),
        review=review,
        before=tallies.contribution_of(activity),
        deed=_deed(viewer, act, activity, review, correction),
    )


def _deed(
    viewer: Viewer, act: ActivityAct, activity: Activity, review: dict[str, object], correction: str
) -> audit.Deed:
    detail = {"sha256": review["content_sha256"], "reason": review["reason"]}
    detail |= {"correction": correction} if correction else {}
    detail |= {} if review["bulk_id"] is None else {"bulk": review["bulk_id"]}
    thing = f"activity:{activity.uuid}"
    return audit.deed(viewer, f"{act}_activity", thing, commune_id=activity.commune_id, **detail)


def _verdict(act: ActivityAct, review: dict[str, object]) -> dict[str, object]:
    """Return what an entry says of the decision on it: nothing once it is reopened."""
    verdict = {
        "decided_at": review["decided_at"],
        "decided_by_id": review["reviewer_id"],
        "reason": review["reason"],
        "reason_note": review["note"] or None,
    }
    return dict.fromkeys(verdict) if act == ActivityAct.reopen else verdict


def _review(viewer: Viewer, activity: Activity, act: ActivityAct) -> dict[str, object]:
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
        "decided_at": clock.now(),
    }


def _change(decisions: Sequence[Decision]) -> None:
    """Write the decisions to the entries unless somebody was quicker at one of them.

    Other writers wait meanwhile, so this goes past the session's bookkeeping, which takes longer than all the
    rest of a decision; the version is compared and counted up as the session would.
    """
    rows = [
        {f"new_{name}": value for name, value in one.change.items()}
        | {"id_seen": one.review["activity_id"], "version_seen": one.change["version"] - 1}
        for one in decisions
    ]
    if db.session.execute(_CHANGE_ENTRY, rows).rowcount != len(rows):
        raise RuleBroken("changed_meanwhile")


def _show(decision: Decision) -> None:
    """Let the entry that the session holds read as it was written."""
    for name, value in decision.change.items():
        set_committed_value(decision.activity, name, value)


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

"""Approve many entries in one act, once the few of them that the server drew were opened."""

from collections.abc import Mapping, Sequence
from secrets import SystemRandom
from uuid import UUID

from sqlalchemy import select

from portal import clock
from portal.domain.actions import Action
from portal.domain.activity_status import ActivityAct, ActivityStatus
from portal.domain.bulk_reviews import (
    CHANGED_MEANWHILE,
    CLOSED_PERIOD,
    DECIDED_MEANWHILE,
    MOST_CHOSEN,
    OTHER_COMMUNE,
    OWN_ENTRY,
    how_many_to_draw,
)
from portal.domain.errors import RuleBroken
from portal.domain.roles import Viewer
from portal.extensions import db
from portal.models import Activity, BulkReview
from portal.policy import allows, require
from portal.queries.bulk_reviews import list_entries, list_named
from portal.queries.closings import ClosedPeriod, list_closed_over
from portal.services import audit
from portal.services.notes import read_note
from portal.services.reviews import DECIDED, approve_all, decide
from portal.transaction import transactional

_chance = SystemRandom()


@transactional
def begin_bulk(viewer: Viewer, chosen: Mapping[UUID, int], correction: str = "") -> BulkReview:
    """Store which entries, each with the version seen, are to be approved, and draw those to be opened.

    What the viewer cannot see is as if it was not named; what they may not decide on is left out, and so is
    what lies in a closed period unless `correction` says why its figures are corrected. Raises
    RuleBroken("too_many_chosen" or "none_to_approve") and the codes of read_note.
    """
    require(viewer, Action.view_reviews)
    correction = read_note(correction, is_needed=False)
    if len(chosen) > MOST_CHOSEN:
        raise RuleBroken("too_many_chosen", most=MOST_CHOSEN)
    seen = [one for one in list_named(chosen) if allows(viewer, Action.view_activity, one)]
    closed = [] if correction else _list_closed(seen)
    commune_id = _choose_commune(viewer, seen, closed)
    if commune_id is None:
        raise RuleBroken("none_to_approve")
    obstacles = {one: _obstacle(viewer, one, commune_id, closed) for one in seen}
    fitting = [one for one, why in obstacles.items() if why is None]
    ids = [one.id for one in fitting]
    drawn = sorted(_chance.sample(ids, how_many_to_draw(len(ids))), key=ids.index)
    bulk = BulkReview(
        reviewer_id=viewer.id,
        commune_id=commune_id,
        chosen=[[one.id, chosen[one.uuid]] for one in fitting],
        drawn=drawn,
        opened={},
        left_out=[[one.id, why] for one, why in obstacles.items() if why is not None],
        correction=correction,
        created_at=clock.now(),
    )
    db.session.add(bulk)
    db.session.flush()
    details = {"chosen": len(ids), "drawn": drawn} | ({"correction": correction} if correction else {})
    audit.record(viewer, "begin_bulk", f"bulk_review:{bulk.id}", commune_id=commune_id, **details)
    return bulk


@transactional
def open_drawn(viewer: Viewer, bulk_id: int, activity: Activity) -> None:
    """Note that a drawn entry was shown to the reviewer; any other entry changes nothing."""
    require(viewer, Action.view_activity, activity)
    bulk = _lock(viewer, bulk_id)
    if activity.id in bulk.unopened and bulk.done_at is None:
        bulk.opened = bulk.opened | {str(activity.id): clock.now().isoformat()}


@transactional
def approve_bulk(viewer: Viewer, bulk_id: int) -> int:
    """Approve what was chosen and return how many; what cannot be is left out, and said so in the row.

    Raises RuleBroken("bulk_done", or "bulk_unopened" with the `entries` that remain to be opened).
    """
    bulk = _lock(viewer, bulk_id)
    if bulk.done_at is not None:
        raise RuleBroken("bulk_done")
    versions = dict(bulk.chosen)
    _lock_entries(versions)
    entries = list_entries(versions)
    if bulk.unopened:
        raise RuleBroken("bulk_unopened", entries=_names(entries, bulk.unopened))
    closed = _list_closed(entries)
    obstacles = _obstacles(viewer, bulk, entries, closed)
    fitting = [entry for entry in entries if entry.id not in obstacles]
    corrected = [entry for entry in fitting if _is_closed(entry, closed)]
    approve_all(viewer, [(one, one.version) for one in fitting if one not in corrected], bulk.id)
    # The ledger keeps what each of these changed, one after another.
    for entry in corrected:
        act, why = ActivityAct.approve, bulk.correction
        decide(viewer, entry, act, versions[entry.id], correction=why, bulk_id=bulk.id)
    left_out, approved = bulk.left_out + [list(one) for one in obstacles.items()], len(fitting)
    bulk.left_out, bulk.done_at = left_out, clock.now()
    db.session.flush()
    details = {"approved": approved, "left_out": len(left_out)}
    audit.record(viewer, "approve_bulk", f"bulk_review:{bulk.id}", commune_id=bulk.commune_id, **details)
    return approved


def _choose_commune(viewer: Viewer, seen: Sequence[Activity], closed: Sequence[ClosedPeriod]) -> int | None:
    """Return the commune of the first entry that can be approved, else of one that needs a reason for it."""
    fit = (
        one.commune_id
        for hindering in (closed, ())
        for one in seen
        if not _obstacle(viewer, one, None, hindering)
    )
    return next(fit, None)


def _lock(viewer: Viewer, bulk_id: int) -> BulkReview:
    """Return the row for changing it; two windows of one reviewer wait for each other."""
    own = select(BulkReview).where(BulkReview.id == bulk_id, BulkReview.reviewer_id == viewer.id)
    return db.session.scalars(own.with_for_update().execution_options(populate_existing=True)).one()


def _lock_entries(ids: Mapping[int, int]) -> None:
    """Lock the entries in one order and before any tally, so that two reviewers never wait in a circle."""
    wanted = select(Activity).where(Activity.id.in_(sorted(ids))).order_by(Activity.id)
    db.session.scalars(wanted.with_for_update().execution_options(populate_existing=True)).all()


def list_obstacles(viewer: Viewer, bulk: BulkReview, entries: Sequence[Activity]) -> dict[int, str]:
    """List which entries would be left out if all were approved now: their ids, each with why."""
    return _obstacles(viewer, bulk, entries, _list_closed(entries)) if bulk.done_at is None else {}


def _obstacles(
    viewer: Viewer, bulk: BulkReview, entries: Sequence[Activity], closed: Sequence[ClosedPeriod]
) -> dict[int, str]:
    versions, hindering, found = dict(bulk.chosen), () if bulk.correction else closed, {}
    for entry in entries:
        why = _obstacle(viewer, entry, bulk.commune_id, hindering)
        if why is None and entry.version != versions[entry.id]:
            why = CHANGED_MEANWHILE
        if why is not None:
            found[entry.id] = why
    return found


def _list_closed(entries: Sequence[Activity]) -> Sequence[ClosedPeriod]:
    """List the closings over some entries; each decision there needs a reason."""
    return list_closed_over((one.commune_path, one.occurred_on) for one in entries)


def _is_closed(entry: Activity, closed: Sequence[ClosedPeriod]) -> bool:
    return any(one.covers(entry.commune_path, entry.occurred_on) for one in closed)


def _obstacle(
    viewer: Viewer, entry: Activity, commune_id: int | None = None, closed: Sequence[ClosedPeriod] = ()
) -> str | None:
    """Say why an entry is not approved with others, or None when it can be."""
    if not allows(viewer, Action.decide_activity, entry):
        own = (entry.author_id, entry.logged_by_id, entry.carried_by_id)
        return OWN_ENTRY if viewer.id in own else OTHER_COMMUNE
    if commune_id is not None and entry.commune_id != commune_id:
        return OTHER_COMMUNE
    if entry.status in DECIDED:
        return DECIDED_MEANWHILE
    if _is_closed(entry, closed):
        return CLOSED_PERIOD
    return None if entry.status == ActivityStatus.submitted else CHANGED_MEANWHILE


def _names(entries: Sequence[Activity], ids: Sequence[int]) -> str:
    """Name entries as the list does."""
    return "; ".join(f"{one.author.name}, {one.occurred_on:%d/%m/%Y}" for one in entries if one.id in ids)

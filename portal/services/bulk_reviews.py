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
from portal.services.reviews import DECIDED, decide
from portal.transaction import transactional

_chance = SystemRandom()


@transactional
def begin_bulk(viewer: Viewer, chosen: Mapping[UUID, int]) -> BulkReview:
    """Store which entries, each with the version seen, are to be approved, and draw those to be opened.

    What the viewer cannot see is as if it was not named; what they may not decide on is left out. Raises
    RuleBroken("too_many_chosen" or "none_to_approve").
    """
    require(viewer, Action.view_reviews)
    if len(chosen) > MOST_CHOSEN:
        raise RuleBroken("too_many_chosen", most=MOST_CHOSEN)
    seen = [one for one in list_named(chosen) if allows(viewer, Action.view_activity, one)]
    commune_id = next((one.commune_id for one in seen if _obstacle(viewer, one) is None), None)
    closed = _list_closed(seen)
    left_out = [(one, why) for one in seen if (why := _obstacle(viewer, one, commune_id, closed))]
    fitting = [one for one in seen if _obstacle(viewer, one, commune_id, closed) is None]
    if not fitting:
        raise RuleBroken("none_to_approve")
    ids = [one.id for one in fitting]
    drawn = sorted(_chance.sample(ids, how_many_to_draw(len(ids))), key=ids.index)
    bulk = BulkReview(
        reviewer_id=viewer.id,
        commune_id=commune_id,
        chosen=[[one.id, chosen[one.uuid]] for one in fitting],
        drawn=drawn,
        opened={},
        left_out=[[one.id, why] for one, why in left_out],
        created_at=clock.now(),
    )
    db.session.add(bulk)
    db.session.flush()
    thing = f"bulk_review:{bulk.id}"
    audit.record(viewer, "begin_bulk", thing, commune_id=commune_id, chosen=len(ids), drawn=drawn)
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
    approved, left_out, closed = 0, list(bulk.left_out), _list_closed(entries)
    for entry in entries:
        why = _obstacle(viewer, entry, bulk.commune_id, closed)
        if why is None and entry.version != versions[entry.id]:
            why = CHANGED_MEANWHILE
        if why is not None:
            left_out.append([entry.id, why])
            continue
        decide(viewer, entry, ActivityAct.approve, versions[entry.id], bulk_id=bulk.id)
        approved += 1
    bulk.left_out, bulk.done_at = left_out, clock.now()
    db.session.flush()
    details = {"approved": approved, "left_out": len(left_out)}
    audit.record(viewer, "approve_bulk", f"bulk_review:{bulk.id}", commune_id=bulk.commune_id, **details)
    return approved


def _lock(viewer: Viewer, bulk_id: int) -> BulkReview:
    """Return the row for changing it; two windows of one reviewer wait for each other."""
    own = select(BulkReview).where(BulkReview.id == bulk_id, BulkReview.reviewer_id == viewer.id)
    return db.session.scalars(own.with_for_update().execution_options(populate_existing=True)).one()


def _lock_entries(ids: Mapping[int, int]) -> None:
    """Lock the entries in one order and before any tally, so that two reviewers never wait in a circle."""
    wanted = select(Activity).where(Activity.id.in_(sorted(ids))).order_by(Activity.id)
    db.session.scalars(wanted.with_for_update().execution_options(populate_existing=True)).all()


def _list_closed(entries: Sequence[Activity]) -> Sequence[ClosedPeriod]:
    """List the closings under which some of the entries lie; each decision there needs a reason."""
    places = [(one.commune_path, one.occurred_on) for one in entries]
    return list_closed_over(places) if places else []


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
    if any(one.covers(entry.commune_path, entry.occurred_on) for one in closed):
        return CLOSED_PERIOD
    return None if entry.status == ActivityStatus.submitted else CHANGED_MEANWHILE


def _names(entries: Sequence[Activity], ids: Sequence[int]) -> str:
    """Name entries as the list does."""
    return "; ".join(f"{one.author.name}, {one.occurred_on:%d/%m/%Y}" for one in entries if one.id in ids)

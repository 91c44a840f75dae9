"""What phones report of their queues, kept as proof against silent loss, and what became of gaps."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from portal import clock
from portal.domain.actions import Action
from portal.domain.errors import RuleBroken
from portal.domain.queues import (
    GAP_REASONS,
    HIGHEST_SEQ,
    MOST_MISSING,
    OTHER,
    QueueReport,
    clock_offset,
    list_missing,
    merge_waiting,
    oldest_saved,
)
from portal.domain.roles import Viewer
from portal.extensions import db
from portal.models import Queue, QueueSettlement
from portal.policy import require
from portal.queries.queues import QueueSheet, list_arrived
from portal.services import audit
from portal.services.notes import read_note
from portal.transaction import transactional

# A browser that forgets everything is a new phone each time; so many of them nobody has.
MOST_QUEUES = 200
# An entry may be stamped this long before it is committed, and so be overlooked by a report in between.
COUNT_MARGIN = timedelta(minutes=1)
_MOST_AUDITED = 50


@transactional
def report_queue(viewer: Viewer, device: str, report: QueueReport) -> list[int]:
    """Keep what a phone says of the viewer's queue, and return the numbers that it saved and that never came.

    A report that arrives late takes nothing back. Raises RuleBroken("too_many_queues").
    """
    moment = clock.now()
    queue = _lock_queue(viewer.id, device, moment)
    if queue is None:
        raise RuleBroken("too_many_queues")
    arrived = list_arrived(viewer.id, device)
    waiting = merge_waiting(report.waiting, report.last_seq, queue.waiting)
    queue.last_seq = max(queue.last_seq, report.last_seq)
    queue.discarded = sorted(report.discarded.union(queue.discarded))
    gone = arrived.union(queue.discarded, queue.answered)
    queue.waiting = [pair for pair in waiting if pair[0] not in gone]
    queue.waiting_count = len(queue.waiting)
    queue.photos_waiting = report.photos_waiting
    queue.clock_offset_seconds = clock_offset(report.client_time, moment)
    queue.oldest_waiting_at = oldest_saved(queue.waiting, queue.clock_offset_seconds, moment)
    before = queue.missing
    queue.missing = list_missing(queue.last_seq, gone, [seq for seq, _ in queue.waiting])[:MOST_MISSING]
    queue.unsettled_count = len(set(queue.missing).difference(queue.settled))
    queue.reported_at, queue.counted_at = moment, moment - COUNT_MARGIN
    _record_new_gap(viewer, queue, set(queue.missing).difference(before, queue.settled))
    return queue.missing


@transactional
def note_answer(user_id: int, device: str, seq: int) -> None:
    """Note that an entry which a phone sent as this number was stored before, under another number or none.

    Such are corrections, and entries that were also sent by hand; they are no gap.
    """
    queue = _lock_queue(user_id, device, clock.now()) if 1 <= seq <= HIGHEST_SEQ else None
    if queue is None:
        return
    queue.answered = sorted({*queue.answered, seq})
    queue.last_seq = max(queue.last_seq, seq)
    queue.waiting = [pair for pair in queue.waiting if pair[0] != seq]
    queue.waiting_count = len(queue.waiting)
    queue.missing = [number for number in queue.missing if number != seq]
    queue.unsettled_count = len(set(queue.missing).difference(queue.settled))


@transactional
def settle_gap(
    viewer: Viewer, sheet: QueueSheet, numbers: Collection[int], reason: str, note: str = ""
) -> None:
    """Note what became of entries that never arrived, with a reason of GAP_REASONS; "other" needs a note.

    Raises NotAllowed, and RuleBroken("unknown_reason", "note_needed", "note_too_long", "bad_note",
    "nothing_chosen" or "gap_changed").
    """
    require(viewer, Action.settle_gap, sheet)
    note = read_note(note, is_needed=reason == OTHER)
    if reason not in GAP_REASONS:
        raise RuleBroken("unknown_reason")
    if not numbers:
        raise RuleBroken("nothing_chosen")
    queue = db.session.scalars(_queue(Queue.id == sheet.id)).one()
    open_numbers = set(sheet.missing).intersection(queue.missing).difference(queue.settled)
    if not open_numbers.issuperset(numbers):
        raise RuleBroken("gap_changed")
    told = sorted(set(numbers))
    queue.settled = sorted({*queue.settled, *told})
    queue.unsettled_count = len(set(queue.missing).difference(queue.settled))
    db.session.add(
        QueueSettlement(
            queue_id=queue.id, numbers=told, reason=reason, note=note, settled_by_id=viewer.id,
            settled_at=clock.now(),
        )
    )  # fmt: skip
    db.session.flush()
    commune_id = sheet.seats[0].commune_id if sheet.seats else None
    audit.record(
        viewer, Action.settle_gap, f"queue:{queue.id}", commune_id=commune_id, reason=reason,
        numbers=told[:_MOST_AUDITED], count=len(told),
    )  # fmt: skip


def _lock_queue(user_id: int, device: str, moment: datetime) -> Queue | None:
    """Return the queue, locked; None when a person with far too many would get another.

    It is made when it is met for the first time, also by two reports at once.
    """
    found = _queue(Queue.user_id == user_id, Queue.device == device)
    queue = db.session.scalar(found)
    if queue is not None:
        return queue
    count = select(func.count()).select_from(Queue).where(Queue.user_id == user_id)
    if db.session.scalar(count) >= MOST_QUEUES:
        return None
    fresh = {"user_id": user_id, "device": device, "reported_at": moment, "first_seen_at": moment}
    fresh |= {"counted_at": moment - COUNT_MARGIN}
    insert = _INSERTS[db.engine.dialect.name](Queue).values(fresh).on_conflict_do_nothing()
    db.session.execute(insert)
    return db.session.scalars(found).one()


def _queue(*which):
    return select(Queue).where(*which).with_for_update().execution_options(populate_existing=True)


def _record_new_gap(viewer: Viewer, queue: Queue, fresh: set[int]) -> None:
    """Record numbers that are missing for the first time; a contact without news leaves no row."""
    if not fresh:
        return
    db.session.flush()
    commune_id = viewer.seats[0].commune_id if viewer.seats else None
    audit.record(
        viewer, "report_gap", f"queue:{queue.id}", commune_id=commune_id,
        numbers=sorted(fresh)[:_MOST_AUDITED], count=len(fresh),
    )  # fmt: skip


_INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}

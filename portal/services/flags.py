"""Look in the background for signs that entries may not rest on real work, and keep them as flags."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, update

from portal import clock
from portal.domain.quality import rank
from portal.domain.quality_surroundings import FIRST_PHOTO_PRINT, Checked
from portal.extensions import db
from portal.models import Activity, EntryPrint, Flag
from portal.queries.batches import batches
from portal.queries.flag_facts import read_batch
from portal.queries.flags import list_due
from portal.transaction import end_read, transactional

BATCH = 1_000
# So many at a time leave time for the other jobs.
MOST_BATCHES = 20
# Writers wait for each other, so what was found is written in short turns.
WRITTEN_AT_ONCE = 500


def find_flags() -> None:
    """Check the entries that were stored or changed since they were checked last, also by a photo."""
    for _turn in range(MOST_BATCHES):
        ids = list_due(BATCH)
        if not ids:
            break
        batch = read_batch(ids)
        end_read()
        checked = [batch.surroundings.check(entry) for entry in batch.entries]
        for some in batches(checked, WRITTEN_AT_ONCE):
            _keep_flags(some, batch.seen)
        for some in batches(sorted(batch.gone), WRITTEN_AT_ONCE):
            _drop_all(some, batch.seen)
    end_read()


@transactional
def drop_flags(activity: Activity) -> None:
    """Take the flags of an entry away at once; its prints follow when it is checked."""
    db.session.execute(delete(Flag).where(Flag.activity_id == activity.id))
    activity.flag_rank = 0


@transactional
def forget_photo_prints(activity_id: int) -> None:
    """Delete what is left of the photos of an entry whose pictures were deleted."""
    of_photos = (EntryPrint.activity_id == activity_id, EntryPrint.value >= FIRST_PHOTO_PRINT)
    db.session.execute(delete(EntryPrint).where(*of_photos))


@transactional
def _keep_flags(checked: Sequence[Checked], seen: Mapping[int, datetime]) -> None:
    """Replace the flags and prints of entries by what was found.

    What changed meanwhile stays due, and is checked once more.
    """
    _delete_found([one.entry.id for one in checked])
    moment = clock.now()
    flags = [
        {
            "activity_id": one.entry.id,
            "code": code,
            "details": finding.details,
            "other_id": finding.other_id,
            "found_at": moment,
        }
        for one in checked
        for code, finding in one.findings.items()
    ]
    prints = [
        {"value": mark, "activity_id": one.entry.id, "photo": photo}
        for one in checked
        for mark, photo in sorted(one.prints.items())
    ]
    for table, rows in ((Flag, flags), (EntryPrint, prints)):
        if rows:
            db.session.execute(table.__table__.insert(), rows)
    ranks = [{"its_id": one.entry.id, "rank": rank(one.findings)} for one in checked]
    db.session.execute(_RANK, ranks)
    _note_checked([one.entry.id for one in checked], seen)


@transactional
def _drop_all(ids: Collection[int], seen: Mapping[int, datetime]) -> None:
    _delete_found(ids)
    _note_checked(ids, seen)


def _delete_found(ids: Collection[int]) -> None:
    for table in (Flag, EntryPrint):
        db.session.execute(delete(table).where(table.activity_id.in_(ids)))


def _note_checked(ids: Collection[int], seen: Mapping[int, datetime]) -> None:
    db.session.execute(_CHECKED, [{"its_id": entry_id, "moment": seen[entry_id]} for entry_id in ids])


# Past the session and its versions: a flag is nothing that somebody stated or decided.
_entries = Activity.__table__
_RANK = (
    update(_entries)
    .where(_entries.c.id == bindparam("its_id"), _entries.c.flag_rank != bindparam("rank"))
    .values(flag_rank=bindparam("rank"))
)
_CHECKED = (
    update(_entries)
    .where(_entries.c.id == bindparam("its_id"), _entries.c.updated_at == bindparam("moment"))
    .where(_entries.c.is_check_due)
    .values(is_check_due=False)
)

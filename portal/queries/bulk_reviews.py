"""Approvals of many entries: one of the reviewer's own, with its entries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.domain.activity_status import ActivityStatus
from portal.domain.bulk_reviews import CLOSED_PERIOD
from portal.domain.roles import Viewer
from portal.extensions import db
from portal.models import Activity, BulkReview


@dataclass(frozen=True)
class BulkSheet:
    """What was chosen, in the order of the list, with what was drawn of it and what was left out and why."""

    bulk: BulkReview
    entries: Sequence[Activity]
    left_out: Sequence[tuple[Activity, str]]

    @property
    def drawn(self) -> list[Activity]:
        """The entries that are opened before all are approved."""
        return [entry for entry in self.entries if entry.id in self.bulk.drawn]

    @property
    def next_to_open(self) -> Activity | None:
        """The first drawn entry that nobody has looked at yet."""
        return next((entry for entry in self.drawn if entry.id in self.bulk.unopened), None)

    @property
    def in_closed_period(self) -> list[Activity]:
        """What was left out because its period is closed, and still waits."""
        waiting = (entry for entry, why in self.left_out if why == CLOSED_PERIOD)
        return [entry for entry in waiting if entry.status == ActivityStatus.submitted]

    def without(self, obstacles: Mapping[int, str]) -> "BulkSheet":
        """Return the sheet with further entries left out, given by their ids with why."""
        entries = [entry for entry in self.entries if entry.id not in obstacles]
        more = [(entry, obstacles[entry.id]) for entry in self.entries if entry.id in obstacles]
        return replace(self, entries=entries, left_out=[*self.left_out, *more])

    def is_opened(self, entry: Activity) -> bool:
        """Tell whether the reviewer was shown the entry."""
        return str(entry.id) in self.bulk.opened


def get_own_bulk(viewer: Viewer, bulk_id: int) -> BulkSheet | None:
    """Return an approval of many that the viewer began, in two statements, or None."""
    wanted = select(BulkReview).where(BulkReview.id == bulk_id, BulkReview.reviewer_id == viewer.id)
    bulk = db.session.scalar(wanted.execution_options(populate_existing=True))
    if bulk is None:
        return None
    why = dict(bulk.left_out)
    ids = {activity_id for activity_id, _version in bulk.chosen}
    found = list_entries(ids | why.keys())
    entries = [entry for entry in found if entry.id in ids and entry.id not in why]
    return BulkSheet(bulk, entries, [(entry, why[entry.id]) for entry in found if entry.id in why])


def list_entries(ids: Collection[int]) -> Sequence[Activity]:
    """List entries with all that a decision asks for, in the order of the review queue."""
    wanted = _entries().where(Activity.id.in_(sorted(ids)))
    return db.session.scalars(wanted.order_by(Activity.submitted_at, Activity.id)).all()


def list_named(uuids: Collection[UUID]) -> Sequence[Activity]:
    """List entries by what names them outside, like list_entries; those that are not there are left out."""
    wanted = _entries().where(Activity.uuid.in_(list(uuids)))
    return db.session.scalars(wanted.order_by(Activity.submitted_at, Activity.id)).all()


def _entries():
    related = (Activity.team, Activity.commune, Activity.author, Activity.logged_by)
    return select(Activity).options(*(joinedload(one) for one in related))

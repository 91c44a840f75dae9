"""The ledger of corrections: what was changed in closed figures, by whom and why."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, select

from portal.domain.closings import Numerators, add_changes
from portal.domain.periods import Period
from portal.extensions import db
from portal.models import Activity, Closing, LedgerEntry, Team, User

PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A correction as the ledger shows it, with the entry that caused it."""

    id: int
    corrected_at: datetime
    corrected_by: str
    reason: str
    cause: str
    before: dict
    after: dict
    lines: tuple[str, ...]
    period: Period
    revision: int
    uuid: UUID | None
    occurred_on: date | None
    visits: int | None
    team: str | None

    @property
    def figures(self) -> list[tuple[str, int, int]]:
        """Each line or line/skill that changed, before and after."""
        after = self.after["figures"]
        return [(key, before, after[key]) for key, before in sorted(self.before["figures"].items())]


def list_ledger(
    campaign_id: int,
    unit_id: int,
    period: Period | None = None,
    *,
    after: int | None = None,
    limit: int | None = PAGE_SIZE,
) -> tuple[list[LedgerRow], int | None]:
    """List the corrections of a place's closed figures, the latest first, and where the next page begins.

    `after` is the id of the last row of the page before; without a limit all are listed.
    """
    rows = _select_rows().where(Closing.campaign_id == campaign_id, Closing.unit_id == unit_id)
    if period:
        rows = rows.where(Closing.starts_on == period.starts_on, Closing.ends_on == period.ends_on)
    if after:
        rows = rows.where(LedgerEntry.id < after)
    found = db.session.execute(rows.limit(limit + 1) if limit else rows).all()
    page = found[:limit] if limit else found
    listed = [LedgerRow(*row[:8], Period(row[8], row[9]), *row[10:]) for row in page]
    return listed, page[-1].id if len(found) > len(page) else None


def sum_changes(closing_ids: Collection[int]) -> Numerators:
    """Add up by how much corrections changed what stands above each line of some closings."""
    pairs: Sequence = db.session.execute(
        select(LedgerEntry.before, LedgerEntry.after).where(LedgerEntry.closing_id.in_(closing_ids))
    ).all()
    return add_changes((before["figures"], after["figures"]) for before, after in pairs)


def _select_rows() -> Select:
    """Read the columns of LedgerRow, the latest correction first."""
    return (
        select(
            LedgerEntry.id,
            LedgerEntry.corrected_at,
            User.name,
            LedgerEntry.reason,
            LedgerEntry.cause,
            LedgerEntry.before,
            LedgerEntry.after,
            LedgerEntry.lines,
            Closing.starts_on,
            Closing.ends_on,
            Closing.revision,
            Activity.uuid,
            Activity.occurred_on,
            Activity.visits,
            Team.name,
        )
        .join(Closing, Closing.id == LedgerEntry.closing_id)
        .join(User, User.id == LedgerEntry.corrected_by_id)
        .outerjoin(Activity, Activity.id == LedgerEntry.activity_id)
        .outerjoin(Team, Team.id == Activity.team_id)
        .order_by(LedgerEntry.id.desc())
    )

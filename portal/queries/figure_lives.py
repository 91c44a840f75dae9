"""What is to be known beside a counted figure: entries logged late, and corrections after closing."""

from collections.abc import Collection

from sqlalchemy import func, or_, select

from portal.domain.periods import Period
from portal.extensions import db
from portal.models import Closing, LedgerEntry, Tally
from portal.models.tallies import ALL_SKILLS
from portal.queries.among import among
from portal.queries.tally_spans import tally_spans


def count_late(communes: Collection[int], period: Period) -> int:
    """Count the approved entries dated in a period that were logged late."""
    late = select(func.coalesce(func.sum(Tally.late), 0)).where(
        among(Tally.commune_id, communes), Tally.skill == ALL_SKILLS, or_(*tally_spans(period))
    )
    return int(db.session.scalar(late))


def count_corrections(campaign_id: int, unit_id: int, period: Period) -> int:
    """Count what the ledger holds on a place's closed figures of a period."""
    return db.session.scalar(
        select(func.count())
        .select_from(LedgerEntry)
        .join(Closing, Closing.id == LedgerEntry.closing_id)
        .where(
            Closing.campaign_id == campaign_id,
            Closing.unit_id == unit_id,
            Closing.starts_on == period.starts_on,
            Closing.ends_on == period.ends_on,
        )
    )

"""What is known of the hamlets of communes, for comparing a spreadsheet with it."""

from collections.abc import Collection

from sqlalchemy import func, select

from portal.domain.hamlet_imports import HamletRegister, KnownHamlet
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import Unit, UnitCensus, UnitVersion
from portal.queries.batches import batches


def load_hamlet_register(commune_ids: Collection[int]) -> HamletRegister:
    """Read all names of the communes' hamlets with their latest counts."""
    register = HamletRegister(_first_days(commune_ids))
    counts = _latest_counts(commune_ids)
    for batch in batches(sorted(commune_ids)):
        rows = db.session.execute(
            select(
                UnitVersion.unit_id,
                UnitVersion.parent_id,
                UnitVersion.full_name,
                UnitVersion.valid_to,
                func.min(UnitVersion.valid_from).over(partition_by=UnitVersion.unit_id),
            )
            .join(Unit, Unit.id == UnitVersion.unit_id)
            .where(UnitVersion.parent_id.in_(batch), Unit.level == UnitLevel.hamlet)
            .order_by(UnitVersion.unit_id, UnitVersion.valid_from)
        )
        for row in rows:
            register.add_hamlet(KnownHamlet(*row, *counts.get(row.unit_id, (None, False))))
    return register


def _first_days(commune_ids: Collection[int]) -> dict:
    first_days = {}
    for batch in batches(sorted(commune_ids)):
        rows = db.session.execute(
            select(UnitVersion.unit_id, func.min(UnitVersion.valid_from))
            .where(UnitVersion.unit_id.in_(batch))
            .group_by(UnitVersion.unit_id)
        )
        first_days |= dict(rows.all())
    return first_days


def _latest_counts(commune_ids: Collection[int]) -> dict[int, tuple[int | None, bool]]:
    counts = {}
    for batch in batches(sorted(commune_ids)):
        rows = db.session.execute(
            select(UnitCensus.unit_id, UnitCensus.households, UnitCensus.is_estimate)
            .join(Unit, Unit.id == UnitCensus.unit_id)
            .where(Unit.parent_id.in_(batch), Unit.level == UnitLevel.hamlet)
            .order_by(UnitCensus.unit_id, UnitCensus.counted_on)
        )
        # The latest of each hamlet comes last.
        counts |= {row.unit_id: (row.households, row.is_estimate) for row in rows}
    return counts

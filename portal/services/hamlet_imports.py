"""Write what an import of hamlets wishes, within its unit of work and through the session's objects."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from portal import clock
from portal.domain.hamlet_imports import HamletWish
from portal.domain.roles import Viewer
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import Unit, UnitCensus
from portal.queries.batches import batches
from portal.services.hamlets import hamlet_version, store_confirmations
from portal.services.import_turns import add_rows, take_turns

COUNT_SOURCE = "Nhập từ tệp"


def write_hamlets(wishes: Sequence[HamletWish], confirmed: Collection[int], confirmer: Viewer) -> None:
    """Add and count hamlets; lists in `confirmed` are confirmed, others with new hamlets are no longer."""
    communes = {unit.id: unit for unit in take_turns(Unit, {wish.commune_id for wish in wishes})}
    new = [wish for wish in wishes if wish.hamlet_id is None]
    hamlets = _add_hamlets(new, communes)
    counts = {wish.hamlet_id: wish for wish in wishes if wish.hamlet_id is not None}
    counts |= {hamlet.id: wish for hamlet, wish in hamlets if wish.households is not None}
    _store_counts(counts)
    store_confirmations({wish.commune_id for wish in new} - set(confirmed), None)
    store_confirmations(confirmed, confirmer)
    db.session.flush()


def _add_hamlets(wishes: Sequence[HamletWish], communes: dict[int, Unit]) -> list[tuple[Unit, HamletWish]]:
    units = [Unit(level=UnitLevel.hamlet, parent_id=wish.commune_id) for wish in wishes]
    hamlets = list(zip(add_rows(units), wishes, strict=True))
    for unit, wish in hamlets:
        unit.path = f"{communes[wish.commune_id].path}{unit.id}/"
    db.session.flush()
    add_rows([hamlet_version(unit, wish.hamlet_type, wish.name, wish.since) for unit, wish in hamlets])
    return hamlets


def _store_counts(counts: dict[int, HamletWish]) -> None:
    today = clock.today()
    for batch in batches(sorted(counts)):
        rows = db.session.scalars(
            select(UnitCensus)
            .where(UnitCensus.unit_id.in_(batch), UnitCensus.counted_on == today)
            .execution_options(populate_existing=True)
        )
        counted = {row.unit_id: row for row in rows}
        new = [unit_id for unit_id in batch if unit_id not in counted]
        added = [UnitCensus(unit_id=unit_id, counted_on=today, source=COUNT_SOURCE) for unit_id in new]
        counted |= dict(zip(new, add_rows(added), strict=True))
        for unit_id in batch:
            wish = counts[unit_id]
            counted[unit_id].households, counted[unit_id].is_estimate = wish.households, wish.is_estimate

"""Many rows at once: taking their turn in one order, so that nobody waits in a ring, and adding new ones."""

from collections.abc import Collection, Iterable, Sequence
from typing import TypeVar

from sqlalchemy import func, select

from portal.extensions import db
from portal.queries.batches import batches

T = TypeVar("T")


def take_turns(model: type[T], ids: Collection[int]) -> list[T]:
    """Lock and return the rows with these ids, as they are now."""
    found: list[T] = []
    for batch in batches(sorted(ids)):
        rows = select(model).where(model.id.in_(batch)).order_by(model.id)
        found += db.session.scalars(rows.with_for_update().execution_options(populate_existing=True))
    return found


def add_rows(rows: Sequence[T]) -> Sequence[T]:
    """Give new rows of one table their keys at once and put them into the session.

    With its key known, a row need not be asked for it one by one after it is written.
    """
    if rows:
        for row, key in zip(rows, _take_keys(type(rows[0]), len(rows)), strict=True):
            row.id = key
    db.session.add_all(rows)
    return rows


def _take_keys(model: type, count: int) -> Iterable[int]:
    if db.session.get_bind().dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(model.__tablename__, "id")
        return db.session.scalars(select(func.nextval(sequence)).select_from(func.generate_series(1, count)))
    # Whoever writes to SQLite is alone.
    highest = db.session.scalar(select(func.max(model.id))) or 0
    return range(highest + 1, highest + count + 1)

"""Write many rows at once, with ids known beforehand."""

from sqlalchemy import func, insert, select, text

from portal.extensions import db


def insert_rows(model: type, rows: list[dict]) -> list[int]:
    """Insert the rows in one go and return their ids in order.

    The ids are counted up here, because asking the database for each would take a statement a row.
    """
    table = model.__table__
    if not rows:
        return []
    first = (db.session.scalar(select(func.max(table.c.id))) or 0) + 1
    ids = list(range(first, first + len(rows)))
    db.session.execute(insert(table), [row | {"id": key} for row, key in zip(rows, ids, strict=True)])
    if db.session.get_bind().dialect.name == "postgresql":
        # The sequence goes on after the ids that it did not hand out.
        db.session.execute(
            text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"),
            {"name": table.name, "last": ids[-1]},
        )
    return ids

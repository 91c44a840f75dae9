"""Counts the SQL statements of a block, so that a page that asks once a row is found out."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from portal.extensions import db


@contextmanager
def counting_statements() -> Iterator[list[str]]:
    """Collect the statements that the block runs; transaction control is not among them."""
    statements: list[str] = []

    def note(_connection, _cursor, statement: str, *_rest) -> None:
        # The driver's BEGIN goes through the same event on SQLite.
        if not statement.upper().startswith(("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")):
            statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)

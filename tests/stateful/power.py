"""The power going off in the middle of an act, as one process can feel it: before a statement or a commit."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event

AT_COMMIT = 0


class PowerCut(Exception):
    """Whatever was to happen next does not."""


@contextmanager
def power_cut(engine: Engine, at: int | None) -> Iterator[None]:
    """Break the next unit of work at its so-many-th statement, or AT_COMMIT just before; None never does."""
    if at is None:
        yield
        return
    left = [at]

    def before_statement(connection, *_statement) -> None:
        if connection.get_execution_options().get("writes"):
            left[0] -= 1
            if left[0] == 0:
                raise PowerCut

    def before_commit(connection) -> None:
        if at == AT_COMMIT and connection.get_execution_options().get("writes"):
            raise PowerCut

    event.listen(engine, "before_cursor_execute", before_statement)
    event.listen(engine, "commit", before_commit)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", before_statement)
        event.remove(engine, "commit", before_commit)

"""The databases of the tests: made once for each worker, and emptied after each test that used one."""

import os
from functools import cache
from pathlib import Path

from sqlalchemy import Engine, Table, make_url, text
from sqlalchemy.engine import create_engine
from sqlalchemy.event import listen

from portal.extensions import db


def new_database(directory: Path) -> str:
    """Return the address of this worker's own empty database; a SQLite file is made in the directory."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    base = os.environ.get("PORTAL_TEST_DATABASE_URL")
    if not base:
        return f"sqlite:///{directory}/test.db"
    url = make_url(base.replace("postgresql://", "postgresql+psycopg://", 1))
    name = f"{url.database}_{worker}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return url.set(database=name).render_as_string(hide_password=False)


def do_not_wait_for_the_disk(engine: Engine) -> None:
    """Let commits on SQLite return at once: what a power cut would take is thrown away anyway."""
    if engine.dialect.name == "sqlite":
        listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous=OFF"))


def empty(engine: Engine) -> None:
    """Delete every row, so that tests may commit, and let the ids begin again."""
    # It reads before it writes, beside a server that may write, too: so it takes its turn at once.
    with engine.execution_options(writes=True).begin() as connection:
        filled = set(connection.scalars(text(_which_are_filled())))
        if not filled:
            return
        tables = [table for table in reversed(db.metadata.sorted_tables) if table.name in filled]
        # Tables name each other in circles.
        is_sqlite = engine.dialect.name == "sqlite"
        rule = "PRAGMA defer_foreign_keys=ON" if is_sqlite else "SET LOCAL session_replication_role = replica"
        connection.execute(text(rule))
        for table in tables:
            connection.execute(table.delete())
        counted = [name for name in map(_sequence, tables) if name]
        if counted and not is_sqlite:
            resets = ", ".join(f"setval('{name}', 1, false)" for name in counted)
            connection.execute(text(f"SELECT {resets}"))


@cache
def _which_are_filled() -> str:
    asked = (f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in db.metadata.tables)
    return " UNION ALL ".join(asked)


def _sequence(table: Table) -> str | None:
    column = table.autoincrement_column
    return f"{table.name}_{column.name}_seq" if column is not None else None

"""The databases of the tests: made once for each worker, and emptied after each test that used one."""

import os
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, Engine, Table, make_url, text
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
        tables = filled_tables(connection)
        if not tables:
            return
        without_rules(connection)
        for table in reversed(tables):
            connection.execute(table.delete())
        counted = [name for name in map(_sequence, tables) if name]
        if counted and not _is_sqlite(connection):
            resets = ", ".join(f"setval('{name}', 1, false)" for name in counted)
            connection.execute(text(f"SELECT {resets}"))


def filled_tables(connection: Connection) -> list[Table]:
    """Return the tables that have rows, those first that others point at."""
    filled = set(connection.scalars(text(_which_are_filled())))
    return [table for table in db.metadata.sorted_tables if table.name in filled]


def without_rules(connection: Connection) -> None:
    """Let this transaction change tables one after the other: they name each other in circles."""
    is_sqlite = _is_sqlite(connection)
    rule = "PRAGMA defer_foreign_keys=ON" if is_sqlite else "SET LOCAL session_replication_role = replica"
    connection.execute(text(rule))


def rows_of(connection: Connection, table: Table) -> list[tuple] | bytes:
    """Return all rows of a table as the database writes them."""
    if _is_sqlite(connection):
        return [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table.name}")]
    with _cursor(connection).copy(f"COPY {table.name} TO STDOUT") as copied:
        return b"".join(copied)


def fill(connection: Connection, table: Table, rows: list[tuple] | bytes) -> None:
    """Give an empty table the rows that `rows_of` returned, and let its ids go on behind them."""
    if _is_sqlite(connection):
        marks = ", ".join("?" * len(rows[0]))
        connection.exec_driver_sql(f"INSERT INTO {table.name} VALUES ({marks})", rows)
        return
    with _cursor(connection).copy(f"COPY {table.name} FROM STDIN") as copied:
        copied.write(rows)
    if sequence := _sequence(table):
        last = f"SELECT max({table.autoincrement_column.name}) FROM {table.name}"
        connection.execute(text(f"SELECT setval('{sequence}', ({last}))"))


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def _cursor(connection: Connection):
    return connection.connection.cursor()


@cache
def _which_are_filled() -> str:
    asked = (f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in db.metadata.tables)
    return " UNION ALL ".join(asked)


def _sequence(table: Table) -> str | None:
    column = table.autoincrement_column
    return f"{table.name}_{column.name}_seq" if column is not None else None

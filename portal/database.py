"""What every connection is set to, so that SQLite and PostgreSQL keep the same promises."""

import fcntl
import logging
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from flask import Flask, current_app
from sqlalchemy import Engine, event

from portal.extensions import db

WAL_RESET_FIXED_IN = (3, 51, 3)
BUSY_SECONDS = 10

SQLITE_PRAGMAS = (
    # First, so that the other settings wait too when several processes open a new file at once.
    f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}",
    "PRAGMA journal_mode=WAL",
    # A received entry survives a power cut.
    "PRAGMA synchronous=FULL",
    # Each checkpoint makes the writers wait for the disk; in 32 MB most pages change more than once.
    "PRAGMA wal_autocheckpoint=8000",
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cache_size=-65536",
    "PRAGMA mmap_size=268435456",
)


class WriteLine:
    """The waiting line of all threads and processes that write to one SQLite file.

    SQLite's own waiting is a poll with growing pauses: under load a writer may sleep while others overtake it
    for seconds, and the file lies idle between two polls. Here the next writer is woken the moment the one
    before it has committed. It is a courtesy: who does not stand in line still waits for SQLite's own lock.
    """

    def __init__(self, database: str) -> None:
        self._path = f"{database}-writers"
        self._turn = threading.Lock()
        self._file: int | None = None
        self._opened_by: int | None = None

    @contextmanager
    def stand(self) -> Iterator[None]:
        """Wait for the turn and keep it until the block ends; after BUSY_SECONDS go on without it."""
        first = self._turn.acquire(timeout=BUSY_SECONDS)
        try:
            if first:
                fcntl.flock(self._descriptor(), fcntl.LOCK_EX)
            yield
        finally:
            if first:
                fcntl.flock(self._descriptor(), fcntl.LOCK_UN)
                self._turn.release()

    def _descriptor(self) -> int:
        # A forked process would share its parent's place in line, so each process opens the file itself.
        if self._opened_by != os.getpid():
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            self._opened_by = os.getpid()
        return self._file


def init_app(app: Flask) -> None:
    """Prepare the engine of the app's database."""
    with app.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
        if engine.url.database not in (None, "", ":memory:"):
            app.extensions["write_line"] = WriteLine(engine.url.database)


def turn_to_write() -> AbstractContextManager[None]:
    """Return the context in which the app's database is written to."""
    line = current_app.extensions.get("write_line")
    return line.stand() if line else nullcontext()


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
        # The driver's own transactions lose updates under concurrent read-then-write.
        connection.isolation_level = None
        for pragma in SQLITE_PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def begin(connection) -> None:
        # A writer takes its turn at once; a plain BEGIN would fail with "locked" when it upgrades.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def warn_about_old_sqlite(app: Flask, processes: int) -> None:
    """Log a warning when several processes write through a SQLite library with the WAL-reset bug."""
    on_sqlite = app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")
    if processes > 1 and on_sqlite and sqlite3.sqlite_version_info < WAL_RESET_FIXED_IN:
        logging.getLogger(__name__).warning(
            "SQLite %s: with more than one process writing, 3.51.3 or newer is advised (WAL-reset bug).",
            sqlite3.sqlite_version,
        )

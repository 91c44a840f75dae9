"""What every connection is set to, and the line in which writers wait on SQLite."""

import threading
import time

import pytest
from sqlalchemy import text

import config
from portal import create_app, database
from portal.extensions import db


def test_a_connection_to_postgresql_reads_what_is_committed(app):
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no levels of isolation.")
    with db.engine.connect() as connection:
        assert connection.execute(text("SHOW transaction_isolation")).scalar() == "read committed"


def test_a_connection_to_sqlite_keeps_what_storage_promises(tmp_path):
    settings = {"DATABASE_URL": f"sqlite:///{tmp_path}/portal.db", "PORTAL_DATA_DIR": str(tmp_path)}
    app = create_app(config.Config(settings | {"SECRET_KEY": "k" * 32}))
    with app.app_context(), db.engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in (
                "journal_mode",
                "synchronous",
                "busy_timeout",
                "foreign_keys",
                "trusted_schema",
                "wal_autocheckpoint",
            )
        }

    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "busy_timeout": 10_000,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "wal_autocheckpoint": 8000,
    }


def test_the_line_goes_on_without_a_place_rather_than_for_ever(app, tmp_path, monkeypatch):
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    line = database.WriteLine(str(tmp_path / "any.db"))

    with line.stand(), line.stand():
        entered = True

    assert entered
    with line.stand():
        pass


def test_nobody_is_overtaken_for_long_while_standing_in_line(tmp_path):
    line, turns, all_there = database.WriteLine(str(tmp_path / "any.db")), [], threading.Barrier(4)

    def write(number: int) -> None:
        all_there.wait()
        while len(turns) < 600:
            with line.stand():
                turns.append(number)
                time.sleep(0.001)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert min(turns.count(number) for number in range(4)) >= 0.1 * len(turns)


def test_only_a_database_in_a_file_has_a_line(app):
    assert ("write_line" in app.extensions) == (db.engine.dialect.name == "sqlite")

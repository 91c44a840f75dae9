"""Databases of two sizes: the demo world, and the same with its entries multiplied."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

ROOT = Path(__file__).parents[1]
FLASK = Path(sys.executable).with_name("flask")
COPIED = """
    commune_id, team_id, hamlet_id, author_id, logged_by_id, occurred_on, kind, skills, visits, people,
    households, alone, together, shown, elderly, minority, place, note, difficulty, content_sha256,
    recorded_at, client_time, device, device_seq, status, is_late, received_at, submitted_at, updated_at,
    decided_at, decided_by_id, reason, reason_note, version, has_open_difficulty
"""
# A new id that keeps the time in its first 48 bits, as ids made by phones do.
NEW_UUID = {
    "sqlite": "substr(uuid, 1, 12) || lower(hex(randomblob(10)))",
    "postgresql": "(substr(replace(uuid::text, '-', ''), 1, 12)"
    " || substr(replace(gen_random_uuid()::text, '-', ''), 1, 20))::uuid",
}
# While a database is made, nothing is lost by losing it.
FAST_WRITES = ("journal_mode=OFF", "synchronous=OFF", "cache_size=-1000000", "temp_store=MEMORY")


def flask(url: str, *arguments: str, directory: Path) -> str:
    """Run a portal command on a database and return what it printed."""
    environment = os.environ | {"DATABASE_URL": url, "PORTAL_DATA_DIR": str(directory)}
    command = [FLASK, "--app", "portal", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, check=True, text=True, capture_output=True
    ).stdout


def make_databases(kind: str, base: str, directory: Path, *, entries: int, factor: int) -> tuple[str, str]:
    """Return the addresses of a database with so many entries and of one with `factor` times as many."""
    small, large = make_small(kind, base, directory, entries=entries), _addresses(kind, base, directory)[1]
    if not _exists(kind, large):
        _copy(kind, base, small, large)
        _multiply(kind, large, factor)
        flask(large, "tallies", "rebuild", directory=directory)
    flask(large, "db", "upgrade", directory=directory)
    return small, large


def make_small(kind: str, base: str, directory: Path, *, entries: int) -> str:
    """Return the address of the demo world with so many entries; one that was kept is brought up to date."""
    small, _large = _addresses(kind, base, directory)
    is_new = not _exists(kind, small)
    if is_new:
        _create(kind, base, small)
    flask(small, "db", "upgrade", directory=directory)
    if is_new:
        flask(small, "demo", "load", "--entries", str(entries), directory=directory)
    return small


def make_empty(kind: str, base: str, directory: Path, name: str) -> str:
    """Return the address of a new database in which there is nothing."""
    if kind == "sqlite":
        for path in directory.glob(f"{name}.db*"):
            path.unlink()
        return f"sqlite:///{directory}/{name}.db"
    url = make_url(base).set(database=f"portal_bench_{name}")
    _administer(base, f"DROP DATABASE IF EXISTS {url.database} WITH (FORCE)")
    _create(kind, base, url.render_as_string(hide_password=False))
    return url.render_as_string(hide_password=False)


def _addresses(kind: str, base: str, directory: Path) -> tuple[str, str]:
    if kind == "sqlite":
        return f"sqlite:///{directory}/small.db", f"sqlite:///{directory}/large.db"
    url = make_url(base)
    names = ("portal_bench_small", "portal_bench_large")
    return tuple(url.set(database=name).render_as_string(hide_password=False) for name in names)


def _exists(kind: str, url: str) -> bool:
    if kind == "sqlite":
        return Path(url.removeprefix("sqlite:///")).exists()
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg", database="postgres"))
    with engine.connect() as connection:
        found = connection.scalar(
            text("SELECT count(*) FROM pg_database WHERE datname = :name"), {"name": make_url(url).database}
        )
    engine.dispose()
    return bool(found)


def _administer(base: str, statement: str) -> None:
    url = make_url(base).set(drivername="postgresql+psycopg", database="postgres")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def _create(kind: str, base: str, url: str) -> None:
    if kind == "postgresql":
        _administer(base, f"CREATE DATABASE {make_url(url).database}")


def _copy(kind: str, base: str, small: str, large: str) -> None:
    if kind == "postgresql":
        _administer(base, f"CREATE DATABASE {make_url(large).database} TEMPLATE {make_url(small).database}")
        return
    source = Path(small.removeprefix("sqlite:///"))
    engine = create_engine(small)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    shutil.copy(source, large.removeprefix("sqlite:///"))


def _multiply(kind: str, url: str, factor: int) -> None:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    with engine.connect() as connection:
        if kind == "sqlite":
            for pragma in FAST_WRITES:
                connection.exec_driver_sql(f"PRAGMA {pragma}")
        last = connection.scalar(text("SELECT max(id) FROM activities"))
        for _copy_number in range(factor - 1):
            connection.execute(
                text(
                    f"INSERT INTO activities (uuid, {COPIED}) SELECT {NEW_UUID[kind]}, {COPIED}"
                    " FROM activities WHERE id <= :last"
                ),
                {"last": last},
            )
        connection.commit()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    engine.dispose()

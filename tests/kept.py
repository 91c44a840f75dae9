"""A world that was built once, kept, and put back for every test that needs it: rows, files and objects."""

import pickle
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import Table

from portal.extensions import db
from tests.databases import fill, filled_tables, rows_of, without_rules
from tests.factories import World


@dataclass
class Kept:
    """What was built: its rows, its files, its pickled objects, and which number the factories use next."""

    rows: dict[Table, Any]
    files: dict[Path, bytes]
    objects: bytes
    next_number: int


_kept: dict[Callable, Kept] = {}


def built_once(build: Callable[[World], Any], world: World) -> Any:
    """Return what a function builds in an empty database: built by the first test of a worker, else put back.

    Each test gets rows and objects of its own, with the ids and moments of the first.
    """
    kept = _kept.get(build)
    if kept is None:
        built = build(world)
        _kept[build] = _keep(built, world)
        return built
    _put_back(kept)
    world.go_on_from(kept.next_number)
    built = pickle.loads(kept.objects)
    db.session.add_all(_rows_in(built))
    return built


def _keep(built: Any, world: World) -> Kept:
    with db.engine.begin() as connection:
        rows = {table: rows_of(connection, table) for table in filled_tables(connection)}
    return Kept(
        rows,
        {path.relative_to(_directory()): path.read_bytes() for path in _files()},
        pickle.dumps(built),
        world.next_number(),
    )


def _put_back(kept: Kept) -> None:
    with db.engine.execution_options(writes=True).begin() as connection:
        without_rules(connection)
        for table, rows in kept.rows.items():
            fill(connection, table, rows)
    for name, content in kept.files.items():
        # Another test may have an app with a directory of its own, or a file of its own under that name.
        path = _directory() / name
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def _files() -> list[Path]:
    return [path for path in _directory().rglob("*") if path.is_file()]


def _directory() -> Path:
    return Path(current_app.config["DATA_DIR"])


def _rows_in(built: Any) -> list:
    """Return the database's objects in what was built, however deep."""
    if isinstance(built, db.Model):
        return [built]
    if is_dataclass(built):
        built = [getattr(built, field.name) for field in fields(built)]
    if isinstance(built, dict):
        built = list(built.values())
    return [row for part in built for row in _rows_in(part)] if isinstance(built, (list, tuple)) else []

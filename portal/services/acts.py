"""Remember what a large act wrote, row by row, and take all of it back as long as nothing rests on it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    Date,
    Executable,
    Table,
    Uuid,
    delete,
    event,
    insert,
    inspect,
    select,
    tuple_,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import clock
from portal.domain.errors import RuleBroken
from portal.domain.roles import Viewer
from portal.extensions import db
from portal.models import Act, ActRow
from portal.models.columns import CodeList, Moment
from portal.transaction import transactional

BATCH = 500
# Table and key of a row -> its columns.
Made = dict[tuple[Any, ...], dict[str, Any]]
READERS = (
    (Moment, datetime.fromisoformat), (Date, date.fromisoformat), (Uuid, UUID), (CodeList, tuple),
)  # fmt: skip


@contextmanager
def recorded(actor: Viewer | None, kind: str) -> Iterator[Act]:
    """Remember every row that the session adds or changes in the block, within the open unit of work.

    Write through the session's objects there: statements go unseen, and deleting is refused.
    """
    session = db.session()
    session.flush()
    act = Act(kind=kind, done_at=clock.now(), done_by_id=actor.id if actor else None)
    session.add(act)
    session.flush()
    written: list[dict[str, Any]] = []
    # What the rows that the act made hold by now: the session forgets which of their columns are empty.
    made: Made = {}

    def remember(session: Session, _context: object) -> None:
        written.extend(_read_flush(session, made))

    event.listen(session, "after_flush", remember)
    try:
        yield act
        session.flush()
    finally:
        event.remove(session, "after_flush", remember)
    rows = [{"act_id": act.id, "seq": seq, **row} for seq, row in enumerate(written, start=1)]
    for first in range(0, len(rows), BATCH):
        session.execute(insert(ActRow), rows[first : first + BATCH])


@transactional
def take_back(actor: Viewer | None, act: Act) -> None:
    """Put every row back as it was before the act and delete what the act made.

    Whether the actor may do so is for the service that calls. Raises RuleBroken("act_undone"),
    "act_changed_since" when a row no longer reads as the act left it, or "act_in_use" when something else
    points at a row that the act made.
    """
    db.session.refresh(act, with_for_update=True)
    if act.undone_at is not None:
        raise RuleBroken("act_undone")
    rows = db.session.scalars(select(ActRow).where(ActRow.act_id == act.id).order_by(ActRow.seq.desc()))
    for (table_name, is_new), run in groupby(rows, key=lambda row: (row.table_name, row.before is None)):
        table, listed = db.metadata.tables[table_name], list(run)
        for first in range(0, len(listed), BATCH):
            _take_back(table, listed[first : first + BATCH], is_new=is_new)
    act.undone_at, act.undone_by_id = clock.now(), actor.id if actor else None
    db.session.flush()
    # What the session still holds of these rows was true before.
    db.session.expire_all()


def _read_flush(session: Session, made: Made) -> list[dict[str, Any]]:
    """Describe the rows of a flush, those that others point at first."""
    if session.deleted:
        raise RuntimeError("An act that can be undone ends rows; it does not delete them.")
    order = {table: place for place, table in enumerate(db.metadata.sorted_tables)}
    rows = [(instance, True) for instance in session.new]
    rows += [(instance, False) for instance in session.dirty if session.is_modified(instance)]
    rows.sort(key=lambda row: (order[row[0].__table__], not row[1], _key(row[0])))
    return [_describe(instance, made, is_new=is_new) for instance, is_new in rows]


def _describe(instance: Any, made: Made, *, is_new: bool) -> dict[str, Any]:
    mapper, state = inspect(instance).mapper, inspect(instance)
    identity = instance.__table__.name, *_key(instance)
    known = made.setdefault(identity, {}) if is_new else made.get(identity, {})
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for attribute in mapper.column_attrs:
        column = attribute.columns[0]
        history = state.attrs[attribute.key].history
        if is_new:
            after[column.name] = _plain(getattr(instance, attribute.key))
        elif history.has_changes():
            if not history.deleted and column.name not in known:
                raise RuntimeError(
                    f"{mapper.class_.__name__}.{attribute.key} was not read before it was changed."
                )
            before[column.name] = _plain(history.deleted[0]) if history.deleted else known[column.name]
            after[column.name] = _plain(history.added[0])
    if identity in made:
        made[identity] |= after
    return {
        "table_name": instance.__table__.name,
        "row_key": _key(instance),
        "before": None if is_new else before,
        "after": after,
    }


def _key(instance: Any) -> list[Any]:
    return [_plain(part) for part in inspect(instance).mapper.primary_key_from_instance(instance)]


def _take_back(table: Table, rows: Sequence[ActRow], *, is_new: bool) -> None:
    """Undo rows of one table, all new or all changed, the last change first."""
    keys = list(table.primary_key.columns)
    names = sorted({name for row in rows for name in row.after})
    wanted = [tuple(map(_restore, keys, row.row_key)) for row in rows]
    found = db.session.execute(
        select(
            *(table.c[name].label(name) for name in names), *(key.label(f"key_{key.name}") for key in keys)
        )
        .where(tuple_(*keys).in_(wanted))
        .with_for_update()
    )
    present = {tuple(row[f"key_{key.name}"] for key in keys): dict(row) for row in found.mappings()}
    for row, key in zip(rows, wanted, strict=True):
        now = present.get(key)
        if now is None or any(_plain(now[name]) != value for name, value in row.after.items()):
            raise RuleBroken("act_changed_since", table=table.name)
        if not is_new:
            before = {name: _restore(table.c[name], value) for name, value in row.before.items()}
            now |= before
            _execute(update(table).where(tuple_(*keys) == key).values(before))
    if is_new:
        _execute(delete(table).where(tuple_(*keys).in_(wanted)))


def _execute(statement: Executable) -> None:
    try:
        with db.session.begin_nested():
            db.session.execute(statement)
    except IntegrityError as error:
        raise RuleBroken("act_in_use") from error


def _plain(value: Any) -> Any:
    """Write a value so that JSON can hold it."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else list(value) if isinstance(value, tuple) else value


def _restore(column: Column, value: Any) -> Any:
    """Read a value that `_plain` wrote."""
    read = next((read for kind, read in READERS if isinstance(column.type, kind)), None)
    return value if value is None or read is None else read(value)

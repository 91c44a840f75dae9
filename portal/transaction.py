"""The one place that commits."""

import functools
import logging
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

from flask import Flask
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from portal.database import turn_to_write
from portal.domain.errors import RuleBroken
from portal.extensions import db
from portal.gathering import Gathering

ATTEMPTS = 5
# Nobody waits longer than this for a second try; a page that hangs is worse than one that says so.
PATIENCE_SECONDS = 15
SERIALISATION_FAILURE = {"40001", "40P01"}
_OPEN = "unit_of_work"
_READ_BEFORE = "read_before"

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

log = logging.getLogger("portal.transaction")


@dataclass
class _UnitOfWork:
    hooks: list[Callable[[], Any]] = field(default_factory=list)
    has_failed_part: bool = False


@contextmanager
def transaction() -> Iterator[None]:
    """Run the block as one unit of work: all of it is committed, or nothing is.

    Inside an open unit of work the block joins it. Raises RuleBroken("changed_meanwhile") when a row was
    changed by somebody else since it was read.
    """
    session = db.session()
    if _OPEN in session.info:
        with _joined(session):
            yield
        return
    _end_reading(session)
    _keep_read(session)
    unit = session.info[_OPEN] = _UnitOfWork()
    try:
        with turn_to_write(), _rolled_back_on_error(session):
            session.connection(execution_options={"writes": True})
            yield
            if unit.has_failed_part:
                raise RuntimeError("A part of this unit of work failed, so none of it may be committed.")
            session.commit()
    except StaleDataError as error:
        raise RuleBroken("changed_meanwhile") from error
    finally:
        del session.info[_OPEN]
    for hook in unit.hooks:
        _run_hook(hook)


@contextmanager
def snapshot() -> Iterator[None]:
    """Read everything in the block as of one moment, whatever others commit meanwhile."""
    session = db.session()
    if _OPEN in session.info:
        raise RuntimeError("A snapshot cannot be read within a unit of work.")
    _end_reading(session)
    # On SQLite every transaction reads as of its first statement.
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    try:
        yield
    finally:
        _end_reading(session)


def transactional(service: Callable[P, R]) -> Callable[P, R]:
    """Make a service one unit of work that is tried again when the database asks for it."""

    @functools.wraps(service)
    def in_transaction(*args: P.args, **kwargs: P.kwargs) -> R:
        joined = _OPEN in db.session().info
        started = time.monotonic()
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with transaction():
                    return service(*args, **kwargs)
            except OperationalError as error:
                if joined or attempt == ATTEMPTS or not _may_succeed_again(error):
                    raise
                if time.monotonic() - started > PATIENCE_SECONDS:
                    raise
                time.sleep(random.uniform(0, 0.02 * 2**attempt))
        raise AssertionError("unreachable")

    return in_transaction


def gathered(service: Callable[[Sequence[T]], Sequence[R]]) -> Callable[[T], R]:
    """Make a transactional service of many things one of a single thing.

    Things that threads bring at the same moment share a unit of work, and so one wait for the disk; should
    that fail, each is tried alone. Within an open unit of work the thing joins that one.
    """
    gathering: Gathering[T, R] = Gathering(service)

    @functools.wraps(service)
    def one(thing: T) -> R:
        if _OPEN in db.session().info:
            return service([thing])[0]
        # Who waits for the others holds no connection meanwhile.
        end_read()
        try:
            return gathering.write(thing)
        except BaseException:
            # As after an own unit of work that failed, what was read before may have changed by now.
            _read_again(db.session())
            raise

    return one


def after_commit(hook: Callable[[], Any]) -> None:
    """Run the hook once the open unit of work is durable; outside effects go here and nowhere else."""
    db.session().info[_OPEN].hooks.append(hook)


def end_read() -> None:
    """End the transaction in which things were read so far, before slow work; they stay usable."""
    _end_reading(db.session())


def init_app(app: Flask) -> None:
    """Let what a request only read end well, before its session is thrown away."""
    app.teardown_appcontext(_end_request)


def _end_request(error: BaseException | None) -> None:
    """End the last reading of a request by a commit where nothing went wrong.

    Throwing the session away rolls back, and at a rollback psycopg forgets every statement that the server
    has prepared for it, so that PostgreSQL would plan all of them anew for each page.
    """
    if error is not None or not db.session.registry.has():
        return
    session = db.session()
    if session.in_transaction() and not (session.new or session.dirty or session.deleted):
        try:
            session.commit()
        except DBAPIError:
            # The answer is given; a connection that broke meanwhile is not the reader's trouble.
            session.rollback()


@contextmanager
def _joined(session: Session) -> Iterator[None]:
    try:
        yield
        # What was added has its keys now, as it would have after a commit.
        session.flush()
    except BaseException:
        # Whoever swallows this error must not commit the half that was written before it.
        session.info[_OPEN].has_failed_part = True
        raise


@contextmanager
def _rolled_back_on_error(session: Session) -> Iterator[None]:
    try:
        yield
    except BaseException:
        session.rollback()
        raise


def _end_reading(session: Session) -> None:
    """End the transaction in which things were read so far; they stay usable."""
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("Something was changed outside a unit of work.")
    session.commit()


def _keep_read(session: Session) -> None:
    """Keep all that was read until now alive.

    After a rollback it is read again when it is asked for; what only another row points at must not be
    forgotten until then, because relations are never followed with a statement of their own.
    """
    session.info[_READ_BEFORE] = list(session.identity_map.values())


def _read_again(session: Session) -> None:
    _keep_read(session)
    session.expire_all()


def _run_hook(hook: Callable[[], Any]) -> None:
    try:
        hook()
    except Exception:
        # The work is durable by now, so its author must not be told that it failed.
        log.exception("after commit: %r failed", hook)


def _may_succeed_again(error: OperationalError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return state in SERIALISATION_FAILURE or "database is locked" in str(error.orig)

"""Limits on how often something may be tried, exact over all workers because they live in the database."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from portal import clock
from portal.domain.errors import RuleBroken
from portal.extensions import db
from portal.models import Throttle
from portal.transaction import transactional


@dataclass(frozen=True)
class Limit:
    """After `tries` tries within `window` one waits `first_wait`, and with each further try twice as long."""

    name: str
    tries: int
    window: timedelta
    first_wait: timedelta
    longest_wait: timedelta


SIGN_IN_BY_ACCOUNT = Limit("account", 5, timedelta(minutes=15), timedelta(seconds=30), timedelta(minutes=15))
# Mobile carriers put thousands of phones behind one address; only tries that fail stay counted.
SIGN_IN_BY_ADDRESS = Limit("address", 300, timedelta(minutes=15), timedelta(seconds=5), timedelta(minutes=2))
DEAD_LINK_BY_ADDRESS = Limit("link", 60, timedelta(minutes=15), timedelta(seconds=30), timedelta(minutes=15))
INVITATIONS_BY_ACTOR = Limit(
    "invite", 200, timedelta(minutes=15), timedelta(seconds=30), timedelta(minutes=5)
)
UPLOADS_BY_ACTOR = Limit("upload", 60, timedelta(minutes=15), timedelta(seconds=30), timedelta(minutes=5))
# A phone that was without a network for weeks sends three with each of its entries.
PHOTOS_BY_ACTOR = Limit("photo", 600, timedelta(minutes=15), timedelta(seconds=30), timedelta(minutes=5))
# Nobody types faster; a program that walks through all names is stopped.
SEARCHES_BY_VIEWER = Limit("search", 120, timedelta(minutes=5), timedelta(seconds=15), timedelta(minutes=5))
# Within the half hour that a slip's digits are good for, those of a team take 20 wrong tries and then,
# after waits of 1, 2, 4 and 8 minutes, four more. Its links go on working meanwhile.
SLIP_CODES_BY_TEAM = Limit(
    "slip-team", 20, timedelta(minutes=30), timedelta(seconds=60), timedelta(minutes=30)
)
DEAD_SLIP_BY_ADDRESS = Limit("slip", 60, timedelta(minutes=15), timedelta(seconds=30), timedelta(minutes=15))
SLIPS_BY_ACTOR = Limit("slips", 600, timedelta(minutes=15), timedelta(seconds=30), timedelta(minutes=5))
# Six digits live for a minute: 20 tries at two codes in a million hit with 0,004 %, for one tick.
ATTENDANCE_CODES_BY_MEMBER = Limit(
    "attendance", 20, timedelta(minutes=15), timedelta(seconds=30), timedelta(minutes=15)
)

_INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@transactional
def count_try(limit: Limit, subject: str, tries: int = 1) -> None:
    """Count a try, or several at once; raise RuleBroken("too_many_tries", seconds=…) while one must wait."""
    moment = clock.now()
    row = _lock_row(limit, subject)
    if row.blocked_until and row.blocked_until > moment:
        seconds = int((row.blocked_until - moment).total_seconds()) + 1
        raise RuleBroken("too_many_tries", seconds=seconds)
    if row.window_ends_at <= moment:
        row.tries, row.window_ends_at, row.blocked_until = 0, moment + limit.window, None
    row.tries += tries
    if row.tries >= limit.tries:
        wait = min(limit.first_wait * 2 ** min(row.tries - limit.tries, 10), limit.longest_wait)
        row.blocked_until = moment + wait
        # The count outlives the wait, so that who goes on trying waits longer each time.
        row.window_ends_at = max(row.window_ends_at, moment + wait + limit.window)


@transactional
def take_back_try(limit: Limit, subject: str) -> None:
    """Uncount the try that succeeded, where others share the subject."""
    row = _lock_row(limit, subject)
    row.tries = max(row.tries - 1, 0)
    if row.tries < limit.tries:
        row.blocked_until = None


@transactional
def forget_tries(limit: Limit, subject: str) -> None:
    """Forget the tries of a subject after it succeeded."""
    db.session.execute(delete(Throttle).where(Throttle.subject == _key(limit, subject)))


@transactional
def drop_expired_throttles() -> int:
    """Delete the rows whose window is over; return how many."""
    return db.session.execute(delete(Throttle).where(Throttle.window_ends_at < clock.now())).rowcount


def _lock_row(limit: Limit, subject: str) -> Throttle:
    """Return the subject's row, locked; two first tries at once make one row."""
    key = _key(limit, subject)
    fresh = {"subject": key, "tries": 0, "window_ends_at": clock.now() + limit.window}
    db.session.execute(_INSERTS[db.engine.dialect.name](Throttle).values(fresh).on_conflict_do_nothing())
    statement = select(Throttle).where(Throttle.subject == key).with_for_update()
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()


def _key(limit: Limit, subject: str) -> str:
    return f"{limit.name}:{subject}"

"""The entries behind a team's figures, a page at a time."""

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select, tuple_

from portal.domain.periods import Period
from portal.extensions import db
from portal.models import Activity, User

PAGE_SIZE = 50
_KEY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as the list shows it."""

    uuid: UUID
    occurred_on: date
    kind: str
    skills: tuple[str, ...]
    visits: int
    households: int | None
    author_name: str


@dataclass(frozen=True, slots=True)
class EntryPage:
    """One page of entries, and the key after which the next one begins."""

    entries: list[Entry]
    next_after: str | None


def list_team_entries(team_id: int, period: Period, status: str, after: str | None = None) -> EntryPage:
    """List the entries of a team dated in the period, the latest day first, from a key on.

    A key that cannot be read means the first page.
    """
    key = (Activity.occurred_on, Activity.id)
    statement = (
        select(
            Activity.uuid,
            Activity.occurred_on,
            Activity.kind,
            Activity.skills,
            Activity.visits,
            Activity.households,
            User.name,
            Activity.id,
        )
        .join(User, User.id == Activity.author_id)
        .where(
            Activity.team_id == team_id,
            Activity.status == status,
            Activity.occurred_on >= period.starts_on,
            Activity.occurred_on < period.ends_on,
        )
        .order_by(*(column.desc() for column in key))
        .limit(PAGE_SIZE + 1)
    )
    start = _read_key(after)
    if start:
        statement = statement.where(tuple_(*key) < tuple_(*start))
    rows = db.session.execute(statement).all()
    shown = rows[:PAGE_SIZE]
    next_after = f"{shown[-1].occurred_on}.{shown[-1].id}" if len(rows) > PAGE_SIZE else None
    return EntryPage([Entry(*row[:-1]) for row in shown], next_after)


def _read_key(text: str | None) -> tuple[date, int] | None:
    written = _KEY.fullmatch(text or "")
    try:
        return (date.fromisoformat(written[1]), int(written[2])) if written else None
    except ValueError:
        return None

"""What the audit log holds about one thing, newest first, with the names of whom and what it concerns."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from portal.extensions import db
from portal.models import AuditRow, Team, UnitVersion, User

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One act; `actor` is None for what the portal did by itself."""

    id: int
    at: datetime
    actor: str | None
    action: str
    result: str
    detail: dict[str, object]


class TrailNames(NamedTuple):
    """The names behind the ids in the details of some acts."""

    users: dict[int, str]
    hamlets: dict[int, str]
    teams: dict[int, str]


# Where details hold ids, and of what.
_USERS = ("user", "users", "came", "taken_out", "completed")
_HAMLETS = ("added", "removed", "hamlets_added", "hamlets_removed")
_TEAMS = ("into", "merged")


def list_trail(thing: str, before: int | None = None) -> tuple[list[TrailRow], int | None]:
    """List a page of the acts on a thing such as "team:7", the latest first, and where the next begins."""
    acts = (
        select(AuditRow.id, AuditRow.at, User.name, AuditRow.action, AuditRow.result, AuditRow.detail)
        .outerjoin(User, User.id == AuditRow.actor_id)
        .where(AuditRow.thing == thing)
        .order_by(AuditRow.id.desc())
        .limit(PAGE_SIZE + 1)
    )
    if before is not None:
        acts = acts.where(AuditRow.id < before)
    rows = [TrailRow(*row[:-1], json.loads(row.detail)) for row in db.session.execute(acts)]
    page = rows[:PAGE_SIZE]
    return page, page[-1].id if len(rows) > PAGE_SIZE else None


def list_names(rows: Sequence[TrailRow]) -> TrailNames:
    """Return the names behind the ids in the details, in at most three statements."""
    users, hamlets, teams = (_ids(rows, keys) for keys in (_USERS, _HAMLETS, _TEAMS))
    latest = (
        select(UnitVersion.unit_id, func.max(UnitVersion.full_name))
        .where(UnitVersion.unit_id.in_(hamlets))
        .group_by(UnitVersion.unit_id)
    )
    return TrailNames(
        dict(db.session.execute(select(User.id, User.name).where(User.id.in_(users))).all()) if users else {},
        dict(db.session.execute(latest).all()) if hamlets else {},
        dict(db.session.execute(select(Team.id, Team.name).where(Team.id.in_(teams))).all()) if teams else {},
    )


def _ids(rows: Sequence[TrailRow], keys: Sequence[str]) -> set[int]:
    found: set[int] = set()
    for row in rows:
        for key in keys:
            value = row.detail.get(key)
            listed = value if isinstance(value, list) else [value]
            found.update(one for one in listed if isinstance(one, int))
    return found

"""What an entry that arrives is checked against: what is stored under its id, and the facts of its team.

Every entry sent passes here, so the statements are built once and their plans are kept.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Boolean, bindparam, exists, func, or_, select, type_coerce

from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import (
    Activity,
    Closing,
    Membership,
    Review,
    Team,
    TeamDecision,
    TeamStatusChange,
    Unit,
    UnitVersion,
)


class StoredEntry(NamedTuple):
    """What is stored under an id."""

    id: int
    uuid: UUID
    author_id: int
    logged_by_id: int
    status: str
    content_sha256: str
    received_at: datetime
    device: str | None
    device_seq: int | None


class TeamFacts(NamedTuple):
    """A team as an entry of one day sees it; `has_hamlet` tells whether the hamlet stated is there.

    `is_closed`: the figures of that day are closed, by the commune or by what it lies in.
    """

    team_id: int
    commune_id: int
    commune_path: str
    founded_on: date | None
    status: str | None
    has_hamlet: bool
    has_author: bool
    is_closed: bool


def get_stored(uuid: UUID) -> StoredEntry | None:
    """Return what is stored under the id, whoever's it is."""
    row = db.session.execute(_STORED, {"uuid": uuid}).first()
    return StoredEntry(*row) if row else None


def list_stored(uuids: Sequence[UUID]) -> dict[UUID, StoredEntry]:
    """Return what is stored under those of the ids that are taken."""
    columns = Activity.__table__.c
    wanted = select(*(columns[name] for name in StoredEntry._fields)).where(columns.uuid.in_(uuids))
    return {row.uuid: StoredEntry(*row) for row in db.session.execute(wanted)}


def get_team_facts(
    code: str, *, day: date, today: date, hamlet_id: int | None, author_id: int
) -> TeamFacts | None:
    """Return the facts of the team with this code; a seat held at any time from `day` to `today` counts."""
    row = db.session.execute(
        _FACTS, {"code": code, "day": day, "today": today, "hamlet": hamlet_id, "author": author_id}
    ).first()
    return TeamFacts(*row) if row else None


def was_decided_on(activity_id: int, sha256: str) -> bool:
    """Tell whether a decision was made on the entry when it had exactly this content."""
    return db.session.scalar(
        select(exists().where(Review.activity_id == activity_id, Review.content_sha256 == sha256))
    )


def _stored():
    columns = Activity.__table__.c
    return select(*(columns[name] for name in StoredEntry._fields)).where(columns.uuid == bindparam("uuid"))


def _has_hamlet(commune_id):
    """Select whether the commune has the hamlet: it was entered there, or lies there by now."""
    hamlets, versions = Unit.__table__.alias("hamlets"), UnitVersion.__table__
    lies_there = (
        exists()
        .where(
            versions.c.unit_id == hamlets.c.id,
            versions.c.parent_id == commune_id,
            or_(versions.c.valid_to.is_(None), versions.c.valid_to > bindparam("day")),
        )
        .correlate(hamlets, commune_id.table)
    )
    return exists().where(
        hamlets.c.id == bindparam("hamlet"),
        hamlets.c.level == UnitLevel.hamlet.value,
        or_(hamlets.c.parent_id == commune_id, lies_there),
    )


def _is_closed(communes):
    """Select whether the day is closed in the commune, its district or its province."""
    closings, above = Closing.__table__, Unit.__table__.alias("above")
    wider = select(above.c.parent_id).where(above.c.id == communes.c.parent_id)
    closed = exists().where(
        closings.c.unit_id.in_(
            [communes.c.id, communes.c.parent_id, wider.correlate(communes).scalar_subquery()]
        ),
        closings.c.reopened_at.is_(None),
        closings.c.starts_on <= bindparam("day"),
        closings.c.ends_on > bindparam("day"),
    )
    return closed.correlate(communes)


def _facts():
    teams, units = Team.__table__, Unit.__table__
    decisions, changes, seats = TeamDecision.__table__, TeamStatusChange.__table__, Membership.__table__
    founded_on = (
        select(func.min(decisions.c.decided_on))
        .where(decisions.c.team_id == teams.c.id, decisions.c.kind == "founding")
        .scalar_subquery()
    )
    status = (
        select(changes.c.status)
        .where(changes.c.team_id == teams.c.id, changes.c.starts_on <= bindparam("day"))
        .order_by(changes.c.starts_on.desc())
        .limit(1)
        .scalar_subquery()
    )
    has_author = exists().where(
        seats.c.team_id == teams.c.id,
        seats.c.user_id == bindparam("author"),
        seats.c.starts_on <= bindparam("today"),
        or_(seats.c.ends_on.is_(None), seats.c.ends_on > bindparam("day")),
    )
    return (
        select(
            teams.c.id,
            teams.c.commune_id,
            units.c.path,
            founded_on,
            status,
            type_coerce(_has_hamlet(teams.c.commune_id), Boolean),
            type_coerce(has_author, Boolean),
            type_coerce(_is_closed(units), Boolean),
        )
        .join(units, units.c.id == teams.c.commune_id)
        .where(teams.c.code == bindparam("code"))
    )


_STORED = _stored()
_FACTS = _facts()

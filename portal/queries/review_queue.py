"""The lists of the review desk, paged by key: what waits, what was returned, what was approved."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    ScalarSelect,
    Select,
    Text,
    exists,
    literal,
    literal_column,
    select,
    tuple_,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from portal.domain.activity_status import ActivityStatus
from portal.domain.review_age import days_waited, urgency
from portal.extensions import db
from portal.models import Activity, Flag, Team, Unit, User
from portal.models.columns import Moment
from portal.queries.activities import place_name_on
from portal.queries.among import among
from portal.queries.photos import shown_photos

PAGE_SIZE = 50
# Up to so many communes each gives its own first rows; more of them share one walk along all that waits.
FEW_COMMUNES = 20
# In the words of the indexes of the flagged, or they are not found.
_IS_FLAGGED = Activity.flag_rank < literal_column("0")

# A place in the list: when the entry was sent, and its id; with the flagged first, their rank before that.
Place = tuple[datetime, int] | tuple[int, datetime, int]


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What the desk is narrowed down to; None is everything. `communes` lies within the viewer's area."""

    status: str = ActivityStatus.submitted
    communes: frozenset[int] = frozenset()
    team_id: int | None = None
    hamlet_id: int | None = None
    kind: str | None = None
    skill: str | None = None
    older_than_days: int | None = None
    # The first and the last day of the work.
    since: date | None = None
    until: date | None = None
    is_flagged: bool = False
    flag: str | None = None
    # Only of what waits.
    flagged_first: bool = False


class QueueLine(NamedTuple):
    """An entry as the desk shows it, with what policy asks for."""

    id: int
    uuid: UUID
    version: int
    status: str
    flag_rank: int
    commune_id: int
    team_id: int
    hamlet_id: int | None
    author_id: int
    logged_by_id: int
    carried_by_id: int | None
    occurred_on: date
    kind: str
    skills: tuple[str, ...]
    visits: int
    people: int | None
    households: int | None
    alone: int | None
    together: int | None
    shown: int | None
    elderly: int | None
    minority: int | None
    place: str
    note: str
    difficulty: str
    is_late: bool
    submitted_at: datetime
    decided_at: datetime | None
    reason: str | None
    reason_note: str | None
    team_name: str
    commune_path: str
    author_name: str
    logged_by_name: str
    carried_by_name: str | None
    # As they were called on the day of the work.
    hamlet_name: str | None
    commune_name: str
    # How many photos it shows.
    photos: int
    days: int
    urgency: str


def _person(user_id: InstrumentedAttribute) -> ScalarSelect[str]:
    return select(User.name).where(User.id == user_id).scalar_subquery()


# Written once: to put together a statement of so many columns costs more than to run it. The names of people
# are looked up one by one, where joins would make PostgreSQL read everybody's.
_LINES = (
    select(
        *(getattr(Activity, name) for name in QueueLine._fields if name in Activity.__table__.c),
        Team.name.label("team_name"),
        _person(Activity.author_id).label("author_name"),
        _person(Activity.logged_by_id).label("logged_by_name"),
        _person(Activity.carried_by_id).label("carried_by_name"),
        Unit.path.label("commune_path"),
        place_name_on(Activity.hamlet_id, Activity.occurred_on).label("hamlet_name"),
        place_name_on(Activity.commune_id, Activity.occurred_on).label("commune_name"),
        shown_photos(Activity.id).label("photos"),
    )
    .join(Team, Team.id == Activity.team_id)
    .join(Unit, Unit.id == Activity.commune_id)
    .where(among(Activity.id, "ids"))
)


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Some entries in order, and the place after which the next page begins."""

    lines: list[QueueLine] = field(default_factory=list)
    following: Place | None = None


def list_queue(
    wanted: QueueFilter, *, now: datetime, after: Place | None = None, limit: int = PAGE_SIZE
) -> QueuePage:
    """List a page of entries after a place: the oldest first, approved ones the newest first.

    The cost does not depend on how many entries there are nor on how deep the page lies.
    """
    if not wanted.communes:
        return QueuePage()
    ids = db.session.scalars(_keys(wanted, now, after, limit + 1)).all()
    rows = db.session.execute(_LINES, {"ids": ids[:limit]}).mappings().all()
    by_id = {row["id"]: _line(row, now) for row in rows}
    lines = [by_id[entry_id] for entry_id in ids[:limit]]
    return QueuePage(lines, place_of(wanted, lines[-1]) if len(ids) > limit else None)


def place_of(wanted: QueueFilter, entry: QueueLine | Activity) -> Place:
    """Return where an entry stands in the list."""
    place = (entry.submitted_at, entry.id)
    return (entry.flag_rank, *place) if wanted.flagged_first else place


def _is_backwards(wanted: QueueFilter) -> bool:
    return wanted.status == ActivityStatus.approved


def _order(wanted: QueueFilter, columns) -> tuple[ColumnElement, ...]:
    """Return by what the list is ordered: columns of the entries, or of a selection of their keys."""
    order = (columns.flag_rank,) if wanted.flagged_first else ()
    order = (*order, columns.submitted_at, columns.id)
    return tuple(column.desc() for column in order) if _is_backwards(wanted) else order


def _keys(wanted: QueueFilter, now: datetime, after: Place | None, limit: int) -> Select:
    """Select id and time of the page's rows, from the index alone unless a filter asks for more."""
    columns = select(Activity.id, Activity.submitted_at, Activity.flag_rank).where(*_narrowed(wanted, now))
    parts = [
        columns.where(place, *part).order_by(*order).limit(limit)
        for place in _places(wanted.communes)
        for part, order in _parts(wanted, after)
    ]
    if len(parts) == 1:
        return parts[0]
    merged = union_all(*(select(part.subquery()) for part in parts)).subquery()
    return select(merged).order_by(*_order(wanted, merged.c)).limit(limit)


def _places(communes: frozenset[int]) -> list[ColumnElement[bool]]:
    if len(communes) > FEW_COMMUNES:
        # Adding nothing keeps the index of single communes out of it: it would sort all that waits.
        return [among(Activity.commune_id + 0, sorted(communes))]
    return [Activity.commune_id == commune_id for commune_id in sorted(communes)]


Part = tuple[list[ColumnElement[bool]], tuple[ColumnElement, ...]]


def _parts(wanted: QueueFilter, after: Place | None) -> list[Part]:
    """Return what makes up the list behind a place, each part in the order of an index of its own.

    A place of another order is none.
    """
    if after is not None and len(after) != 2 + wanted.flagged_first:
        after = None
    by_time = (Activity.submitted_at, Activity.id)
    if not wanted.flagged_first:
        return [(_beyond(by_time, after, _is_backwards(wanted)), _order(wanted, Activity))]
    by_rank = _order(wanted, Activity)
    flagged = ([_IS_FLAGGED, *_beyond(by_rank, after)], by_rank)
    if wanted.is_flagged:
        return [flagged]
    behind = after[1:] if after is not None and after[0] == 0 else None
    return [flagged, ([Activity.flag_rank == 0, *_beyond(by_time, behind)], by_time)]


def _beyond(key, after: tuple | None, backwards: bool = False) -> list[ColumnElement[bool]]:
    if after is None:
        return []
    place = tuple_(*(literal(value, Moment if isinstance(value, datetime) else None) for value in after))
    return [tuple_(*key) < place if backwards else tuple_(*key) > place]


def _narrowed(wanted: QueueFilter, now: datetime) -> list[ColumnElement[bool]]:
    # The indexes of the flagged are found only where the status is written out.
    waits = wanted.status == ActivityStatus.submitted
    conditions = [Activity.status == (literal_column("'submitted'") if waits else wanted.status)]
    if wanted.is_flagged:
        conditions.append(_IS_FLAGGED)
    if wanted.flag is not None:
        conditions.append(exists().where(Flag.activity_id == Activity.id, Flag.code == wanted.flag))
    if wanted.team_id is not None:
        conditions.append(Activity.team_id == wanted.team_id)
    if wanted.hamlet_id is not None:
        conditions.append(Activity.hamlet_id == wanted.hamlet_id)
    if wanted.kind is not None:
        conditions.append(Activity.kind == wanted.kind)
    if wanted.skill is not None:
        skills = type_coerce(Activity.skills, Text)
        conditions.append(skills.contains(f",{wanted.skill},", autoescape=True))
    if wanted.older_than_days is not None:
        conditions.append(Activity.submitted_at <= now - timedelta(days=wanted.older_than_days))
    if wanted.since is not None:
        conditions.append(Activity.occurred_on >= wanted.since)
    if wanted.until is not None:
        conditions.append(Activity.occurred_on <= wanted.until)
    return conditions


def _line(row: RowMapping, now: datetime) -> QueueLine:
    days = days_waited(row["submitted_at"], now)
    return QueueLine(**row, days=days, urgency=urgency(days))

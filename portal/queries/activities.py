"""Entries: one by its id with its history, the lists of one's own and of a team, and one's own totals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    Text,
    bindparam,
    case,
    cast,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import joinedload

from portal.domain.actions import Action
from portal.domain.activity_status import ActivityStatus
from portal.domain.periods import Period
from portal.domain.roles import Viewer
from portal.extensions import db
from portal.models import Activity, Review, Team, UnitVersion, User
from portal.policy import allows

PAGE_SIZE = 30
# A place in a list ordered by time: the moment and the id of the last row shown.
Place = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """An entry as lists show it."""

    id: int
    uuid: UUID
    occurred_on: date
    kind: str
    skills: tuple[str, ...]
    visits: int
    status: str
    is_late: bool
    reason: str | None
    reason_note: str | None
    submitted_at: datetime
    author_id: int
    author_name: str
    team_name: str
    hamlet_name: str | None


@dataclass(frozen=True, slots=True)
class MonthTotals:
    """One person's work in a month as the server has it; the visits approved, and what waits beside them."""

    first_day: date
    approved: int
    visits: int
    waiting: int
    waiting_visits: int


def get_visible_activity(viewer: Viewer, uuid: UUID) -> Activity | None:
    """Return an entry that the viewer may see with its team, commune, author and who logged it, or None."""
    activity = db.session.scalar(_ENTRY, {"uuid": uuid})
    return activity if activity is not None and allows(viewer, Action.view_activity, activity) else None


def list_reviews(activity: Activity) -> Sequence[Review]:
    """List the decisions on an entry with who made them, the newest first."""
    return db.session.scalars(_REVIEWS, {"activity_id": activity.id}).all()


def list_returned(viewer: Viewer, limit: int = 100) -> list[ActivityLine]:
    """List one's own entries that came back, the newest first."""
    newest = (Activity.submitted_at.desc(), Activity.id.desc())
    return _lines(_line_select().where(own(viewer), _returned()).order_by(*newest).limit(limit))


def list_settled(viewer: Viewer, before: Place | None = None) -> tuple[list[ActivityLine], Place | None]:
    """List a page of one's own other entries, the newest first, and where the next page begins."""
    lines = _line_select().where(own(viewer), ~_returned())
    if before:
        lines = lines.where(tuple_(Activity.submitted_at, Activity.id) < before)
    newest = (Activity.submitted_at.desc(), Activity.id.desc())
    found = _lines(lines.order_by(*newest).limit(PAGE_SIZE + 1))
    page = found[:PAGE_SIZE]
    return page, (page[-1].submitted_at, page[-1].id) if len(found) > PAGE_SIZE else None


def list_team_activities(team_id: int, period: Period | None = None, limit: int = 50) -> list[ActivityLine]:
    """List a team's entries that were not withdrawn, those of the latest days first."""
    lines = _line_select().where(Activity.team_id == team_id, Activity.status != ActivityStatus.withdrawn)
    if period:
        lines = lines.where(Activity.occurred_on >= period.starts_on, Activity.occurred_on < period.ends_on)
    return _lines(lines.order_by(Activity.occurred_on.desc(), Activity.id.desc()).limit(limit))


def list_changed(
    viewer: Viewer, since: datetime | None, after: Place | None, limit: int
) -> tuple[Sequence[Activity], Place | None]:
    """List one's own entries by when they last changed, with their teams, and where the next page begins."""
    changed = select(Activity).where(own(viewer)).options(joinedload(Activity.team))
    if since:
        changed = changed.where(Activity.updated_at >= since)
    if after:
        changed = changed.where(tuple_(Activity.updated_at, Activity.id) > after)
    found = db.session.scalars(changed.order_by(Activity.updated_at, Activity.id).limit(limit + 1)).all()
    page = found[:limit]
    return page, (page[-1].updated_at, page[-1].id) if len(found) > limit else None


def list_months(viewer: Viewer, since: date) -> list[MonthTotals]:
    """Add up one's own work by month since a day, the latest month first."""
    approved = Activity.status == ActivityStatus.approved
    waiting = Activity.status == ActivityStatus.submitted
    month = func.substr(cast(Activity.occurred_on, Text), 1, 7).label("month")
    rows = db.session.execute(
        select(
            month,
            _add_up(approved, 1).label("approved"),
            _add_up(approved, Activity.visits).label("visits"),
            _add_up(waiting, 1).label("waiting"),
            _add_up(waiting, Activity.visits).label("waiting_visits"),
        )
        .where(Activity.author_id == viewer.id, Activity.occurred_on >= since, or_(approved, waiting))
        .group_by(month)
        .order_by(month.desc())
    )
    return [MonthTotals(date.fromisoformat(f"{month}-01"), *sums) for month, *sums in rows]


def get_hamlet_name(hamlet_id: int | None, on: date) -> str | None:
    """Return what a hamlet was called on a day."""
    return db.session.scalar(_HAMLET_NAME, {"hamlet_id": hamlet_id, "on": on}) if hamlet_id else None


def get_carrier_name(activity: Activity) -> str | None:
    """Return who brought an entry in from the file of its owner's queue; None when its owner sent it."""
    if activity.carried_by_id is None:
        return None
    return db.session.scalar(select(User.name).where(User.id == activity.carried_by_id))


def own(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition on entries of the viewer's own work, and on those that they logged for others."""
    return or_(Activity.author_id == viewer.id, Activity.logged_by_id == viewer.id)


def place_name_on(unit_id: Any, day: Any) -> ColumnElement[str]:
    """Return the name of a place on a day; one that was listed only later has the name of its listing."""
    names = select(UnitVersion.full_name).where(UnitVersion.unit_id == unit_id)
    then = names.where(UnitVersion.valid_from <= day).order_by(UnitVersion.valid_from.desc()).limit(1)
    first = names.order_by(UnitVersion.valid_from).limit(1)
    return func.coalesce(then.scalar_subquery(), first.scalar_subquery())


def _add_up(condition, amount):
    return cast(func.sum(case((condition, amount), else_=0)), Integer)


def _returned():
    return Activity.status == ActivityStatus.returned


def _line_select() -> Select:
    """Read the columns of ActivityLine."""
    return (
        select(
            Activity.id,
            Activity.uuid,
            Activity.occurred_on,
            Activity.kind,
            Activity.skills,
            Activity.visits,
            Activity.status,
            Activity.is_late,
            Activity.reason,
            Activity.reason_note,
            Activity.submitted_at,
            Activity.author_id,
            User.name.label("author_name"),
            Team.name.label("team_name"),
            place_name_on(Activity.hamlet_id, Activity.occurred_on).label("hamlet_name"),
        )
        .join(User, User.id == Activity.author_id)
        .join(Team, Team.id == Activity.team_id)
    )


def _lines(select_lines: Select) -> list[ActivityLine]:
    return [ActivityLine(**row) for row in db.session.execute(select_lines).mappings()]


# Built once; the policy is asked about the viewer afterwards. Every look at an entry and every decision
# passes here.
_ENTRY = (
    select(Activity)
    .where(Activity.uuid == bindparam("uuid"))
    .options(
        joinedload(Activity.team),
        joinedload(Activity.commune),
        joinedload(Activity.author),
        joinedload(Activity.logged_by),
    )
)
_REVIEWS = (
    select(Review)
    .where(Review.activity_id == bindparam("activity_id"))
    .order_by(Review.decided_at.desc(), Review.id.desc())
    .options(joinedload(Review.reviewer))
)
_HAMLET_NAME = select(place_name_on(bindparam("hamlet_id"), bindparam("on", type_=Date)))

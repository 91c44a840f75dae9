"""Spot-checks one by one: the list of visits, one visit with all that policy asks for, and who may go."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from portal.domain.roles import STAFF_ROLES, Role, Viewer
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import (
    Activity,
    Membership,
    Review,
    RoleGrant,
    SpotCheck,
    SpotCheckCorrection,
    SpotCheckDraw,
    Team,
    Unit,
    UnitReach,
    User,
)
from portal.queries.activities import place_name_on
from portal.queries.among import among
from portal.queries.dated import in_force
from portal.queries.scope import commune_ids

PAGE_SIZE = 100
MINE, OPEN, DONE = "mine", "open", "done"
STATES = (MINE, OPEN, DONE)


@dataclass(frozen=True, slots=True)
class VisitLine:
    """A visit as the list prints it: what was stated, and nothing that a citizen could be known by."""

    id: int
    draw_id: int
    uuid: UUID
    commune_id: int
    commune_name: str | None
    team_name: str
    hamlet_name: str | None
    occurred_on: date
    kind: str
    skills: tuple[str, ...]
    visits: int
    households: int | None
    is_flagged: bool
    assigned_to_id: int | None
    assigned_to_name: str | None
    result: str | None
    visited_on: date | None


@dataclass(frozen=True, slots=True)
class VisitPage:
    """Some visits in the order of communes and teams, and after which one the next page begins."""

    lines: list[VisitLine] = field(default_factory=list)
    following: int | None = None


@dataclass(frozen=True, slots=True)
class CheckSheet:
    """A visit with its draw and entry, and with everybody who may not make it.

    `involved_ids` are who wrote, logged or brought in the entry, who decided on it, and who ever sat in the
    team.
    """

    check: SpotCheck
    line: VisitLine
    commune_path: str
    involved_ids: frozenset[int]

    @property
    def id(self) -> int:
        """The visit's key."""
        return self.check.id


def list_visits(
    viewer: Viewer, state: str, *, draw_id: int | None = None, after: int = 0, limit: int = PAGE_SIZE
) -> VisitPage:
    """List visits to communes that the viewer may see: those given to them, all open ones, or those done."""
    wanted = [among(SpotCheck.commune_id, commune_ids(viewer)), SpotCheck.id > after]
    wanted.append(SpotCheck.result.is_not(None) if state == DONE else SpotCheck.result.is_(None))
    if state == MINE:
        wanted.append(SpotCheck.assigned_to_id == viewer.id)
    if draw_id is not None:
        wanted.append(SpotCheck.draw_id == draw_id)
    lines = _lines(_line_select(wanted).order_by(SpotCheck.id).limit(limit + 1))
    return VisitPage(lines[:limit], lines[limit - 1].id if len(lines) > limit else None)


def get_visible_check(viewer: Viewer, check_id: int) -> CheckSheet | None:
    """Return a visit to a commune that the viewer may see, or None."""
    check = db.session.scalar(
        select(SpotCheck)
        .where(SpotCheck.id == check_id)
        .options(
            joinedload(SpotCheck.draw).joinedload(SpotCheckDraw.campaign),
            joinedload(SpotCheck.activity).joinedload(Activity.commune),
            joinedload(SpotCheck.activity).joinedload(Activity.team),
            joinedload(SpotCheck.assigned_to),
            joinedload(SpotCheck.decided_by),
            selectinload(SpotCheck.corrections).joinedload(SpotCheckCorrection.decided_by),
            selectinload(SpotCheck.corrections).joinedload(SpotCheckCorrection.corrected_by),
        )
        .execution_options(populate_existing=True)
    )
    if check is None or not viewer.holds_over(STAFF_ROLES, check.activity.commune_path):
        return None
    [line] = _lines(_line_select([SpotCheck.id == check_id]))
    return CheckSheet(check, line, check.activity.commune_path, _list_involved(check.activity))


def list_checkers(sheet: CheckSheet, today: date) -> list[tuple[int, str]]:
    """List who may be sent: staff of the commune and the province without a part in the entry, by name."""
    above = [int(part) for part in sheet.commune_path.strip("/").split("/")]
    same_land = select(UnitReach.unit_id).where(UnitReach.reached_id.in_(above))
    rows = db.session.execute(
        select(User.id, User.name)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .join(Unit, Unit.id == RoleGrant.unit_id)
        .where(
            in_force(RoleGrant, today),
            or_(RoleGrant.unit_id.in_(above), RoleGrant.unit_id.in_(same_land)),
            # A district's coordinator only reads.
            or_(RoleGrant.role != Role.coordinator, Unit.level == UnitLevel.commune),
            User.disabled_at.is_(None),
            User.id.not_in(sheet.involved_ids),
        )
        .distinct()
        .order_by(User.name, User.id)
    )
    return [(row.id, row.name) for row in rows]


def list_results(activity_id: int) -> Sequence[SpotCheck]:
    """List what visits found about an entry, with who went."""
    return db.session.scalars(_RESULTS, {"activity_id": activity_id}).all()


def _list_involved(activity: Activity) -> frozenset[int]:
    seats = select(Membership.user_id).where(Membership.team_id == activity.team_id)
    reviewers = select(Review.reviewer_id).where(Review.activity_id == activity.id)
    own = {activity.author_id, activity.logged_by_id, activity.carried_by_id, activity.decided_by_id} - {None}
    return frozenset(own).union(db.session.scalars(seats.union(reviewers)))


def _line_select(wanted: Collection[ColumnElement[bool]]) -> Select:
    assigned = aliased(User)
    return (
        select(
            SpotCheck.id,
            SpotCheck.draw_id,
            Activity.uuid,
            SpotCheck.commune_id,
            place_name_on(SpotCheck.commune_id, Activity.occurred_on).label("commune_name"),
            # Visits are made today, and people know the team by the name that it has now.
            Team.name.label("team_name"),
            place_name_on(Activity.hamlet_id, Activity.occurred_on).label("hamlet_name"),
            Activity.occurred_on,
            Activity.kind,
            Activity.skills,
            Activity.visits,
            Activity.households,
            SpotCheck.is_flagged,
            SpotCheck.assigned_to_id,
            assigned.name.label("assigned_to_name"),
            SpotCheck.result,
            SpotCheck.visited_on,
        )
        .join(Activity, Activity.id == SpotCheck.activity_id)
        .join(Team, Team.id == Activity.team_id)
        .outerjoin(assigned, assigned.id == SpotCheck.assigned_to_id)
        .where(*wanted)
    )


def _lines(lines: Select) -> list[VisitLine]:
    return [VisitLine(**row) for row in db.session.execute(lines).mappings()]


def count_open_visits(communes: Collection[int], _today: date, _now: datetime) -> int:
    """Count the visits to these communes that were drawn and not made yet, whatever the period."""
    still_open = (among(SpotCheck.commune_id, communes), SpotCheck.result.is_(None))
    return db.session.scalar(select(func.count()).select_from(SpotCheck).where(*still_open))


_RESULTS = (
    select(SpotCheck)
    .where(SpotCheck.activity_id == bindparam("activity_id"), SpotCheck.result.is_not(None))
    .options(joinedload(SpotCheck.decided_by))
    .order_by(SpotCheck.decided_at.desc())
)

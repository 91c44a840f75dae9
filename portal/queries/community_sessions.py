"""Community sessions as their team and its coordinators see them: lists, one session, and who logged it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from portal import clock
from portal.domain.activity_status import ActivityStatus
from portal.domain.community_sessions import LOGGED_WITHIN, SOON, SessionPlan, SessionState, state_of
from portal.domain.roles import Role, Viewer
from portal.extensions import db
from portal.models import Activity, CommunitySession, Practice, SessionClaim, Team, Unit, UnitVersion, User
from portal.queries.among import among
from portal.queries.scope import commune_ids, visible_teams

PAGE_SIZE = 50
# A place in a list ordered by when sessions begin.
Place = tuple[date, int]


_LATEST_FIRST = (CommunitySession.held_on.desc(), CommunitySession.id.desc())


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session as lists show it, with what policy asks for; the hamlet is called as it was on its day."""

    id: int
    team_id: int
    team_code: str
    team_name: str
    commune_id: int
    commune_path: str
    hamlet_id: int
    hamlet_name: str | None
    series_uuid: UUID | None
    held_on: date
    start_time: time
    end_time: time | None
    place: str
    skills: tuple[str, ...]
    expected: int | None
    bring: str
    cancelled_at: datetime | None
    cancel_reason: str
    activity_uuid: UUID | None
    logged_by: str | None
    practice_id: int | None
    practice_title: str | None
    version: int

    @property
    def state(self) -> SessionState:
        """How the session stands now."""
        return state_of(
            self.held_on,
            self.start_time,
            is_cancelled=self.cancelled_at is not None,
            is_logged=self.activity_uuid is not None,
            local_now=local_now(),
        )

    @property
    def plan(self) -> SessionPlan:
        """What was announced."""
        return SessionPlan(
            hamlet_id=self.hamlet_id,
            held_on=self.held_on,
            start_time=self.start_time,
            place=self.place,
            skills=self.skills,
            end_time=self.end_time,
            expected=self.expected,
            bring=self.bring,
        )


@dataclass(frozen=True, slots=True)
class OwnSessions:
    """What a member is reminded of: sessions of the next days, and those that are over and not logged."""

    soon: list[SessionLine]
    unlogged: list[SessionLine]


@dataclass(frozen=True, slots=True)
class LoggedThatDay:
    """An entry of a session that somebody of the team has logged on the same day."""

    author_name: str
    visits: int
    hamlet_name: str | None


def local_now() -> datetime:
    """Return the present moment as a clock on the wall shows it."""
    return clock.now().astimezone(clock.LOCAL_ZONE).replace(tzinfo=None)


def get_visible_session(viewer: Viewer, session_id: int) -> SessionLine | None:
    """Return a session of a team that the viewer may see, or None."""
    return next(iter(_read(_lines().where(CommunitySession.id == session_id, visible_teams(viewer)))), None)


def list_upcoming(viewer: Viewer, after: Place | None = None) -> tuple[list[SessionLine], Place | None]:
    """List a page of the coming sessions of the viewer's teams, the next first, and where the next begins."""
    place = tuple_(CommunitySession.held_on, CommunitySession.id)
    upcoming = _lines().where(_is_ours(viewer), _stands(), ~_has_begun())
    if after:
        upcoming = upcoming.where(place > after)
    ordered = upcoming.order_by(CommunitySession.held_on, CommunitySession.id)
    found = _read(ordered.limit(PAGE_SIZE + 1))
    page = found[:PAGE_SIZE]
    return page, (page[-1].held_on, page[-1].id) if len(found) > PAGE_SIZE else None


def list_past(viewer: Viewer) -> list[SessionLine]:
    """List the latest sessions of the viewer's teams that are over, logged or not, the latest first."""
    over = _lines().where(_is_ours(viewer), _stands(), _has_begun())
    return _read(over.order_by(*_LATEST_FIRST).limit(PAGE_SIZE))


def list_cancelled(viewer: Viewer) -> list[SessionLine]:
    """List the latest sessions of the viewer's teams that were cancelled, the latest first."""
    cancelled = _lines().where(_is_ours(viewer), ~_stands())
    return _read(cancelled.order_by(*_LATEST_FIRST).limit(PAGE_SIZE))


def get_own_sessions(viewer: Viewer) -> OwnSessions:
    """Return what the viewer's own teams hold soon, and what they held and may still log."""
    if not viewer.seats:
        return OwnSessions([], [])
    today = clock.today()
    first, last = today - LOGGED_WITHIN, today + SOON - timedelta(days=1)
    wanted = _lines().where(
        _is_in_own_team(viewer),
        _stands(),
        CommunitySession.activity_id.is_(None),
        CommunitySession.held_on.between(first, last),
    )
    lines = _read(wanted.order_by(CommunitySession.held_on, CommunitySession.start_time, CommunitySession.id))
    return OwnSessions(
        soon=[line for line in lines if line.state == SessionState.planned],
        unlogged=[line for line in lines if line.state == SessionState.held],
    )


def list_following(line: SessionLine) -> Sequence[CommunitySession]:
    """Return the rows of a session and those that follow in its series and still stand."""
    of_series = and_(
        CommunitySession.series_uuid == line.series_uuid, CommunitySession.held_on > line.held_on
    )
    rows = select(CommunitySession).where(
        or_(CommunitySession.id == line.id, of_series),
        CommunitySession.cancelled_at.is_(None),
        CommunitySession.activity_id.is_(None),
    )
    ordered = rows.order_by(CommunitySession.held_on, CommunitySession.id)
    return db.session.scalars(ordered.execution_options(populate_existing=True)).all()


def list_open_sessions(team_id: int, starts_on: date) -> Sequence[CommunitySession]:
    """Return the rows of a team's sessions from a day on that stand and are not logged."""
    rows = select(CommunitySession).where(
        CommunitySession.team_id == team_id,
        CommunitySession.held_on >= starts_on,
        CommunitySession.activity_id.is_(None),
        _stands(),
    )
    return db.session.scalars(rows.order_by(CommunitySession.held_on, CommunitySession.id)).all()


def count_following(line: SessionLine) -> int:
    """Count the sessions that follow in the series of one and still stand."""
    if line.series_uuid is None:
        return 0
    following = select(func.count()).where(
        CommunitySession.series_uuid == line.series_uuid,
        CommunitySession.held_on > line.held_on,
        CommunitySession.activity_id.is_(None),
        _stands(),
    )
    return db.session.scalar(following)


def find_taken_day(
    team_id: int, plan: SessionPlan, days: Collection[date], but: Collection[int]
) -> date | None:
    """Return the first of the days on which the team is at that hamlet and hour already, or None."""
    taken = select(func.min(CommunitySession.held_on)).where(
        CommunitySession.team_id == team_id,
        CommunitySession.hamlet_id == plan.hamlet_id,
        CommunitySession.start_time == plan.start_time,
        CommunitySession.held_on.in_(days),
        CommunitySession.id.not_in(but),
        _stands(),
    )
    return db.session.scalar(taken)


def get_claim(viewer: Viewer, session_id: int) -> UUID | None:
    """Return the id under which the viewer is about to log a session, unless an entry has it already."""
    return db.session.scalar(
        select(SessionClaim.entry_uuid).where(
            SessionClaim.session_id == session_id, SessionClaim.user_id == viewer.id, ~_has_arrived()
        )
    )


def list_other_claims(viewer: Viewer, session_id: int) -> list[tuple[str, datetime]]:
    """List who else opened the form for a session and has not sent it, as (name, moment)."""
    claims = (
        select(User.name, SessionClaim.claimed_at)
        .join(User, User.id == SessionClaim.user_id)
        .where(SessionClaim.session_id == session_id, SessionClaim.user_id != viewer.id, ~_has_arrived())
        .order_by(SessionClaim.claimed_at, SessionClaim.id)
    )
    return [tuple(row) for row in db.session.execute(claims)]


def list_logged_that_day(line: SessionLine) -> list[LoggedThatDay]:
    """List the entries of sessions that the team has of that day and that stand for no planned one."""
    hamlet = hamlet_name(Activity.hamlet_id, Activity.occurred_on)
    linked = select(CommunitySession.id).where(CommunitySession.activity_id == Activity.id)
    rows = db.session.execute(
        select(User.name, Activity.visits, hamlet)
        .join(User, User.id == Activity.author_id)
        .where(
            Activity.team_id == line.team_id,
            Activity.occurred_on == line.held_on,
            Activity.kind == "session",
            Activity.status != ActivityStatus.withdrawn,
            ~linked.exists(),
        )
        .order_by(Activity.id)
        .limit(5)
    )
    return [LoggedThatDay(*row) for row in rows]


def _is_ours(viewer: Viewer) -> ColumnElement[bool]:
    """The sessions of teams that the viewer sits in, or of communes that they coordinate."""
    communes = commune_ids(viewer, (Role.coordinator,))
    return or_(_is_in_own_team(viewer), among(CommunitySession.commune_id, communes))


def _is_in_own_team(viewer: Viewer) -> ColumnElement[bool]:
    return CommunitySession.team_id.in_([seat.team_id for seat in viewer.seats])


def _stands() -> ColumnElement[bool]:
    return CommunitySession.cancelled_at.is_(None)


def _has_begun() -> ColumnElement[bool]:
    moment = local_now()
    return or_(
        CommunitySession.held_on < moment.date(),
        and_(CommunitySession.held_on == moment.date(), CommunitySession.start_time <= moment.time()),
    )


def _has_arrived() -> ColumnElement[bool]:
    return select(Activity.id).where(Activity.uuid == SessionClaim.entry_uuid).exists()


def _lines() -> Select:
    author = aliased(User)
    return (
        select(
            CommunitySession.id,
            CommunitySession.team_id,
            Team.code,
            Team.name.label("team_name"),
            CommunitySession.commune_id,
            Unit.path,
            CommunitySession.hamlet_id,
            hamlet_name(CommunitySession.hamlet_id, CommunitySession.held_on).label("hamlet_name"),
            CommunitySession.series_uuid,
            CommunitySession.held_on,
            CommunitySession.start_time,
            CommunitySession.end_time,
            CommunitySession.place,
            CommunitySession.skills,
            CommunitySession.expected,
            CommunitySession.bring,
            CommunitySession.cancelled_at,
            CommunitySession.cancel_reason,
            Activity.uuid,
            author.name.label("logged_by"),
            CommunitySession.practice_id,
            Practice.title,
            CommunitySession.version,
        )
        .join(Team, Team.id == CommunitySession.team_id)
        .join(Unit, Unit.id == CommunitySession.commune_id)
        .outerjoin(Activity, Activity.id == CommunitySession.activity_id)
        .outerjoin(author, author.id == Activity.author_id)
        .outerjoin(Practice, Practice.id == CommunitySession.practice_id)
    )


def _read(statement: Select) -> list[SessionLine]:
    return [SessionLine(*row) for row in db.session.execute(statement)]


def hamlet_name(hamlet_id: ColumnElement[int | None], on: ColumnElement[date]) -> ScalarSelect:
    """Return what a hamlet is called on a day, as a column, or was called at last when it ended before."""
    return (
        select(UnitVersion.full_name)
        .where(UnitVersion.unit_id == hamlet_id, UnitVersion.valid_from <= on)
        .order_by(UnitVersion.valid_from.desc())
        .limit(1)
        .correlate(CommunitySession, Activity)
        .scalar_subquery()
    )

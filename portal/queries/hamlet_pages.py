"""What everybody may read of a hamlet: its sessions, who serves it, and where it went; no person is named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from portal.domain.activity_status import ActivityStatus
from portal.domain.community_sessions import SHOWN_AFTER, SessionState, state_of
from portal.domain.periods import Period
from portal.domain.suppression import Cell, show
from portal.domain.team_status import TeamRole, TeamStatus
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import (
    Activity,
    CommunitySession,
    Membership,
    PublicContact,
    Team,
    TeamHamlet,
    Unit,
    UnitSuccession,
    UnitVersion,
    User,
)
from portal.queries.community_sessions import local_now
from portal.queries.dated import in_force
from portal.queries.hamlets import team_status

MOST_SHOWN = 100
_RESTING = (TeamStatus.dissolved, TeamStatus.suspended)


@dataclass(frozen=True, slots=True)
class PublicHamlet:
    """A hamlet as it is called today, or was at last; `successors` are where its land went once it ended."""

    id: int
    full_name: str
    commune_id: int
    commune_name: str
    is_there: bool
    successors: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class PublicTeam:
    """A team that serves a hamlet; the phone is there only where its present leader agreed to show it."""

    team_id: int
    name: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class PublicSession:
    """A session as everybody may read it."""

    id: int
    held_on: date
    start_time: time
    end_time: time | None
    place: str
    skills: tuple[str, ...]
    bring: str
    team_name: str
    is_cancelled: bool
    cancel_reason: str
    team_rests: bool
    is_over: bool


@dataclass(frozen=True, slots=True)
class HamletPage:
    """All that the public page of a hamlet says; `held` counts the sessions whose entry is approved.

    Visits stand on the campaign's page alone: here they would tell what is hidden there.
    """

    hamlet: PublicHamlet
    teams: list[PublicTeam]
    upcoming: list[PublicSession]
    cancelled: list[PublicSession]
    past: list[PublicSession]
    held: Cell


def get_public_hamlet(hamlet_id: int, on: date) -> PublicHamlet | None:
    """Return a hamlet, also one that has ended, with its commune and where its land went; None if unknown."""
    row = db.session.execute(
        _named(on).where(UnitVersion.unit_id == hamlet_id, Unit.level == UnitLevel.hamlet).limit(1)
    ).first()
    if row is None:
        return None
    is_there = row.valid_to is None or row.valid_to > on
    return PublicHamlet(
        hamlet_id,
        row.full_name,
        row.parent_id,
        row.commune_name or "",
        is_there,
        () if is_there else _successors(hamlet_id, on),
    )


def get_hamlet_page(hamlet: PublicHamlet, on: date) -> HamletPage:
    """Read all of a hamlet's public page, in as many statements whatever its sessions and teams."""
    sessions = _list_sessions(hamlet.id, Period(on - SHOWN_AFTER, date.max), on)
    standing = [one for one in sessions if not one.is_cancelled]
    return HamletPage(
        hamlet=hamlet,
        teams=list_public_teams(hamlet.id, on),
        upcoming=[one for one in standing if not one.is_over],
        cancelled=[one for one in sessions if one.is_cancelled and not one.is_over],
        past=[one for one in standing if one.is_over][::-1],
        held=_count_held(hamlet.id),
    )


def list_month(hamlet_id: int, period: Period, today: date) -> list[PublicSession]:
    """List the sessions of a hamlet in some days, cancelled ones among them, in their order."""
    return _list_sessions(hamlet_id, period, today)


def list_public_teams(hamlet_id: int, on: date) -> list[PublicTeam]:
    """List the teams that serve a hamlet, by name, with the phones that may be shown."""
    seat = aliased(Membership)
    leads = and_(
        seat.team_id == PublicContact.team_id,
        seat.user_id == PublicContact.user_id,
        seat.role == TeamRole.leader,
        in_force(seat, on),
    )
    phone = (
        select(User.phone)
        .join(PublicContact, PublicContact.user_id == User.id)
        .join(seat, leads)
        .where(PublicContact.team_id == Team.id)
        .limit(1)
        .correlate(Team)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Team.id, Team.name, phone)
        .join(TeamHamlet, TeamHamlet.team_id == Team.id)
        .where(
            TeamHamlet.hamlet_id == hamlet_id,
            in_force(TeamHamlet, on),
            team_status(on).not_in(_RESTING),
        )
        .order_by(Team.name_sort, Team.id)
    )
    return [PublicTeam(*row) for row in rows]


def get_shown_contact(team_id: int) -> int | None:
    """Return whose phone a team's public pages may show while that person leads it, or None."""
    return db.session.scalar(select(PublicContact.user_id).where(PublicContact.team_id == team_id))


def _list_sessions(hamlet_id: int, period: Period, today: date) -> list[PublicSession]:
    to_come, team_rests = CommunitySession.held_on >= today, team_status(today).in_(_RESTING)
    rows = db.session.execute(
        select(
            CommunitySession.id,
            CommunitySession.held_on,
            CommunitySession.start_time,
            CommunitySession.end_time,
            CommunitySession.place,
            CommunitySession.skills,
            CommunitySession.bring,
            Team.name,
            # A team that stopped holds no session any more, whatever it had announced.
            or_(CommunitySession.cancelled_at.is_not(None), to_come & team_rests),
            CommunitySession.cancel_reason,
            team_rests,
        )
        .join(Team, Team.id == CommunitySession.team_id)
        .where(
            _is_in(hamlet_id),
            CommunitySession.held_on >= period.starts_on,
            CommunitySession.held_on < period.ends_on,
            ~(to_come & CommunitySession.cancelled_at.is_not(None) & team_rests),
        )
        .order_by(CommunitySession.held_on, CommunitySession.start_time, CommunitySession.id)
        .limit(MOST_SHOWN)
    )
    moment = local_now()
    return [PublicSession(*row, _is_over(row.held_on, row.start_time, moment)) for row in rows]


def _is_over(held_on: date, start_time: time, moment) -> bool:
    state = state_of(held_on, start_time, is_cancelled=False, is_logged=False, local_now=moment)
    return state == SessionState.held


def _count_held(hamlet_id: int) -> Cell:
    held = (
        select(func.count())
        .select_from(CommunitySession)
        .join(Activity, Activity.id == CommunitySession.activity_id)
        .where(_is_in(hamlet_id), Activity.status == ActivityStatus.approved)
    )
    return show(db.session.scalar(held) or 0)


def _is_in(hamlet_id: int) -> ColumnElement[bool]:
    """The sessions of a hamlet and of all that went into it, also by way of others."""
    land = select(UnitSuccession.from_unit_id).where(UnitSuccession.to_unit_id == hamlet_id)
    merged = land.cte("merged", recursive=True)
    before = select(UnitSuccession.from_unit_id).join(
        merged, UnitSuccession.to_unit_id == merged.c.from_unit_id
    )
    merged = merged.union(before)
    return or_(
        CommunitySession.hamlet_id == hamlet_id,
        CommunitySession.hamlet_id.in_(select(merged.c.from_unit_id)),
    )


def _successors(hamlet_id: int, on: date) -> tuple[tuple[int, str], ...]:
    """Return the places that followed right after a hamlet, each once, with what they are called."""
    followed = select(UnitSuccession.to_unit_id).where(UnitSuccession.from_unit_id == hamlet_id)
    rows = db.session.execute(
        _named(on).where(UnitVersion.unit_id.in_(followed), Unit.level == UnitLevel.hamlet)
    )
    found = {}
    for row in rows:
        found.setdefault(row.unit_id, row.full_name)
    return tuple(found.items())


def _named(on: date) -> Select:
    """Select versions of places, the one of a day or the last before it first, with the commune's name."""
    commune = aliased(UnitVersion)
    commune_name = (
        select(commune.full_name)
        .where(commune.unit_id == UnitVersion.parent_id)
        .order_by((commune.valid_from <= on).desc(), commune.valid_from.desc())
        .limit(1)
        .correlate(UnitVersion)
        .scalar_subquery()
    )
    return (
        select(
            UnitVersion.unit_id,
            UnitVersion.full_name,
            UnitVersion.parent_id,
            UnitVersion.valid_to,
            commune_name.label("commune_name"),
        )
        .join(Unit, Unit.id == UnitVersion.unit_id)
        .order_by((UnitVersion.valid_from <= on).desc(), UnitVersion.valid_from.desc(), UnitVersion.unit_id)
    )


def list_hamlets_of(team_ids: Sequence[int], on: date) -> list[tuple[int, str]]:
    """List the hamlets that teams serve, by name, as (id, full name)."""
    rows = db.session.execute(
        select(UnitVersion.unit_id, UnitVersion.full_name, UnitVersion.name_sort)
        .join(TeamHamlet, TeamHamlet.hamlet_id == UnitVersion.unit_id)
        .where(
            TeamHamlet.team_id.in_(team_ids),
            in_force(TeamHamlet, on),
            UnitVersion.valid_from <= on,
            or_(UnitVersion.valid_to.is_(None), UnitVersion.valid_to > on),
        )
        .distinct()
        .order_by(UnitVersion.name_sort, UnitVersion.unit_id)
    )
    return [(row.unit_id, row.full_name) for row in rows]

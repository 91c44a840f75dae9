"""Teams as a viewer may see them: one team with its members and hamlets, and what the entry form offers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, func, select
from sqlalchemy.orm import contains_eager

from portal.domain.roles import Viewer
from portal.domain.team_decisions import DecisionKind
from portal.domain.team_status import TeamRole, advice, missing_to_be_valid
from portal.extensions import db
from portal.models import (
    Membership,
    Team,
    TeamDecision,
    TeamHamlet,
    TeamStatusChange,
    TrainingCompletion,
    UnitVersion,
    User,
)
from portal.queries import units
from portal.queries.among import among
from portal.queries.dated import in_force
from portal.queries.hamlet_origins import origin_name
from portal.queries.scope import visible_teams
from portal.queries.team_flags import ReformNeed, list_reform_needs
from portal.queries.team_names import get_name_on

FOUNDING = DecisionKind.founding
# Leader, deputies, then members.
SEAT_ORDER = case({role: place for place, role in enumerate(TeamRole)}, value=Membership.role)


@dataclass(frozen=True, slots=True)
class TeamOption:
    """A team to log for, with the hamlets it serves as (id, full name)."""

    team_id: int
    code: str
    name: str
    commune_id: int
    hamlets: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A person's seat in a team; `id` is the person's, `phone` is None unless it was asked for."""

    id: int
    membership_id: int
    name: str
    role: str
    affiliation: str
    phone: str | None
    has_phone: bool
    trained_on: date | None
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class ServedHamlet:
    """A hamlet that a team serves or served; `origin` tells it apart from another of its name."""

    hamlet_id: int
    full_name: str
    starts_on: date
    ends_on: date | None
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class StatusLine:
    """How a team stands from a day on, who said so, and by which decision."""

    status: str
    starts_on: date
    reason: str
    decision_id: int | None
    recorded_at: datetime
    recorded_by: str | None


@dataclass(frozen=True)
class TeamSheet:
    """What the page of a team says, all as on one day; what came later is left out."""

    on: date
    name: str
    status: str | None
    founded_on: date | None
    members: list[TeamMember]
    former: list[TeamMember]
    decisions: Sequence[TeamDecision]
    changes: list[StatusLine]
    hamlets: list[ServedHamlet]
    former_hamlets: list[ServedHamlet]
    missing: tuple[str, ...]
    advice: tuple[str, ...]
    needs: list[ReformNeed]

    @property
    def was_there(self) -> bool:
        """Tell whether anything of the team is recorded on the day."""
        return bool(self.status or self.founded_on or self.members)

    @property
    def leader(self) -> TeamMember | None:
        """The present leader."""
        return next((member for member in self.members if member.role == TeamRole.leader), None)


def get_visible_team(viewer: Viewer, team_id: int) -> Team | None:
    """Return a team that the viewer may see, with its commune."""
    return db.session.scalar(
        select(Team)
        .join(Team.commune)
        .where(Team.id == team_id, visible_teams(viewer))
        .options(contains_eager(Team.commune))
    )


def has_any_team() -> bool:
    """Tell whether any team is registered at all."""
    return db.session.scalar(select(Team.id).limit(1)) is not None


def get_founded_on(team_id: int) -> date | None:
    """Return the day of the team's founding decision, or None while none is recorded."""
    return db.session.scalar(
        select(func.min(TeamDecision.decided_on)).where(
            TeamDecision.team_id == team_id, TeamDecision.kind == FOUNDING
        )
    )


def team_options(viewer: Viewer, on: date) -> list[TeamOption]:
    """List the teams that the viewer sits in, with the hamlets that each serves on the day."""
    return _options(Team.id.in_([seat.team_id for seat in viewer.seats]), on)


def commune_team_options(commune_ids: Sequence[int], on: date) -> list[TeamOption]:
    """List the teams of communes, for a coordinator who logs on their behalf."""
    return _options(among(Team.commune_id, commune_ids), on)


def list_members(team_id: int, on: date, *, with_phones: bool = False) -> list[TeamMember]:
    """List who sits in the team on the day: leader, deputies, then members by name.

    Ask `with_phones` only for a viewer who may see them (Action.view_phone).
    """
    condition = and_(Membership.team_id == team_id, in_force(Membership, on))
    return _seats(condition, (SEAT_ORDER, User.name_sort, User.id), on, with_phones)


def list_former_members(team_id: int, on: date) -> list[TeamMember]:
    """List the seats that ended by the day, the latest first; one of no length was a correction, left out."""
    condition = and_(
        Membership.team_id == team_id, Membership.ends_on <= on, Membership.ends_on > Membership.starts_on
    )
    return _seats(condition, (Membership.ends_on.desc(), User.name_sort, Membership.id), on, False)


def list_served_hamlets(team_id: int, on: date) -> list[ServedHamlet]:
    """List the hamlets that the team serves on the day."""
    return _hamlets(and_(TeamHamlet.team_id == team_id, in_force(TeamHamlet, on)), on)


def get_team_sheet(team: Team, on: date, *, with_phones: bool = False) -> TeamSheet:
    """Read all that the page of a team says, in as many statements whatever its size."""
    members = list_members(team.id, on, with_phones=with_phones)
    hamlets = list_served_hamlets(team.id, on)
    ended = and_(
        TeamHamlet.team_id == team.id, TeamHamlet.ends_on <= on, TeamHamlet.ends_on > TeamHamlet.starts_on
    )
    decisions = [one for one in list_decisions(team.id) if one.decided_on <= on]
    changes = [one for one in _list_changes(team.id) if one.starts_on <= on]
    status = changes[0].status if changes else None
    founded_on = min((one.decided_on for one in decisions if one.kind == FOUNDING), default=None)
    leaders = sum(member.role == TeamRole.leader for member in members)
    untrained = sum(member.trained_on is None for member in members)
    return TeamSheet(
        on=on,
        name=get_name_on(team.id, on) or team.name,
        status=status,
        founded_on=founded_on,
        members=members,
        former=list_former_members(team.id, on),
        decisions=decisions,
        changes=changes,
        hamlets=hamlets,
        former_hamlets=_hamlets(ended, on),
        missing=missing_to_be_valid(founded_on is not None, leaders, status or ""),
        advice=advice(team.level, members=len(members), hamlets_served=len(hamlets), untrained=untrained),
        needs=list_reform_needs(team.id, on),
    )


def _options(condition: ColumnElement[bool], on: date) -> list[TeamOption]:
    rows = db.session.execute(
        select(Team.id, Team.code, Team.name, Team.commune_id, TeamHamlet.hamlet_id, UnitVersion.full_name)
        .outerjoin(TeamHamlet, and_(TeamHamlet.team_id == Team.id, in_force(TeamHamlet, on)))
        .outerjoin(UnitVersion, and_(UnitVersion.unit_id == TeamHamlet.hamlet_id, units.in_force(on)))
        .where(condition)
        .order_by(Team.name_sort, Team.id, UnitVersion.name_sort, TeamHamlet.hamlet_id)
    ).all()
    return [
        TeamOption(*team, tuple((row.hamlet_id, row.full_name) for row in served if row.full_name))
        for team, served in groupby(rows, key=lambda row: row[:4])
    ]


def _seats(condition: ColumnElement[bool], order: tuple, on: date, with_phones: bool) -> list[TeamMember]:
    trained_on = (
        select(func.min(TrainingCompletion.completed_on))
        .where(TrainingCompletion.user_id == User.id, TrainingCompletion.completed_on <= on)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            User.id,
            Membership.id.label("membership_id"),
            User.name,
            Membership.role,
            Membership.affiliation,
            User.phone,
            trained_on.label("trained_on"),
            Membership.starts_on,
            Membership.ends_on,
        )
        .join(User, User.id == Membership.user_id)
        .where(condition)
        .order_by(*order)
    )
    return [
        TeamMember(
            id=row.id,
            membership_id=row.membership_id,
            name=row.name,
            role=row.role,
            affiliation=row.affiliation,
            phone=row.phone if with_phones else None,
            has_phone=row.phone is not None,
            trained_on=row.trained_on,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
        )
        for row in rows
    ]


def _hamlets(condition: ColumnElement[bool], on: date) -> list[ServedHamlet]:
    """Name each hamlet as it is called on the day, or as it was last called when it is no more."""
    rows = db.session.execute(
        select(
            TeamHamlet.hamlet_id,
            _latest(UnitVersion.full_name, on).label("full_name"),
            TeamHamlet.starts_on,
            TeamHamlet.ends_on,
            origin_name(TeamHamlet.hamlet_id, on),
        )
        .where(condition)
        .order_by(_latest(UnitVersion.name_sort, on), TeamHamlet.hamlet_id, TeamHamlet.starts_on)
    )
    return [ServedHamlet(*row) for row in rows]


def _latest(column, on: date) -> ScalarSelect:
    return (
        select(column)
        .where(UnitVersion.unit_id == TeamHamlet.hamlet_id)
        .order_by((UnitVersion.valid_from <= on).desc(), UnitVersion.valid_from.desc())
        .limit(1)
        .scalar_subquery()
    )


def list_decisions(team_id: int) -> Sequence[TeamDecision]:
    """List a team's decisions, the latest first."""
    statement = (
        select(TeamDecision)
        .where(TeamDecision.team_id == team_id)
        .order_by(TeamDecision.decided_on.desc(), TeamDecision.id.desc())
    )
    return db.session.scalars(statement.execution_options(populate_existing=True)).all()


def _list_changes(team_id: int) -> list[StatusLine]:
    rows = db.session.execute(
        select(
            TeamStatusChange.status,
            TeamStatusChange.starts_on,
            TeamStatusChange.reason,
            TeamStatusChange.decision_id,
            TeamStatusChange.recorded_at,
            User.name,
        )
        .outerjoin(User, User.id == TeamStatusChange.recorded_by_id)
        .where(TeamStatusChange.team_id == team_id)
        .order_by(TeamStatusChange.starts_on.desc())
    )
    return [StatusLine(*row) for row in rows]

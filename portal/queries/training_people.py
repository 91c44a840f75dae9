"""Who is invited to a training, from which team, what they answered, and whether they were there."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import aliased

from portal import clock
from portal.domain.actions import Action
from portal.domain.roles import Viewer
from portal.domain.team_status import TeamStatus
from portal.domain.trainings import TrainingResult
from portal.extensions import db
from portal.models import (
    Membership,
    RoleGrant,
    Team,
    TeamStatusChange,
    Training,
    TrainingInvitation,
    TrainingMaterial,
    TrainingTeam,
    Unit,
    User,
)
from portal.policy import allows
from portal.queries.activities import place_name_on
from portal.queries.dated import in_force
from portal.queries.scope import commune_ids


@dataclass(frozen=True, slots=True)
class Invited:
    """A person of the list; `id` is the invitation's, `number` the place in the list and on the sheet."""

    number: int
    id: int
    user_id: int
    name: str
    team_name: str
    commune_id: int | None
    answer: str | None
    attended_by: str | None
    attended_at: datetime | None
    recorded_by: str | None
    result: str | None
    grade: str

    @property
    def attendance(self) -> str:
        """What is known of them, as a code for labels.py (register "attendance")."""
        return attendance_code(self.attended_by, self.result)


@dataclass(frozen=True, slots=True)
class InvitableTeam:
    """A team that can be invited."""

    id: int
    name: str
    commune_id: int
    commune_name: str


def attendance_code(attended_by: str | None, result: str | None) -> str:
    """Name what is known of somebody: absent, not_completed or completed."""
    if attended_by is None:
        return "absent"
    is_done = result == TrainingResult.completed
    return TrainingResult.completed.value if is_done else TrainingResult.not_completed.value


def list_people(training: Training, viewer: Viewer) -> list[Invited]:
    """List who is invited, by team and name: all for who takes attendance, else those of the own area."""
    people = _list_all(training)
    if allows(viewer, Action.take_attendance, training):
        return people
    seen = commune_ids(viewer)
    return [one for one in people if one.commune_id in seen]


def list_invitable_teams(unit: Unit, on: date) -> list[InvitableTeam]:
    """List the teams of a place that are not dissolved on a day, by commune and name."""
    status = (
        select(TeamStatusChange.status)
        .where(TeamStatusChange.team_id == Team.id, TeamStatusChange.starts_on <= on)
        .order_by(TeamStatusChange.starts_on.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Team.id, Team.name, Team.commune_id, place_name_on(Team.commune_id, on))
        .join(Unit, Unit.id == Team.commune_id)
        .where(
            Unit.path.startswith(unit.path, autoescape=True),
            func.coalesce(status, "") != TeamStatus.dissolved,
        )
        .order_by(Unit.path, Team.level, Team.name_sort, Team.id)
    )
    return [InvitableTeam(*row) for row in rows]


def list_invited_teams(training_id: int) -> list[InvitableTeam]:
    """List the teams that are invited, by name."""
    rows = db.session.execute(
        select(Team.id, Team.name, Team.commune_id, place_name_on(Team.commune_id, clock.today()))
        .join(TrainingTeam, TrainingTeam.team_id == Team.id)
        .join(Unit, Unit.id == Team.commune_id)
        .where(TrainingTeam.training_id == training_id)
        .order_by(Unit.path, Team.level, Team.name_sort, Team.id)
    )
    return [InvitableTeam(*row) for row in rows]


def list_members_on(team_ids: Collection[int], on: date) -> set[int]:
    """Return who has a seat in one of some teams on a day, each person once."""
    seats = select(Membership.user_id).where(Membership.team_id.in_(team_ids), in_force(Membership, on))
    return set(db.session.scalars(seats))


def find_trainer(unit: Unit, phone: str, on: date) -> int | None:
    """Return who has a phone number and a seat in a team of the place, or acts as its staff."""
    person = db.session.execute(select(User.id).where(User.phone == phone)).first()
    if person is None:
        return None
    area = Unit.path.startswith(unit.path, autoescape=True)
    seats = (
        select(Membership.id)
        .join(Team, Team.id == Membership.team_id)
        .join(Unit, Unit.id == Team.commune_id)
        .where(Membership.user_id == person.id, in_force(Membership, on), area)
    )
    roles = (
        select(RoleGrant.id)
        .join(Unit, Unit.id == RoleGrant.unit_id)
        .where(RoleGrant.user_id == person.id, in_force(RoleGrant, on), area)
    )
    is_known = db.session.scalar(select(seats.exists() | roles.exists()))
    return person.id if is_known else None


def list_materials(training_id: int) -> Sequence[TrainingMaterial]:
    """List what there is to read, in the order in which it was added."""
    return db.session.scalars(
        select(TrainingMaterial)
        .where(TrainingMaterial.training_id == training_id)
        .order_by(TrainingMaterial.id)
    ).all()


def get_material(training_id: int, material_id: int) -> TrainingMaterial | None:
    """Return something to read of a training."""
    return db.session.scalar(
        select(TrainingMaterial).where(
            TrainingMaterial.id == material_id, TrainingMaterial.training_id == training_id
        )
    )


def _list_all(training: Training) -> list[Invited]:
    recorder, day = aliased(User), clock.local_day(training.starts_at)
    rows = db.session.execute(
        select(
            TrainingInvitation.id,
            TrainingInvitation.user_id,
            User.name,
            func.coalesce(_seat(Team.name, training.id, day), "").label("team_name"),
            _seat(Team.commune_id, training.id, day).label("commune_id"),
            TrainingInvitation.answer,
            TrainingInvitation.attended_by,
            TrainingInvitation.attended_at,
            recorder.name.label("recorded_by"),
            TrainingInvitation.result,
            TrainingInvitation.grade,
        )
        .join(User, User.id == TrainingInvitation.user_id)
        .outerjoin(recorder, recorder.id == TrainingInvitation.recorded_by_id)
        .where(TrainingInvitation.training_id == training.id)
        .order_by(
            func.coalesce(_seat(Team.name_sort, training.id, day), ""), User.name_sort, TrainingInvitation.id
        )
    )
    return [Invited(number, **row) for number, row in enumerate(rows.mappings(), start=1)]


def _seat(column, training_id: int, day: date) -> ScalarSelect:
    """Return something of the invited team that a person sits in; of two, of the one that comes first."""
    return (
        select(column)
        .join(Membership, Membership.team_id == Team.id)
        .join(TrainingTeam, TrainingTeam.team_id == Team.id)
        .where(
            TrainingTeam.training_id == training_id,
            Membership.user_id == TrainingInvitation.user_id,
            in_force(Membership, day),
        )
        .order_by(Team.name_sort, Team.id)
        .limit(1)
        .correlate(TrainingInvitation)
        .scalar_subquery()
    )

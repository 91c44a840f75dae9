"""Plan trainings, change and cancel them, and invite the members of teams; each with its audit row."""

import secrets
from collections.abc import Collection
from dataclasses import asdict

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import contains_eager

from portal import clock
from portal.domain.actions import Action
from portal.domain.errors import Missing, RuleBroken
from portal.domain.roles import Viewer
from portal.domain.trainings import TrainingPhase, TrainingPlan, TrainingStatus, check_plan
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import Training, TrainingInvitation, TrainingTeam, Unit
from portal.policy import require
from portal.queries.training_people import (
    find_trainer,
    list_invitable_teams,
    list_invited_teams,
    list_members_on,
)
from portal.services import audit
from portal.services.notes import read_note
from portal.transaction import transactional


@transactional
def plan_training(
    actor: Viewer, unit: Unit, plan: TrainingPlan, team_ids: Collection[int], trainer_phone: str | None = None
) -> Training:
    """Plan a training of a place and invite the members that its teams have on that day.

    Raises NotAllowed, and RuleBroken as check_plan and for "no_teams_invited", "unknown_team_invited" or
    "unknown_trainer".
    """
    training = Training(unit_id=unit.id, unit=unit, created_by_id=actor.id, created_at=clock.now())
    require(actor, Action.organise_training, training)
    _write(training, plan, trainer_phone)
    training.secret = secrets.token_hex(32)
    db.session.add(training)
    db.session.flush()
    invited = _invite(training, _read_teams(unit, team_ids))
    note_act(actor, "plan_training", training, topic=training.title or training.topic, users=invited)
    return training


@transactional
def change_training(
    actor: Viewer,
    training: Training,
    plan: TrainingPlan,
    team_ids: Collection[int],
    trainer_phone: str | None = None,
) -> None:
    """Change a training that has not begun, and whom it invites.

    Who is no longer invited loses the invitation. Raises as plan_training, and RuleBroken("training_begun",
    "training_cancelled" or "training_completed").
    """
    training = begin(actor, Action.organise_training, training)
    refuse_settled(training)
    if training.phase_at(clock.now()) != TrainingPhase.planned:
        raise RuleBroken("training_begun")
    _write(training, plan, trainer_phone)
    invited = _invite(training, _read_teams(training.unit, team_ids))
    db.session.flush()
    note_act(actor, "change_training", training, topic=training.title or training.topic, users=invited)


@transactional
def invite_new_members(actor: Viewer, training: Training) -> int:
    """Invite who joined one of the teams since; return how many. Raises as change_training."""
    training = begin(actor, Action.organise_training, training)
    refuse_settled(training)
    team_ids = [team.id for team in list_invited_teams(training.id)]
    invited = _add_invitations(training, team_ids)
    if invited:
        note_act(actor, "invite_to_training", training, users=invited)
    return len(invited)


@transactional
def cancel_training(actor: Viewer, training: Training, reason: str) -> None:
    """Cancel a training without results, and say why.

    Raises RuleBroken("note_needed", "note_too_long", "bad_note", "training_cancelled" or
    "training_completed").
    """
    reason = read_note(reason, is_needed=True)
    training = begin(actor, Action.organise_training, training)
    refuse_settled(training)
    training.status, training.cancelled_because = TrainingStatus.cancelled, reason
    training.changed_at = clock.now()
    db.session.flush()
    note_act(actor, "cancel_training", training, reason=reason)


def begin(actor: Viewer, action: Action, training: Training) -> Training:
    """Check policy and lock the training, so that whoever changes it takes turns; return it as it is now."""
    require(actor, action, training)
    return lock(training.id)


def lock(training_id: int) -> Training:
    """Return a training with its place, locked until the open unit of work ends. Raises Missing."""
    training = db.session.scalar(
        select(Training)
        .join(Training.unit)
        .options(contains_eager(Training.unit))
        .where(Training.id == training_id)
        .with_for_update(of=Training)
        .execution_options(populate_existing=True)
    )
    if training is None:
        raise Missing
    return training


def refuse_settled(training: Training) -> None:
    """Raise RuleBroken("training_cancelled" or "training_completed") for what is no longer planned."""
    if training.status != TrainingStatus.planned:
        raise RuleBroken(f"training_{training.status}")


def note_act(actor: Viewer, action: str, training: Training, **detail: object) -> None:
    """Record an act in the log: in the chain of the commune, or in that of no commune for a wider place."""
    is_commune = training.unit.level == UnitLevel.commune
    commune_id = training.unit_id if is_commune else None
    audit.record(actor, action, f"training:{training.id}", commune_id=commune_id, **detail)


def _write(training: Training, plan: TrainingPlan, trainer_phone: str | None) -> None:
    check_plan(plan, clock.now())
    for name, value in asdict(plan).items():
        setattr(training, name, value)
    training.trainer_id = None
    if trainer_phone:
        training.trainer_id = find_trainer(training.unit, trainer_phone, clock.today())
        if training.trainer_id is None:
            raise RuleBroken("unknown_trainer")
    training.changed_at = clock.now()


def _read_teams(unit: Unit, team_ids: Collection[int]) -> set[int]:
    wanted = set(team_ids)
    if not wanted:
        raise RuleBroken("no_teams_invited")
    if not wanted <= {team.id for team in list_invitable_teams(unit, clock.today())}:
        raise RuleBroken("unknown_team_invited")
    return wanted


def _invite(training: Training, team_ids: set[int]) -> list[int]:
    """Invite these teams and no others; return who was invited anew."""
    present = {team.id for team in list_invited_teams(training.id)}
    gone = present - team_ids
    db.session.execute(
        delete(TrainingTeam).where(TrainingTeam.training_id == training.id, TrainingTeam.team_id.in_(gone))
    )
    db.session.add_all(
        [TrainingTeam(training_id=training.id, team_id=team_id) for team_id in sorted(team_ids - present)]
    )
    db.session.flush()
    db.session.execute(
        delete(TrainingInvitation).where(
            TrainingInvitation.training_id == training.id,
            TrainingInvitation.user_id.not_in(_members(training, team_ids)),
            TrainingInvitation.attended_by.is_(None),
        )
    )
    return _add_invitations(training, team_ids)


def _add_invitations(training: Training, team_ids: Collection[int]) -> list[int]:
    known = select(TrainingInvitation.user_id).where(TrainingInvitation.training_id == training.id)
    new = sorted(_members(training, team_ids) - set(db.session.scalars(known)))
    rows = [
        {"training_id": training.id, "user_id": user_id, "invited_at": clock.now(), "grade": ""}
        for user_id in new
    ]
    if rows:
        db.session.execute(insert(TrainingInvitation.__table__), rows)
    return new


def _members(training: Training, team_ids: Collection[int]) -> set[int]:
    return list_members_on(team_ids, clock.local_day(training.starts_at))

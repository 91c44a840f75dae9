"""Trainings that members completed."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from portal import clock
from portal.domain.actions import Action
from portal.domain.errors import RuleBroken
from portal.domain.roles import Viewer
from portal.extensions import db
from portal.models import Membership, Team, TrainingCompletion, User
from portal.queries.dated import in_force
from portal.services import audit
from portal.services.team_changes import begin_change, one_line
from portal.transaction import transactional


@transactional
def record_training(
    actor: Viewer, team: Team, user_ids: Collection[int], *, title: str, completed_on: date
) -> int:
    """Note that members completed a training; return for how many this was new.

    `title` is a skill's code or free text. Raises RuleBroken("in_future", "nobody_chosen" or
    "unknown_person").
    """
    begin_change(actor, Action.record_training, team, completed_on)
    if not user_ids:
        raise RuleBroken("nobody_chosen")
    # Somebody may sit in two teams: whoever records at the same time waits here, all in one order.
    people = db.session.scalars(
        select(User.id).where(User.id.in_(_members(team.id, user_ids))).order_by(User.id).with_for_update()
    ).all()
    if len(people) != len(set(user_ids)):
        raise RuleBroken("unknown_person")
    title = one_line(title)
    known = db.session.scalars(
        select(TrainingCompletion.user_id).where(
            TrainingCompletion.user_id.in_(people),
            TrainingCompletion.title == title,
            TrainingCompletion.completed_on == completed_on,
            # What a training of the portal gave may be corrected there, so it does not stand for this.
            TrainingCompletion.training_id.is_(None),
        )
    ).all()
    new = [user_id for user_id in people if user_id not in known]
    for user_id in new:
        db.session.add(_completion(actor, user_id, title, completed_on))
    if new:
        detail = {"users": new, "title": title, "on": completed_on.isoformat()}
        audit.record(actor, Action.record_training, f"team:{team.id}", commune_id=team.commune_id, **detail)
    return len(new)


def _members(team_id: int, user_ids: Collection[int]):
    return select(Membership.user_id).where(
        Membership.team_id == team_id,
        Membership.user_id.in_(user_ids),
        in_force(Membership, clock.today()),
    )


def _completion(actor: Viewer, user_id: int, title: str, completed_on: date) -> TrainingCompletion:
    return TrainingCompletion(
        user_id=user_id,
        title=title,
        completed_on=completed_on,
        recorded_at=clock.now(),
        recorded_by_id=actor.id,
    )

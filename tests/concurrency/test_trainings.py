"""Two things at once about a training: the last seat is given once, and each completion is written once."""

from datetime import timedelta

from sqlalchemy import select

from portal.domain.trainings import Answer
from portal.extensions import db
from portal.models import TrainingCompletion, TrainingInvitation
from portal.queries.trainings import get_visible_training
from portal.services.attendance import answer_invitation, complete_training
from portal.services.audit import verify_chains
from tests.concurrency.contenders import compete, viewer_of
from tests.trainings import build_trainings, make_training

TWO_PROCESSES = 2
# The other processes' clock does not stand still.
FAR = timedelta(days=36_500)


def answering(user_id: int, training_id: int):
    """Return the answering of an invitation."""
    viewer = viewer_of(user_id)
    return lambda: answer_invitation(viewer, training_id, Answer.coming)


def completing(user_id: int, training_id: int, person: int):
    """Return the recording of results."""
    viewer = viewer_of(user_id)
    training = get_visible_training(viewer, training_id).training
    return lambda: complete_training(viewer, training, [person], {})


def test_three_seats_asked_for_by_eight_at_once_are_given_three_times(app, world):
    commune = world.commune()
    team = world.team(commune, leader=False)
    people = [world.member(team) for _number in range(8)]
    training = make_training(commune, [team], begins_in=FAR, seats=3)

    outcomes = compete(app, answering, [(one.id, training.id) for one in people], TWO_PROCESSES)

    assert sorted(outcomes) == ["done"] * 3 + ["training_full"] * 5
    coming = select(TrainingInvitation.id).where(TrainingInvitation.answer == Answer.coming)
    assert len(db.session.scalars(coming).all()) == 3


def test_results_sent_four_times_at_once_are_recorded_once(app, world):
    commune = world.commune()
    team = world.team(commune, leader=False)
    people = [world.member(team) for _number in range(2)]
    organiser = world.coordinator(commune)
    training = build_trainings(commune, team, people[0], "Sổ tay")["held"]

    jobs = [(organiser.id, training.id, people[0].id)] * 4
    outcomes = compete(app, completing, jobs, TWO_PROCESSES)

    assert sorted(outcomes) == ["done"] + ["training_completed"] * 3
    counted = select(TrainingCompletion.user_id).where(TrainingCompletion.training_id == training.id)
    assert db.session.scalars(counted).all() == [people[0].id]
    assert verify_chains() is None

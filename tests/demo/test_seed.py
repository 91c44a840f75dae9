"""The same seed makes the same world, on every database."""

import hashlib

from sqlalchemy import select

from portal.demo.world import load_demo
from portal.extensions import db
from portal.models import (
    Activity,
    BulkReview,
    Confirmation,
    DifficultyAnswer,
    FollowUp,
    HandOver,
    SecondLook,
    Team,
    Training,
    TrainingInvitation,
    User,
)


def test_the_same_seed_makes_the_same_entries(app, frozen_clock):
    load_demo(seed=11, teams=20, entries=60)

    rows = db.session.execute(
        select(Activity.uuid, Activity.content_sha256, Activity.status, Team.name, User.phone)
        .join(Team, Team.id == Activity.team_id)
        .join(User, User.id == Activity.author_id)
        .order_by(Activity.uuid)
    )
    digest = hashlib.sha256("\n".join("|".join(map(str, row)) for row in rows).encode()).hexdigest()
    assert digest[:16] == "67acd856340c5499"


def test_the_same_seed_makes_the_same_desk(app, frozen_clock):
    frozen_clock.set(frozen_clock.moment.replace(year=2026, month=11, day=23))

    load_demo(seed=11, teams=20, entries=3_000)

    columns = {
        BulkReview: ("reviewer_id", "commune_id", "chosen", "drawn", "opened"),
        SecondLook: ("activity_id", "outcome", "note", "looked_at"),
        DifficultyAnswer: ("activity_id", "answered_by_id", "text", "answered_at"),
        Confirmation: ("activity_id", "answer", "ending", "again", "answered_on"),
        FollowUp: ("need", "team_id", "note", "look_again_on"),
        HandOver: ("from_user_id", "to_user_id", "unit_id", "starts_on", "ends_on"),
    }
    lines = []
    for model, names in columns.items():
        rows = db.session.execute(select(*(getattr(model, name) for name in names)).order_by(model.id))
        lines += ["|".join(map(str, (model.__tablename__, *row))) for row in rows]
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    assert digest[:16] == "8cb1c4b75485c350"


def test_the_same_seed_makes_the_same_trainings(app, frozen_clock):
    load_demo(seed=11, teams=20, entries=60)

    rows = db.session.execute(
        select(Training.secret, Training.trainer, User.phone, TrainingInvitation.result)
        .join(TrainingInvitation, TrainingInvitation.training_id == Training.id)
        .join(User, User.id == TrainingInvitation.user_id)
        .order_by(Training.secret, User.phone)
    )
    digest = hashlib.sha256("\n".join("|".join(map(str, row)) for row in rows).encode()).hexdigest()
    assert digest[:16] == "fc40ad236f654c13"

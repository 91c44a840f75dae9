"""The same seed makes the same world, on every database."""

import hashlib

from sqlalchemy import select

from portal.demo.world import load_demo
from portal.extensions import db
from portal.models import (
    Activity,
    BulkReview,
    CommunitySession,
    Confirmation,
    DifficultyAnswer,
    FollowUp,
    HandOver,
    Practice,
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
    assert digest_of(rows) == "25babdb78258c8d0"


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
    assert digest[:16] == "5b39822e3a166f9a"


def test_the_same_seed_makes_the_same_sessions_and_practices(app, frozen_clock):
    load_demo(seed=11, teams=20, entries=400)

    sessions = db.session.execute(
        select(
            Team.code,
            CommunitySession.held_on,
            CommunitySession.start_time,
            CommunitySession.place,
            CommunitySession.series_uuid,
            CommunitySession.cancel_reason,
            Activity.uuid,
            Practice.title,
        )
        .join(Team, Team.id == CommunitySession.team_id)
        .outerjoin(Activity, Activity.id == CommunitySession.activity_id)
        .outerjoin(Practice, Practice.id == CommunitySession.practice_id)
        .order_by(CommunitySession.id)
    ).all()
    practices = db.session.execute(select(Practice.title, Practice.status).order_by(Practice.id)).all()
    assert digest_of(sessions) == "63ed69b65617049f"
    assert digest_of(practices) == "48446f77e2b08e3e"


def digest_of(rows) -> str:
    text = "\n".join("|".join(map(str, row)) for row in rows)
    return hashlib.sha256(text.encode()).hexdigest()[:16]

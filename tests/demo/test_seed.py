"""The same seed makes the same world, on every database."""

import hashlib

from sqlalchemy import select

from portal.demo.world import load_demo
from portal.extensions import db
from portal.models import Activity, CommunitySession, Practice, Team, User


def test_the_same_seed_makes_the_same_entries(app, frozen_clock):
    load_demo(seed=11, teams=20, entries=60)

    rows = db.session.execute(
        select(Activity.uuid, Activity.content_sha256, Activity.status, Team.name, User.phone)
        .join(Team, Team.id == Activity.team_id)
        .join(User, User.id == Activity.author_id)
        .order_by(Activity.uuid)
    )
    assert digest_of(rows) == "67acd856340c5499"


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
    assert digest_of(sessions) == "8c5fe5ab48b41ba6"
    assert digest_of(practices) == "48446f77e2b08e3e"


def digest_of(rows) -> str:
    text = "\n".join("|".join(map(str, row)) for row in rows)
    return hashlib.sha256(text.encode()).hexdigest()[:16]

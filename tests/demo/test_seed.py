"""The same seed makes the same world, on every database."""

import hashlib

from sqlalchemy import select

from portal.demo.world import load_demo
from portal.extensions import db
from portal.models import Activity, Team, User


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

"""Migrations are numbered, have one head, lead to the models on each database, and go down again."""

import re
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, inspect, select

import config
from portal import create_app
from portal.demo.world import load_demo
from portal.extensions import db
from portal.models import (
    Activity,
    Campaign,
    IndicatorDefinition,
    Membership,
    Review,
    ReviewerDay,
    Tally,
    Team,
    Unit,
    UnitVersion,
    User,
)
from portal.services import reviewer_days, tallies
from portal.services.activities import correct_activity
from portal.services.reviews import approve_activity, return_activity
from tests.databases import new_database
from tests.factories import World

VERSIONS = Path("migrations/versions")


@pytest.fixture
def empty_app(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("PYTEST_XDIST_WORKER", f"migrations_{id(tmp_path_factory)}")
    settings = config.Config(
        {
            "DATABASE_URL": new_database(tmp_path_factory.mktemp("database")),
            "PORTAL_DATA_DIR": str(tmp_path_factory.mktemp("data")),
            "SECRET_KEY": "k" * 32,
        }
    )
    app = create_app(settings)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_migrations_are_numbered_and_have_one_head():
    script = AlembicConfig()
    script.set_main_option("script_location", "migrations")

    heads = ScriptDirectory.from_config(script).get_heads()

    assert len(heads) == 1
    names = sorted(path.name for path in VERSIONS.glob("*.py"))
    assert [name[:4] for name in names] == [f"{number:04d}" for number in range(1, len(names) + 1)]


def test_migrations_never_import_models():
    for path in VERSIONS.glob("*.py"):
        assert not re.search(r"^(from|import) portal", path.read_text(), re.MULTILINE), path.name


def test_migrating_an_empty_database_leads_to_the_models(empty_app):
    upgrade()

    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_migrations_go_down_to_nothing_and_up_again(empty_app):
    upgrade()
    downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}

    upgrade()

    assert set(db.metadata.tables) <= set(inspect(db.engine).get_table_names())


def test_a_database_in_use_goes_down_and_up_again_and_keeps_its_places_people_and_entries(empty_app):
    upgrade()
    load_demo(seed=7, teams=30, entries=200)
    kept = [Unit, UnitVersion, User, Team, Membership, Activity, Review, Campaign, IndicatorDefinition, Tally]
    before = [count(model) for model in kept]
    db.session.remove()

    downgrade(revision="0002")
    upgrade()

    assert [count(model) for model in kept] == before
    assert 0 not in before
    assert tallies.list_differences() == []


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def test_old_decisions_learn_which_sending_they_were_about_where_that_can_be_known(empty_app, frozen_clock):
    upgrade()
    world = World()
    team = world.team(world.commune())
    member, reviewer = world.member(team), world.coordinator(team.commune)
    # An entry that was returned twice and approved in the end, and one that came once: in hours after its
    # first sending, the sendings of the first are at 0, 2 and 4, and the decisions at 1, 3 and 5.
    begun, entry = frozen_clock.moment, world.activity(team, member)
    for visits in (6, 7):
        frozen_clock.tick(hours=1)
        return_activity(world.viewer(reviewer), entry, "wrong_counts", "Xem lại")
        frozen_clock.tick(hours=1)
        content = entry.content()
        values = {name: getattr(content, name) for name in content.__slots__} | {"visits": visits}
        correct_activity(world.viewer(member), entry, type(content)(**values))
    frozen_clock.tick(hours=1)
    for waiting in (entry, world.activity(team, member)):
        approve_activity(world.viewer(reviewer), waiting)
    kept = _hours_of_sendings(begun)

    db.session.remove()
    downgrade(revision="0015")
    upgrade()

    assert kept == [0, 2, 4, 5]
    # What was sent between two returns was overwritten by the last sending.
    assert _hours_of_sendings(begun) == [0, None, 4, 5]


def _hours_of_sendings(begun):
    moments = db.session.scalars(select(Review.submitted_at).order_by(Review.id))
    return [moment and (moment - begun).total_seconds() / 3600 for moment in moments]


def test_days_of_reviewers_are_counted_from_the_decisions_kept(empty_app):
    upgrade()
    load_demo(seed=7, teams=30, entries=200)
    before = count(ReviewerDay)

    db.session.remove()
    downgrade(revision="0030")
    upgrade()

    assert count(ReviewerDay) == before > 0
    assert reviewer_days.list_differences() == []


def test_tallies_learn_what_was_logged_late(empty_app, frozen_clock):
    upgrade()
    world = World()
    team = world.team(world.commune())
    member = world.member(team)
    # Three late in two months, each beside one in time, and one that only waits.
    for day in (date(2022, 4, 30), date(2022, 5, 1), date(2022, 5, 31)):
        for is_late in (True, False):
            world.activity(team, member, status="approved", occurred_on=day, is_late=is_late)
    world.activity(team, member, occurred_on=date(2022, 5, 1), is_late=True)

    db.session.remove()
    downgrade(revision="0026")
    upgrade()

    assert tallies.list_differences() == []
    late = select(Tally.starts_on, Tally.late).where(Tally.grain == "month", Tally.skill == "")
    assert db.session.execute(late.order_by(Tally.starts_on)).all() == [
        (date(2022, 4, 1), 1),
        (date(2022, 5, 1), 2),
    ]

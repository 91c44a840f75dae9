"""Migrations are numbered, have one head, lead to the models on each database, and go down again."""

import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

import config
from portal import create_app
from portal.extensions import db
from tests.databases import new_database

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

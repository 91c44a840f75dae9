"""Apps with other settings, and somebody to ask them."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

import config
from portal import create_app
from portal.extensions import db
from tests.conventions.visitors import Visitor
from tests.page_client import FreshClient

KEY = "k" * 32


@pytest.fixture
def build_app(app, tmp_path) -> Iterator[Callable[..., Flask]]:
    """Make an app on the tests' database with settings of one's own."""
    built = []

    def build(**environment: str) -> Flask:
        given = {"DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"], "PORTAL_DATA_DIR": str(tmp_path)}
        settings = config.Config(given | {"SECRET_KEY": KEY} | environment)
        settings.TESTING = True
        settings.PROPAGATE_EXCEPTIONS = False
        another = create_app(settings)
        another.test_client_class = FreshClient
        built.append(another)
        return another

    yield build
    for another in built:
        with another.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def member(world):
    """A member of a team, who can sign in."""
    return world.member(world.team(world.commune()))


@pytest.fixture
def signed_in(app, member) -> Visitor:
    """The member's browser."""
    return Visitor(app, member)


@pytest.fixture
def stranger(app, world) -> Visitor:
    """The browser of somebody who is not signed in."""
    return Visitor(app, None)

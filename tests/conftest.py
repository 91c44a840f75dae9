"""Fixtures that every test shares: a migrated database, the page client, people to sign in."""

import gc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask_migrate import upgrade

import config
from portal import clock, create_app
from portal.extensions import db
from tests.databases import do_not_wait_for_the_disk, empty, new_database
from tests.factories import World
from tests.page_client import FreshClient, PageClient


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass over what stays until the end anyway, and come less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 10)


@pytest.fixture(scope="session")
def app(tmp_path_factory):
    """The application on a freshly migrated database."""
    settings = config.Config(
        {
            "DATABASE_URL": new_database(tmp_path_factory.mktemp("database")),
            "PORTAL_DATA_DIR": str(tmp_path_factory.mktemp("data")),
            "SECRET_KEY": "k" * 32,
        }
    )
    settings.TESTING = True
    settings.PROPAGATE_EXCEPTIONS = False
    app = create_app(settings)
    app.test_client_class = FreshClient
    with app.app_context():
        do_not_wait_for_the_disk(db.engine)
        upgrade()
    return app


@pytest.fixture(autouse=True)
def database(request) -> Iterator[None]:
    """Give tests that use the app a context, and delete every row afterwards, so that commits are real."""
    if "app" not in request.fixturenames:
        yield
        return
    app = request.getfixturevalue("app")
    with app.app_context():
        yield
        db.session.rollback()
        empty(db.engine)
        db.session.remove()


@pytest.fixture
def world(app, frozen_clock) -> World:
    """Makes places, people, teams and entries."""
    return World()


@pytest.fixture
def client(app, request) -> PageClient:
    """A browser without JavaScript that checks every page it gets.

    Where a test is marked so it reads English, whose words stand in the code.
    """
    browser = PageClient(app)
    if request.node.get_closest_marker("english"):
        browser.get("/sign-in?lang=en")
    return browser


class FrozenClock:
    """A clock that stands still until it is moved."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def set(self, moment: datetime) -> None:
        """Move to a moment, given in UTC."""
        self.moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment

    def tick(self, **step: float) -> None:
        """Move on by a timedelta's arguments."""
        self.moment += timedelta(**step)


@pytest.fixture
def frozen_clock(monkeypatch) -> FrozenClock:
    """The time of the tests: 16/06/2022, 15:00 in Vietnam."""
    frozen = FrozenClock(datetime(2022, 6, 16, 8, 0, tzinfo=UTC))
    monkeypatch.setattr(clock, "now", lambda: frozen.moment)
    return frozen

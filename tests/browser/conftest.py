"""Fixtures for tests in a real Chromium: a live server, windows of any size, somebody in front."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from portal.extensions import db
from tests.browser.chromium import HOW_TO_GET_ONE, find_chromium, launch
from tests.browser.faults import FaultyApp
from tests.browser.live_server import serving
from tests.factories import PASSWORD, World
from tests.page_client import PageClient

PATIENCE_MS = 30_000
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}


def pytest_collection_modifyitems(items) -> None:
    """Mark what drives a browser, so that it can be left out."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's Chromium."""
    path = find_chromium()
    if path is None:
        pytest.skip(HOW_TO_GET_ONE)
    with sync_playwright() as playwright:
        browser = launch(playwright, path)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(app) -> Iterator[str]:
    """Where the live server answers; it works on the database of the tests."""
    with serving(app) as address:
        yield address


@pytest.fixture(scope="session")
def faulty(app) -> Iterator[FaultyApp]:
    """The application behind a server that misbehaves on order; `address` is where it answers."""
    faulty = FaultyApp(app)
    with serving(faulty) as faulty.address:
        yield faulty


@pytest.fixture
def open_window(browser, address, database, frozen_clock) -> Iterator[Callable[..., Page]]:
    """Open windows, each with cookies and a cache of its own; what goes wrong in one fails the test.

    Time stands still until they are closed: what a page asks for at the end would come after its session.
    """
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def open_one(
        size: dict = PHONE, *, script: bool = True, scheme: str = "light", refused: bool = False, **options
    ) -> Page:
        """With `refused` the server's refusals are part of the test; script errors never are."""
        usual = {"base_url": address, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}
        shape = {"viewport": size, "java_script_enabled": script, "color_scheme": scheme}
        context = browser.new_context(**(usual | shape | options))
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        watch(page, troubles, refused)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not troubles, troubles


def watch(page: Page, troubles: list[str], refused: bool = False) -> None:
    """Note every script error, refusal of the content policy, and file that did not come."""

    def hear(said) -> None:
        # Of what does not load the console tells no address, so that is noted below.
        if said.type == "error" and not said.text.startswith("Failed to load resource"):
            troubles.append(f"{page.url}: {said.text}")

    def receive(response) -> None:
        if response.status >= 400 and not refused and not response.request.is_navigation_request():
            troubles.append(f"{page.url}: {response.status} {response.url}")

    page.on("console", hear)
    page.on("pageerror", lambda error: troubles.append(f"{page.url}: {error}"))
    page.on("response", receive)


@pytest.fixture
def sign_in(app) -> Callable[..., None]:
    """Give a window the cookie of somebody who signed in before, and open a page where one is named."""

    def sign_in(page: Page, user, *, next_path: str | None = None) -> None:
        client = PageClient(app)
        client.sign_in(user)
        kept = client.http.get_cookie(app.config["SESSION_COOKIE_NAME"])
        page.context.add_cookies(
            [{"name": kept.key, "value": kept.value, "domain": "127.0.0.1", "path": "/"}]
        )
        if next_path:
            page.goto(next_path)

    return sign_in


@pytest.fixture
def sign_in_on_page() -> Callable[..., None]:
    """Sign a person in through the page, as everybody begins on a new phone."""

    def sign_in(page: Page, user, *, next_path: str = "/account") -> None:
        page.goto(f"/sign-in?next={next_path}")
        page.locator("#phone").fill(user.phone)
        page.locator("#password").fill(PASSWORD)
        page.locator("main button[type=submit]").click()
        page.wait_for_url(f"**{next_path}")

    return sign_in


@pytest.fixture
def stored(world: World) -> Callable:
    """Ask the database for what is stored now, whatever the server's threads did meanwhile."""

    def ask(statement):
        db.session.rollback()
        return db.session.execute(statement.execution_options(populate_existing=True))

    return ask

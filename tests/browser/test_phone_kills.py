"""Power gone at the worst moment: the browser killed after "saved", the server before it could answer."""

import os
import signal
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.models import Activity
from tests.browser.chromium import QUIET, find_chromium
from tests.browser.conftest import PATIENCE_MS, PHONE
from tests.browser.faults import line_to
from tests.browser.live_server import SeparateServer
from tests.browser.phones import SEND, begin, fill_in, on_phone, send_now


@pytest.fixture
def member(world):
    """A member of a team that serves one hamlet."""
    commune = world.commune()
    return world.member(world.team(commune, [world.hamlet(commune)]))


@pytest.fixture
def server(app, member):
    """The portal in processes of its own, on the database of the tests."""
    server = SeparateServer(app)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def start_phone(browser, tmp_path):
    """Start a Chromium of its own, whose memory outlives it."""
    contexts = []

    def start(address: str):
        context = browser.browser_type.launch_persistent_context(
            tmp_path / "phone", executable_path=find_chromium(), args=list(QUIET), chromium_sandbox=False,
            base_url=address, viewport=PHONE, locale="vi-VN",
        )  # fmt: skip
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        return context.new_page()

    yield start
    for context in contexts:
        with suppress(Exception):
            context.close()


def kill_browser(directory: Path) -> None:
    """End every process of the browser that lives in the directory, as an empty battery does."""
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            if str(directory).encode() in (entry / "cmdline").read_bytes():
                os.kill(int(entry.name), signal.SIGKILL)


def test_entry_survives_the_browser_being_killed_right_after_saved(
    start_phone, sign_in_on_page, server, member, stored, tmp_path
):
    with line_to(server.port) as line:
        page = start_phone(f"http://127.0.0.1:{line.port}")
        sign_in_on_page(page, member, next_path="/log")
        begin(page)
        fill_in(page, visits=4)
        line.is_open = False
        line.cut()
        page.locator(SEND).click(no_wait_after=True)
        page.get_by_text("Đã lưu trên máy").first.wait_for()
        kill_browser(tmp_path / "phone")
        line.is_open = True

        page = start_phone(f"http://127.0.0.1:{line.port}")
        # Browsers write their cookies seldom, so the sign-in may be gone with the power; the entry is not.
        sign_in_on_page(page, member, next_path="/activities")
        kept = on_phone(page, member.id)
        send_now(page)

        assert [entry["content"]["visits"] for entry in kept] in ([4], [])
        assert stored(select(Activity.visits)).scalars().all() == [4]
        assert on_phone(page, member.id) == []


def test_half_written_entry_survives_the_browser_being_killed(
    start_phone, sign_in_on_page, server, member, tmp_path
):
    page = start_phone(f"http://127.0.0.1:{server.port}")
    sign_in_on_page(page, member, next_path="/log")
    begin(page)
    fill_in(page, visits=12)
    page.wait_for_timeout(300)
    kill_browser(tmp_path / "phone")

    page = start_phone(f"http://127.0.0.1:{server.port}")
    sign_in_on_page(page, member, next_path="/log")
    begin(page)

    assert page.locator("#visits").input_value() == "12"


def test_server_killed_between_commit_and_answer_stores_the_entry_once(
    open_window, sign_in_on_page, server, member, stored
):
    with line_to(server.port) as line:
        page = open_window(PHONE, base_url=f"http://127.0.0.1:{line.port}", refused=True)
        sign_in_on_page(page, member, next_path="/log")
        begin(page)
        fill_in(page, visits=6)
        hold = lambda route: (setattr(line, "holds_answers", True), route.continue_())  # noqa: E731
        page.route("**/api/activities/*", hold)
        page.locator(SEND).click(no_wait_after=True)
        wait_until_stored(page, stored)
        server.kill()
        line.cut()
        line.holds_answers = False
        server.start()
        page.unroute("**/api/activities/*")
        page.goto("/activities")
        send_now(page)

        assert stored(select(Activity.visits)).scalars().all() == [6]
        assert on_phone(page, member.id) == []


def wait_until_stored(page, stored) -> None:
    """Wait until the entry is in the database, though nobody has been told."""
    for _try in range(300):
        if stored(select(Activity.id)).first():
            return
        page.wait_for_timeout(50)
    raise AssertionError("The entry was never stored.")

"""The way out when no line ever comes: what a phone saved as a file is brought in, and not once more."""

import re

import pytest
from sqlalchemy import select

from portal.models import Activity, Photo
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.phones import SEND, begin, fill_in, on_phone, send_now, wait_until_kept
from tests.photo_files import photo


@pytest.fixture
def commune(world):
    """A commune with one hamlet."""
    return world.commune()


@pytest.fixture
def member(world, commune):
    """A member of a team that serves one hamlet."""
    return world.member(world.team(commune, [world.hamlet(commune)]))


@pytest.fixture
def phone(open_window, sign_in, member, faulty):
    """A member's phone that the server never answers about photos, and only once about an entry."""
    sent = []

    def plan(method: str, path: str) -> str | None:
        if "/photos/" in path:
            return "unheard"
        if method == "PUT" and "/activities/" in path:
            sent.append(path)
            return None if len(set(sent)) == 1 else "unheard"
        return None

    faulty.plan = plan
    page = open_window(PHONE, base_url=faulty.address, refused=True)
    sign_in(page, member, next_path="/log")
    wait_until_kept(page)
    return page


def log(page, visits: int, seed: int) -> None:
    """Log an entry with a photo; it is on the phone afterwards, whatever the line does."""
    fill_in(page, visits)
    page.locator("input[type=file]").set_input_files(
        {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": photo(seed)}
    )
    page.locator("[data-photo-list] img").wait_for()
    page.locator(SEND).click()
    page.wait_for_url(re.compile("/activities$"))


def test_what_waits_on_a_phone_comes_in_as_a_file_and_later_not_once_more(
    open_window, sign_in, world, commune, phone, member, faulty, stored, tmp_path
):
    log(phone, 3, seed=1)
    begin(phone)
    log(phone, 4, seed=2)
    before = [(one["state"], one["content"]["visits"]) for one in on_phone(phone, member.id)]
    with phone.expect_download() as saving:
        phone.get_by_role("button", name="Lưu thành tệp").click()
    file = tmp_path / saving.value.suggested_filename
    saving.value.save_as(file)

    desk = open_window(DESKTOP)
    sign_in(desk, world.coordinator(commune))
    desk.goto("/queues/import")
    desk.locator("input[type=file]").set_input_files(file)
    desk.locator("main form button[type=submit]").click()
    desk.wait_for_url(re.compile("/queues/import/[0-9a-f]+"))
    preview = desk.locator("main").inner_text()
    desk.locator("main form button[type=submit]").click()
    desk.wait_for_url(re.compile("/queues"))
    brought_in = stored(select(Activity.visits, Activity.carried_by_id.is_not(None))).all()
    photos = stored(select(Activity.visits).join(Photo)).scalars().all()

    faulty.plan = lambda _method, _path: None
    send_now(phone)

    assert before == [("received", 3), ("queued", 4)]
    assert "3 lượt" in preview and "4 lượt" in preview
    assert sorted(map(tuple, brought_in)) == [(3, False), (4, True)]
    assert sorted(stored(select(Activity.visits)).scalars()) == [3, 4]
    assert sorted(photos) == sorted(stored(select(Activity.visits).join(Photo)).scalars()) == [3, 4]
    assert on_phone(phone, member.id) == []

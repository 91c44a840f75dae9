"""The review desk by keyboard, and what two coordinators see who decide at once."""

import re
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from portal.models import Activity, Review
from tests.browser.conftest import DESKTOP, PHONE
from tests.factories import days_ago


@pytest.fixture
def place(world):
    """A commune in which three entries wait, the oldest for three days, and two people decide."""
    commune = world.commune()
    team = world.team(commune)
    authors = [world.member(team, world.user(name)) for name in ("Điểu Bảo", "Lâm Thị Cúc", "Nông Văn Dền")]
    entries = [
        world.activity(team, author, submitted_at=days_ago(3 - number))
        for number, author in enumerate(authors)
    ]
    first, second = world.coordinator(commune), world.coordinator(commune, "Vũ Thị Hồng")
    return SimpleNamespace(entries=entries, first=first, second=second)


def test_entries_are_chosen_and_decided_with_the_keyboard_alone(open_window, sign_in, stored, place):
    page = open_window(DESKTOP)
    sign_in(page, place.first)
    page.goto("/reviews")

    for key in ("j", "j"):
        page.keyboard.press(key)
    page.locator("#entry-name", has_text="Lâm Thị Cúc").wait_for()
    chosen = page.url
    with page.expect_navigation(url=re.compile("decided=")):
        page.keyboard.press("a")
    following = page.locator(":focus").inner_text()
    page.keyboard.press("r")
    page.keyboard.press("Tab")
    page.keyboard.type("ajkr")

    assert f"entry={place.entries[1].uuid}" in chosen
    assert "Nông Văn Dền" in following
    assert page.locator("textarea:focus").input_value() == "ajkr"
    statuses = stored(select(Activity.status).order_by(Activity.submitted_at)).scalars().all()
    assert statuses == ["submitted", "approved", "submitted"]


def test_entry_is_swapped_in_place_and_the_way_back_leads_to_the_one_before(open_window, sign_in, place):
    page = open_window(DESKTOP)
    sign_in(page, place.first)
    page.goto("/reviews")
    page.evaluate("document.body.dataset.stays = 'yes'")

    page.locator("[data-queue-item]").nth(2).click()
    page.locator("#entry-name", has_text="Nông Văn Dền").wait_for()
    stayed = page.evaluate("document.body.dataset.stays")
    page.go_back()
    page.locator("#entry-name", has_text="Điểu Bảo").wait_for()

    assert stayed == "yes"
    assert page.url.endswith("/reviews")


def test_no_letter_decides_while_the_focus_is_elsewhere(open_window, sign_in, stored, place):
    page = open_window(DESKTOP)
    sign_in(page, place.first)
    page.goto("/reviews")

    page.keyboard.press("a")
    page.locator(".brand").focus()
    page.keyboard.press("a")
    page.wait_for_timeout(300)

    assert stored(select(Review.id)).all() == []


@pytest.mark.parametrize("script", [True, False])
def test_phone_shows_the_list_or_the_entry_and_goes_on_with_the_next(
    open_window, sign_in, stored, place, script
):
    page = open_window(PHONE, script=script)
    sign_in(page, place.first)
    page.goto("/reviews")

    assert not page.locator("[data-desk-entry]").is_visible()
    page.locator("[data-queue-item]").nth(1).click()
    page.locator("[data-desk-entry]").wait_for()
    assert not page.locator(".desk-list").is_visible()
    page.locator("[data-desk-entry] form[action$='/approve'] button").click()
    page.locator("#decided").wait_for()

    assert "Nông Văn Dền" in page.locator("[data-desk-entry]").inner_text()
    assert stored(select(Review.activity_id)).scalars().all() == [place.entries[1].id]


def test_second_of_two_coordinators_is_told_and_keeps_what_they_wrote(open_window, sign_in, stored, place):
    first, second = open_window(DESKTOP), open_window(DESKTOP)
    sign_in(first, place.first)
    sign_in(second, place.second)
    for page in (first, second):
        page.goto(f"/reviews/{place.entries[0].uuid}")

    with first.expect_navigation(url=re.compile("decided=")):
        first.locator("form[action$='/approve'] button").click()
    second.locator("[data-key=r]").click()
    second.locator("select[name=reason]").select_option("wrong_date")
    second.locator("textarea[name=note]").fill("Ngày 14 tổ nghỉ họp.")
    with second.expect_navigation() as answer:
        second.locator("form[action$='/return'] button").click()

    assert answer.value.status == 409
    assert "Trần Thị Phượng" in second.locator(".notice-warn:visible").inner_text()
    assert "Ngày 14 tổ nghỉ họp." in second.locator("main").inner_text()
    assert stored(select(Review.outcome, Review.reviewer_id)).all() == [("approve", place.first.id)]

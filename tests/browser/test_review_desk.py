"""The review desk by keyboard, and what two coordinators see who decide at once."""

import re
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from portal.models import Activity, Review
from tests.browser.conftest import DESKTOP
from tests.factories import days_ago

ITEM = "document.activeElement.closest('[data-queue-item]')"


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


def test_entries_are_decided_with_the_keyboard_alone(open_window, sign_in, stored, place):
    page = open_window(DESKTOP)
    sign_in(page, place.first)
    page.goto("/reviews")

    focus_first_entry(page)
    page.keyboard.press("j")
    with page.expect_navigation(url=re.compile("decided=")):
        page.keyboard.press("a")
    landed = page.evaluate(f"{ITEM}?.id")
    page.keyboard.press("j")
    page.keyboard.press("r")
    press_tab_until(page, "textarea")
    page.keyboard.type("ajkr")

    assert landed == "decided"
    assert page.locator("textarea:focus").input_value() == "ajkr"
    statuses = stored(select(Activity.status).order_by(Activity.submitted_at)).scalars().all()
    assert statuses == ["submitted", "approved", "submitted"]


def test_second_of_two_coordinators_is_told_and_keeps_what_they_wrote(open_window, sign_in, stored, place):
    first, second = open_window(DESKTOP), open_window(DESKTOP)
    sign_in(first, place.first)
    sign_in(second, place.second)
    for page in (first, second):
        page.goto(f"/reviews/{place.entries[0].uuid}")

    with first.expect_navigation(url=re.compile("decided=")):
        first.locator("form[action$='/approve'] button").click()
    second.locator("select[name=reason]").select_option("wrong_date")
    second.locator("textarea[name=note]").fill("Ngày 14 tổ nghỉ họp.")
    with second.expect_navigation() as answer:
        second.locator("form[action$='/return'] button").click()

    assert answer.value.status == 409
    assert "Trần Thị Phượng" in second.locator(".notice-warn:visible").inner_text()
    assert "Ngày 14 tổ nghỉ họp." in second.locator("main").inner_text()
    assert stored(select(Review.outcome, Review.reviewer_id)).all() == [("approve", place.first.id)]


def focus_first_entry(page) -> None:
    """Go with Tab to the first entry of the list."""
    press_tab_until(page, "[data-queue-item] *")


def press_tab_until(page, selector: str) -> None:
    """Press Tab until the focus is on what is looked for."""
    for _press in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"Tab never reached {selector}")

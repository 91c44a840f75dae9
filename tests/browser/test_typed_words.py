"""What was typed when the session ended: told, kept in the tab, and back for the same person alone."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select, update

from portal import clock
from portal.extensions import db
from portal.models import DifficultyAnswer, SignIn
from portal.transaction import transaction
from tests.browser.conftest import PHONE
from tests.factories import PASSWORD

WORDS = "Sở đã nhận, tuần sau có người đến Đak Nhau."
SEND = "main form[action^='/difficulties'] .btn-primary"


@pytest.fixture
def commune(world):
    """A commune of a province."""
    return world.commune()


@pytest.fixture
def page_of_difficulty(world, commune):
    """The address where a difficulty is answered."""
    team = world.team(commune, [world.hamlet(commune)])
    entry = world.activity(team, world.member(team), difficulty="Không có sóng điện thoại.")
    return f"/difficulties/{entry.uuid}"


@pytest.fixture
def page(open_window, sign_in, world, commune, page_of_difficulty):
    """A phone on which an answer is typed when the session ends."""
    # The phone may ask for its entries while the session ends.
    page = open_window(PHONE, refused=True)
    page.coordinator = world.coordinator(commune)
    sign_in(page, page.coordinator, next_path=page_of_difficulty)
    page.locator("#text").fill(WORDS)
    with transaction():
        db.session.execute(update(SignIn).values(ended_at=clock.now()))
    with page.expect_navigation(url=re.compile("/sign-in")):
        page.locator(SEND).click()
    return page


def sign_in_again(page, person) -> None:
    """Fill in the page that the ended session led to."""
    page.locator("#phone").fill(person.phone)
    page.locator("#password").fill(PASSWORD)
    page.locator("main button[type=submit]").click()


def test_words_come_back_to_their_form_after_signing_in_again(page, page_of_difficulty, stored):
    expect(page.locator("[data-typed-kept]")).to_be_visible()
    told = page.locator(".messages").inner_text()
    sign_in_again(page, page.coordinator)
    page.wait_for_url(f"**{page_of_difficulty}")
    expect(page.locator("[data-typed-back]")).to_be_visible()
    kept = page.evaluate("sessionStorage.getItem('portal-typed')")
    before = stored(select(func.count()).select_from(DifficultyAnswer)).scalar_one()

    page.locator(SEND).click()
    page.locator(".messages .notice-good:not([data-typed-back])").wait_for()

    assert "Phiên làm việc đã kết thúc nên việc vừa gửi chưa được ghi." in told
    assert (kept, before) == (None, 0)
    assert stored(select(DifficultyAnswer.text)).scalars().all() == [WORDS]
    page.reload()
    expect(page.locator("[data-typed-back]")).to_be_hidden()


def test_words_are_gone_once_somebody_else_signs_in(page, page_of_difficulty, world, commune):
    sign_in_again(page, world.coordinator(commune))
    page.wait_for_url(f"**{page_of_difficulty}")
    page.wait_for_load_state()

    assert page.locator("#text").input_value() == ""
    assert page.evaluate("sessionStorage.getItem('portal-typed')") is None
    assert page.locator("[data-typed-back]").is_hidden()

"""Logging on a phone: quick, once, by thumb or by keyboard, and honest when it could not be stored."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select, update

from portal import clock
from portal.extensions import db
from portal.models import Activity, SignIn, Team
from portal.transaction import transaction
from tests.browser.conftest import PHONE

MOST_TAPS, MOST_TAPS_OF_HABIT = 8, 4
# 1280 x 1024 at 400 %: what is left is small and low.
STRONG_ZOOM = {"width": 320, "height": 256}
SEND = "main form .btn-primary[type=submit]"

# The middle of what has the focus must not lie under something that is fixed to the screen.
IS_COVERED = """() => {
  const focused = document.activeElement;
  const {left, top, width, height} = focused.getBoundingClientRect();
  const there = document.elementFromPoint(left + width / 2, top + height / 2);
  const isSeen = focused === document.body || there && (focused.contains(there) || there.contains(focused));
  return isSeen ? null : focused.outerHTML.slice(0, 90);
}"""


@pytest.fixture
def member(world):
    """A member of a team that serves one hamlet."""
    commune = world.commune()
    return world.member(world.team(commune, [world.hamlet(commune)]))


@pytest.fixture
def count_entries(stored):
    """Count the entries in the database."""
    return lambda: stored(select(func.count()).select_from(Activity)).scalar_one()


def fill_in(page, visits: int = 3) -> None:
    """Fill in what every entry needs."""
    page.goto("/log")
    page.locator("input[name=skills][value=safety]").check()
    page.locator("#visits").fill(str(visits))


def press_until(page, key: str, selector: str) -> None:
    """Press a key until the focus is on what is looked for."""
    for _press in range(60):
        page.keyboard.press(key)
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"{key} never reached {selector}")


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_double_click_on_send_stores_one_entry(open_window, sign_in, member, count_entries, script):
    page = open_window(PHONE, script=script)
    sign_in(page, member)
    fill_in(page)

    page.locator(SEND).dblclick(no_wait_after=True)
    page.wait_for_url(re.compile("/activities$"))
    page.wait_for_load_state("networkidle")

    assert page.locator(".record").count() == 1
    assert count_entries() == 1


def test_usual_entry_takes_at_most_eight_taps(open_window, sign_in, member, stored):
    page = open_window(PHONE, has_touch=True, is_mobile=True)
    sign_in(page, member)
    page.goto("/log")
    taps = ["label.choice:has([value=payment])", *["[data-step='1']"] * 5, SEND]

    for target in taps:
        page.locator(target).tap()
    page.wait_for_url(re.compile("/activities$"))

    entry = stored(select(Activity)).scalar_one()
    assert (entry.visits, entry.skills, entry.kind) == (5, ("payment",), "assistance")
    assert len(taps) <= MOST_TAPS


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_usual_entry_with_a_habit_takes_at_most_four_taps(
    open_window, sign_in, world, member, stored, script
):
    team = world.viewer(member).seats[0].team_id
    for _time in range(2):
        world.activity(db.session.get(Team, team), member, skills=("payment", "safety"), visits=3)
    page = open_window(PHONE, has_touch=True, is_mobile=True, script=script)
    sign_in(page, member)
    page.goto("/log")
    before = page.locator("#visits").input_value()
    taps = ["[data-fill][data-visits='3']", SEND]

    page.locator(taps[0]).tap()
    expect(page.locator("#visits")).to_have_value("3")
    page.locator(taps[1]).tap()
    page.wait_for_url(re.compile("/activities$"))

    entry = stored(select(Activity).order_by(Activity.id.desc()).limit(1)).scalar_one()
    assert (entry.visits, entry.skills, entry.kind) == (3, ("payment", "safety"), "assistance")
    assert before == ""
    assert len(taps) <= MOST_TAPS_OF_HABIT


def test_yesterday_is_one_tap_in_the_details(open_window, sign_in, member, stored):
    page = open_window(PHONE, has_touch=True, is_mobile=True)
    sign_in(page, member)
    fill_in(page)

    page.locator("details.more summary").tap()
    page.locator("[data-day]").nth(1).tap()
    page.locator(SEND).tap()
    page.wait_for_url(re.compile("/activities$"))

    assert stored(select(Activity.occurred_on)).scalar_one() == date(2022, 6, 15)


def test_entry_is_logged_with_the_keyboard_alone(open_window, sign_in, member, stored):
    page = open_window(PHONE)
    sign_in(page, member)
    page.goto("/log")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    press_until(page, "Tab", "[name=skills][value=shopping]")
    page.keyboard.press("Space")
    press_until(page, "Tab", "#visits")
    page.keyboard.type("4")
    with page.expect_navigation(url=re.compile("/activities$")):
        page.keyboard.press("Enter")

    entry = stored(select(Activity)).scalar_one()
    assert (entry.visits, entry.skills) == (4, ("shopping",))


def test_what_has_the_focus_is_never_covered(open_window, sign_in, member):
    page = open_window(PHONE, reduced_motion="reduce")
    sign_in(page, member)
    page.goto("/log")
    page.locator("details.more summary").click()
    page.evaluate("document.activeElement.blur()")

    covered = []
    for _press in range(30):
        page.keyboard.press("Tab")
        covered.append(page.evaluate(IS_COVERED))

    assert list(filter(None, covered)) == []


def test_entry_can_be_logged_at_400_percent_zoom(open_window, sign_in, member, count_entries):
    page = open_window(STRONG_ZOOM)
    sign_in(page, member)
    fill_in(page)

    widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    with page.expect_navigation(url=re.compile("/activities$")):
        page.locator(SEND).click()

    assert widths[0] <= widths[1]
    assert count_entries() == 1


def test_member_whose_session_ended_is_told_and_nothing_is_stored_silently(
    open_window, sign_in, member, count_entries
):
    page = open_window(PHONE, script=False)
    sign_in(page, member)
    fill_in(page)
    end_all_sessions()

    with page.expect_navigation(url=re.compile("/sign-in")):
        page.locator(SEND).click()
    told = page.locator(".messages .notice-warn").count()
    sign_in(page, member, next_path="/activities")

    assert told == 1
    assert page.locator(".record").count() == 0
    assert count_entries() == 0


def test_phone_of_a_member_whose_session_ended_keeps_the_entry_and_says_so(
    open_window, sign_in, member, count_entries
):
    page = open_window(PHONE, refused=True)
    sign_in(page, member)
    page.goto("/log")
    page.locator("form[data-kept]").wait_for()
    fill_in(page)
    end_all_sessions()

    with page.expect_navigation(url=re.compile("/sign-in")):
        page.locator(SEND).click()
    told = page.locator(".messages").inner_text()
    before = count_entries()
    sign_in(page, member, next_path="/activities")
    said = page.locator("[data-phone-entries] .notice-good")
    expect(said).to_contain_text("Đã gửi 1 bản ghi.")
    shown_before = page.locator(".record").count()
    said.get_by_role("link").click()
    expect(page.locator(".record")).to_have_count(1)

    assert "Đã lưu trên máy. Đăng nhập là máy gửi ngay." in told
    assert (before, shown_before) == (0, 0)
    assert count_entries() == 1


def end_all_sessions() -> None:
    """End every session, as an administrator or the passing of time does."""
    with transaction():
        db.session.execute(update(SignIn).values(ended_at=clock.now()))

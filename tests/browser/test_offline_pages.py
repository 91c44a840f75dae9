"""Without a network in a real Chromium: the pages that open, new versions, lines that only seem to work."""

import threading
import time
from datetime import date, timedelta

import pytest
from playwright.sync_api import Error, Page
from sqlalchemy.exc import OperationalError

from portal.views import activities, offline
from tests.browser.conftest import PHONE
from tests.browser.phones import send_now

READY = "navigator.serviceWorker.ready.then(registration => registration.active.state)"
LOOK_FOR_UPDATE = "navigator.serviceWorker.ready.then(registration => registration.update()).then(() => null)"
KEPT = "caches.keys().then(names => names.filter(name => name.startsWith('portal-files-')))"
HAS_STYLES = "getComputedStyle(document.querySelector('.masthead')).backgroundColor === 'rgb(11, 74, 92)'"
ZALO = (
    "Mozilla/5.0 (Linux; Android 10; SM-A107F) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0"
    " Chrome/120.0.0.0 Mobile Safari/537.36 Zalo android/23121034 ZaloTheme/light ZaloLanguage/vi"
)
MESSENGER = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Mobile/15E148 [FBAN/MessengerForiOS;FBAV/438.0.0.33.118;FBBV/1;FBDV/iPhone12,1]"
)
HEADINGS = {
    ("vi", "/log"): "Ghi việc hỗ trợ",
    ("vi", "/activities"): "Bản ghi của tôi",
    ("en", "/log"): "Log help given",
    ("en", "/activities"): "My entries",
}


@pytest.fixture
def member(world):
    """A member of a team that serves one hamlet."""
    commune = world.commune()
    return world.member(world.team(commune, [world.hamlet(commune)]))


@pytest.fixture
def publish(monkeypatch):
    """Publish a new version: the shells say something else from now on."""
    composed = offline.render_template

    def publish() -> None:
        def another(*args, **values) -> str:
            return composed(*args, **values) + "<!-- new -->"

        monkeypatch.setattr(offline, "render_template", another)
        offline.forget()

    yield publish
    monkeypatch.undo()
    offline.forget()


def keep(page: Page, path: str) -> None:
    """Visit a page and wait until the phone keeps what it needs without a network."""
    page.goto(path)
    assert page.evaluate(READY) in ("activating", "activated")


def assert_is_shell(page: Page, heading: str) -> None:
    """Assert that the open page is the one from the phone, with its styles and scripts."""
    assert page.locator("h1").inner_text() == heading
    assert page.locator("[data-shell-note]").count() == 1
    assert page.evaluate(HAS_STYLES)
    assert page.locator(".places a").count() == 2


@pytest.mark.parametrize("language", ["vi", "en"])
def test_form_and_list_open_without_a_network_and_nothing_else_does(
    open_window, sign_in_on_page, member, language
):
    page = open_window(PHONE)
    sign_in_on_page(page, member)
    keep(page, f"/activities?lang={language}")
    send_now(page)

    page.context.set_offline(True)

    for path in ("/log", "/log?like=last", "/activities"):
        page.goto(path)
        assert_is_shell(page, HEADINGS[language, path.partition("?")[0]])
    page.goto("/log")
    page.locator("[data-signed-in=yes] [data-when=yes]").wait_for()
    page.locator("[data-step='1']").click()
    assert page.locator("#visits").input_value() == "1"
    page.locator("details.more summary").first.click()
    today = page.locator("#occurred_on").input_value()
    page.locator("[data-day]").last.click()
    yesterday = page.locator("#occurred_on").input_value()
    assert date.fromisoformat(today) - date.fromisoformat(yesterday) == timedelta(days=1)
    for path in ("/", "/teams", "/account", "/log/", "/shell/vi/log"):
        with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
            page.goto(path)


def test_other_language_can_be_chosen_without_a_network(open_window, sign_in_on_page, member):
    page = open_window(PHONE)
    sign_in_on_page(page, member)
    keep(page, "/log")
    page.context.set_offline(True)
    page.goto("/log")

    page.locator(".footer a[lang=en]").click()
    page.wait_for_url("**/log?lang=en")
    page.wait_for_load_state("networkidle")
    page.goto("/activities")

    assert_is_shell(page, HEADINGS["en", "/activities"])


def test_one_visit_without_signing_in_is_enough_for_the_pages_to_open(open_window):
    page = open_window(PHONE)
    keep(page, "/sign-in")

    page.context.set_offline(True)
    page.goto("/log")

    assert_is_shell(page, HEADINGS["vi", "/log"])
    page.locator("[data-signed-in=no] [data-when=no]").wait_for()
    assert page.locator("[data-shell-note] span:visible").count() == 1


def test_phone_whose_line_went_right_after_signing_in_says_that_it_lacks_a_team(
    open_window, sign_in_on_page, member
):
    page = open_window(PHONE)
    page.context.route("**/api/**", lambda route: route.abort())
    sign_in_on_page(page, member)
    keep(page, "/activities")

    page.context.set_offline(True)

    for path in ("/activities", "/log"):
        page.goto(path)
        page.locator("[data-signed-in=new] [data-when=new]").wait_for()
        assert page.locator("[data-shell-note] span:visible").count() == 1
        assert page.locator("form:visible").count() == 0
        assert "chưa có bản ghi nào" not in page.locator("main").inner_text().lower()


def test_somebody_who_is_not_signed_in_is_still_sent_to_the_sign_in_page(open_window, world):
    page = open_window(PHONE)
    keep(page, "/sign-in")

    page.goto("/log")

    assert page.url.endswith("/sign-in?next=/log")
    assert page.locator("#password").count() == 1


def test_new_version_is_offered_and_a_half_filled_form_stays_until_somebody_wants_it(
    open_window, sign_in_on_page, member, publish
):
    page = open_window(PHONE)
    sign_in_on_page(page, member)
    keep(page, "/log")
    page.goto("/log")
    [old] = page.evaluate(KEPT)
    page.locator("form[data-kept]").wait_for()
    page.locator("#visits").fill("4")
    page.evaluate("window.isSamePage = true")

    publish()
    page.evaluate(LOOK_FOR_UPDATE)
    page.locator("[data-update-banner]").wait_for()
    page.wait_for_timeout(500)

    assert page.evaluate("window.isSamePage")
    assert page.locator("#visits").input_value() == "4"
    assert page.locator("[data-update-typing]").is_hidden()
    assert page.evaluate("navigator.serviceWorker.ready.then(one => one.waiting.state)") == "installed"
    with page.expect_navigation():
        page.locator("[data-update-banner] button").click()
    [new] = page.evaluate(KEPT)
    assert new != old
    assert page.evaluate("window.isSamePage") is None
    assert page.locator("[data-update-banner]").is_hidden()
    page.wait_for_function("document.querySelector('#visits').value === '4'")


def test_new_version_that_was_there_before_the_page_is_offered_and_other_tabs_stay(
    open_window, sign_in_on_page, member, publish
):
    page = open_window(PHONE)
    sign_in_on_page(page, member)
    keep(page, "/log")
    page.goto("/account")
    publish()
    page.evaluate(LOOK_FOR_UPDATE)
    page.locator("[data-update-banner]").wait_for()

    other = page.context.new_page()
    other.goto("/activities")
    other.locator("[data-update-banner]").wait_for()
    page.evaluate("window.isSamePage = true")
    page.locator("#current").fill("đang nhập")
    with other.expect_navigation():
        other.locator("[data-update-banner] button").click()
    other.wait_for_load_state("networkidle")

    assert len(page.evaluate(KEPT)) == 1
    assert page.evaluate("window.isSamePage")
    assert page.locator("#current").input_value() == "đang nhập"
    assert page.locator("[data-update-typing]").is_visible()


def test_server_in_trouble_is_answered_for_by_the_phone(open_window, sign_in_on_page, member, monkeypatch):
    page = open_window(PHONE)
    sign_in_on_page(page, member)
    keep(page, "/account")

    def fail(*_args):
        raise OperationalError("select", {}, Exception("the database is away"))

    monkeypatch.setattr(activities, "list_log_teams", fail)
    page.goto("/log")

    assert_is_shell(page, HEADINGS["vi", "/log"])


def test_answer_that_takes_long_is_not_waited_for(open_window, sign_in_on_page, member, monkeypatch):
    page = open_window(PHONE)
    sign_in_on_page(page, member)
    keep(page, "/account")
    release, found = threading.Event(), activities.list_log_teams

    def wait(*args):
        release.wait(20)
        return found(*args)

    monkeypatch.setattr(activities, "list_log_teams", wait)
    began = time.monotonic()
    page.goto("/log")
    took = time.monotonic() - began
    release.set()

    assert_is_shell(page, HEADINGS["vi", "/log"])
    assert 3 <= took < 15


def test_nothing_is_fetched_twice_for_keeping(open_window, sign_in_on_page, member, app, monkeypatch):
    asked, serve = [], app.wsgi_app

    def note(environ, start_response):
        if environ["PATH_INFO"].startswith("/static/"):
            asked.append(environ["PATH_INFO"])
        return serve(environ, start_response)

    monkeypatch.setattr(app, "wsgi_app", note)
    page = open_window(PHONE)
    sign_in_on_page(page, member, next_path="/log")
    keep(page, "/log")
    keep(page, "/activities")
    page.wait_for_load_state("networkidle")

    assert len(asked) == len(set(asked)) > 8


def test_page_whose_files_the_browser_dropped_still_opens_with_a_network(
    open_window, sign_in_on_page, member
):
    page = open_window(PHONE)
    sign_in_on_page(page, member)
    keep(page, "/log")
    page.evaluate("caches.keys().then(names => Promise.all(names.map(name => caches.delete(name))))")

    page.goto("/log")

    assert page.locator("[data-shell-note]").count() == 0
    assert page.evaluate(HAS_STYLES)


@pytest.mark.parametrize("agent", [ZALO, MESSENGER], ids=["zalo", "messenger"])
def test_browser_of_an_app_is_told_how_to_leave_it_and_keeps_nothing(
    open_window, sign_in_on_page, member, agent
):
    page = open_window(PHONE, user_agent=agent)
    sign_in_on_page(page, member, next_path="/log")

    page.locator("[data-browser-notice]").wait_for()
    page.wait_for_load_state("networkidle")

    assert "Mở bằng trình duyệt" in page.locator("[data-browser-notice]").inner_text()
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0
    assert page.locator("main form .btn-primary[type=submit]").is_visible()


def test_usual_browser_is_told_nothing_about_browsers(open_window):
    page = open_window(PHONE)
    keep(page, "/sign-in")

    assert page.locator("[data-browser-notice]").is_hidden()
    assert page.locator("[data-update-banner]").is_hidden()

"""Where one is led after signing in, and when a session is over."""

import pytest

from portal.services.accounts import end_sessions
from tests.conventions.visitors import Visitor
from tests.factories import PASSWORD
from tests.page_client import PageClient

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "\t//evil.example",
    "/%09/evil.example",
    " //evil.example",
    "evil.example",
    "/\n/evil.example",
    "/../..//evil.example",
]


@pytest.mark.parametrize("target", ["/account", "/teams?words=Đak", "/campaigns"])
def test_signing_in_leads_to_the_page_that_was_asked_for(stranger, member, target):
    answer = sign_in(stranger, member, target)

    assert answer.status_code == 303
    assert stranger.http.get(answer.location).request.path == target.partition("?")[0]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_never_leads_to_another_host(stranger, member, target):
    answer = sign_in(stranger, member, target)

    assert answer.status_code == 303
    assert_own_host(answer.location)


@pytest.mark.parametrize("target", ELSEWHERE)
def test_who_is_signed_in_already_is_not_led_to_another_host_either(signed_in, target):
    answer = signed_in.http.get("/sign-in", query_string={"next": target})

    assert answer.status_code in (303, 400)
    if answer.status_code == 303:
        assert_own_host(answer.location)


def sign_in(visitor: Visitor, person, target: str):
    """Sign in with the form that the sign-in page for this target holds."""
    form = {"phone": person.phone, "password": PASSWORD, "next": target}
    return visitor.send("POST", "/sign-in", form=form)


def assert_own_host(location: str) -> None:
    """Assert that no browser reads an address as one of another host."""
    # Browsers drop tabs and line breaks and read a backslash as a slash.
    read = location.translate({ord(one): None for one in "\t\r\n"}).replace("\\", "/").strip()
    assert read.startswith("/") and not read.startswith("//"), location


def test_the_page_that_was_asked_for_is_remembered_while_signing_in(app, member):
    browser = PageClient(app)

    page = browser.get("/teams?words=Nhau").submit("/sign-in", phone=member.phone, password=PASSWORD)

    assert page.path == "/teams?words=Nhau"


def test_a_cookie_that_was_copied_is_worth_nothing_after_signing_out(app, member):
    visitor, copy = Visitor(app, member), app.test_client()
    copy.set_cookie("portal", visitor.http.get_cookie("portal").value)
    assert copy.get("/account").status_code == 200

    visitor.send("POST", "/sign-out")

    assert copy.get("/account").status_code == 303
    assert copy.get("/api/me").status_code == 401


def test_a_session_that_was_ended_elsewhere_leads_to_signing_in_and_says_so(app, signed_in, member):
    end_sessions(member.id)

    answer = signed_in.send("GET", "/account")

    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/account")
    assert "notice-warn" in signed_in.send("GET", answer.location).get_data(as_text=True)


@pytest.mark.parametrize("has_cookie", [True, False])
def test_a_form_that_was_sent_after_the_session_ended_is_said_to_be_not_stored(app, member, has_cookie):
    visitor = Visitor(app, member)
    end_sessions(member.id)
    if not has_cookie:
        visitor.http.delete_cookie("portal")

    came_from = {"Referer": "http://localhost/reviews?entry=7"}
    answer = visitor.http.post("/account/locale", data={"locale": "en"}, headers=came_from)
    page = visitor.send("GET", answer.location).get_data(as_text=True)

    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/reviews?entry%3D7&sent=1")
    assert "Phiên làm việc đã kết thúc nên việc vừa gửi chưa được ghi." in page


def test_signing_in_never_leads_to_an_address_that_only_takes_forms(app, member):
    came_from = {"Referer": "http://localhost/account/password"}
    answer = app.test_client().post("/account/password", data={"current": "x"}, headers=came_from)

    assert (answer.status_code, answer.location) == (303, "/sign-in?sent=1")


def test_the_session_has_another_token_after_signing_in(app, stranger, member):
    sign_in(stranger, member, "")
    first = stranger.http.get_cookie("portal").value

    stranger.send("POST", "/sign-in", form={"phone": member.phone, "password": PASSWORD})

    assert stranger.http.get_cookie("portal").value != first


@pytest.mark.parametrize(
    "cookie", ["", "x", "eyJ0.x.y", "." * 300, "eyJfdXNlcl9pZCI6MX0.ZZZZZZ.AAAAAAAAAAAAAAAA"]
)
def test_a_cookie_that_we_did_not_sign_is_nobody(app, world, cookie):
    browser = app.test_client()
    browser.set_cookie("portal", cookie)

    assert browser.get("/account").status_code == 303

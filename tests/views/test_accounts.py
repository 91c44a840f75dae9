"""Signing in and out through the pages, activation links, and what a copied cookie is worth."""

import re

import pytest
from sqlalchemy import select, update

from portal import clock
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import SignIn, User
from portal.services.activations import new_link
from tests.factories import PASSWORD
from tests.page_client import PageClient


@pytest.fixture
def member(world):
    """A member of a team."""
    user = world.user("K’Liêu Thị Hương", phone="0912345678")
    return world.member(world.team(world.commune()), user)


def cookie_of(client) -> str:
    """Return the value of the session's cookie."""
    return client.http.get_cookie("portal").value


def with_cookie(app, value) -> PageClient:
    """Return another browser into which the cookie was copied."""
    other = PageClient(app)
    other.http.set_cookie("portal", value)
    return other


def sessions():
    """Return when each session ended."""
    return db.session.scalars(select(SignIn.ended_at).order_by(SignIn.id)).all()


CSRF = re.compile(r'name="csrf_token"[^>]*')


def test_a_number_in_any_spelling_and_the_password_open_the_persons_page(client, member):
    for spelling in ("0912345678", "+84 912 345 678", "0912.345.678"):
        client.http.delete_cookie("portal")

        page = client.get("/sign-in").submit("/sign-in", phone=spelling, password=PASSWORD)

        assert (page.status, page.path) == (200, "/log")


def test_wrong_password_and_unknown_number_get_the_same_page(client, member):
    page = client.get("/sign-in")

    wrong = page.submit("/sign-in", phone="0912345678", password="sai mật khẩu rồi")
    unknown = page.submit("/sign-in", phone="0999999999", password="sai mật khẩu rồi")

    assert wrong.status == unknown.status == 422
    # The token of each page carries the second at which it was made.
    wrong_html, unknown_html = (CSRF.sub("", page.html) for page in (wrong, unknown))
    assert wrong_html.replace("0912345678", "0999999999") == unknown_html
    assert "sai mật khẩu" not in wrong.html
    assert sessions() == []


@pytest.mark.parametrize(
    ("phone", "password", "field"),
    [("", "x", "#phone"), ("   ", "x", "#phone"), ("12", "x", "#phone"), ("0912345678", "", "#password"),
     ("0283812345", "x", "#phone"), ("0912345678", "x" * 1001, "#password")],
)  # fmt: skip
def test_a_sign_in_that_cannot_be_read_says_which_field(client, member, phone, password, field):
    page = client.get("/sign-in").submit("/sign-in", phone=phone, password=password)

    assert page.status == 422 and field in page.links().values()


def test_who_tries_too_often_waits_and_then_gets_in(client, member, frozen_clock):
    page = client.get("/sign-in")
    for _ in range(5):
        assert page.submit("/sign-in", phone="0912345678", password="sai mật khẩu rồi").status == 422

    blocked = page.submit("/sign-in", phone="0912345678", password=PASSWORD)

    assert (blocked.status, blocked.headers["Retry-After"]) == (429, "31")
    assert sessions() == []
    frozen_clock.tick(seconds=31)
    assert page.submit("/sign-in", phone="0912345678", password=PASSWORD).path == "/log"


@pytest.mark.parametrize(
    ("target", "landing"),
    [
        ("/teams", "/teams"),
        ("/teams?words=a&level=hamlet", "/teams?words=a&level=hamlet"),
        ("https://evil.example/", "/log"),
        ("//evil.example/", "/log"),
        ("/\\evil.example", "/log"),
        ("\\\\evil.example", "/log"),
        ("/\t/evil.example", "/log"),
        ("javascript:alert(1)", "/log"),
        ("teams", "/log"),
        ("", "/log"),
    ],
)
def test_next_leads_to_the_own_host_only(client, member, target, landing):
    page = client.get("/sign-in", query_string={"next": target})

    page = page.submit("/sign-in", phone="0912345678", password=PASSWORD)

    assert (page.status, page.path) == (200, landing)


def test_a_page_asked_for_before_signing_in_is_shown_afterwards(client, member):
    asked = client.get("/account")
    assert asked.path == "/sign-in?next=/account"

    page = asked.submit("/sign-in", phone="0912345678", password=PASSWORD)

    assert page.path == "/account"


def test_the_cookie_is_for_the_server_alone_and_new_at_each_sign_in(client, member):
    first = client.http.post("/sign-in", data=_sign_in_data(client))
    header = next(one for one in first.headers.getlist("Set-Cookie") if one.startswith("portal="))
    first_cookie = cookie_of(client)
    client.get("/account").submit("/account/locale", locale="en")

    assert "HttpOnly" in header and "SameSite=Lax" in header and "Path=/" in header
    assert "Domain" not in header
    client.http.post("/sign-in", data=_sign_in_data(client))
    assert cookie_of(client) != first_cookie
    assert [ended is None for ended in sessions()] == [False, True]


def _sign_in_data(client) -> dict:
    """Return the fields of the sign-in form, with a token that fits the cookie."""
    page = client.get("/account") if client.http.get_cookie("portal") else client.get("/sign-in")
    boxes = page.all("input")
    token = next(box.get("value") for box in boxes if box.get("name") == "csrf_token")
    return {"csrf_token": token, "phone": "0912345678", "password": PASSWORD}


def test_a_copied_cookie_dies_with_the_session(client, app, member):
    client.sign_in(member)
    thief = with_cookie(app, cookie_of(client))
    assert thief.get("/account").path == "/account"

    client.post("/sign-out", {"csrf_token": _token(client)})

    assert thief.http.get("/api/me").status_code == 401
    assert thief.http.get("/account").status_code == 303
    assert thief.get("/account").path == "/sign-in?next=/account"
    assert sessions()[0] is not None


def _token(client) -> str:
    boxes = client.get("/account").all("input")
    return next(box.get("value") for box in boxes if box.get("name") == "csrf_token")


def test_signing_out_is_a_post_with_its_token(client, member):
    client.sign_in(member)

    assert client.get("/sign-out").status == 405
    assert client.post("/sign-out", {}).status == 400
    assert sessions() == [None]
    page = client.post("/sign-out", {"csrf_token": _token(client)})

    assert page.path == "/sign-in"
    assert sessions()[0] is not None


@pytest.mark.parametrize("end", ["ended", "disabled"])
def test_a_session_ends_when_it_is_ended_from_elsewhere(client, member, end):
    client.sign_in(member)

    if end == "ended":
        db.session.execute(update(SignIn).values(ended_at=clock.now()))
    else:
        db.session.execute(update(User).where(User.id == member.id).values(disabled_at=clock.now()))
    db.session.commit()

    assert client.get("/account").path == "/sign-in?next=/account"


def test_staff_who_rest_are_signed_out_and_members_are_not(client, app, world, member, frozen_clock):
    staff = world.staff(Role.admin, world.province())
    client.sign_in(staff)
    members = PageClient(app)
    members.sign_in(member)
    for _ in range(3):
        frozen_clock.tick(minutes=29)
        assert client.get("/admin/users").path == "/admin/users"

    frozen_clock.tick(minutes=31)

    assert client.get("/admin/users").path.startswith("/sign-in")
    assert members.get("/account").path == "/account"
    frozen_clock.tick(days=91)
    assert members.get("/account").path.startswith("/sign-in")


def test_an_activation_link_works_once(client, app, world):
    user = world.member(
        world.team(world.commune()), world.user("Điểu Khuê", phone="0912345678", can_sign_in=False)
    )
    path = f"/join/{new_link(user.id, None).token}"
    # A preview in a messenger asks for the page and uses nothing up.
    other = PageClient(app)
    page, later = client.get(path), other.get(path)
    assert page.status == 200 and "Điểu Khuê" in page.text

    landed = page.submit("/join/", password="bảy con gà trống 31")

    assert landed.path == "/log"
    assert later.submit("/join/", password="tám con vịt xiêm 44").status == 404
    assert other.get(path).status == 404
    assert other.sign_in_on_page(user, "bảy con gà trống 31").path == "/log"


def test_a_dead_link_and_an_invented_one_look_alike(client, world, frozen_clock):
    token = new_link(world.user(can_sign_in=False).id, None).token
    frozen_clock.tick(hours=72, seconds=1)

    dead, invented = client.get(f"/join/{token}"), client.get("/join/xxxxxxxxxxxx")

    assert dead.status == invented.status == 404
    assert dead.text == invented.text or len(dead.text) == len(invented.text)


def test_guessing_links_has_an_end_but_a_real_link_still_works(client, world, monkeypatch):
    user = world.user(can_sign_in=False)
    token = new_link(user.id, None).token
    statuses = [client.http.get(f"/join/guess{number}").status_code for number in range(61)]

    assert statuses == [*[404] * 60, 429]
    assert client.get(f"/join/{token}").status == 200


@pytest.mark.parametrize(
    ("is_staff", "password"),
    [
        (False, "ngắn"),
        (False, "12345678"),
        (False, "dieu khue 70"),
        (True, "bảy con gà"),
        (False, "x y" * 50),
    ],
)
def test_a_password_that_does_not_do_is_refused_beside_its_field(client, world, is_staff, password):
    user = world.user("Điểu Khuê", phone="0912345678", can_sign_in=False)
    if is_staff:
        world.grant(user, Role.admin, world.province())
    path = f"/join/{new_link(user.id, None).token}"

    page = client.get(path).submit("/join/", password=password)

    assert page.status == 422 and "#password" in page.links().values()
    assert password not in page.html
    assert db.session.scalar(select(User.password_hash).where(User.id == user.id)) is None


def test_a_password_is_changed_on_the_account_page(client, app, member):
    client.sign_in(member)
    elsewhere = PageClient(app)
    elsewhere.sign_in(member)
    page = client.get("/account")

    wrong = page.submit("/account/password", current="sai", password="bảy con gà trống 31")
    assert wrong.status == 422 and "#current" in wrong.links().values()
    page.submit("/account/password", current=PASSWORD, password="bảy con gà trống 31")

    assert client.get("/account").path == "/account"
    assert elsewhere.get("/account").path.startswith("/sign-in")
    assert PageClient(app).sign_in_on_page(member, "bảy con gà trống 31").path == "/log"


def test_the_language_is_kept_with_the_account(client, app, member):
    client.sign_in(member)

    page = client.get("/account").submit("/account/locale", locale="en")

    assert 'lang="en"' in page.html
    assert db.session.scalar(select(User.locale).where(User.id == member.id)) == "en"
    other = PageClient(app)
    assert 'lang="en"' in other.sign_in_on_page(member).html


def test_a_form_without_its_token_signs_nobody_in(client, member):
    page = client.post("/sign-in", {"phone": "0912345678", "password": PASSWORD})

    assert page.status == 400
    assert sessions() == []


def test_the_account_page_names_roles_with_their_places_and_seats(client, world):
    commune = world.commune(name="Đak Nhau")
    person = world.coordinator(commune)
    team = world.team(commune, leader=False)
    world.member(team, person)
    client.sign_in(person)

    page = client.get("/account")

    assert "Xã Đak Nhau" in page.text and team.name in page.text

"""Every answer carries the security headers: pages, refusals, JSON, files, redirects."""

import re
from urllib.parse import urlsplit

import pytest

from portal.web.assets import asset
from tests.conventions.visitors import Visitor
from tests.page_client import PageClient

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# path, and what a member is answered.
ANSWERS = [
    ("GET", "/account", 200),
    ("GET", "/", 303),
    ("GET", "/reviews", 403),
    ("GET", "/no-such-page", 404),
    ("GET", "/teams/999999", 404),
    ("POST", "/account", 405),
    ("POST", "/sign-out", 400),
    ("GET", "/api/me", 200),
    ("GET", "/api/nowhere", 404),
    ("PUT", "/api/activities/018b5c1e-0000-7000-8000-000000000000", 400),
    ("GET", "/healthz", 200),
    ("GET", "/static/0/css/none.css", 404),
    ("OPTIONS", "/account", None),
    ("HEAD", "/account", 200),
]


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS, ids=lambda value: str(value))
def test_security_headers_are_on_every_answer(signed_in, method, path, status):
    answer = signed_in.http.open(path, method=method)

    assert status in (answer.status_code, None)
    assert {name: answer.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert_strict(answer.headers["Content-Security-Policy"])


def test_a_static_file_carries_them_and_may_itself_do_nothing(signed_in):
    answer = signed_in.http.get("/static/0/css/portal.css")

    assert answer.status_code == 200
    assert {name: answer.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    assert "camera=()" in answer.headers["Permissions-Policy"]
    policy = answer.headers["Content-Security-Policy"]
    assert set(policy.split("; ")) == {"default-src 'none'", "frame-ancestors 'none'", "sandbox"}


def assert_strict(policy: str) -> None:
    """Assert that a page may load from the own host only, be framed by nobody, and run nothing inline."""
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert rules["form-action"] == rules["script-src"] == rules["style-src"] == "'self'"
    # Pictures alone may also come out of the page itself: photos that are not sent yet.
    assert rules.pop("img-src") == "'self' blob:"
    assert set(rules.values()) == {"'none'", "'self'"}


def test_a_file_answer_carries_them_too(app, world):
    commune = world.commune()
    world.campaign(world.province("Đồng Nai", "75"))
    coordinator = Visitor(app, world.coordinator(commune))

    answer = coordinator.send("GET", "/coverage.csv")

    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert {name: answer.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    assert answer.headers["Cache-Control"] == "no-store"


def test_transport_security_is_promised_over_https_alone(app, world):
    browser = Visitor(app, None).http

    assert "Strict-Transport-Security" not in browser.get("/sign-in").headers
    promised = browser.get("/sign-in", base_url="https://localhost").headers["Strict-Transport-Security"]
    assert int(re.search(r"max-age=(\d+)", promised)[1]) >= 31_536_000


@pytest.mark.parametrize(
    "path", ["/account", "/sign-in", "/", "/no-such-page", "/api/me", "/reviews", "/teams"]
)
def test_nothing_about_people_is_kept_by_caches(signed_in, path):
    assert signed_in.send("GET", path).headers["Cache-Control"] == "no-store"


def test_every_request_has_a_number_of_its_own(signed_in):
    answers = [signed_in.send("GET", path) for path in ("/account", "/account", "/api/me", "/no-such-page")]

    numbers = [answer.headers["X-Request-Id"] for answer in answers]

    assert len(set(numbers)) == len(numbers)
    assert all(re.fullmatch("[0-9a-f]{12,}", number) for number in numbers)
    assert numbers[-1] in answers[-1].get_data(as_text=True)


def test_a_number_that_the_browser_makes_up_is_not_believed(signed_in):
    answer = signed_in.http.get("/account", headers={"X-Request-Id": "made-up"})

    assert answer.headers["X-Request-Id"] != "made-up"


def test_pages_load_everything_from_the_own_host(app, signed_in):
    browser = PageClient(app)
    browser.http = signed_in.http

    page = browser.get("/account")

    loaded = [*page.all("link"), *page.all("script"), *page.all("img")]
    addresses = [element.get("href") or element.get("src") for element in loaded]
    assert len(addresses) >= 3
    for address in addresses:
        assert not urlsplit(address).netloc
        assert signed_in.send("GET", address).status_code == 200


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(app, world, member):
    cookie = PageClient(app).get("/sign-in").headers["Set-Cookie"]

    assert cookie.startswith("portal=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}


def test_in_production_the_cookie_is_bound_to_the_host_and_to_https(build_app, world):
    production = build_app(PORTAL_ENV="production", PORTAL_BASE_URL="https://portal.example.vn")

    cookie = Visitor(production, None).http.get("/sign-in", base_url="https://portal.example.vn")

    told = cookie.headers["Set-Cookie"]
    assert told.startswith("__Host-portal=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in told.split(";")}
    assert "Domain=" not in told


def test_forwarded_addresses_are_believed_from_trusted_proxies_only(build_app, world):
    forwarded = {
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": "203.0.113.7",
        "X-Forwarded-Host": "evil.example",
    }

    alone = Visitor(build_app(), None).http.get("/healthz", headers=forwarded)
    behind = Visitor(build_app(PORTAL_TRUSTED_PROXIES="1"), None).http.get("/healthz", headers=forwarded)

    assert "Strict-Transport-Security" not in alone.headers
    assert "Strict-Transport-Security" in behind.headers


def test_the_address_of_a_stylesheet_is_served_for_a_year(app, signed_in):
    with app.test_request_context():
        address = asset("css/portal.css")

    answer = signed_in.send("GET", address)

    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in answer.headers

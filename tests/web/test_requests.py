"""What is malformed is refused before anything reads it."""

import pytest

from tests.conventions.visitors import Visitor

HOST = "https://portal.example.vn"
FOREIGN_HOSTS = [
    "evil.example",
    "portal.example.vn.evil.example",
    "evilportal.example.vn",
    "portal.example.vn@evil.example",
    "evil example",
    "",
]
LARGE = "a" * (3 * 1024 * 1024)


@pytest.mark.parametrize(
    "path", ["/teams?words=%00", "/teams?%00=1", "/campaigns/%00", "/sign-in?next=/%00", "/units?words=a%00b"]
)
def test_a_nul_in_an_address_is_refused(signed_in, path):
    assert signed_in.send("GET", path).status_code == 400


@pytest.mark.parametrize("text", ["a\x00b", "\x00"])
def test_a_nul_in_a_form_is_refused(stranger, text):
    answer = stranger.send("POST", "/sign-in", form={"phone": text, "password": "x"})

    assert answer.status_code == 400


@pytest.mark.parametrize("path", ["/teams?words=%ED%A0%80", "/teams?words=%FF%FE"])
def test_bytes_that_are_no_text_do_no_harm(signed_in, path):
    assert signed_in.send("GET", path).status_code in (200, 400)


@pytest.mark.parametrize("number", [2**31, 2**63, 10**40])
@pytest.mark.parametrize("path", ["/teams/{}", "/units/{}", "/coverage/teams/{}", "/communes/{}/teams/new"])
def test_a_number_that_no_database_holds_is_nothing_that_exists(app, world, path, number):
    visitor = Visitor(app, world.coordinator(world.commune()))

    assert visitor.send("GET", path.format(number)).status_code == 404


def test_a_form_that_is_too_large_is_refused(stranger):
    answer = stranger.send("POST", "/sign-in", form={"phone": "0912345678", "password": LARGE})

    assert answer.status_code == 413


def test_json_that_is_too_large_is_refused_as_json(signed_in):
    answer = signed_in.send(
        "PUT", "/api/activities/018b5c1e-0000-7000-8000-000000000000", body={"note": LARGE}
    )

    assert answer.status_code == 413
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("host", ["portal.example.vn", "localhost", "127.0.0.1:8000"])
def test_in_production_the_own_host_is_answered(build_app, world, host):
    production = build_app(PORTAL_ENV="production", PORTAL_BASE_URL=HOST)

    assert Visitor(production, None).http.get("/sign-in", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
@pytest.mark.parametrize("path", ["/sign-in", "/no-such-page", "/api/me"])
def test_in_production_another_host_is_refused_without_a_crash(build_app, world, host, path):
    production = build_app(PORTAL_ENV="production", PORTAL_BASE_URL=HOST)

    answer = Visitor(production, None).http.get(path, headers={"Host": host})

    assert answer.status_code == 400
    assert "evil" not in answer.get_data(as_text=True)

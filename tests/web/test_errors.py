"""What goes wrong is told in the reader's language with what to do next, never in the words of the code."""

import re

import pytest
from sqlalchemy.exc import TimeoutError

from portal.extensions import db
from portal.web import problems
from tests.conventions.visitors import Visitor
from tests.page_client import Page, PageClient, text_of

SECRET = "the secret words of an exception"
INSIDES = re.compile(
    rf"Traceback|{SECRET}|sqlalchemy|sqlite|psycopg|werkzeug|\.py\b|Error\b|portal\.(web|views|queries|services)"
)
LANGUAGES = ("vi", "en")
# What a member does, and how it is refused: what was asked, the status, the words of the heading in English.
REFUSED = [
    ("GET", "/no-such-page", 404, "This page was not found"),
    ("GET", "/teams/999999", 404, "This page was not found"),
    ("GET", "/reviews", 403, "This page is not open to you"),
    ("GET", "/sign-out", 405, "This page cannot be opened this way"),
    ("GET", "/teams?words=%00", 400, "This request could not be read"),
    ("POST", "/sign-out", 400, "This form has expired"),
]
REFUSED_JSON = [
    ("GET", "/api/nowhere", 404, "not-found"),
    ("GET", "/api/coverage", 403, "forbidden"),
    ("POST", "/api/me", 405, "method-not-allowed"),
    ("PUT", "/api/activities/018b5c1e-0000-7000-8000-000000000000", 400, "csrf"),
    ("GET", "/api/units?level=%00", 400, "bad-request"),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("method", "path", "status", "heading"), REFUSED)
def test_a_refusal_is_a_page_that_says_what_to_do(app, signed_in, method, path, status, heading, language):
    page = ask(app, signed_in, method, path, language)

    assert page.status == status
    assert_helpful(page, language)
    if language == "en":
        assert page.h1 == heading


def test_a_refusal_names_the_number_to_quote(app, signed_in):
    page = ask(app, signed_in, "GET", "/no-such-page", "vi")

    assert page.headers["X-Request-Id"] in page.text


def test_what_is_too_large_is_said_to_be(app, stranger):
    answer = stranger.send(
        "POST", "/sign-in?lang=en", form={"phone": "0912345678", "password": "a" * 3_000_000}
    )

    page = as_page(app, answer)
    assert (page.status, page.h1) == (413, "This is too large to send")
    assert_helpful(page, "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("method", "path", "status", "kind"), REFUSED_JSON)
def test_json_is_refused_with_a_problem(signed_in, method, path, status, kind, language):
    answer = signed_in.http.open(f"{path}{'&' if '?' in path else '?'}lang={language}", method=method)

    assert (answer.status_code, answer.mimetype) == (status, problems.PROBLEM)
    told = answer.get_json()
    assert told["status"] == status
    assert told["type"] == f"/problems/{kind}"
    assert told["title"] and told["detail"]


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/api/me"), ("GET", "/api/coverage"), ("GET", "/api/units")]
)
def test_json_never_redirects_who_is_not_signed_in(stranger, method, path):
    answer = stranger.send(method, path)

    assert (answer.status_code, answer.mimetype) == (401, problems.PROBLEM)
    assert answer.get_json()["type"] == "/problems/sign-in-needed"


def test_a_method_that_is_not_taken_names_those_that_are(signed_in):
    answer = signed_in.send("GET", "/sign-out")

    assert {"POST", "OPTIONS"} <= {part.strip() for part in answer.headers["Allow"].split(",")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_crash_is_told_without_its_words(app, signed_in, monkeypatch, language):
    monkeypatch.setattr("portal.views.teams.list_teams", raise_secret)

    page = ask(app, signed_in, "GET", "/teams", language)

    assert page.status == 500
    assert_helpful(page, language)
    assert page.headers["X-Request-Id"] in page.text


def test_a_crash_is_told_as_a_problem_to_programs(signed_in, monkeypatch):
    monkeypatch.setattr("portal.views.api.me.team_options", raise_secret)

    answer = signed_in.send("GET", "/api/me")

    assert (answer.status_code, answer.mimetype) == (500, problems.PROBLEM)
    assert_silent(answer.get_data(as_text=True))


# The driver's own errors, by name because each database has its driver; the last is the pool's.
FAILURES = ["OperationalError", "InterfaceError", "TimeoutError"]


@pytest.fixture
def no_database(app, monkeypatch):
    """Let every statement fail from now on, as when the database has gone."""

    def fail(name: str) -> None:
        dialect = db.engine.dialect

        def execute(*_args, **_kwargs):
            raise getattr(dialect.dbapi, name, TimeoutError)(SECRET)

        monkeypatch.setattr(dialect, "do_execute", execute)
        monkeypatch.setattr(dialect, "do_execute_no_params", execute)

    return fail


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("path", ["/teams", "/sign-in", "/no-such-page", "/"])
def test_without_a_database_the_portal_says_that_it_rests(app, signed_in, no_database, path, failure):
    no_database(failure)

    answer = signed_in.send("GET", path)

    page = as_page(app, answer)
    assert page.status == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert_helpful(page, "vi")


@pytest.mark.parametrize("failure", FAILURES)
def test_without_a_database_programs_are_told_to_come_again(signed_in, no_database, failure):
    no_database(failure)

    answer = signed_in.send("GET", "/api/me")

    assert (answer.status_code, answer.mimetype) == (503, problems.PROBLEM)
    assert int(answer.headers["Retry-After"]) > 0
    assert_silent(answer.get_data(as_text=True))


def test_without_a_database_healthz_and_files_still_answer(signed_in, no_database):
    no_database(FAILURES[0])

    assert signed_in.send("GET", "/healthz").status_code == 200
    assert signed_in.send("GET", "/static/0/css/portal.css").status_code == 200
    ready = signed_in.send("GET", "/readyz")
    assert ready.status_code == 503
    assert ready.get_json()["checks"]["database"] is False


def test_an_entry_that_is_sent_while_the_database_is_gone_is_not_said_to_be_received(signed_in, no_database):
    no_database(FAILURES[0])

    answer = signed_in.send("PUT", "/api/activities/018b5c1e-0000-7000-8000-000000000000", body={"visits": 1})

    assert answer.status_code == 503
    assert "receipt" not in answer.get_json()


def ask(app, visitor: Visitor, method: str, path: str, language: str) -> Page:
    """Send a request without a token and return the answer as a page that passed every check."""
    return as_page(
        app, visitor.http.open(f"{path}{'&' if '?' in path else '?'}lang={language}", method=method)
    )


def as_page(app, answer) -> Page:
    """Return an answer as a page that passed the checks of every page."""
    return PageClient(app)._page(answer)


def assert_helpful(page: Page, language: str) -> None:
    """Assert that a page of an error leads on, in the reader's language, and tells no insides."""
    assert page.all("html")[0].get("lang") == language
    sentences = [
        text_of(paragraph) for paragraph in page.all("main")[0].iter() if paragraph.tag.endswith("}p")
    ]
    assert len([sentence for sentence in sentences if sentence.endswith(".")]) >= 2
    assert "/" in page.links().values()
    assert_silent(page.html)


def assert_silent(text: str) -> None:
    """Assert that nothing of the code shows."""
    assert INSIDES.search(text) is None


def raise_secret(*_args, **_kwargs):
    """Fail."""
    raise RuntimeError(SECRET)

"""Every cell of the access matrix is requested: permitted acts are done, and a refusal changes nothing."""

from urllib.parse import urlsplit

import pytest

from tests.conventions.access_matrix import ROWS, WHO, Row
from tests.conventions.cast import Cast, build_cast
from tests.conventions.requests_sent import (
    BODIES,
    FORMS,
    address_of,
    arguments_of,
    sent_with,
    things_of,
    unknown_like,
)
from tests.conventions.visitors import MADE_FOR_JOINING, Visitor, same_words, stored_rows
from tests.kept import built_once

REFUSALS = {"no": 403, "404": 404, "422": 422}
# Acts that leave nothing but the row of a session, or a file that waits for its confirmation.
NO_ROWS = ("accounts.sign_in", "accounts.sign_out", "queue_files.new")
# People whose area is one commune; everybody above sees both.
WITHIN_A_COMMUNE = ("member", "leader", "coordinator")


@pytest.fixture
def cast(world) -> Cast:
    return built_once(build_cast, world)


@pytest.fixture
def rows(app) -> list[Row]:
    """The rows of endpoints that are served; a stale row is reported by one test, not by all."""
    return [row for row in ROWS if row.endpoint in app.view_functions]


def test_every_endpoint_has_its_rows_and_no_row_is_stale(app):
    methods = {"GET", "POST", "PUT", "PATCH", "DELETE"}
    served = {
        (rule.endpoint, method) for rule in app.url_map.iter_rules() for method in rule.methods & methods
    }

    listed = [(row.endpoint, row.method) for row in ROWS]

    assert set(listed) == served
    assert len(listed) == len(set(listed))


def test_every_act_has_what_is_sent_with_it():
    sent = {*FORMS, *BODIES}

    assert sent == {row.endpoint for row in ROWS if row.is_unsafe}


@pytest.mark.parametrize("who", WHO)
def test_pages_open_and_refuse_as_the_matrix_says(app, rows, cast, who):
    before, visitor, wrong = stored_rows(but=MADE_FOR_JOINING), Visitor(app, cast.people.get(who)), {}

    for row in (row for row in rows if not row.is_unsafe):
        answer = ask(row, visitor, cast)
        if not fits(answer, row, who):
            wrong[str(row)] = difference(answer, row, who)

    assert wrong == {}
    assert stored_rows(but=MADE_FOR_JOINING) == before


@pytest.mark.parametrize("who", WHO)
def test_acts_are_refused_as_the_matrix_says_and_change_nothing(app, rows, cast, who):
    before, visitor, wrong = stored_rows(), Visitor(app, cast.people.get(who)), {}

    for row in (row for row in rows if row.is_unsafe and row.answers[who] != "yes"):
        answer = ask(row, visitor, cast)
        after = stored_rows()
        if not fits(answer, row, who):
            wrong[str(row)] = difference(answer, row, who)
        elif after != before:
            wrong[str(row)] = f"changed {[name for name in after if after[name] != before[name]]}"

    assert wrong == {}


@pytest.mark.parametrize("row", [row for row in ROWS if row.is_unsafe and row.people("yes")], ids=str)
def test_acts_are_done_for_everybody_whom_the_matrix_lets(app, cast, row):
    before = stored_rows()
    visitors = {who: Visitor(app, cast.people.get(who)) for who in row.people("yes")}

    answers = {who: ask(row, visitor, cast) for who, visitor in visitors.items()}

    assert {who: answer.status_code for who, answer in answers.items() if not fits(answer, row, who)} == {}
    assert (stored_rows() != before) is (row.endpoint not in NO_ROWS)


@pytest.mark.parametrize("who", [who for who in WHO if who != "nobody"])
def test_a_refusal_comes_before_any_talk_of_what_was_typed(app, rows, cast, who):
    visitor, wrong = Visitor(app, cast.people[who]), {}

    for row in (row for row in rows if row.is_unsafe and row.answers[who] in ("no", "404")):
        answer = visitor.send(
            row.method, address_of(row.endpoint, arguments_of(row, cast, cast.own)), form={}
        )
        if answer.status_code != REFUSALS[row.answers[who]]:
            wrong[str(row)] = answer.status_code

    assert wrong == {}


@pytest.mark.parametrize("who", WITHIN_A_COMMUNE)
def test_a_thing_of_another_commune_is_answered_like_one_that_does_not_exist(app, rows, cast, who):
    visitor, wrong = Visitor(app, cast.people[who]), {}

    for row in rows:
        for name in things_of(row):
            foreign = ask_about(row, visitor, cast, name, lambda found: found)
            unknown = ask_about(row, visitor, cast, name, unknown_like)
            hidden = (403, 404) if row.answers[who] == "no" else (404,)
            if foreign != unknown or foreign[0] not in hidden:
                wrong[f"{row} {name}"] = (foreign[0], unknown[0])

    assert wrong == {}


def ask(row: Row, visitor: Visitor, cast: Cast):
    """Send the request of a row about the things of the own commune."""
    address = address_of(row.endpoint, arguments_of(row, cast, cast.own))
    return visitor.send(row.method, address, **sent_with(row, cast))


def ask_about(row: Row, visitor: Visitor, cast: Cast, name: str, made_of) -> tuple[int, str, dict]:
    """Ask with one thing of the other commune, or with what is made of its id; return all of the answer."""
    value = made_of(arguments_of(row, cast, cast.other)[name])
    values = arguments_of(row, cast, cast.own) | {name: value}
    answer = visitor.send(row.method, address_of(row.endpoint, values), **sent_with(row, cast))
    # The page leads to itself in the other language, and so repeats what stood behind the question mark.
    words = same_words(answer).replace(f"{name}={value}", name)
    told = {
        name: told for name, told in answer.headers.items() if name not in ("X-Request-Id", "Content-Length")
    }
    return answer.status_code, words, told


def fits(answer, row: Row, who: str) -> bool:
    """Tell whether an answer is what the matrix says."""
    expected, path = row.answers[who], urlsplit(answer.location or "").path
    if expected == "sign-in":
        is_json = row.endpoint.startswith("api_")
        return answer.status_code == 401 if is_json else (answer.status_code, path) == (303, "/sign-in")
    if expected == "yes":
        leads_on = answer.status_code == 303 and (path != "/sign-in" or row.endpoint == "accounts.sign_out")
        return answer.status_code in (200, 201) or leads_on
    return answer.status_code == REFUSALS[expected]


def difference(answer, row: Row, who: str) -> str:
    """Say what came instead."""
    return f"{row.answers[who]} expected, {answer.status_code} {answer.location or ''} came"

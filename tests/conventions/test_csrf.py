"""Whatever changes something needs the token of a page of one's own session, whoever asks."""

import pytest

from portal.extensions import csrf
from tests.conventions.access_matrix import ROWS, WHO, Row
from tests.conventions.cast import Cast, build_cast
from tests.conventions.requests_sent import address_of, arguments_of, sent_with
from tests.conventions.visitors import MADE_FOR_JOINING, Visitor, stored_rows
from tests.kept import built_once

# Whoever sends these has no session: their page opens by a secret that is used up by the act.
OWN_SECRET = {"citizens.answer", "citizens.find"}


@pytest.fixture
def cast(world) -> Cast:
    return built_once(build_cast, world)


@pytest.mark.parametrize("who", WHO)
def test_an_act_without_a_token_is_refused_and_changes_nothing(app, cast, who):
    visitor, before, wrong = Visitor(app, cast.people.get(who)), stored_rows(but=MADE_FOR_JOINING), {}

    for row in acts_of(app, who):
        answer = visitor.send(row.method, address(row, cast), **sent_with(row, cast), csrf=False)
        if not says_expired(answer, row):
            wrong[str(row)] = answer.status_code
        elif stored_rows(but=MADE_FOR_JOINING) != before:
            wrong[str(row)] = "changed something"

    assert wrong == {}


@pytest.mark.parametrize("who", ["nobody", "member", "coordinator", "admin"])
def test_a_token_that_was_not_made_for_this_session_is_none(app, cast, who):
    visitor, before, wrong = Visitor(app, cast.people.get(who)), stored_rows(but=MADE_FOR_JOINING), {}
    with visitor.http.session_transaction() as session:
        session["csrf_token"] = "d" * 40

    for row in acts_of(app, who):
        answer = visitor.send(row.method, address(row, cast), **sent_with(row, cast))
        if not says_expired(answer, row):
            wrong[str(row)] = answer.status_code

    assert wrong == {}
    assert stored_rows(but=MADE_FOR_JOINING) == before


def test_no_other_view_is_excused_from_the_token(app):
    excused = {
        name
        for name, view in app.view_functions.items()
        if f"{view.__module__}.{view.__name__}" in csrf._exempt_views
    }

    assert excused == OWN_SECRET
    assert csrf._exempt_blueprints == set()


def acts_of(app, who: str) -> list[Row]:
    """Return the unsafe rows that this person may use."""
    return [
        row
        for row in ROWS
        if row.is_unsafe
        and row.answers[who] == "yes"
        and row.endpoint in app.view_functions
        and row.endpoint not in OWN_SECRET
    ]


def address(row: Row, cast: Cast) -> str:
    """Return where a row's request goes."""
    return address_of(row.endpoint, arguments_of(row, cast, cast.own))


def says_expired(answer, row: Row) -> bool:
    """Tell whether the answer says that the page is out of date."""
    if row.endpoint.startswith("api_"):
        return answer.status_code == 400 and answer.get_json()["type"].endswith("/csrf")
    return answer.status_code == 400 and "Biểu mẫu" in answer.get_data(as_text=True)

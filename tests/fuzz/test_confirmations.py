"""Whatever is sent to the pages that anybody may open: never a failure on our side, never an answer."""

from urllib.parse import quote

import pytest

from portal.models import Confirmation
from portal.services.confirmations import issue_slip
from tests.entries import EntryPlace, count
from tests.fuzz.nasties import FORM_VALUES, LONG, MALFORMED_VALUES

FIELDS = ("answer", "ending", "again", "team", "code", "asked")
FINE = {200, 303, 400, 404, 405, 422, 429}


@pytest.fixture
def slip(world):
    """A slip that is never answered properly."""
    place = EntryPlace(world)
    world.campaign(place.commune, asks_citizens=True)
    return issue_slip(place.viewer(), place.submitted())


@pytest.fixture
def http(app):
    """Somebody's browser."""
    return app.test_client()


def test_no_address_breaks_the_page(http, slip):
    values = [value for value in (*FORM_VALUES, *MALFORMED_VALUES, "%ff", "\udcff") if value != LONG]
    statuses = {http.get(f"/c/{_quoted(value)}").status_code for value in values}

    assert statuses <= FINE


@pytest.mark.parametrize("name", FIELDS)
def test_no_value_of_a_field_breaks_a_page_or_is_an_answer(http, slip, name):
    statuses = set()
    for value in (*FORM_VALUES, *MALFORMED_VALUES):
        usual = {"team": "T-1", "code": "123456", "asked": "1"}
        statuses.add(http.post("/c", data=usual | {name: value}).status_code)
        statuses.add(http.post(f"/c/{slip.token}", data={"ending": "alone", name: value}).status_code)

    assert statuses <= FINE
    assert count(Confirmation) == 0


def test_other_kinds_of_bodies_break_nothing(http, slip):
    bodies = (
        {"json": {"answer": "yes"}},
        {"json": [1, {"answer": []}]},
        {"json": None},
        {"data": b"\xff\xfe", "content_type": "text/plain"},
        {"data": b"answer=%FF&answer=", "content_type": "application/x-www-form-urlencoded"},
        {"data": {"answer": ["", "yes"]}},
    )

    statuses = {http.post(path, **body).status_code for body in bodies for path in ("/c", f"/c/{slip.token}")}

    assert statuses <= FINE
    assert count(Confirmation) == 0


def _quoted(value: str) -> str:
    return quote(value, safe="", errors="surrogatepass")

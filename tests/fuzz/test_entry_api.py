"""Whatever is sent as an entry: never a failure on our side, and nothing is written when it is refused."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from uuid_utils.compat import uuid7

from portal.domain.activity_content import FIELDS
from portal.extensions import db
from portal.models import Activity, AuditRow, Tally
from tests.entries import EntryPlace
from tests.fuzz.nasties import HUGE, JSON_VALUES, sign_in

NAMES = [field.name for field in FIELDS]
JSON = "application/json"
FUZZ = settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

json_values = st.recursive(
    st.sampled_from(JSON_VALUES) | st.integers() | st.floats() | st.text(st.characters(), max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


class EntrySender:
    """Sends what it is given as an entry of a member."""

    def __init__(self, app, place) -> None:
        self.place, self.http = place, app.test_client()
        sign_in(self.http, place.member)
        self.headers = {"X-CSRF-Token": self.http.get("/api/me").get_json()["csrf"]}

    def put(self, body: bytes, content_type: str = JSON, **headers):
        """Send a body under a new id."""
        return self.http.put(
            f"/api/activities/{uuid7()}", data=body, content_type=content_type, headers=self.headers | headers
        )


@pytest.fixture
def sender(app, world) -> EntrySender:
    """A member's phone."""
    return EntrySender(app, EntryPlace(world))


def written() -> tuple[int, ...]:
    """Count the rows that an entry writes, afresh."""
    db.session.rollback()
    return tuple(
        db.session.scalar(select(func.count()).select_from(model)) for model in (Activity, Tally, AuditRow)
    )


def check_answer(response, before: tuple[int, ...]) -> None:
    """Assert that an answer is a receipt, or a refusal that wrote nothing."""
    assert response.status_code in (201, 400, 413, 415, 422), response.get_data(as_text=True)
    if response.status_code == 201:
        assert response.get_json()["receipt"] is True
        assert written()[0] == before[0] + 1
        return
    assert response.mimetype == "application/problem+json"
    assert written() == before


@pytest.mark.parametrize("name", [*NAMES, "colour", "\x00", "\ud800", ""])
def test_no_value_of_a_field_breaks_it(sender, name):
    for value in JSON_VALUES:
        before = written()

        response = sender.put(json.dumps(sender.place.stated() | {name: value}).encode())

        check_answer(response, before)


@FUZZ
@given(changes=st.dictionaries(st.sampled_from(NAMES), json_values, min_size=1, max_size=6))
def test_no_mixture_of_values_breaks_it(sender, changes):
    before = written()

    response = sender.put(json.dumps(sender.place.stated() | changes).encode())

    check_answer(response, before)


@FUZZ
@given(value=json_values)
def test_no_json_breaks_it(sender, value):
    before = written()

    response = sender.put(json.dumps(value).encode())

    check_answer(response, before)


@FUZZ
@given(body=st.binary(max_size=200))
def test_no_bytes_break_it(sender, body):
    before = written()

    response = sender.put(body)

    check_answer(response, before)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 60_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b'{"visits": ' + b"9" * 50_000 + b"}",
        b'{"visits": 1e999999}',
        b'{"visits": -NaN}',
        b'{"visits": 5, "visits": {}}',
        json.dumps({"visits": HUGE}).encode(),
        json.dumps({"visits": 5}).encode("utf-16"),
        b'{"note": "' + b"x" * 10 * 1024 * 1024 + b'"}',
        b" " * (2 * 1024 * 1024),
    ],
    ids=["deep", "deep object", "digits", "exponent", "NaN", "twice", "2^63", "utf-16", "10 MB", "spaces"],
)
def test_no_awkward_body_breaks_it(sender, body):
    before = written()

    response = sender.put(body)

    check_answer(response, before)


@pytest.mark.parametrize(
    "content_type", ["", "text/html", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_no_other_kind_of_body_breaks_it(sender, content_type):
    before = written()

    response = sender.put(b"--x\r\n\r\n--x--visits=5", content_type)

    check_answer(response, before)


@pytest.mark.parametrize("query", ["updated_since=", "after=", "updated_since=%00", "after=%ED%A0%80", "x=1"])
@pytest.mark.parametrize("value", ["", "9" * 400, "-", "9" * 17 + "-" + "9" * 10, "2022-06-16T08:15:00Z"])
def test_no_question_about_own_entries_breaks_it(sender, query, value):
    response = sender.http.get(f"/api/activities?{query}{value}")

    assert response.status_code in (200, 400, 422)

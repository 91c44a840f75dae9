"""Reporting a queue as the phone does: every answer of the interface, and what is kept."""

import json

import pytest
from sqlalchemy import select
from uuid_utils.compat import uuid7

from portal.extensions import db
from portal.models import Queue
from tests.entries import EntryPlace, count
from tests.page_client import PageClient
from tests.queries_counted import counting_statements
from tests.queue_files import DEVICE, stated_report

PROBLEM = "application/problem+json"


@pytest.fixture
def place(world) -> EntryPlace:
    """A commune with a team."""
    return EntryPlace(world)


class Phone:
    """Sends what the phone sends, with its headers."""

    def __init__(self, client, user) -> None:
        client.sign_in(user)
        self.http, self.headers = client.http, {"X-CSRF-Token": client.csrf(), "X-Queue-Owner": str(user.id)}

    def report(self, stated=None, *, device=DEVICE, body=None, **headers):
        """Report a queue, or send a raw body."""
        sent = {"json": stated} if body is None else {"data": body, "content_type": "application/json"}
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.http.put(f"/api/queues/{device}", headers=self.headers | names, **sent)

    def send(self, content, seq):
        """Send an entry."""
        headers = self.headers | {"X-Device": DEVICE, "X-Seq": str(seq)}
        return self.http.put(f"/api/activities/{uuid7()}", headers=headers, json=content)


@pytest.fixture
def phone(client, place) -> Phone:
    """The member's phone."""
    return Phone(client, place.member)


def assert_problem(response, status: int, kind: str) -> dict:
    """Check a refusal, and return it."""
    problem = response.get_json()
    assert (response.status_code, response.mimetype) == (status, PROBLEM)
    assert (problem["status"], problem["type"]) == (status, f"/problems/{kind}")
    return problem


def test_the_answer_names_what_never_arrived(phone, place):
    for seq in (1, 2, 5, 6, *range(8, 15), 17):
        phone.send(place.stated(), seq)
    stated = stated_report(17, waiting=[15, 16], discarded=[3])

    first = phone.report(stated)
    phone.send(place.stated(), 7)
    second = phone.report(stated)

    assert (first.status_code, first.get_json()) == (
        200, {"receipt": True, "device": DEVICE, "missing": [4, 7]},
    )  # fmt: skip
    assert second.get_json()["missing"] == [4]


def test_a_contact_costs_few_statements(phone, place, frozen_clock):
    phone.send(place.stated(), 1)
    phone.report(stated_report(2, waiting=[2]))
    frozen_clock.tick(minutes=1)

    with counting_statements() as statements:
        phone.report(stated_report(2, waiting=[2]))

    # Who is signed in (2); the queue, what arrived, and the queue as it is now.
    assert len(statements) == 4


def test_two_people_on_one_phone_have_a_queue_each(app, phone, place):
    phone.report(stated_report(3, waiting=[1, 2, 3]))
    other = Phone(PageClient(app), place.leader)

    answer = other.report(stated_report(1, waiting=[1]))

    assert answer.get_json()["missing"] == []
    assert sorted(db.session.scalars(select(Queue.last_seq))) == [1, 3]


def test_the_queue_of_another_person_is_refused(phone, place):
    response = phone.report(stated_report(1), X_Queue_Owner=str(place.leader.id))

    assert_problem(response, 409, "owner-mismatch")
    assert count(Queue) == 0


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"last_seq": -1}, "last_seq"),
        ({"last_seq": 100_001}, "last_seq"),
        ({"last_seq": 2**70}, "last_seq"),
        ({"last_seq": "5"}, "last_seq"),
        ({"last_seq": 5.0}, "last_seq"),
        ({"last_seq": True}, "last_seq"),
        ({"last_seq": None}, "last_seq"),
        ({"waiting": None}, "waiting"),
        ({"waiting": {}}, "waiting"),
        ({"waiting": [5]}, "waiting"),
        ({"waiting": [{"seq": 0, "saved_at": "2022-06-16T08:15:00Z"}]}, "waiting"),
        ({"waiting": [{"seq": 1}]}, "waiting"),
        ({"waiting": [{"seq": 1, "saved_at": "2022-06-16"}]}, "waiting"),
        ({"waiting": [{"seq": 1, "saved_at": "9999-12-31T23:59:59Z"}]}, "waiting"),
        ({"waiting": [{"seq": 1, "saved_at": "2022-06-16T08:15:00Z"}] * 2_001}, "waiting"),
        ({"photos_waiting": -1}, "photos_waiting"),
        ({"photos_waiting": 10**9}, "photos_waiting"),
        ({"discarded": [0]}, "discarded"),
        ({"discarded": ["3"]}, "discarded"),
        ({"discarded": [[3]]}, "discarded"),
        ({"discarded": 3}, "discarded"),
        ({"discarded": [3] * 10_001}, "discarded"),
        ({"client_time": "2022-06-16T08:15:00"}, "client_time"),
        ({"client_time": 5}, "client_time"),
        ({"client_time": "0001-01-01T00:00:00+14:00"}, "client_time"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_what_is_wrong_is_named_by_field_in_a_sentence(phone, changed, field):
    response = phone.report(body=json.dumps(stated_report(5) | changed))

    problem = assert_problem(response, 422, "invalid")
    assert list(problem["errors"]) == [field]
    assert problem["errors"][field].endswith(".") and "_" not in problem["errors"][field]
    assert count(Queue) == 0


@pytest.mark.parametrize("moment", ["1970-01-01T00:00:00Z", "2999-12-30T00:00:00Z"])
def test_a_clock_that_is_ages_off_is_kept_and_refuses_nothing(phone, moment):
    stated = stated_report(1, waiting=[1]) | {"client_time": moment}
    stated["waiting"][0]["saved_at"] = moment

    assert phone.report(stated).get_json()["missing"] == []


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b'{"last_seq": NaN}', b"[" * 60_000, b"9" * 5_000])
def test_what_is_no_json_is_refused(phone, body):
    assert_problem(phone.report(body=body), 400, "bad-request")


@pytest.mark.parametrize("body", [b"[]", b"null", b'"text"', b"5"])
def test_json_that_is_no_object_is_refused(phone, body):
    assert_problem(phone.report(body=body), 422, "invalid")


def test_a_body_that_is_too_large_or_no_json_is_refused(phone):
    large = json.dumps(stated_report(1)).encode() + b" " * 600_000

    assert_problem(phone.report(body=large), 413, "too-large")
    response = phone.http.put(
        f"/api/queues/{DEVICE}", headers=phone.headers, data=b"{}", content_type="text/plain"
    )
    assert_problem(response, 415, "unsupported-media-type")


@pytest.mark.parametrize("device", ["x" * 65, "a%20b", "m%C3%A1y"])
def test_a_device_without_a_proper_id_is_refused(phone, device):
    problem = assert_problem(phone.report(stated_report(1), device=device), 422, "invalid")

    assert list(problem["errors"]) == ["device"]


def test_the_largest_report_is_taken(phone):
    stated = stated_report(100_000, waiting=range(1, 2_001), discarded=range(2_001, 12_001), photos=10_000)

    response = phone.report(stated)

    assert response.status_code == 200
    assert response.get_json()["missing"] == list(range(12_001, 14_001))


def test_without_the_token_nothing_is_kept(phone):
    assert_problem(phone.report(stated_report(1), X_CSRF_Token=""), 400, "csrf")
    assert count(Queue) == 0

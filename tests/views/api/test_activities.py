"""Sending entries as the phone does: every answer of the interface, and what the database then holds."""

import json

import pytest
from sqlalchemy import func, select
from uuid_utils.compat import uuid7

from portal.domain.activity_content import digest
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import Activity, AuditRow, Tally
from portal.services.activities import withdraw_activity
from tests.entries import EntryPlace, count, set_returned, stored
from tests.queries_counted import counting_statements

PROBLEM = "application/problem+json"


@pytest.fixture
def place(world) -> EntryPlace:
    """A commune with a team."""
    return EntryPlace(world)


class Phone:
    """Sends entries with the headers that the phone sends."""

    def __init__(self, client, user) -> None:
        client.sign_in(user)
        self.http, self.headers = client.http, {"X-CSRF-Token": client.csrf(), "X-Queue-Owner": str(user.id)}

    def put(self, uuid, content=None, *, body=None, **headers):
        """Send an entry, or a raw body."""
        sent = {"json": content} if body is None else {"data": body, "content_type": "application/json"}
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.http.put(f"/api/activities/{uuid}", headers=self.headers | names, **sent)


@pytest.fixture
def phone(client, place) -> Phone:
    """The member's phone."""
    return Phone(client, place.member)


def written() -> tuple[int, int, int]:
    """Count what an entry writes."""
    entries = select(func.count()).select_from(AuditRow).where(AuditRow.thing.startswith("activity:"))
    return count(Activity), count(Tally), db.session.scalar(entries)


def assert_problem(response, status: int, kind: str) -> dict:
    """Check a refusal, and return it."""
    problem = response.get_json()
    assert (response.status_code, response.mimetype) == (status, PROBLEM)
    assert (problem["status"], problem["type"]) == (status, f"/problems/{kind}")
    assert problem["title"] and problem["detail"]
    return problem


def test_me_tells_the_phone_what_it_needs_to_send(client, place):
    client.sign_in(place.leader)

    me = client.http.get("/api/me").get_json()

    assert me["user"] == {"id": place.leader.id, "name": place.leader.name}
    assert me["csrf"] and me["min_client"] == 1
    assert me["server_time"] == "2022-06-16T08:00:00+00:00"
    assert me["limits"]["visits_max"] == 999
    assert me["teams"] == [
        {
            "code": place.team.code,
            "name": place.team.name,
            "role": "leader",
            "hamlets": [{"id": place.hamlets[0].id, "name": "Thôn 1"}],
            "members": [{"id": place.member.id, "name": place.member.name}],
        }
    ]


def test_an_entry_is_stored_and_answered_with_a_receipt(phone, place):
    uuid = uuid7()

    response = phone.put(
        uuid, place.stated(), X_Device="d-1", X_Seq="7", X_Client_Time="2022-06-16T15:02:00+07:00"
    )

    row = stored(uuid)
    assert response.status_code == 201
    assert response.get_json() == {
        "receipt": True,
        "id": str(uuid),
        "sha256": digest(place.content()),
        "server_time": "2022-06-16T08:00:00+00:00",
        "status": "submitted",
    }
    assert (row.device, row.device_seq) == ("d-1", 7)
    assert row.client_time.isoformat() == "2022-06-16T08:02:00+00:00"


def test_sent_again_it_is_answered_with_the_same_body(phone, place, frozen_clock):
    uuid = uuid7()
    first = phone.put(uuid, place.stated())
    before = written()
    frozen_clock.tick(hours=3)

    second = phone.put(uuid, place.stated())

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.get_json() == second.get_json()
    assert written() == before


def test_storing_an_entry_takes_few_statements_and_sending_it_again_fewer(phone, place):
    phone.put(uuid7(), place.stated())
    uuid, content = uuid7(), place.stated()

    with counting_statements() as first:
        phone.put(uuid, content)
    with counting_statements() as again:
        phone.put(uuid, content)

    # Who is signed in (2), what is stored, the team; the entry, its tallies, the audit row (3), and whether
    # the day is closed.
    assert len(first) == 9
    assert len(again) == 2


def test_other_content_is_a_conflict(phone, place):
    uuid = uuid7()
    phone.put(uuid, place.stated())
    before = written()

    response = phone.put(uuid, place.stated(visits=6))

    assert_problem(response, 409, "conflict")
    assert written() == before
    assert stored(uuid).visits == 5


def test_a_returned_entry_is_corrected_by_sending_other_content(phone, place):
    uuid = uuid7()
    phone.put(uuid, place.stated())
    set_returned(stored(uuid))

    response = phone.put(uuid, place.stated(visits=6))

    assert (response.status_code, response.get_json()["status"]) == (200, "submitted")
    assert stored(uuid).visits == 6


def test_the_queue_of_another_person_is_refused(phone, place):
    uuid = uuid7()

    response = phone.put(uuid, place.stated(), X_Queue_Owner=str(place.leader.id))

    assert_problem(response, 409, "owner-mismatch")
    assert written() == (0, 0, 0)


def test_somebody_elses_id_is_not_found(phone, place):
    activity = place.world.activity(place.team, place.leader)

    foreign = phone.put(activity.uuid, place.stated())
    before = written()

    assert_problem(foreign, 404, "not-found")
    assert before == written()
    assert stored(activity.uuid).author_id == place.leader.id


def test_a_withdrawn_entry_is_gone(phone, place):
    activity = place.submitted()
    withdraw_activity(place.viewer(), activity)

    response = phone.put(activity.uuid, place.stated())

    assert_problem(response, 410, "gone")
    assert stored(activity.uuid).status == "withdrawn"


def test_who_is_not_signed_in_is_asked_to_without_a_redirect(client, place):
    response = client.http.get("/api/me")

    assert_problem(response, 401, "sign-in-needed")
    assert "Location" not in response.headers


def test_an_ended_session_is_asked_to_sign_in_again(phone, place, client):
    token = phone.headers["X-CSRF-Token"]
    with client.http.session_transaction() as session:
        session["_user_id"] = "no such token"

    response = phone.put(uuid7(), place.stated(), X_CSRF_Token=token)

    assert_problem(response, 401, "sign-in-needed")
    assert written() == (0, 0, 0)


def test_without_the_token_nothing_is_stored(phone, place):
    response = phone.put(uuid7(), place.stated(), X_CSRF_Token="")

    assert_problem(response, 400, "csrf")
    assert written() == (0, 0, 0)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"visits": 0}, "visits"),
        ({"visits": 1000}, "visits"),
        ({"visits": "5"}, "visits"),
        ({"visits": 2**63}, "visits"),
        ({"visits": 5.5}, "visits"),
        ({"visits": None}, "visits"),
        ({"visits": True}, "visits"),
        ({"people": 6}, "people"),
        ({"alone": 3, "together": 3}, "alone"),
        ({"households": -1}, "households"),
        ({"skills": []}, "skills"),
        ({"skills": ["cooking"]}, "skills"),
        ({"kind": "party"}, "kind"),
        ({"occurred_on": "2022-06-17"}, "occurred_on"),
        ({"occurred_on": "2022-05-16"}, "occurred_on"),
        ({"occurred_on": "16/06/2022"}, "occurred_on"),
        ({"note": "x" * 1001}, "note"),
        ({"note": "a\x00b"}, "note"),
        ({"note": "\ud800"}, "note"),
        ({"place": "x" * 201}, "place"),
        ({"hamlet": 2**31}, "hamlet"),
        ({"hamlet": 1}, "hamlet"),
        ({"on_behalf_of": 1}, "on_behalf_of"),
        ({"team": "T-99999"}, "team"),
        ({"team": ["T-00001"]}, "team"),
        ({"recorded_at": "2022-06-16T08:15:00"}, "recorded_at"),
        ({"colour": "red"}, "colour"),
    ],
    ids=str,
)
def test_what_is_wrong_is_named_by_field_in_a_sentence(phone, place, wrong, field):
    response = phone.put(uuid7(), body=json.dumps(place.stated() | wrong))

    problem = assert_problem(response, 422, "invalid")
    assert list(problem["errors"]) == [field]
    assert problem["errors"][field].endswith(".") and "_" not in problem["errors"][field]
    assert written() == (0, 0, 0)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", b'{"visits": NaN}', b'{"visits": Infinity}', b"[" * 60_000, b"9" * 5_000],
    ids=["empty", "cut off", "no UTF-8", "NaN", "infinity", "deep", "a long number"],
)
def test_what_is_no_json_is_refused(phone, body):
    response = phone.put(uuid7(), body=body)

    assert_problem(response, 400, "bad-request")
    assert written() == (0, 0, 0)


@pytest.mark.parametrize("body", [b"[]", b"null", b'"text"', b"5", b"true"])
def test_json_that_is_no_object_is_refused(phone, body):
    response = phone.put(uuid7(), body=body)

    assert_problem(response, 422, "invalid")
    assert written() == (0, 0, 0)


@pytest.mark.parametrize("size", [65 * 1024, 10 * 1024 * 1024])
def test_a_body_that_is_too_large_is_refused(phone, place, size):
    response = phone.put(uuid7(), body=json.dumps(place.stated()).encode() + b" " * size)

    assert_problem(response, 413, "too-large")
    assert written() == (0, 0, 0)


def test_only_json_is_taken(phone, place):
    response = phone.http.put(
        f"/api/activities/{uuid7()}", headers=phone.headers, data=json.dumps(place.stated()),
        content_type="text/plain",
    )  # fmt: skip

    assert_problem(response, 415, "unsupported-media-type")
    assert written() == (0, 0, 0)


def test_an_address_without_a_proper_id_is_not_found(phone, place):
    response = phone.put("no-uuid", place.stated())

    assert_problem(response, 404, "not-found")


@pytest.mark.parametrize("value", ["", "x" * 500, "ä", "-1", "9" * 30, "1e9"])
def test_what_the_phone_tells_of_itself_is_never_a_reason_to_refuse(phone, place, value):
    uuid = uuid7()

    response = phone.put(uuid, place.stated(), X_Device=value, X_Seq=value, X_Client_Time=value)

    row = stored(uuid)
    assert response.status_code == 201
    assert (row.device_seq, row.client_time) == (None, None)
    assert row.device in (None, value)


def test_staff_without_a_team_cannot_send(client, place):
    phone = Phone(client, place.world.staff(Role.province_staff, place.commune))

    response = phone.put(uuid7(), place.stated())

    problem = assert_problem(response, 422, "invalid")
    assert list(problem["errors"]) == ["team"]
    assert written() == (0, 0, 0)


def test_the_phone_learns_what_became_of_its_entries(phone, place, frozen_clock):
    first, second = place.submitted(), place.submitted(visits=9)
    place.world.activity(place.team, place.leader)
    frozen_clock.tick(minutes=10)
    set_returned(stored(first.uuid))

    everything = phone.http.get("/api/activities").get_json()
    changed = phone.http.get("/api/activities?updated_since=2022-06-16T15:05:00%2B07:00").get_json()

    assert [one["id"] for one in everything["activities"]] == [str(second.uuid), str(first.uuid)]
    assert [one["id"] for one in changed["activities"]] == [str(first.uuid)]
    returned = changed["activities"][0]
    assert (returned["status"], returned["reason"]) == ("returned", "wrong_counts")
    assert returned["reason_note"] == "Ghi lại số lượt" and returned["reason_label"]
    assert returned["content"] == place.stated(
        people=None, alone=None, together=None, shown=None, elderly=None, minority=None, hamlet=None,
        on_behalf_of=None, place="", note="", difficulty="", recorded_at=None,
    )  # fmt: skip


def test_the_phone_pages_through_its_entries_by_key(phone, place, monkeypatch):
    monkeypatch.setattr("portal.views.api.activities.PAGE_SIZE", 2)
    sent = [str(place.submitted().uuid) for _ in range(5)]

    seen, after = [], ""
    while after is not None:
        page = phone.http.get(f"/api/activities?after={after}").get_json()
        seen += [one["id"] for one in page["activities"]]
        after = page["next"]

    assert seen == sent


def test_a_moment_that_is_none_is_refused(phone):
    response = phone.http.get("/api/activities?updated_since=yesterday")

    problem = assert_problem(response, 422, "invalid")
    assert list(problem["errors"]) == ["updated_since"]

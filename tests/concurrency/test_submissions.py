"""One entry sent many times at once, through several processes: stored once, with a receipt for all."""

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import select
from uuid_utils.compat import uuid7

from portal import clock
from portal.extensions import db
from portal.models import Activity, AuditRow, User
from portal.services import accounts
from portal.services.audit import verify_chains
from portal.services.tallies import list_differences
from tests.concurrency.contenders import compete
from tests.entries import EntryPlace

MANY_PROCESSES, TWO_PROCESSES = 4, 2


def put(user_id: int, uuid, content: dict, expected: tuple[int, ...]):
    """Sign in a phone, and return the sending of the entry."""
    token = accounts.sign_in(db.session.get_one(User, user_id), device="phone")
    http = current_app.test_client()
    with http.session_transaction() as session:
        session["_user_id"] = token
    me = http.get("/api/me")
    assert me.status_code == 200, me.get_data(as_text=True)
    headers = {"X-CSRF-Token": me.get_json()["csrf"]}
    # While it waits for the others, a thread must not keep a connection that they need.
    db.session.remove()

    def send() -> None:
        response = http.put(f"/api/activities/{uuid}", json=content, headers=headers)
        assert response.status_code in expected, response.get_data(as_text=True)
        assert response.status_code == 409 or response.get_json()["receipt"] is True

    return send


def yesterday() -> str:
    """Return a day that the other processes, whose clocks run, take for recent too."""
    return (datetime.now(clock.LOCAL_ZONE).date() - timedelta(days=1)).isoformat()


def test_fifty_parallel_sendings_of_one_id_store_one_row(app, world):
    place, uuid = EntryPlace(world), uuid7()
    content = place.stated(occurred_on=yesterday())
    job = (place.member.id, uuid, content, (200, 201))

    outcomes = compete(app, put, [job] * 50, MANY_PROCESSES)

    assert outcomes == ["done"] * 50
    assert db.session.scalars(select(Activity.uuid)).all() == [uuid]
    sealed = select(AuditRow.action).where(AuditRow.thing == f"activity:{uuid}")
    assert db.session.scalars(sealed).all() == ["submit_activity"]
    assert list_differences() == []
    assert verify_chains() is None


def test_of_different_contents_under_one_id_exactly_one_is_stored(app, world):
    place, uuid = EntryPlace(world), uuid7()
    contents = [place.stated(occurred_on=yesterday(), visits=number + 1) for number in range(12)]
    jobs = [(place.member.id, uuid, content, (201, 409)) for content in contents]

    outcomes = compete(app, put, jobs, TWO_PROCESSES)

    assert outcomes == ["done"] * 12
    assert len(db.session.scalars(select(Activity)).all()) == 1
    assert list_differences() == []
    assert verify_chains() is None


def test_different_entries_of_one_team_are_all_stored(app, world):
    place = EntryPlace(world)
    content = place.stated(occurred_on=yesterday())
    jobs = [(place.member.id, uuid7(), content, (201,)) for _ in range(40)]

    outcomes = compete(app, put, jobs, TWO_PROCESSES)

    assert outcomes == ["done"] * 40
    assert len(db.session.scalars(select(Activity)).all()) == 40
    assert list_differences() == []
    assert verify_chains() is None

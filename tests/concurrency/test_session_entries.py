"""A held session logged by several people at the same moment: one entry, and the others are told."""

from datetime import date

import pytest
from sqlalchemy import select
from uuid_utils.compat import uuid7

from portal import clock
from portal.domain.activity_content import read_content
from portal.extensions import db
from portal.models import Activity, SessionClaim
from portal.services.activities import submit_activity
from portal.services.tallies import list_differences
from portal.transaction import transactional
from tests.community_sessions import SessionPlace, row
from tests.concurrency.contenders import compete, viewer_of
from tests.concurrency.test_submissions import yesterday
from tests.entries import count

PEOPLE = 8


@transactional
def claim(session_id: int, user_id: int):
    """Let somebody ask for the id under which they log a session."""
    uuid = uuid7()
    db.session.add(
        SessionClaim(session_id=session_id, user_id=user_id, entry_uuid=uuid, claimed_at=clock.now())
    )
    return uuid


def log(user_id: int, uuid, stated: dict):
    """Return the sending of a session's entry by somebody."""
    viewer, content = viewer_of(user_id), read_content(stated)
    return lambda: submit_activity(viewer, uuid, content)


@pytest.mark.parametrize("processes", [1, 2])
def test_of_many_who_log_one_session_at_once_exactly_one_is_stored(app, world, processes):
    place = SessionPlace(world)
    line = place.held(date.fromisoformat(yesterday()))
    stated = place.stated(occurred_on=yesterday(), kind="session", visits=9, households=None)
    people = [world.member(place.team) for _number in range(PEOPLE)]
    jobs = [(person.id, claim(line.id, person.id), stated) for person in people]

    outcomes = compete(app, log, jobs, processes)

    assert sorted(outcomes) == ["done"] + ["session_logged"] * (PEOPLE - 1)
    assert count(Activity) == 1
    assert row(line.id).activity_id == db.session.scalar(select(Activity.id))
    assert list_differences() == []

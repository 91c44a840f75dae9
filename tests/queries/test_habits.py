"""The latest entries that somebody logged: one statement, their own logging, nothing withdrawn."""

import pytest

from portal.domain.activity_status import ActivityStatus
from portal.queries.habits import LATEST, list_past_entries
from tests.entries import EntryPlace
from tests.queries_counted import counting_statements


@pytest.fixture
def place(world) -> EntryPlace:
    """A commune with a team."""
    return EntryPlace(world)


def test_the_first_is_what_the_viewer_logged_last(place, frozen_clock):
    place.submitted(skills=["payment"], place="Chợ")
    frozen_clock.tick(minutes=1)
    place.submitted(skills=["safety"], kind="session", visits=30, hamlet=place.hamlets[0].id)
    frozen_clock.tick(minutes=1)
    place.world.activity(place.team, place.member, logged_by=place.leader)
    place.world.activity(place.team, place.member, status=ActivityStatus.withdrawn)

    latest, before = list_past_entries(place.viewer())

    assert (latest.team, latest.kind, latest.skills) == (place.team.code, "session", ("safety",))
    assert (latest.visits, latest.hamlet, latest.place) == (30, place.hamlets[0].id, "")
    assert (before.skills, before.place) == (("payment",), "Chợ")


def test_no_more_than_the_latest_are_read_and_in_one_statement(place):
    for visits in range(1, LATEST + 6):
        place.world.activity(place.team, place.member, visits=visits)
    viewer = place.viewer()

    with counting_statements() as statements:
        past = list_past_entries(viewer)

    assert [entry.visits for entry in past] == list(range(LATEST + 5, 5, -1))
    assert len(statements) == 1

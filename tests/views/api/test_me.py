"""What the phone is told of habits, so that the form offers them without a network, too."""

import pytest

from tests.entries import EntryPlace


@pytest.fixture
def place(world) -> EntryPlace:
    """A commune with a team."""
    return EntryPlace(world)


def test_a_new_member_has_no_habits(client, place):
    client.sign_in(place.member)

    me = client.http.get("/api/me").get_json()

    assert (me["habits"], me["places"]) == ([], [])


def test_habits_and_places_are_the_viewers_own(client, place):
    hamlet, unserved = (one.id for one in place.hamlets)
    for visits in (3, 3, 5):
        place.submitted(visits=visits, hamlet=hamlet, place="Nhà văn hoá")
    for _time in range(2):
        place.submitted(kind="session", skills=["payment", "safety"], visits=30, hamlet=unserved, place="Chợ")
    place.world.activity(place.team, place.leader, place="Quán của tổ trưởng")
    client.sign_in(place.member)

    me = client.http.get("/api/me").get_json()

    # The second hamlet is not one that the phone may offer.
    assert me["habits"] == [
        {"kind": "assistance", "skills": ["payment"], "visits": 3, "hamlet": hamlet},
        {"kind": "session", "skills": ["payment", "safety"], "visits": 30, "hamlet": None},
    ]
    assert me["places"] == ["Chợ", "Nhà văn hoá"]

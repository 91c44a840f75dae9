"""The page of a re-forming: one step, nothing typed is lost, and a seat of another day is left alone."""

import pytest
from sqlalchemy import select

from portal.extensions import db
from portal.models import Membership, Team, TeamDecision, User
from portal.services.team_flags import flag_team
from tests.queries_counted import counting_statements
from tests.teams import JUNE, MAY, TwoTeams, decisions_of, seats_of

PAPER = {"number": "30/QĐ-UBND", "decided_on": "01/06/2022", "signer": "Nguyễn Văn Chủ"}


@pytest.fixture
def place(world) -> TwoTeams:
    """Two teams of a commune."""
    return TwoTeams(world)


@pytest.fixture
def page(client, place):
    """The empty page, as the coordinator sees it."""
    client.sign_in(place.coordinator)
    return client.get(f"/teams/{place.team.id}").follow("Kiện toàn tổ")


def field_of(place, person) -> str:
    """Return the name of the field of somebody's seat."""
    return f"seat{place.seat_of(place.team, person)}"


def test_people_hamlets_and_name_are_changed_in_one_step(client, place, page):
    changed = {field_of(place, place.leader): "leaves", field_of(place, place.member): "deputy"}
    joining = {"new1_name": "Điểu Khuê", "new1_phone": "0912 345 678", "new1_role": "leader"}
    joining |= {"new3_person": str(place.other_leader.id), "new3_affiliation": "teacher"}
    hamlets = [str(hamlet.id) for hamlet in place.hamlets[:2]]

    done = page.submit("/reform", **PAPER, **changed, **joining, hamlets=hamlets, name="Tổ thôn 1, 2")

    assert (done.path, done.h1) == (f"/teams/{place.team.id}", "Tổ thôn 1, 2")
    assert "Đã kiện toàn tổ từ ngày 01/06/2022." in done.text
    new_leader = db.session.scalar(select(User.id).where(User.phone == "0912345678"))
    assert {(who, role) for who, role, _since, end in seats_of(place.team) if end is None} == {
        (place.member.id, "deputy"),
        (new_leader, "leader"),
        (place.other_leader.id, "member"),
    }
    assert decisions_of(place.team)[1] == ("re_forming", "30/QĐ-UBND")
    assert "Đổi tên, trước đó là: Tổ thôn 1" in done.text and "Điểu Khuê làm tổ trưởng" in done.text


def test_mistakes_keep_what_was_typed(client, place, page):
    back = page.submit(
        "/reform",
        number="30/QĐ-UBND",
        decided_on="31/02/2022",
        **{field_of(place, place.member): "deputy"},
        new2_phone="0912345678",
        new1_name="Điểu <Khuê>",
        name="Tổ mới",
        hamlets=[],
    )

    assert back.status == 422
    assert {"#decided_on", "#new2_name"} <= set(back.links().values())
    for kept in ('value="31/02/2022"', 'value="0912345678"', "Điểu &lt;Khuê&gt;", 'value="Tổ mới"'):
        assert kept in back.html, kept
    assert back.html.count('<option selected value="deputy">') == 1
    assert "checked" not in back.html[back.html.index('name="hamlets"') : back.html.index('id="name"')]
    assert decisions_of(place.team) == [("founding", "12/QĐ-UBND")]


@pytest.mark.parametrize(
    ("values", "link"),
    [
        ({"decided_on": "17/06/2022"}, "#decided_on"),
        ({"decided_on": "01/03/2022"}, "#decided_on"),
        ({"number": ""}, "#number"),
        ({"name": "Tổ thôn 2"}, "#name"),
        ({"new1_name": "Khuê", "new1_role": "leader"}, None),
        ({"kind": "change_of_leader"}, None),
    ],
)
def test_what_breaks_a_rule_is_said_and_nothing_is_stored(place, page, values, link):
    seats = seats_of(place.team)

    back = page.submit("/reform", **(PAPER | values))

    assert back.status == 422 and "error-summary" in back.html
    assert link is None or link in back.links().values()
    assert seats_of(place.team) == seats
    assert db.session.scalars(select(TeamDecision.kind).filter_by(team_id=place.team.id)).all() == [
        "founding"
    ]


def test_a_page_that_is_out_of_date_is_told_and_then_shows_who_is_there_now(world, place, page):
    newcomer = world.member(place.team, world.user("Người mới"))

    back = page.submit("/reform", **PAPER)

    assert back.status == 422 and "Người mới" in back.text
    assert decisions_of(place.team) == [("founding", "12/QĐ-UBND")]
    done = back.submit("/reform")
    assert done.status == 200
    assert (newcomer.id, "member") in {(who, role) for who, role, *_days in seats_of(place.team)}


def test_a_second_tap_stores_once(place, page):
    page.submit("/reform", **PAPER)

    again = page.submit("/reform", **PAPER)

    assert again.status == 422 and "#number" in again.links().values()
    assert len(decisions_of(place.team)) == 2


def test_the_page_says_why_and_a_new_leader_has_his_own_way_there(client, place, page):
    flag_team(None, place.team, "hamlets_merged", MAY, "Thôn 1 và thôn 2 nhập lại")

    page = client.get(f"/teams/{place.team.id}")
    assert "Cần kiện toàn từ 10/05/2022: Thôn 1 và thôn 2 nhập lại" in page.links()
    assert "Thôn 1 và thôn 2 nhập lại" in page.follow("Cần kiện toàn từ").text
    form = page.follow("Thay tổ trưởng").form("/reform")
    chosen = [
        one.get("value") for one in form.iter() if one.get("name") == "kind" and "checked" in one.attrib
    ]
    assert chosen == ["change_of_leader"]


@pytest.mark.parametrize(
    "name", ["seen", "seat1", "new1_person", "new1_role", "new5_affiliation", "kind", "hamlets"]
)
@pytest.mark.parametrize("value", ["", "x", "-1", "9" * 40, "1,2,x,²", "<b>", "leader"])
def test_no_value_breaks_the_page(place, page, name, value):
    form = {"csrf_token": page.client.csrf(), "seen": "1,2", "seat1": "leader", "seat2": "member"} | PAPER

    answer = page.client.post(page.path, form | {name: value})

    assert answer.status in (200, 422)


def test_the_page_costs_the_same_for_a_large_team(client, world, place, page):
    path = f"/teams/{place.team.id}/reform"
    with counting_statements() as few:
        client.get(path)
    for number in range(12):
        world.member(place.team, world.user(f"Thành viên {number}"), since=JUNE)

    with counting_statements() as many:
        client.get(path)

    assert len(many) == len(few) <= 16
    assert db.session.query(Membership).filter_by(team_id=place.team.id).count() == 14
    assert db.session.get(Team, place.team.id).name == "Tổ thôn 1"

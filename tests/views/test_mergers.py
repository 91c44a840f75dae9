"""Merging teams on their page, what both pages say afterwards, and the page of a team as of another day."""

import pytest
from sqlalchemy import select

from portal.extensions import db
from portal.models import TeamSuccession
from portal.services.team_flags import flag_team
from portal.services.team_statuses import set_status
from tests.conventions.visitors import stored_rows
from tests.queries_counted import counting_statements
from tests.teams import JUNE, MAY, TODAY, TwoTeams, decisions_of, seats_of
from tests.teams import PAPER as DECISION

PAPER = {"number": "30/QĐ-UBND", "decided_on": "01/06/2022", "signer": "Nguyễn Văn Chủ", "on": "01/06/2022"}
NO_DATA = {"acts", "act_rows", "sign_ins"}


@pytest.fixture
def place(world) -> TwoTeams:
    """Two teams of a commune."""
    return TwoTeams(world)


@pytest.fixture
def page(client, place):
    """The empty page, as the coordinator sees it."""
    client.sign_in(place.coordinator)
    return client.get(f"/teams/{place.other.id}").follow("Nhập vào tổ khác")


def merge(place, page):
    """Let the other team go into the first."""
    return page.submit("/merge", **PAPER, into=str(place.team.id), leader_role="deputy")


def test_a_team_goes_into_another_and_both_pages_say_so(client, place, page):
    done = merge(place, page)

    assert done.path == f"/teams/{place.team.id}" and "Tổ thôn 2" in done.links()
    assert {role for who, role, *_days in seats_of(place.team) if who == place.other_leader.id} == {"deputy"}
    gone = client.get(f"/teams/{place.other.id}")
    assert gone.status == 200
    assert "Từ ngày 01/06/2022, tổ này đã nhập vào Tổ thôn 1" in gone.text
    assert gone.follow("Tổ thôn 1").path == f"/teams/{place.team.id}"
    # The old entries' team is not offered for another merger or a re-forming.
    assert not {"Nhập vào tổ khác", "Kiện toàn tổ"} & set(gone.links())


def test_it_is_taken_back_on_either_page_for_a_day(client, place, page, frozen_clock):
    before = stored_rows(but=NO_DATA)
    done = merge(place, page)

    back = done.submit("/undo")

    assert "Đã hoàn tác" in back.text
    assert stored_rows(but=NO_DATA) == before
    merge(place, page)
    late = client.get(f"/teams/{place.team.id}")
    frozen_clock.tick(hours=25)
    assert "/undo" not in client.get(f"/teams/{place.team.id}").html
    assert "Đã quá hạn hoàn tác" in late.submit("/undo").text
    assert len(db.session.scalars(select(TeamSuccession)).all()) == 1


def test_mistakes_keep_what_was_typed_and_store_nothing(place, page):
    only = str(place.seat_of(place.other, place.other_deputy))

    back = page.submit("/merge", **(PAPER | {"on": "31/05/2022"}), seats=[only], into=str(place.team.id))

    assert back.status == 422 and "#on" in back.links().values()
    assert 'value="31/05/2022"' in back.html and back.html.count("checked") == 2
    assert decisions_of(place.other) == [("founding", "12/QĐ-UBND")]
    assert "#into" in page.submit("/merge", **PAPER, into="0").links().values()


def test_a_second_tap_merges_once(place, page):
    merge(place, page)

    assert merge(place, page).status == 422
    assert len(db.session.scalars(select(TeamSuccession)).all()) == 1


def test_a_team_of_another_commune_cannot_be_chosen(world, client, place, page):
    foreign = world.team(world.commune(name="Khác"))

    back = client.post(
        page.path, PAPER | {"csrf_token": client.csrf(), "into": str(foreign.id), "leader_role": "member"}
    )

    assert back.status == 422 and "#into" in back.links().values()


def test_a_member_of_the_dissolved_team_who_did_not_go_along_reads_no_page_of_the_other(client, world, place):
    client.sign_in(place.coordinator)
    only = [str(place.seat_of(place.other, place.other_leader))]
    client.get(f"/teams/{place.other.id}/merge").submit(
        "/merge", **PAPER, into=str(place.team.id), seats=only
    )
    client.http.delete_cookie("portal")
    client.sign_in(place.other_deputy)

    assert client.get(f"/teams/{place.team.id}").status == 404


@pytest.mark.parametrize(
    ("day", "named", "there"), [("2022-05-31", "Cúc", True), ("2021-01-01", "Cúc", False)]
)
def test_the_page_of_another_day_shows_the_team_of_that_day(client, place, page, day, named, there):
    merge(place, page)

    then = client.get(f"/teams/{place.other.id}?as_of={day}")

    written = "/".join(reversed(day.split("-")))
    assert (f"Đây là tổ tại thời điểm ngày {written}." in then.text) is there
    assert (named in then.text and "Thôn 3" in then.text) is there
    assert "đã nhập vào" not in then.text
    assert not [
        form for form in then.all("form") if f"/teams/{place.other.id}/" in (form.get("action") or "")
    ]
    assert "/members/new" not in then.html and "tel:" not in then.html
    assert "đã nhập vào" in then.follow("Xem như hiện nay").text


@pytest.mark.parametrize("day", ["x", "31/02/2022", "9999-12-31", "0001-01-01", "9" * 50])
def test_no_day_breaks_the_page(client, place, page, day):
    assert client.get(f"/teams/{place.team.id}?as_of={day}").status in (200, 422)


def test_the_timeline_tells_all_of_it_the_latest_first(client, place, page):
    flag_team(None, place.other, "hamlets_merged", MAY)
    merge(place, page)

    text = client.get(f"/teams/{place.other.id}").text.partition("Quá trình")[2]

    told = ["Nhập vào tổ: Tổ thôn 1", "Cúc thôi làm tổ trưởng", "Tình trạng: Đã giải thể", "Cần kiện toàn",
            "Cúc làm tổ trưởng", "Tình trạng: Đang hoạt động", "Quyết định thành lập"]  # fmt: skip
    places = [text.index(words) for words in told]
    assert places == sorted(places)
    assert "Quyết định số 30/QĐ-UBND ngày 01/06/2022, người ký: Nguyễn Văn Chủ" in text


def test_the_list_and_the_page_of_the_commune_name_teams_to_be_re_formed(client, world, place):
    flag_team(None, place.other, "hamlets_merged", MAY, "Thôn 2 và thôn 3 nhập lại")
    client.sign_in(place.coordinator)

    commune = client.get(f"/units/{place.commune.id}")
    assert "Các tổ cần kiện toàn" in commune.text and "Thôn 2 và thôn 3 nhập lại" in commune.text
    narrowed = client.get("/teams?needs_reform=y")
    assert "Tổ thôn 2" in narrowed.links() and "Tổ thôn 1" not in narrowed.links()
    assert "Cần kiện toàn" in narrowed.text
    client.http.delete_cookie("portal")
    client.sign_in(place.leader)
    assert "Thôn 2 và thôn 3 nhập lại" not in client.get(f"/units/{place.commune.id}").text


def test_a_team_page_costs_the_same_with_a_long_history(client, world, place):
    client.sign_in(place.coordinator)
    path = f"/teams/{place.team.id}"
    with counting_statements() as few:
        client.get(path)
    set_status(place.actor, place.team, "suspended", starts_on=JUNE, decision=DECISION)
    set_status(place.actor, place.team, "active", starts_on=TODAY, decision=DECISION._replace(number="31/QĐ"))
    for number in range(5):
        flag_team(None, place.team, f"reason {number}", MAY)
        world.member(place.team, world.user(f"Người {number}"))

    with counting_statements() as many:
        client.get(path)

    assert len(many) == len(few) <= 24

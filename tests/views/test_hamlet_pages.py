"""What everybody reads of a hamlet: sessions, who serves it, no person, no cookie, the same for all."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import update

from portal import clock
from portal.extensions import db
from portal.models import Membership, TeamStatusChange, Unit
from portal.queries.activities import get_visible_activity
from portal.services.community_sessions import cancel_session, show_contact
from portal.services.hamlets import end_hamlet, merge_hamlet, rename_hamlet
from portal.services.reviews import approve_activity
from portal.transaction import transactional
from tests.community_sessions import SessionPlace
from tests.entries import TODAY
from tests.queries_counted import counting_statements


@pytest.fixture
def place(world) -> SessionPlace:
    return SessionPlace(world)


@pytest.fixture
def page_of(client, place):
    """Open a page of the first hamlet without an account."""

    def page_of(rest: str = "", hamlet=None):
        return client.get(f"/hamlets/{(hamlet or place.hamlets[0]).id}{rest}")

    return page_of


def test_the_page_says_what_comes_when_and_where(page_of, place):
    place.planned(skills=("payment", "safety"), end_time=time(20, 30), bring="Điện thoại", expected=40)

    page = page_of()

    assert page.h1 == "Lịch hướng dẫn: Thôn 1"
    assert "Thứ Sáu 17/06/2022" in page.text
    assert "19:00–20:30 · Nhà văn hóa thôn 1" in page.text
    assert "Thanh toán trực tuyến, Tự bảo vệ trên mạng" in page.text
    assert "Nhớ mang theo: Điện thoại" in page.text
    assert place.team.name in page.text
    assert "40" not in page.text


@pytest.mark.parametrize("rest", ["", "/month", "/notice"])
def test_no_person_and_no_phone_stands_on_a_public_page(page_of, place, rest):
    place.logged(place.held())
    place.planned()

    page = page_of(rest)

    for person in (place.member, place.leader):
        assert person.name not in page.html and person.phone not in page.html


@pytest.mark.parametrize("rest", ["", "/month", "/notice"])
def test_the_phone_is_shown_with_the_leaders_consent_until_they_lead_no_longer(page_of, place, rest):
    show_contact(place.viewer(place.leader), place.team, shown=True)
    assert place.leader.phone in page_of(rest).html

    end_seat(place.leader.id)

    assert place.leader.phone not in page_of(rest).html


@transactional
def end_seat(user_id: int) -> None:
    db.session.execute(update(Membership).where(Membership.user_id == user_id).values(ends_on=TODAY))


@pytest.mark.parametrize("rest", ["", "/month?lang=en", "/notice?lang=en", "?lang=en"])
@pytest.mark.parametrize("is_signed_in", [False, True])
def test_everybody_gets_the_same_page_without_a_cookie(client, page_of, place, rest, is_signed_in):
    place.planned()
    anonymous = page_of(rest).html
    if is_signed_in:
        client.sign_in(place.member)

    page = page_of(rest)

    assert page.html == anonymous
    assert page.headers["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in page.headers
    assert "Cookie" not in page.headers.get("Vary", "")
    assert "<script" not in page.html and "<form" not in page.html
    assert page.all("html")[0].get("lang") == ("en" if "en" in rest else "vi")


def test_a_page_that_is_still_the_same_is_answered_in_no_bytes(client, page_of, place):
    etag = page_of().headers["ETag"]
    address = f"/hamlets/{place.hamlets[0].id}"

    again = client.http.get(address, headers={"If-None-Match": etag})
    place.planned()
    changed = client.http.get(address, headers={"If-None-Match": etag})

    assert (again.status_code, again.data) == (304, b"")
    assert changed.status_code == 200


def test_cancelled_sessions_stand_apart_with_the_reason_and_past_ones_at_the_end(page_of, place):
    [session_id] = place.planned(start_time=time(8))
    line = place.line(session_id)
    cancel_session(place.viewer(), line, "Mưa lớn", version=line.version)
    place.held(date(2022, 4, 17), start_time=time(9))
    place.held(date(2022, 4, 16), start_time=time(10), place="Quá lâu rồi")

    page = page_of()

    assert "Lý do: Mưa lớn" in page.text
    assert "17/04/2022: Nhà văn hóa thôn 1" in page.text
    # 60 days back from 16/06/2022 is 17/04/2022.
    assert "Quá lâu rồi" not in page.text


def test_only_approved_entries_of_held_sessions_are_counted_and_their_visits_are_never_told(
    page_of, place, world
):
    days = [TODAY - timedelta(days=number) for number in range(1, 6)]
    entries = [place.logged(place.held(day, expected=90), visits=17) for day in days]
    for entry in entries[1:]:
        approve(place, world, entry)
    assert "được duyệt" not in page_of().text

    approve(place, world, entries[0])

    page = page_of()
    assert "Đến nay có 5 buổi đã được duyệt." in page.text
    # 5 × 17 = 85 visits belong to the campaign's page, which may have to hide them.
    assert "85" not in page.text and "lượt" not in page.text


def approve(place, world, entry) -> None:
    reviewer = place.viewer(world.coordinator(place.commune))
    approve_activity(reviewer, get_visible_activity(reviewer, entry.uuid), version=1)


def test_a_hamlet_without_sessions_says_how_to_find_the_team(page_of, place):
    assert "Hiện chưa có buổi nào" in page_of().text
    assert "Bà con hỏi tổ trưởng ở thôn" in page_of().text
    assert "Thôn chưa có tổ phụ trách" in page_of(hamlet=place.hamlets[1]).text


def test_what_a_team_that_stopped_had_announced_is_said_to_be_cancelled(page_of, place):
    place.held(date(2022, 6, 10))
    place.planned()
    suspend(place.team.id)

    page, month = page_of(), page_of("/month")

    assert "Hiện chưa có buổi nào" in page.text
    for one in (page, month):
        assert "17/06/2022" in one.text and "Tổ đã ngừng hoạt động." in one.text
    assert "10/06/2022" in page.text and "10/06/2022" in month.text
    assert "Thôn chưa có tổ phụ trách" in page.text


@transactional
def suspend(team_id: int) -> None:
    change = TeamStatusChange(
        team_id=team_id, status="suspended", starts_on=TODAY, reason="", recorded_at=clock.now()
    )
    db.session.add(change)


def test_unknown_hamlets_and_other_places_are_not_found(client, page_of, place):
    assert page_of(hamlet=place.commune).status == 404
    assert client.get("/hamlets/2000000000").status == 404
    assert client.get(f"/hamlets/{place.commune.id}/notice").status == 404


def test_the_address_stays_when_the_hamlet_gets_another_name(page_of, place, world):
    actor = place.viewer(world.coordinator(place.commune))
    hamlet = db.session.get(Unit, place.hamlets[0].id)
    rename_hamlet(actor, hamlet, hamlet_type="ấp", name="Sơn Hiệp", on=TODAY)

    assert page_of().h1 == "Lịch hướng dẫn: Ấp Sơn Hiệp"


def test_a_merged_hamlet_points_to_where_its_sessions_are_now(client, page_of, place, world):
    actor = place.viewer(world.coordinator(place.commune))
    place.planned()
    gone, into = (db.session.get(Unit, one.id) for one in place.hamlets)
    merge_hamlet(actor, gone, into.id, on=TODAY)

    page = page_of()

    assert page.status == 200 and page.h1 == "Thôn 1 đã sáp nhập"
    assert "Nhà văn hóa thôn 1" in page.follow("Thôn 2").text


def test_a_hamlet_that_ended_without_heir_says_where_to_ask(page_of, place, world):
    actor = place.viewer(world.coordinator(place.commune))
    end_hamlet(actor, db.session.get(Unit, place.hamlets[1].id), on=TODAY)

    assert page_of(hamlet=place.hamlets[1]).h1 == "Thôn 2 không còn nữa"


def test_the_list_of_a_month_has_its_sessions_alone(page_of, place):
    place.planned(held_on=date(2022, 6, 30))
    place.planned(held_on=date(2022, 7, 1), place="Trường học")

    june, july = page_of("/month"), page_of("/month?month=2022-07")

    assert "Thứ Năm 30/06/2022" in june.text and "Trường học" not in june.text
    assert "Trường học" in july.text and "30/06/2022" not in july.text
    assert page_of("/month?month=2022-13").h1 == june.h1
    assert june.follow("Tháng sau").h1 == july.h1


def test_the_sheet_names_the_next_sessions_and_the_address(page_of, place):
    place.planned()

    page = page_of("/notice")

    assert f"/hamlets/{place.hamlets[0].id}" in page.text
    assert "Thứ Sáu 17/06/2022, 19:00" in page.text
    assert "<svg" in page.html


@pytest.mark.parametrize("sessions", [0, 30])
def test_the_page_takes_as_many_statements_whatever_the_hamlet_has(client, page_of, place, sessions):
    for number in range(sessions):
        place.planned(held_on=TODAY + timedelta(days=number + 1))
    address = page_of().path

    with counting_statements() as statements:
        client.get(address)

    # The campaign's banner, the hamlet, its sessions, its teams, and what was approved.
    assert len(statements) == 5, statements

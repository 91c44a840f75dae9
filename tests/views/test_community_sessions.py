"""The pages of community sessions: planning, the list, and the two taps from a held session to its entry."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from portal.domain.community_sessions import Repetition
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import Activity, CommunitySession
from tests.community_sessions import SessionPlace, row
from tests.entries import TODAY, count
from tests.queries_counted import counting_statements


@pytest.fixture
def place(world) -> SessionPlace:
    return SessionPlace(world)


def plan(client, of, **values):
    """Fill in the form of a new session."""
    page = client.get(f"/teams/{of.team.id}/community-sessions/new")
    usual = {"held_on": "17/06/2022", "start_time": "19:00", "place": "Nhà văn hóa", "skills": ["payment"]}
    return page.submit("community-sessions/new", **(usual | values))


def test_a_member_plans_a_session_of_the_only_hamlet(client, place):
    client.sign_in(place.member)

    page = plan(client, place, bring="Điện thoại", expected="30")

    assert "Đã đăng 1 buổi" in page.text
    assert "Thứ Sáu 17/06/2022, 19:00" in page.text
    assert "30 người, không tính vào số liệu" in page.text
    [session] = db.session.scalars(select(CommunitySession)).all()
    assert (session.hamlet_id, session.start_time) == (place.hamlets[0].id, time(19))


def test_a_series_is_planned_in_one_form(client, place):
    client.sign_in(place.leader)

    page = plan(client, place, repetition="fortnightly", until="15/07/2022")

    assert "Đã đăng 3 buổi" in page.text
    assert count(CommunitySession) == 3


@pytest.mark.parametrize("typed", ["19h", "19h30", "7:05", "19 giờ", "19:00:00"])
def test_an_hour_is_read_as_people_write_it(client, place, typed):
    client.sign_in(place.member)

    plan(client, place, start_time=typed)

    assert count(CommunitySession) == 1


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"held_on": "15/06/2022"}, "held_on", "Ngày này đã qua"),
        ({"held_on": "mai"}, "held_on", "Hãy nhập ngày"),
        ({"start_time": "25:00"}, "start_time", "Nhập giờ như 19:00"),
        ({"start_time": ""}, "start_time", "Nhập giờ bắt đầu"),
        ({"end_time": "18:00"}, "end_time", "sau giờ bắt đầu"),
        ({"place": ""}, "place", "Nhập nơi tổ chức"),
        ({"skills": []}, "skills", "ít nhất một kỹ năng"),
        ({"expected": "nhiều"}, "expected", "số nguyên"),
        ({"expected": "1000"}, "expected", "từ 1 đến 999"),
        ({"repetition": "weekly"}, "until", "ngày lặp lại cuối cùng"),
        ({"repetition": "weekly", "until": "17/06/2023"}, "until", "hơn 26 buổi"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(client, place, typed, field, words):
    client.sign_in(place.member)

    page = plan(client, place, **typed)

    assert page.status == 422
    assert words in page.text
    [summary] = [box for box in page.all("div") if box.get("class") == "error-summary"]
    assert f"#{field}" in [link.get("href") for link in summary.iter("{http://www.w3.org/1999/xhtml}a")]
    assert count(CommunitySession) == 0
    kept = next(box for box in page.all("input") if box.get("name") == "place")
    assert kept.get("value") == typed.get("place", "Nhà văn hóa")


def test_a_number_of_somebody_is_not_announced(client, place):
    client.sign_in(place.member)

    page = plan(client, place, bring="Gọi chị Hoa 0912 345 678")

    assert page.status == 422 and "giống số điện thoại" in page.text
    assert count(CommunitySession) == 0


def test_a_session_of_a_series_is_changed_with_those_that_follow(client, place):
    ids = place.planned(Repetition.weekly, date(2022, 7, 1))
    client.sign_in(place.member)
    page = client.get(f"/community-sessions/{ids[1]}").follow("Sửa")
    assert "Còn 1 buổi sau" in page.text

    page = page.submit("edit", scope="following", place="Trường học")

    assert page.status == 200 and "Đã sửa" in page.text
    assert [row(one).place for one in ids] == ["Nhà văn hóa thôn 1", "Trường học", "Trường học"]


def test_two_people_who_change_at_once_are_told(client, place):
    [session_id] = place.planned()
    client.sign_in(place.member)
    page = client.get(f"/community-sessions/{session_id}/edit")
    page.submit("edit", place="Chợ xã")

    answer = page.submit("edit", place="Đình làng")

    assert answer.status == 422 and "Vừa có người khác" in answer.text
    assert row(session_id).place == "Chợ xã"


def test_a_session_is_cancelled_with_its_reason(client, place):
    [session_id] = place.planned()
    client.sign_in(place.member)

    page = client.get(f"/community-sessions/{session_id}").follow("Hủy buổi này")
    refused = page.submit("cancel", reason="")
    done = refused.submit("cancel", reason="Mưa lớn")

    assert refused.status == 422 and "Ghi rõ vì sao" in refused.text
    assert "Đã hủy" in done.text and "Lý do: Mưa lớn" in done.text
    assert row(session_id).cancelled_by_id == place.member.id


def test_a_held_session_is_an_entry_after_two_taps_and_the_count(client, place):
    line = place.held(skills=("payment", "safety"), expected=40)
    client.sign_in(place.member)

    page = client.get("/log")
    assert "1 buổi đã qua chưa ghi" in page.text
    # The first tap.
    form = page.follow("1 buổi đã qua").submit(f"/community-sessions/{line.id}/log")
    filled = {box.get("name"): box.get("value") for box in form.all("input") if box.get("type") != "checkbox"}
    ticked = [box.get("value") for box in form.all("input") if box.get("checked") is not None]
    assert (filled["visits"], filled["place"], filled["occurred_on"]) == (
        "",
        "Nhà văn hóa thôn 1",
        "2022-06-15",
    )
    assert ticked == ["payment", "safety", "session"]
    assert "40" not in form.text
    # The count, and the second tap.
    form.submit("/log", visits="17")

    [entry] = db.session.scalars(select(Activity)).all()
    assert (entry.kind, entry.visits, entry.skills) == ("session", 17, ("payment", "safety"))
    assert (entry.hamlet_id, entry.occurred_on) == (place.hamlets[0].id, TODAY - timedelta(days=1))
    assert row(line.id).activity_id == entry.id
    assert "đã qua chưa ghi" not in client.get("/log").text


def test_without_a_count_nothing_is_sent(client, place):
    line = place.held()
    client.sign_in(place.member)
    form = client.get(f"/community-sessions/{line.id}").submit("/log")

    answer = form.submit("/log")

    assert answer.status == 422
    assert count(Activity) == 0 and row(line.id).activity_id is None


def test_the_second_person_is_told_before_and_after_typing(client, place):
    line = place.held()
    client.sign_in(place.leader)
    form = client.get(f"/community-sessions/{line.id}").submit("/log")
    client.sign_in(place.member)
    page = client.get(f"/community-sessions/{line.id}")
    assert f"{place.leader.name} đã mở bản ghi lúc 15:00" in page.text
    page.submit("/log").submit("/log", visits="9")
    client.sign_in(place.leader)

    answer = form.client.post("/log", form_values(form, client) | {"visits": "8"})

    assert answer.status == 409
    assert f"{place.member.name} đã ghi buổi này rồi" in answer.text
    assert count(Activity) == 1
    assert client.get("/log", query_string={"session": line.id}).path == f"/community-sessions/{line.id}"


def form_values(page, client) -> dict[str, object]:
    """Return what a form of a new entry sends, with a fresh token."""
    values = {"csrf_token": client.csrf(), "kind": "session", "skills": ["payment"]}
    for box in page.all("input"):
        if box.get("name") in ("id", "team", "occurred_on", "place"):
            values[box.get("name")] = box.get("value", "")
    return values


def test_somebody_who_logged_a_session_that_day_by_hand_is_named(client, place):
    line = place.held()
    place.submitted(occurred_on="2022-06-15", kind="session", visits=22)
    client.sign_in(place.leader)

    form = client.get(f"/community-sessions/{line.id}").submit("/log")

    assert f"{place.member.name} đã ghi một buổi của tổ trong ngày này" in form.text
    assert "22 lượt" in form.text


def test_the_form_is_not_filled_in_for_who_did_not_ask(client, place):
    line = place.held()
    client.sign_in(place.member)

    assert client.get(f"/log?session={line.id}").path == f"/community-sessions/{line.id}"
    assert client.get("/log?session=99999").path == "/log?session=99999"
    assert client.get("/log?session=x").status == 200


def test_a_coordinator_sees_the_sessions_of_the_commune_and_no_others(client, place, world):
    other = SessionPlace(world)
    place.planned(place="Chợ xã ta")
    other.planned(place="Chợ xã bạn")
    client.sign_in(world.coordinator(place.commune))

    page = client.get("/community-sessions")

    assert "Chợ xã ta" in page.text and "Chợ xã bạn" not in page.text
    client.sign_in(world.staff(Role.province_staff, place.commune))
    assert client.get("/community-sessions").status == 403


@pytest.mark.parametrize("sessions", [1, 12])
def test_the_list_takes_as_many_statements_whatever_its_length(client, place, sessions):
    for number in range(sessions):
        place.held(TODAY - timedelta(days=number + 1), start_time=time(number))
        place.planned(start_time=time(number))
    client.sign_in(place.member)
    client.get("/community-sessions")

    with counting_statements() as statements:
        client.get("/community-sessions")

    assert len([one for one in statements if "FROM community_sessions" in one]) == 3
    assert len(statements) <= 12


def test_only_the_leader_is_asked_whether_the_phone_is_shown(client, place):
    client.sign_in(place.member)
    assert "Tôi đồng ý" not in client.get("/community-sessions").text
    client.sign_in(place.leader)

    page = client.get("/community-sessions").submit("public-contact")

    assert "Trang của các thôn tổ phụ trách nay hiện số điện thoại" in page.text
    assert "Thôi không hiện nữa" in page.html

"""The pages around reviewers: everybody's line for the province, the own one for a coordinator."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.domain.roles import Role
from portal.extensions import db
from portal.models import DifficultyAnswer, SecondLook
from portal.queries.bulk_reviews import list_entries
from portal.services.bulk_reviews import approve_bulk, begin_bulk, open_drawn
from portal.services.reviews import approve_activity
from portal.views.reviewers import duration_words
from tests.page_client import text_of
from tests.services.test_second_looks import DRAWN, keep_secret, with_id


@pytest.fixture
def desk(world, frozen_clock):
    """Two coordinators of a commune; An approved an entry of a team that An once sat in, after 26 hours."""

    class Desk:
        province = world.province()
        commune = world.commune(world.district(province), "An Bình")
        team = world.team(commune)
        member = world.member(team)
        an = world.coordinator(commune, "Nguyễn Văn An")
        binh = world.coordinator(commune, "Lê Thị Bình")
        staff = world.staff(Role.province_staff, province)
        entry = world.activity(team, member, difficulty="Mạng yếu")

    world.member(Desk.team, Desk.an, since=date(2022, 4, 1), until=date(2022, 5, 1))
    keep_secret()
    with_id(Desk.entry, DRAWN[0])
    frozen_clock.tick(hours=26)
    approve_activity(world.viewer(Desk.an), Desk.entry)
    return Desk


def test_the_province_sees_every_line(client, desk):
    client.sign_in(desk.staff)

    page = client.get("/reviewers")

    assert page.h1 == "Việc duyệt của cán bộ"
    assert "Nguyễn Văn An" in page.text and "Lê Thị Bình" in page.text
    assert "1 ngày 12 giờ" in page.text


def test_a_coordinator_sees_the_own_line_only(client, desk):
    client.sign_in(desk.binh)

    page = client.get("/reviewers")

    assert page.h1 == "Việc duyệt của bạn"
    assert "Nguyễn Văn An" not in page.text and "1 ngày 12 giờ" not in page.text


def test_what_was_opened_before_approving_many_shows_as_a_part_of_all(client, desk, world):
    entries = [world.activity(desk.team, desk.member) for _ in range(4)]
    viewer = world.viewer(desk.binh)
    bulk = begin_bulk(viewer, {entry.uuid: entry.version for entry in entries})
    for entry in list_entries(bulk.drawn):
        open_drawn(viewer, bulk.id, entry)
    approve_bulk(viewer, bulk.id)

    client.sign_in(desk.binh)
    assert "3/4 bản ghi" in client.get("/reviewers").text
    client.sign_in(desk.an)
    assert "chưa duyệt nhiều cùng lúc" in client.get("/reviewers").text
    client.sign_in(desk.staff)
    assert "3/4" in client.get("/reviewers").text


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("since=16/06/2022&until=01/06/2022", "Chọn ngày cuối không trước ngày đầu."),
        ("since=01/01/2022&until=16/06/2022", "Chọn nhiều nhất 92 ngày."),
        ("since=hôm%20qua", "Nhập ngày"),
        ("unit=7", "Hãy chọn một mục."),
    ],
)
def test_nonsense_in_the_address_is_said_beside_the_usual_days(client, desk, question, words):
    client.sign_in(desk.staff)

    page = client.get(f"/reviewers?{question}")

    assert page.status == 422 and words.lower() in page.text.lower()
    assert "Nguyễn Văn An" in page.text


def test_days_can_be_chosen(client, desk):
    client.sign_in(desk.staff)

    assert "1 ngày 12 giờ" not in client.get("/reviewers?since=01/06/2022&until=16/06/2022").text
    assert "1 ngày 12 giờ" in client.get("/reviewers?since=17/06/2022&until=17/06/2022").text


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (None, "chưa rõ"),
        (timedelta(seconds=59), "0 phút"),
        (timedelta(minutes=59, seconds=59), "59 phút"),
        (timedelta(hours=23, minutes=59), "23 giờ"),
        (timedelta(days=1), "1 ngày"),
        (timedelta(days=2, hours=3), "2 ngày 3 giờ"),
    ],
)
def test_times_are_said_as_people_say_them(app, time, words):
    with app.test_request_context("/?lang=vi"):
        assert duration_words(time and int(time.total_seconds())) == words


def test_a_second_look_is_given_and_told_to_the_reviewer(client, desk):
    client.sign_in(desk.binh)
    page = client.get("/second-looks").follow("Xem lại")
    refused = page.submit("/second-looks/", outcome="disagrees")
    assert refused.status == 422 and "Ghi rõ vì sao bạn chưa đồng ý." in refused.text

    answer = refused.submit("/second-looks/", note="Ảnh không rõ.")

    assert "Cảm ơn bạn đã xem lại." in answer.html
    [look] = db.session.scalars(select(SecondLook)).all()
    assert (look.outcome, look.note, look.looked_by_id) == ("disagrees", "Ảnh không rõ.", desk.binh.id)
    client.sign_in(desk.an)
    assert "Ảnh không rõ." in client.get("/second-looks").text
    client.sign_in(desk.staff)
    assert "chưa đồng ý: 1/1" in client.get("/reviewers").text


def test_a_second_look_without_a_choice_asks_for_it_once(client, desk):
    client.sign_in(desk.binh)
    page = client.get("/second-looks").follow("Xem lại")

    refused = page.submit("/second-looks/")

    assert refused.status == 422
    [summary] = [one for one in refused.all("div") if one.get("class") == "error-summary"]
    assert text_of(summary) == "Xin kiểm tra lại Hãy chọn đồng ý hay chưa đồng ý."


def test_a_difficulty_is_answered_from_the_list(client, desk):
    client.sign_in(desk.binh)
    page = client.get("/difficulties").follow("Trả lời")
    assert "Mạng yếu" in page.text
    assert page.submit("/difficulties/", text=" ").status == 422

    answer = page.submit("/difficulties/", text="Đã báo nhà mạng.")

    assert "Khó khăn nào của 60 ngày gần đây cũng đã được trả lời." in answer.text
    assert [row.text for row in db.session.scalars(select(DifficultyAnswer))] == ["Đã báo nhà mạng."]


def test_difficulties_of_long_ago_show_on_demand(client, desk, frozen_clock):
    frozen_clock.tick(days=60)
    client.sign_in(desk.binh)

    page = client.get("/difficulties")

    assert "Mạng yếu" not in page.text
    assert "Mạng yếu" in page.follow("cũ hơn 60 ngày").text

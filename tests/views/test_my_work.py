"""The page of one's own work: what counts, what came back, and what to do when there is nothing yet."""

from datetime import date

import pytest

from portal.domain.activity_status import ActivityStatus
from portal.domain.roles import Role
from portal.services.reviews import return_activity
from portal.transaction import transaction
from tests.entries import EntryPlace
from tests.queries_counted import counting_statements


@pytest.fixture
def place(world) -> EntryPlace:
    """A commune with a team."""
    return EntryPlace(world)


def fill(place, count: int) -> None:
    """Make entries of the member on the days of June, approved and waiting by turns."""
    statuses = (ActivityStatus.approved, ActivityStatus.submitted, ActivityStatus.returned)
    with transaction():
        for number in range(count):
            day = date(2022, 6, number % 16 + 1)
            place.world.activity(place.team, place.member, occurred_on=day, status=statuses[number % 3])


def test_the_page_adds_up_ones_own_work_and_says_as_of_when(client, place):
    make, approved = place.world.activity, ActivityStatus.approved
    skills = ("payment", "safety")
    make(place.team, place.member, status=approved, visits=111, occurred_on=date(2022, 6, 1), skills=skills)
    make(place.team, place.member, visits=22, occurred_on=date(2022, 5, 31))
    make(place.team, place.member, status=approved, visits=7, occurred_on=date(2022, 3, 1))
    make(place.team, place.leader, status=approved, visits=444, occurred_on=date(2022, 6, 1))
    client.sign_in(place.member)

    page = client.get("/activities").follow("Xem việc của tôi")

    assert page.path == "/my-work" and page.h1 == "Việc của tôi"
    assert "tính đến 15:00 16/06/2022" in page.text
    assert "01/06–05/06 111 lượt người đã duyệt, 0 lượt chờ duyệt · 1 bản ghi" in page.text
    assert "30/05–31/05 0 lượt người đã duyệt, 22 lượt chờ duyệt · 1 bản ghi" in page.text
    assert page.text.count("111 lượt người đã duyệt") == 4
    assert "03/2022" in page.text and "7 lượt người đã duyệt, 0 lượt chờ duyệt" in page.text
    assert "444" not in page.text


def test_what_came_back_stands_there_with_its_reason_and_the_way_to_correct_it(client, place):
    activity = place.submitted()
    reviewer = place.viewer(place.world.coordinator(place.commune))
    return_activity(reviewer, activity, "wrong_counts", "Sổ ghi 6 lượt.", version=1)
    client.sign_in(place.member)

    page = client.get("/my-work")
    form = page.follow("Sửa và gửi lại")

    assert "Sổ ghi 6 lượt." in page.text
    assert "Trong hai tháng này có 1 bản ghi từng bị trả lại." in page.text
    assert form.path == f"/activities/{activity.uuid}/correct"


@pytest.mark.parametrize(
    ("confirmed", "entries", "said"),
    [
        (True, 2, "Thôn 1 đã tính vào chỉ tiêu 8 của kỳ này: 2 bản ghi đã duyệt."),
        (True, 0, "Thôn 1 chưa tính: cần thêm 1 bản ghi được duyệt, của việc làm đến hết ngày 31/08/2022."),
        (False, 2, "Thôn 1: chưa biết đã tính hay chưa, vì xã chưa xác nhận danh sách thôn."),
    ],
)
def test_the_hamlet_is_told_in_words(client, world, confirmed, entries, said):
    commune = world.commune(confirmed=confirmed)
    world.campaign(commune)
    team = world.team(commune, [world.hamlet(commune)])
    member = world.member(team)
    for _number in range(entries):
        world.activity(team, member, status=ActivityStatus.approved)
    client.sign_in(member)

    assert said in client.get("/my-work").text


def test_a_team_that_is_not_valid_is_told_what_the_commune_has_to_do(client, world):
    commune = world.commune()
    world.campaign(commune)
    member = world.member(world.team(commune, [world.hamlet(commune)], leader=False))
    client.sign_in(member)

    assert "Việc của cán bộ phụ trách ở xã: Hãy chọn tổ trưởng." in client.get("/my-work").text


def test_trainings_are_those_completed_and_none_is_made_up(client, place):
    place.world.training(place.member, date(2022, 5, 20), "safety")
    client.sign_in(place.member)

    page = client.get("/my-work")

    assert "hoàn thành ngày 20/05/2022" in page.text
    assert "Chưa có lịch tập huấn cho bạn." in page.text


def test_a_new_member_is_told_what_to_do(client, place):
    client.sign_in(place.member)

    page = client.get("/my-work")

    assert "Gần đây bạn chưa ghi việc nào." in page.text
    assert page.follow("Ghi việc").path == "/log"


def test_who_logs_nothing_is_offered_no_form(client, place):
    client.sign_in(place.world.staff(Role.province_staff, place.commune))

    page = client.get("/my-work")

    assert "/log" not in page.links().values()


def test_nobody_is_compared_with_anybody(client, place):
    place.world.activity(place.team, place.leader, status=ActivityStatus.approved)
    fill(place, 3)
    client.sign_in(place.member)

    page = client.get("/my-work")

    assert place.leader.name not in page.text
    assert "hạng" not in page.text.lower()


def test_three_hundred_entries_take_no_more_statements_than_three(client, place):
    place.world.campaign(place.commune)
    fill(place, 3)
    client.sign_in(place.member)
    client.get("/my-work")

    with counting_statements() as few:
        client.get("/my-work")
    fill(place, 297)
    with counting_statements() as many:
        page = client.get("/my-work")

    assert len(many) == len(few) <= 19
    assert page.text.count("lượt người đã duyệt") > 3

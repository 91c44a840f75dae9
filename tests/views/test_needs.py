"""Where help is needed: what each reader sees, the message to send, the file, and noting what was done."""

import csv
import io
from datetime import date

import pytest
from sqlalchemy import select

from portal.domain.roles import Role
from portal.extensions import db
from portal.models import FollowUp
from tests.needs import NeedyPlaces
from tests.page_client import text_of
from tests.queries_counted import counting_statements


@pytest.fixture
def there(world) -> NeedyPlaces:
    return NeedyPlaces(world)


def test_a_coordinator_sees_the_own_commune_and_whom_to_ask(client, there):
    client.sign_in(there.coordinator)

    page = client.get("/needs")

    assert "Tổ 2" in page.text and "Tổ 9" not in page.text
    assert "bản ghi được duyệt gần nhất làm ngày 02/06/2022" in page.text
    assert page.links()[there.coordinator.phone] == f"tel:{there.coordinator.phone}"
    assert "Tổ lâu chưa hoạt động 1" in page.links()


def test_a_district_coordinator_and_the_province_see_all_of_their_area(client, there, world):
    for person in (world.staff(Role.coordinator, there.district), there.staff):
        client.sign_in(person)

        page = client.get("/needs")

        assert "Tổ 2" in page.text and "Tổ 9" in page.text
        assert there.coordinator.phone in page.text
        assert there.member.phone not in page.html
        assert "Chưa có cán bộ phụ trách" in page.text


def test_the_message_names_what_is_missing_and_asks_kindly(client, there):
    client.sign_in(there.staff)

    page = client.get("/needs")

    message = next(area for area in page.all("textarea") if "An Bình" in "".join(area.itertext()))
    assert "".join(message.itertext()).splitlines() == [
        "Chào anh/chị Trần Thị Phượng,",
        "Các tổ sau đã lâu chưa có bản ghi nào được duyệt. Nhờ anh/chị hỏi thăm xem tổ có vướng gì không."
        " (Xã An Bình, 16/06/2022)",
        "– Tổ 2: bản ghi được duyệt gần nhất làm ngày 02/06/2022",
        "Cảm ơn anh/chị! Có gì vướng cứ nhắn lại để cùng gỡ.",
    ]


def test_who_coordinates_the_commune_writes_to_its_teams(client, there):
    client.sign_in(there.coordinator)

    [message] = client.get("/needs").all("textarea")

    assert "".join(message.itertext()).splitlines()[:2] == [
        "Chào các anh chị tổ trưởng,",
        "Các tổ sau đã lâu chưa có bản ghi nào được duyệt. Nếu đã hỗ trợ bà con thì anh chị ghi lại giúp."
        " (Xã An Bình, 16/06/2022)",
    ]


def test_where_nothing_is_missing_the_page_praises(client, there):
    there.approved(there.asleep, date(2022, 6, 16))
    client.sign_in(there.coordinator)

    assert "Tổ nào cũng đang hoạt động." in client.get("/needs").text


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("days=0", "Nhập số ngày từ 1 đến 365."),
        ("days=hai", "Hãy nhập số nguyên, ví dụ 5."),
        ("need=nonsense", "Hãy chọn một mục."),
        ("since=nonsense", "Hãy chọn một mục."),
        ("unit=99999", "Hãy chọn một mục."),
        ("days=99999999999999999999", "Nhập số ngày từ 1 đến 365."),
    ],
)
def test_nonsense_in_the_address_is_said_beside_the_usual_list(client, there, question, words):
    client.sign_in(there.staff)

    page = client.get(f"/needs?{question}")

    assert page.status == 422
    assert words in page.text and "Tổ 2" in page.text
    assert client.get(f"/needs.csv?{question}").status == 404


def test_the_list_is_narrowed_down_to_a_commune_and_to_days(client, there):
    client.sign_in(there.staff)

    assert "Tổ 2" not in client.get(f"/needs?unit={there.other.id}").text
    assert "Tổ 2" not in client.get("/needs?days=15").text
    assert "trong Thôn" not in client.get("/needs?need=hamlet_never_reached&since=campaign").text


def test_what_was_done_is_noted_and_shows_on_the_list(client, there):
    client.sign_in(there.staff)
    page = client.get("/needs").follow("Ghi việc đã làm Tổ 2")

    answer = page.submit("/needs/", note="Đã gọi chị Phượng, hẹn thứ Hai.", look_again_on="20/06/2022")

    assert "Đã ghi." in answer.html and "Đã gọi chị Phượng" in answer.text
    [row] = db.session.scalars(select(FollowUp)).all()
    assert (row.team_id, row.look_again_on) == (there.asleep.id, date(2022, 6, 20))
    shown = client.get("/needs").text
    assert "Đã gọi chị Phượng, hẹn thứ Hai." in shown and "Hẹn xem lại ngày 20/06/2022" in shown


def test_a_note_that_says_nothing_comes_back_with_what_was_typed(client, there):
    client.sign_in(there.staff)
    page = client.get(f"/needs/team_asleep/{there.asleep.id}")

    answer = page.submit("/needs/", note=" ", look_again_on="20/06/2020")

    assert answer.status == 422
    assert "Ghi đã làm gì hoặc hẹn gì." in answer.text
    answer = page.submit("/needs/", note="Đã gọi.", look_again_on="20/06/2020")
    assert answer.status == 422 and "Chọn ngày xem lại sau hôm nay" in answer.text
    assert "Đã gọi." in answer.html
    assert db.session.scalars(select(FollowUp)).all() == []


@pytest.mark.parametrize("path", ["/needs/nonsense/1", "/needs/team_asleep/99999", "/needs/no_leader/0"])
def test_what_does_not_exist_is_not_found(client, there, path):
    client.sign_in(there.staff)

    assert client.get(path).status == 404


def test_the_file_holds_all_lines_with_whom_to_ask(client, there, world):
    named = world.team(there.commune, name="=1+1", leader=False)
    client.sign_in(there.staff)
    client.get(f"/needs/no_leader/{named.id}").submit("/needs/", note="=HYPERLINK()")

    page = client.get("/needs.csv?need=no_leader")

    rows = list(csv.reader(io.StringIO(page.html.removeprefix("\ufeff"))))
    assert rows[0][1:6] == ["Xã/phường", "Mã", "Thôn, ấp hoặc tổ", "Cán bộ phụ trách", "Số điện thoại"]
    assert rows[1][:4] == ["Huyện Bù Đăng", "Xã An Bình", named.code, "'=1+1"]
    assert rows[1][4:6] == ["Trần Thị Phượng", there.coordinator.phone]
    assert rows[1][6:9] == ["15:00 16/06/2022", "'=HYPERLINK()", "Nguyễn Văn Đồng"]
    assert rows[2][3] == "Tổ 9"
    assert page.headers["Content-Disposition"] == 'attachment; filename="no-leader-2022-06-16.csv"'


def test_the_page_asks_as_often_for_many_as_for_few(client, there, world):
    client.sign_in(there.staff)
    client.get("/needs")

    def count() -> int:
        with counting_statements() as statements:
            client.get("/needs")
        return len(statements)

    few = count()
    for number in range(10):
        world.coordinator(world.commune(there.district, f"Xã {number}"))
        world.team(there.commune, name=f"Tổ mới {number}")

    assert count() == few
    assert few <= 20


@pytest.mark.parametrize(
    "need", ["no_leader", "no_founding_decision", "hamlet_without_team", "untrained_members"]
)
def test_every_list_opens_without_a_place_being_chosen_and_leads_to_the_trainings_needed(client, there, need):
    client.sign_in(there.coordinator)

    page = client.get(f"/needs?need={need}")

    assert page.status == 200
    assert page.follow("Nhu cầu tập huấn").status == 200


def test_each_commune_is_folded_with_how_many_there_are(client, there):
    client.sign_in(there.staff)
    page = client.get("/needs")

    fold = "1 tổ và tin nhắn gửi Zalo Xã An Bình"
    assert fold in folds_of(page) and fold not in folds_of(page, "open")

    client.sign_in(there.coordinator)
    assert fold in folds_of(client.get("/needs"), "open")


def folds_of(page, *having):
    """Return what the folds of a page are called, of those only that have an attribute."""
    folds = (one for one in page.all("details") if all(name in one.attrib for name in having))
    return [text_of(one.find("{*}summary")) for one in folds]


def test_a_fold_says_what_is_due_to_be_looked_at_again(client, there, frozen_clock):
    client.sign_in(there.coordinator)
    client.get(f"/needs/team_asleep/{there.asleep.id}").submit(
        "/needs/", note="Đã gọi.", look_again_on="17/06/2022"
    )
    assert "đến hẹn xem lại" not in client.get("/needs").text

    frozen_clock.tick(days=1)

    assert "1 nơi đã đến hẹn xem lại" in client.get("/needs").text

"""The code on the wall, a scan by a member, the tick-list, the sheet, results, corrections and their log."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.extensions import db
from portal.models import TrainingCompletion
from portal.web.links import attendance_address
from tests.page_client import PageClient
from tests.trainings import code_now, invitation_of, make_training


class Lesson:
    """A training of a commune in a quarter of an hour, with a member, and its coordinator."""

    def __init__(self, world) -> None:
        self.world, self.commune = world, world.commune()
        self.team = world.team(self.commune, leader=False)
        self.member = world.member(self.team, world.user("Điểu Thị Hường"))
        self.coordinator = world.coordinator(self.commune)
        self.training = make_training(self.commune, [self.team], begins_in=timedelta(minutes=15))
        self.path = f"/trainings/{self.training.id}"

    def attended_by(self) -> str | None:
        """Return by what the member came, as the database has it."""
        return invitation_of(self.training, self.member).attended_by


@pytest.fixture
def lesson(world) -> Lesson:
    return Lesson(world)


def test_the_wall_shows_the_present_code_and_one_tap_records_who_scans_it(app, client, lesson):
    client.sign_in(lesson.coordinator)
    wall = client.get(f"{lesson.path}/qr")
    code = code_now(lesson.training)
    assert f"{code.digits[:3]} {code.digits[3:]}" in wall.text
    assert "Có mặt 0 trong 1 thành viên" in wall.text
    phone = PageClient(app)
    phone.sign_in(lesson.member)

    page = phone.get(f"{lesson.path}/attend?code={code.token}")
    assert lesson.attended_by() is None
    page = page.submit(f"{lesson.path}/attend")

    assert "Đã ghi bạn có mặt" in page.html
    assert lesson.attended_by() == "scan"
    assert "Có mặt 1 trong 1 thành viên" in client.get(f"{lesson.path}/qr").text


def test_who_is_not_signed_in_comes_back_to_the_scan(app, lesson):
    phone = PageClient(app)
    address = f"{lesson.path}/attend?code={code_now(lesson.training).token}"

    answer = phone.http.get(address)

    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in?next=")
    assert "/attend?code%3D" in answer.location


def test_a_copied_code_is_refused_in_words_after_its_minute(client, lesson, frozen_clock):
    token = code_now(lesson.training).token
    client.sign_in(lesson.member)
    frozen_clock.tick(seconds=61)
    page = client.get(f"{lesson.path}/attend?code={token}")

    page = page.submit(f"{lesson.path}/attend")

    assert page.status == 422
    assert "Mã này không phải mã đang hiện" in page.text
    assert lesson.attended_by() is None
    # The page now asks for the digits that stand on the wall.
    page = page.submit(f"{lesson.path}/attend", code=code_now(lesson.training).digits)
    assert lesson.attended_by() == "scan"


def test_a_code_says_nothing_to_who_is_not_invited(client, lesson, world):
    client.sign_in(world.member(world.team(lesson.commune, leader=False)))

    known = client.get(f"{lesson.path}/attend?code={code_now(lesson.training).token}")
    unknown = client.get("/trainings/999999/attend?code=1")

    assert known.status == unknown.status == 404
    assert "Bạn không có tên trong danh sách" in known.h1
    assert known.text == unknown.text


@pytest.mark.parametrize(
    ("hours", "words"), [(-1, "Điểm danh mở trước giờ bắt đầu 30 phút"), (5, "Đã hết giờ quét mã")]
)
def test_outside_the_doors_the_page_says_when(client, lesson, frozen_clock, hours, words):
    client.sign_in(lesson.member)
    frozen_clock.tick(hours=hours)

    page = client.get(f"{lesson.path}/attend?code={code_now(lesson.training).token}")

    assert words in page.text
    client.sign_in(lesson.coordinator)
    assert words in client.get(f"{lesson.path}/qr").text


def test_the_address_on_the_wall_leads_to_the_page_that_asks(app, lesson):
    with app.test_request_context():
        address = attendance_address(lesson.training.id, "a" * 32)

    assert re.fullmatch(rf"https?://[^/]+{lesson.path}/attend\?code=a+", address)


def test_the_signed_sheet_is_printed_and_typed_in(client, lesson):
    client.sign_in(lesson.coordinator)
    sheet = client.get(f"{lesson.path}/sheet")
    assert "1Điểu Thị Hường" in sheet.text
    assert "Số được mời: 1." in sheet.text
    page = client.get(f"{lesson.path}/attendance")

    page = page.submit(f"{lesson.path}/attendance", ticked=[lesson.member.id], source="sheet")

    assert "Đã lưu: thêm 1, bỏ ra 0." in page.html
    assert lesson.attended_by() == "sheet"
    page = page.submit(f"{lesson.path}/attendance")
    assert "Đã lưu. Không có gì thay đổi." in page.html
    assert lesson.attended_by() == "sheet"


def test_nonsense_in_a_tick_list_changes_nothing(client, lesson, world):
    client.sign_in(lesson.coordinator)
    page = client.get(f"{lesson.path}/attendance")

    for ticked, shown in (([world.user().id], ""), (["x"], "1,x,é,99999999999999")):
        answer = page.submit(f"{lesson.path}/attendance", ticked=ticked, shown=shown)
        assert answer.status == 422
    assert lesson.attended_by() is None


def test_results_move_who_is_trained_and_a_correction_is_read_in_the_log(client, lesson, frozen_clock):
    client.sign_in(lesson.coordinator)
    client.get(f"{lesson.path}/attendance").submit(f"{lesson.path}/attendance", ticked=[lesson.member.id])
    frozen_clock.tick(hours=4)
    page = client.get(lesson.path).follow("Ghi kết quả")

    page = page.submit(page.path, **{f"grade{lesson.member.id}": "9/10"})

    assert "Đã ghi: 1 thành viên hoàn thành tập huấn." in page.html
    completed = select(TrainingCompletion.user_id, TrainingCompletion.result)
    assert db.session.execute(completed).all() == [(lesson.member.id, "9/10")]
    page = page.follow("Sửa Điểu")
    refused = page.submit(page.path, attendance="absent")
    assert (refused.status, "Ghi lý do." in refused.text) == (422, True)
    page = page.submit(page.path, attendance="absent", reason="Ký thay người khác.")
    assert "Vắng mặt" in page.text
    assert db.session.execute(completed).all() == []
    log = client.get(f"/audit/trainings/{lesson.training.id}").text
    for words in (
        "Đính chính điểm danh",
        ": Có mặt và hoàn thành",
        "Vắng mặt",
        "Ký thay người khác.",
    ):
        assert words in log
    client.sign_in(lesson.member)
    assert "hoàn thành ngày" not in client.get("/my-work").text


def test_a_cancelled_training_takes_nothing(client, lesson, world):
    cancelled = make_training(lesson.commune, [lesson.team], begins_in=timedelta(0), status="cancelled",
                              cancelled_because="Mưa lớn.")  # fmt: skip
    client.sign_in(lesson.member)

    page = client.get(f"/trainings/{cancelled.id}")

    assert "Mưa lớn." in page.text
    assert "Buổi tập huấn này đã hủy." in client.get(f"/trainings/{cancelled.id}/attend?code=1").text
    client.sign_in(lesson.coordinator)
    assert "Buổi tập huấn này đã hủy." in client.get(f"/trainings/{cancelled.id}/attendance").text


def test_the_trainer_has_the_wall_and_the_list_and_nobody_elses_training(client, lesson, world):
    trainer = world.member(world.team(lesson.commune, leader=False), world.user("Cô Én"))
    own = make_training(lesson.commune, [lesson.team], begins_in=timedelta(0), trainer_id=trainer.id)
    client.sign_in(trainer)

    page = client.get(f"/trainings/{own.id}").follow("Danh sách điểm danh")
    page = page.submit(page.path, ticked=[lesson.member.id])

    assert invitation_of(own, lesson.member).attended_by == "tick"
    assert client.get(f"/trainings/{own.id}/qr").status == 200
    assert client.get(f"/trainings/{own.id}/complete").status == 403
    assert client.get(f"{lesson.path}/attendance").status == 404


def test_guessing_digits_is_told_to_wait(client, lesson):
    client.sign_in(lesson.member)
    page = client.get(f"{lesson.path}/attend")
    right = code_now(lesson.training).digits
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"

    statuses = [page.submit(f"{lesson.path}/attend", code=wrong).status for _try in range(21)]

    assert statuses == [422] * 20 + [429]
    assert lesson.attended_by() is None

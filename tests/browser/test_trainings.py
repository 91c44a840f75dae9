"""From the plan to indicator 8.3: members scan the code on the wall, and a copied photo is useless."""

import shutil
import subprocess
from datetime import timedelta

import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import select

from portal.models import Training, TrainingCompletion, TrainingInvitation
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.phones import IS_CONTROLLED
from tests.browser.test_every_page import AXE, examine
from tests.trainings import make_training


class Village:
    """A commune with a team of two, its coordinator, and a member of another team."""

    def __init__(self, world) -> None:
        self.commune = world.commune()
        self.hamlet = world.hamlet(self.commune)
        self.team = world.team(self.commune, [self.hamlet], leader=False, name="Tổ thôn 1")
        self.first = world.member(self.team, world.user("Điểu Thị Hường", phone="0912345001"))
        self.second = world.member(self.team, world.user("Lâm Văn Bích", phone="0912345002"))
        self.coordinator = world.coordinator(self.commune)
        world.campaign(self.commune)
        self.stranger = world.user("Người tổ khác", phone="0912345003")
        world.member(world.team(self.commune, leader=False, name="Tổ thôn 2"), self.stranger)


@pytest.fixture
def village(world) -> Village:
    return Village(world)


def trained(page) -> str:
    """Return what the page of coverage says of 8.3."""
    page.goto("/coverage?period=whole")
    return page.locator("main").inner_text()


def plan(page, village) -> None:
    """Plan a training of tomorrow for the first team, as a coordinator does on the page."""
    page.goto(f"/units/{village.commune.id}/trainings/new")
    page.get_by_text("Thanh toán trực tuyến").click()
    page.locator("#day").fill("2022-06-17")
    for name, words in (("begins", "8h"), ("ends", "11h"), ("place", "Hội trường UBND xã")):
        page.locator(f"#{name}").fill(words)
    page.get_by_text("Tổ thôn 1").click()
    page.get_by_role("button", name="Lập kế hoạch và mời thành viên").click()
    page.get_by_role("heading", name="Thanh toán trực tuyến", level=1).wait_for()


def scan(phone, link: str) -> None:
    """Open what the camera read, and tap the button."""
    phone.goto(link)
    phone.get_by_role("button", name="Tôi có mặt").click()


def accept(phone) -> None:
    """Follow the invitation from the member's first page, and say that one is coming."""
    phone.goto("/log")
    phone.get_by_role("link", name="Bạn được mời tập huấn").click()
    phone.get_by_role("button", name="Tôi sẽ dự").click()
    phone.get_by_text("Bạn đã báo sẽ dự.").wait_for()


def complete(page, training: int) -> None:
    """Record that both members completed the training."""
    page.goto(f"/trainings/{training}/complete")
    page.get_by_role("button", name="Ghi kết quả").click()
    page.get_by_text("2 thành viên hoàn thành tập huấn").wait_for()


def come_back(page, person, sign_in) -> None:
    """Sign somebody in again whose session has ended meanwhile."""
    page.goto("/account")
    if "/sign-in" in page.url:
        sign_in(page, person)


def read_wall(page, folder) -> str:
    """Return what a camera reads on the wall."""
    page.locator(".wall-code .qr-code").screenshot(path=folder / "wall.png")
    with Image.open(folder / "wall.png") as picture:
        [code] = zxingcpp.read_barcodes(picture)
    return code.text


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_plan_scan_and_complete_move_the_figure(
    open_window, sign_in, stored, village, frozen_clock, tmp_path, script
):
    desk = open_window(DESKTOP, script=script)
    sign_in(desk, village.coordinator)
    assert "0/3" in trained(desk)
    plan(desk, village)

    phones = [open_window(PHONE, script=script, refused=True) for _number in range(3)]
    for phone, person in zip(phones, (village.first, village.second, village.stranger), strict=True):
        sign_in(phone, person)
    accept(phones[0])

    # The next day at 8:05.
    frozen_clock.tick(hours=17, minutes=5)
    come_back(desk, village.coordinator, sign_in)
    training = stored(select(Training.id)).scalar_one()
    desk.goto(f"/trainings/{training}/qr")
    link = read_wall(desk, tmp_path)
    scan(phones[0], link)
    phones[0].get_by_text("Đã ghi bạn có mặt").first.wait_for()
    # A photo sent to somebody at home: after its minute, and to somebody who is not invited.
    assert phones[2].goto(link).status == 404
    frozen_clock.tick(seconds=61)
    scan(phones[1], link)
    phones[1].locator(".error-summary").get_by_text("Mã này không phải mã đang hiện").wait_for()
    came = select(TrainingInvitation.attended_by).order_by(TrainingInvitation.user_id)
    assert stored(came).scalars().all() == ["scan", None]
    # Who is there after all scans the code that is on the wall by now.
    desk.reload()
    scan(phones[1], read_wall(desk, tmp_path))
    phones[1].get_by_text("Đã ghi bạn có mặt").first.wait_for()
    assert stored(came).scalars().all() == ["scan", "scan"]

    frozen_clock.tick(hours=3)
    come_back(desk, village.coordinator, sign_in)
    complete(desk, training)

    assert len(stored(select(TrainingCompletion.id)).all()) == 2
    assert "2/3" in trained(desk)


def test_ticks_survive_a_dead_line_and_lose_no_scan(open_window, sign_in, stored, village):
    training = make_training(village.commune, [village.team], begins_in=timedelta(minutes=5))
    page = open_window(PHONE, refused=True)
    sign_in(page, village.coordinator)
    page.goto(f"/trainings/{training.id}/attendance")
    assert page.evaluate(IS_CONTROLLED)
    page.reload()
    page.wait_for_function("caches.match(location.pathname).then((kept) => kept !== undefined)")
    page.context.set_offline(True)
    page.get_by_label("Điểu Thị Hường").check()
    page.get_by_text("Đã giữ trên điện thoại này").wait_for()

    page.reload()

    assert page.get_by_label("Điểu Thị Hường").is_checked()
    came = select(TrainingInvitation.attended_by).order_by(TrainingInvitation.user_id)
    assert stored(came).scalars().all() == [None, None]
    # Meanwhile the other member is ticked by somebody else.
    other = open_window(DESKTOP)
    sign_in(other, village.coordinator)
    other.goto(f"/trainings/{training.id}/attendance")
    other.get_by_label("Lâm Văn Bích").check()
    other.get_by_text("Đã gửi. Máy chủ đã nhận.").wait_for()
    page.context.set_offline(False)
    page.get_by_text("Đã gửi. Máy chủ đã nhận.").wait_for()
    assert stored(came).scalars().all() == ["tick", "tick"]
    page.context.set_offline(True)
    page.reload()
    # What the phone has kept is what the server had when it took the tick.
    for name in ("Điểu Thị Hường", "Lâm Văn Bích"):
        assert page.get_by_label(name).is_checked()


def test_pages_that_only_a_time_or_a_refusal_leads_to_are_accessible(open_window, sign_in, village):
    training = make_training(village.commune, [village.team], begins_in=timedelta(minutes=5))
    page = open_window(PHONE, reduced_motion="reduce", refused=True)
    page.add_init_script(AXE)
    sign_in(page, village.first)
    for path in (f"/trainings/{training.id}/attend?code=x", "/trainings/999999/attend", "/trainings"):
        page.goto(path)
        assert examine(page) == [], path
    page.goto(f"/trainings/{training.id}/attend?code=x")
    page.get_by_role("button", name="Tôi có mặt").click()
    page.locator(".error-summary").wait_for()
    assert examine(page) == []


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext of poppler-utils is not installed")
def test_the_sheet_is_an_a4_page_with_all_names(open_window, sign_in, village, tmp_path):
    training = make_training(village.commune, [village.team], begins_in=timedelta(days=1))
    page = open_window(DESKTOP)
    sign_in(page, village.coordinator)
    page.goto(f"/trainings/{training.id}/sheet")

    page.pdf(path=tmp_path / "sheet.pdf", prefer_css_page_size=True)

    command = ["pdftotext", "-layout", tmp_path / "sheet.pdf", "-"]
    printed = subprocess.run(command, check=True, capture_output=True).stdout.decode()
    for words in ("DANH SÁCH KÝ TÊN", "Điểu Thị Hường", "Lâm Văn Bích", "Số được mời: 2.", "Hội trường"):
        assert words in printed
    assert printed.count("\f") == 1

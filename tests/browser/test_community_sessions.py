"""A session from its plan to its approved entry, on two phones and at the commune's desk."""

import shutil
import subprocess
from datetime import timedelta

import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import select

from portal.models import Activity, CommunitySession
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_every_page import AXE, examine
from tests.community_sessions import SessionPlace


@pytest.fixture
def place(world) -> SessionPlace:
    return SessionPlace(world)


def test_a_session_is_planned_held_logged_with_two_taps_and_approved(
    open_window, sign_in, stored, world, place, frozen_clock
):
    member = open_window(PHONE)
    sign_in(member, place.member, next_path="/community-sessions")
    plan_tomorrow(member)

    # A neighbour reads it on the hamlet's page, without an account.
    neighbour = open_window(PHONE, script=False)
    neighbour.goto(f"/hamlets/{place.hamlets[0].id}")
    assert "Thứ Sáu 17/06/2022" in neighbour.locator("main").inner_text()
    assert neighbour.context.cookies() == []

    # Two days later: one tap opens the form, the count is typed, one tap sends it.
    frozen_clock.set(frozen_clock.moment + timedelta(days=2))
    member.goto("/community-sessions")
    member.get_by_role("button", name="Ghi kết quả buổi").click()
    member.wait_for_selector("form[data-kept=yes]")
    assert member.locator("#visits").input_value() == ""
    member.locator("#visits").fill("17")
    member.get_by_role("button", name="Gửi").click()
    member.wait_for_url("**/activities")

    [(uuid, visits, linked)] = stored(
        select(Activity.uuid, Activity.visits, CommunitySession.id).join(
            CommunitySession, CommunitySession.activity_id == Activity.id
        )
    ).all()
    assert visits == 17 and linked

    coordinator = open_window(DESKTOP)
    sign_in(coordinator, world.coordinator(place.commune))
    coordinator.goto(f"/reviews/{uuid}")
    coordinator.get_by_role("button", name="Duyệt").first.click()
    coordinator.wait_for_url("**/reviews**")
    assert stored(select(Activity.status)).scalars().all() == ["approved"]
    # A page that was kept is asked for anew; one session is too few to be counted, and visits are never told.
    neighbour.reload()
    said = neighbour.locator("main").inner_text()
    assert "Các buổi đã qua\n17/06/2022" in said and "lượt người" not in said


def plan_tomorrow(member) -> None:
    """Plan a session of tomorrow evening on the phone."""
    member.get_by_role("link", name="Lên lịch một buổi").first.click()
    member.get_by_text("Thanh toán trực tuyến").click()
    member.locator("#held_on").fill("2022-06-17")
    member.locator("#start_time").fill("19:00")
    member.locator("#place").fill("Nhà văn hóa thôn 1")
    member.locator("#expected").fill("40")
    member.get_by_role("button", name="Đăng lịch").click()
    member.get_by_text("Đã đăng 1 buổi").wait_for()


def test_who_logs_a_session_as_the_second_one_is_told_on_the_phone(open_window, sign_in, stored, place):
    line = place.held()
    second = open_window(PHONE, refused=True)
    sign_in(second, place.leader)
    second.goto(f"/community-sessions/{line.id}")
    second.get_by_role("button", name="Ghi kết quả buổi").click()
    second.wait_for_selector("form[data-kept=yes]")
    place.logged(line)

    second.locator("#visits").fill("8")
    second.get_by_role("button", name="Gửi").click()
    second.wait_for_url("**/activities")

    second.get_by_text("đã ghi buổi này rồi").wait_for()
    assert len(stored(select(Activity.id)).all()) == 1


def test_a_draft_of_other_work_does_not_get_in_the_way(open_window, sign_in, stored, place):
    line = place.held()
    member = open_window(PHONE)
    sign_in(member, place.member, next_path="/log")
    member.wait_for_selector("form[data-kept=yes]")
    member.locator("#visits").fill("3")
    member.goto(f"/community-sessions/{line.id}")
    member.get_by_role("button", name="Ghi kết quả buổi").click()
    member.wait_for_selector("form[data-kept=yes]")

    assert member.locator("#visits").input_value() == ""
    member.locator("#visits").fill("21")
    member.get_by_role("button", name="Gửi").click()
    member.wait_for_url("**/activities")

    assert stored(select(Activity.visits)).scalars().all() == [21]
    assert stored(select(CommunitySession.activity_id)).scalars().one() is not None


@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="pdftoppm of poppler-utils is not installed")
def test_the_sheet_for_the_notice_board_is_one_page_whose_code_opens_the_hamlets_page(
    open_window, place, address, tmp_path
):
    for day in range(1, 6):
        place.planned(held_on=place.plan().held_on + timedelta(days=day), place="Nhà văn hóa thôn. " * 10)
    page = open_window(DESKTOP, reduced_motion="reduce")
    page.add_init_script(AXE)
    hamlet = f"/hamlets/{place.hamlets[0].id}"
    page.goto(f"{hamlet}/notice")

    page.pdf(path=tmp_path / "notice.pdf", prefer_css_page_size=True)
    subprocess.run(["pdftoppm", "-png", "-r", "100", tmp_path / "notice.pdf", tmp_path / "page"], check=True)

    [picture] = tmp_path.glob("page*.png")
    with Image.open(picture) as image:
        assert [code.text for code in zxingcpp.read_barcodes(image)] == [f"{address}{hamlet}"]
    assert examine(page) == []

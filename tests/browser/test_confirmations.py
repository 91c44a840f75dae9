"""A member shows a code on a phone, and whoever was helped answers on another one."""

import shutil
import subprocess

import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import select

from portal.domain.roles import Role
from portal.models import Confirmation
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_every_page import AXE, examine
from tests.entries import EntryPlace

SLIPS_ON_A_PAGE = 10


@pytest.fixture
def place(world) -> EntryPlace:
    place = EntryPlace(world)
    place.campaign = world.campaign(place.commune, asks_citizens=True)
    place.entry = place.submitted(visits=3)
    return place


@pytest.fixture
def show_slip(open_window, sign_in, place):
    """Let the member show a slip of the entry on a phone."""

    def show(**options):
        page = open_window(PHONE, **options)
        page.add_init_script(AXE)
        sign_in(page, place.member)
        page.goto(f"/activities/{place.entry.uuid}")
        page.get_by_role("button", name="Xin người dân xác nhận").click()
        page.wait_for_selector(".slip-shown")
        return page

    return show


def read_code(page, folder) -> str:
    """Return what a camera reads on the member's phone."""
    page.locator(".slip-shown .qr-code").screenshot(path=folder / "code.png")
    with Image.open(folder / "code.png") as picture:
        [code] = zxingcpp.read_barcodes(picture)
    return code.text


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_citizen_answers_by_the_code_on_the_members_screen(
    show_slip, open_window, stored, place, tmp_path, script
):
    member = show_slip()
    link = read_code(member, tmp_path)
    citizen = open_window(PHONE, script=script, refused=True)

    citizen.goto(link)
    citizen.get_by_text("Đúng, tôi được hướng dẫn").click()
    citizen.get_by_text("Tôi làm cùng người hướng dẫn").click()
    citizen.get_by_text("Được, nếu có người giúp").click()
    citizen.get_by_role("button", name="Gửi câu trả lời").click()
    citizen.get_by_role("heading", name="Cảm ơn bà con").wait_for()

    kept = select(Confirmation.answer, Confirmation.ending, Confirmation.again)
    assert stored(kept).all() == [("yes", "together", "with_help")]
    member.goto(f"/activities/{place.entry.uuid}")
    assert "1 trong 3 lượt được người dân xác nhận" in member.locator("main").inner_text()
    # The used link is answered in friendly words, and nothing is left on the citizen's phone.
    assert citizen.goto(link).status == 404
    assert citizen.locator("h1").inner_text() == "Phiếu này không còn dùng được"
    assert citizen.context.cookies() == []
    assert len(stored(kept).all()) == 1


def test_citizen_who_cannot_scan_types_the_digits(show_slip, open_window, stored):
    member = show_slip()
    team, digits = (one.inner_text() for one in member.locator(".slip-typed dd").all())
    citizen = open_window(PHONE)

    citizen.goto("/c")
    citizen.locator("#team").fill(team)
    citizen.locator("#code").fill(digits)
    citizen.get_by_role("button", name="Tiếp tục").click()
    citizen.get_by_text("Không phải tôi").click()
    citizen.get_by_role("button", name="Gửi câu trả lời").click()
    citizen.get_by_role("heading", name="Cảm ơn bà con").wait_for()

    assert stored(select(Confirmation.answer)).scalars().all() == ["not_me"]


def test_no_service_worker_comes_to_a_citizens_phone(show_slip, open_window, tmp_path):
    link = read_code(show_slip(), tmp_path)
    citizen = open_window(PHONE)

    citizen.goto(link)
    citizen.wait_for_load_state("networkidle")

    assert citizen.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0


def test_pages_that_only_a_button_leads_to_are_accessible(show_slip, open_window, sign_in, place, world):
    slip = show_slip(reduced_motion="reduce")
    assert examine(slip) == []
    sheet = show_slip(reduced_motion="reduce")
    sheet.goto(f"/activities/{place.entry.uuid}/confirmations")
    sheet.locator("main summary").first.click()
    sheet.get_by_role("button", name="Tạo phiếu").click()
    sheet.wait_for_selector(".slips")
    assert examine(sheet) == []
    citizen = open_window(PHONE, reduced_motion="reduce", refused=True)
    citizen.add_init_script(AXE)
    for path in ("/c/nothing", "/c/thanks"):
        citizen.goto(path)
        assert examine(citizen) == []
    citizen.goto("/c")
    citizen.get_by_role("button", name="Tiếp tục").click()
    citizen.locator(".error-summary").wait_for()
    assert examine(citizen) == []
    staff = open_window(DESKTOP, reduced_motion="reduce")
    staff.add_init_script(AXE)
    sign_in(staff, world.staff(Role.province_staff, place.commune))
    staff.goto("/campaigns/kh170-2022")
    assert examine(staff) == []


@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="pdftoppm of poppler-utils is not installed")
def test_paper_has_ten_whole_slips_a_page_whose_codes_are_the_links(open_window, sign_in, place, tmp_path):
    entry = place.submitted(visits=13)
    page = open_window(DESKTOP)
    sign_in(page, place.member)
    page.goto(f"/activities/{entry.uuid}/confirmations")
    page.locator("main summary").first.click()
    page.get_by_role("button", name="Tạo phiếu").click()
    page.wait_for_selector(".slips")
    links = [f"http://{one.inner_text()}".replace("\n", "") for one in page.locator(".slip-address").all()]

    page.pdf(path=tmp_path / "slips.pdf", prefer_css_page_size=True)
    subprocess.run(["pdftoppm", "-png", "-r", "150", tmp_path / "slips.pdf", tmp_path / "page"], check=True)

    read = []
    for picture in sorted(tmp_path.glob("page*.png")):
        with Image.open(picture) as image:
            read.append(sorted(code.text for code in zxingcpp.read_barcodes(image)))
    assert read == [sorted(links[:SLIPS_ON_A_PAGE]), sorted(links[SLIPS_ON_A_PAGE:])]

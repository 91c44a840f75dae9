"""The sheet of cards on paper: whole cards, and codes that a camera reads as the links beside them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from tests.browser.conftest import DESKTOP, PHONE

MEMBERS = 11
CARDS_ON_A_PAGE = 8
DOTS_PER_INCH = 150
LINK = re.compile(r"http://[0-9.:]+/join/[a-z2-9-]+")
# What each printed card has once.
FIRST_STEP, LAST_WORDS = "Mở máy ảnh hoặc Zalo", "bằng số điện thoại và mật khẩu."


@pytest.fixture
def commune(world):
    """A commune."""
    return world.commune()


@pytest.fixture
def team(world, commune):
    """A team of people who have never signed in."""
    team = world.team(commune, leader=False)
    for number in range(MEMBERS):
        world.member(team, world.user(f"K’Liêu Thị Hương {number}", can_sign_in=False))
    return team


@pytest.fixture
def open_sheet(open_window, sign_in, world, commune, team):
    """Open the sheet of cards for the whole team."""
    coordinator = world.coordinator(commune)

    def open_one(size, **options):
        page = open_window(size, **options)
        sign_in(page, coordinator)
        page.goto(f"/teams/{team.id}/invitations")
        page.locator("main form button[type=submit]").click()
        page.wait_for_selector(".invitations")
        return page

    return open_one


def links_on(page) -> list[str]:
    """Return the links in the messages, in the order of the cards."""
    return [LINK.search(area.input_value())[0] for area in page.locator("textarea").all()]


def read_codes(picture: Path) -> list[str]:
    """Return what a decoder reads in a picture."""
    with Image.open(picture) as image:
        return [code.text for code in zxingcpp.read_barcodes(image)]


def test_each_code_on_the_screen_reads_as_the_link_of_its_card(open_sheet, tmp_path):
    page = open_sheet(DESKTOP)

    read = []
    for number, card in enumerate(page.locator(".invitation-card").all()):
        card.screenshot(path=tmp_path / f"{number}.png")
        read += read_codes(tmp_path / f"{number}.png")

    assert read == links_on(page)
    assert len(set(read)) == MEMBERS


@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="pdftoppm of poppler-utils is not installed")
def test_paper_has_eight_whole_cards_a_page_whose_codes_are_the_links(open_sheet, tmp_path):
    page = open_sheet(DESKTOP)
    sheet, links = tmp_path / "cards.pdf", links_on(page)

    page.pdf(path=sheet, prefer_css_page_size=True)
    subprocess.run(["pdftoppm", "-png", "-r", str(DOTS_PER_INCH), sheet, tmp_path / "page"], check=True)
    texts = subprocess.run(["pdftotext", "-raw", sheet, "-"], check=True, capture_output=True, text=True)
    # The last page ends like the others.
    words = [" ".join(text.split()) for text in texts.stdout.removesuffix("\f").split("\f")]

    read = [sorted(read_codes(picture)) for picture in sorted(tmp_path.glob("page*.png"))]
    assert read == [sorted(links[:CARDS_ON_A_PAGE]), sorted(links[CARDS_ON_A_PAGE:])]
    parts = (FIRST_STEP, LAST_WORDS, "15:00 19/06/2022")
    counts = [tuple(text.count(part) for part in parts) for text in words]
    assert counts == [(8, 8, 8), (3, 3, 3)]
    assert all("Sao chép" not in text and "Tin nhắn" not in text for text in words)


def test_the_message_is_copied_with_one_tap(open_sheet):
    page = open_sheet(PHONE, permissions=["clipboard-read", "clipboard-write"])

    page.get_by_role("button", name="Sao chép tin nhắn").nth(1).click()
    page.get_by_role("button", name="Đã sao chép").wait_for()

    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied == page.locator("textarea").nth(1).input_value()
    assert copied.startswith("Chào K’Liêu Thị Hương") and links_on(page)[1] in copied


def test_without_script_the_sheet_has_everything_but_the_buttons(open_sheet):
    page = open_sheet(PHONE, script=False)

    assert page.locator(".qr-code").count() == page.locator("textarea").count() == MEMBERS
    assert page.locator("[data-copy] button").count() == 0
    assert not page.locator("[data-print]").is_visible()

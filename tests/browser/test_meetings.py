"""Slides in a browser: turned over by keys, readable on a projector and on a phone, one a sheet on paper."""

import re
from dataclasses import asdict

import pytest

from portal import clock
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import Campaign, MeetingSnapshot
from portal.transaction import transactional
from portal.web.meetings import MOST_NAMES, MOST_ROWS, Slide
from tests.browser.conftest import PHONE

PROJECTOR = {"width": 1280, "height": 720}
TOP = """() => [...document.querySelectorAll('.slide')].findIndex(slide => {
  const top = slide.getBoundingClientRect().top; return top > -40 && top < 40;
})"""


@pytest.fixture
def staff(world):
    """Province staff over a commune of three hamlets, none of which has a team."""
    province = world.province()
    commune = world.commune(world.district(province))
    for number in range(3):
        world.hamlet(commune, str(number))
    world.campaign(province, targets={"8.4": "80,0"})
    return world.staff(Role.province_staff, province)


def test_keys_turn_the_slides_over(open_window, sign_in, staff):
    page = open_window(PROJECTOR)
    sign_in(page, staff)
    page.goto("/meeting")
    page.wait_for_selector("[data-full-screen]:not([hidden])", state="attached")
    places = []

    for key in ("ArrowRight", "PageDown", "ArrowDown", "ArrowLeft", "PageUp", "End", "Home", "ArrowUp"):
        page.keyboard.press(key)
        places.append(page.evaluate(TOP))

    assert places == [0, 1, 2, 1, 0, 15, 0, 0]
    heights = page.evaluate("() => [...document.querySelectorAll('.slide')].map(one => one.offsetHeight)")
    assert set(heights) == {720}
    # One sheet for each slide, all of them landscape.
    sheets = re.findall(rb"/MediaBox\s*\[0 0 (\d+)[.\d]* (\d+)[.\d]*\]", page.pdf(prefer_css_page_size=True))
    assert sheets == [(b"841", b"594")] * 16


def test_slides_stand_one_below_the_other_on_a_phone_without_script(open_window, sign_in, staff):
    page = open_window(PHONE, script=False)
    sign_in(page, staff)

    page.goto("/meeting")

    assert page.locator(".slide").count() == 16
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
    assert not page.locator("[data-full-screen]").is_visible()


LONG = "Sở Nông nghiệp và Phát triển nông thôn, Chi cục Phát triển nông thôn"
LONGEST = (
    Slide(
        "indicator-3", "3. Số hóa hồ sơ, kết quả giải quyết thủ tục hành chính của sở, ngành", "98,1 %",
        ("mục tiêu 100,0 %", "chưa đạt", "còn 12.345 hồ sơ", "▲ tăng 12,34 điểm phần trăm so với kỳ trước"),
        ("8.4 Thôn có tổ hoạt động", "12.345/67.890", "7 xã chưa xác nhận", LONG * 3, LONG * 2),
    ),
    Slide("reached", "Ai đã đạt mục tiêu của cả tám chỉ tiêu?", "111", ("Đề nghị biểu dương.",), (LONG * 2,),
          tuple(f"{LONG} {number}" for number in range(MOST_NAMES + 1))),
    Slide("communes", "Xã nào còn xa mục tiêu nhất?", lines=("8.4 Thôn có tổ hoạt động",), small=(LONG * 2,),
          heads=("Địa bàn", "Số liệu", "Còn thiếu"),
          rows=tuple((LONG, "98,1 %", "còn 123 thôn") for _row in range(MOST_ROWS))),
)  # fmt: skip


@transactional
def keep(staff, slides) -> int:
    """Keep slides as they would have been shown; return their number."""
    campaign = db.session.scalar(db.select(Campaign))
    kept = MeetingSnapshot(
        campaign_id=campaign.id,
        unit_id=campaign.unit_id,
        place_name="Tỉnh Bình Phước",
        period_code="whole",
        mode="in_period",
        taken_at=clock.now(),
        taken_by_id=staff.id,
        slides=[asdict(one) for one in slides],
    )
    db.session.add(kept)
    db.session.flush()
    return kept.id


def test_the_longest_slides_fit_a_projector_and_a_sheet_and_tall_ones_are_read_to_their_end(
    open_window, sign_in, staff
):
    page = open_window(PROJECTOR)
    sign_in(page, staff)
    page.goto(f"/meeting/{keep(staff, LONGEST)}")
    heights = "() => [...document.querySelectorAll('.slide')].map(one => one.offsetHeight)"
    for width, height in ((1280, 720), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(f"innerHeight === {height}")
        assert page.evaluate(heights) == [height] * 3
    assert page.pdf(prefer_css_page_size=True).count(b"/MediaBox") == 3

    # A window of half the height: a key first shows the rest of the slide, then the next one.
    page.set_viewport_size({"width": 700, "height": 360})
    page.keyboard.press("Home")
    seen = []
    while page.evaluate(TOP) != 1 and len(seen) < 20:
        page.keyboard.press("ArrowDown")
        seen.append(page.evaluate("() => scrollY"))
    assert len(seen) > 1 and seen == sorted(set(seen))
    page.keyboard.press("ArrowRight")
    assert page.evaluate(TOP) == 2
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(TOP) == 1

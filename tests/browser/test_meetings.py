"""Slides in a browser: turned over by keys, readable on a projector and on a phone, one a sheet on paper."""

import re

import pytest

from portal.domain.roles import Role
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

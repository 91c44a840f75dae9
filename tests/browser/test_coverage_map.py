"""The map in a browser: reached by keyboard and finger, without script, in every colour and on paper."""

import pytest

from portal.domain.roles import Role
from tests.browser.conftest import DESKTOP, PHONE

FILLS = """() => [...document.querySelectorAll('.map .map-shape')].map(shape => {
  const box = shape.getBoundingClientRect();
  return {fill: getComputedStyle(shape).fill, stroke: getComputedStyle(shape).stroke, width: box.width,
          left: box.left, right: box.right};
})"""
GROUNDS = "() => [...document.querySelectorAll('.band-ground')].map(one => getComputedStyle(one).fill)"
PATTERNS = {f'url("#band-{band}")' for band in ("none", "unknown")}


@pytest.fixture
def staff(world):
    """Province staff over twelve communes close to each other, half of them without a confirmed list."""
    province = world.province()
    district = world.district(province)
    for number in range(12):
        commune = world.commune(district, f"Số {number}", confirmed=number % 2 == 0)
        world.hamlet(commune)
        world.point(commune, 11.5 + number % 4 / 1000, 106.9 + number / 50)
    world.campaign(province)
    return world.staff(Role.province_staff, province)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_circle_is_seen_whole_with_its_pattern_and_without_script(open_window, sign_in, staff, size):
    page = open_window(size, script=False)
    sign_in(page, staff)

    page.goto("/coverage/map")
    shapes = page.evaluate(FILLS)

    assert len(shapes) == 12
    assert {shape["fill"] for shape in shapes} == PATTERNS
    assert all(shape["left"] >= 0 and shape["right"] <= size["width"] for shape in shapes)
    assert all(shape["width"] >= 9 for shape in shapes)


def test_a_circle_leads_to_its_commune_by_finger_and_by_keyboard(open_window, sign_in, staff):
    page = open_window(PHONE)
    sign_in(page, staff)
    page.goto("/coverage/map")

    page.locator(".map a").first.click()
    page.wait_for_url("**/coverage?**")
    by_finger = page.locator("h1").inner_text()
    page.go_back()
    page.locator(".map a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/coverage?**")

    assert page.locator("h1").inner_text() == by_finger
    assert "Số" in by_finger


def test_the_keyboard_can_pass_by_the_map(open_window, sign_in, staff):
    page = open_window(DESKTOP)
    sign_in(page, staff)
    page.goto("/coverage/map")

    page.locator(".skip-map a").focus()
    assert page.locator(".skip-map a").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.closest('#map-table') !== null")


@pytest.mark.parametrize(
    "colours", [{"color_scheme": "dark"}, {"forced_colors": "active"}, {"media": "print"}]
)
def test_patterns_are_drawn_in_other_colours_too(open_window, sign_in, staff, colours):
    page = open_window(DESKTOP)
    sign_in(page, staff)
    page.goto("/coverage/map")
    usual = page.evaluate(GROUNDS)

    page.emulate_media(**colours)

    assert page.evaluate(GROUNDS) != usual
    assert {shape["fill"] for shape in page.evaluate(FILLS)} == PATTERNS
    assert "none" not in {shape["stroke"] for shape in page.evaluate(FILLS)}


def test_the_map_is_printed_on_the_first_page_with_its_legend(open_window, sign_in, staff, tmp_path):
    page = open_window(DESKTOP)
    sign_in(page, staff)
    page.goto("/coverage/map")

    page.emulate_media(media="print")
    page.set_viewport_size({"width": 971, "height": 642})  # A4 across, within its margins.
    box = page.locator(".map").bounding_box()
    legend = page.locator(".legend").bounding_box()

    assert box["y"] + box["height"] <= 642
    assert legend["y"] + legend["height"] <= 642
    assert legend["x"] >= box["x"] + box["width"]

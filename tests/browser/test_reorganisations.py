"""A reorganisation on a phone, from the two files over the look at it to the undoing."""

import pytest

from tests.browser.conftest import PHONE
from tests.browser.test_every_page import AXE, examine
from tests.reorganisation_files import mapping_csv, roster_csv
from tests.reorganised import BASIS, Old


def attach(page, field: str, content: str) -> None:
    """Choose a file."""
    file = {"name": "bảng.csv", "mimeType": "text/csv", "buffer": content.encode()}
    page.locator(f"[name={field}]").set_input_files(file)


def fill_in(page, roster: str) -> None:
    """Fill in the form and ask for the look."""
    page.goto("/admin/reorganisations/new")
    page.locator("[name=on]").fill("2022-07-01")
    page.locator("[name=legal_basis]").fill(BASIS)
    attach(page, "roster_file", roster)
    attach(page, "mapping_file", mapping_csv())
    page.locator("main form .btn-primary").click()


@pytest.mark.parametrize("script", [True, False])
def test_a_reorganisation_is_looked_at_applied_and_undone(open_window, sign_in, world, frozen_clock, script):
    old = Old(world)
    frozen_clock.tick(days=34)
    page = open_window(PHONE, script=script)
    sign_in(page, old.admin)

    fill_in(page, roster_csv())
    page.locator("[name=confirmed]").click()
    page.locator("details.more summary").last.click()
    page.locator("form[action$=undo] button").click()

    page.wait_for_url("**/admin/reorganisations/*")
    assert "Quản trị đã hoàn tác" in page.locator("main").inner_text()


def test_the_pages_between_are_accessible_and_fit_the_screen(open_window, sign_in, world, frozen_clock):
    old = Old(world)
    frozen_clock.tick(days=34)
    page = open_window(PHONE, reduced_motion="reduce")
    page.add_init_script(AXE)
    sign_in(page, old.admin)

    fill_in(page, roster_csv()[:200])
    page.wait_for_selector(".error-summary")
    assert examine(page) == []
    fill_in(page, roster_csv())
    page.wait_for_selector("[name=confirmed]")
    assert examine(page) == []
    page.locator("[name=confirmed]").click()
    page.wait_for_selector("form[action$=undo]", state="attached")
    assert examine(page) == []

"""The search box of the header: found by one key, and by a thumb on a phone; a re-forming without script."""

from sqlalchemy import select

from portal.models import TeamDecision
from tests.browser.conftest import DESKTOP
from tests.teams import TwoTeams


def test_a_slash_leads_to_the_box_and_the_enter_key_to_the_hits(open_window, sign_in, world):
    place = TwoTeams(world)
    page = open_window(DESKTOP)
    sign_in(page, place.coordinator, next_path="/account")

    page.keyboard.press("/")
    page.keyboard.type("thon 2")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=thon+2")

    assert page.locator("h1").inner_text() == "Tìm"
    assert page.get_by_role("link", name="Tổ thôn 2").count() == 1
    # On the page itself "/" within the field is a letter.
    page.locator("#q").press("/")
    assert "/" in page.locator("#q").input_value()


def test_on_a_phone_a_mark_in_the_header_leads_to_the_search(open_window, sign_in, world):
    place = TwoTeams(world)
    page = open_window()
    sign_in(page, place.member, next_path="/account")

    page.get_by_role("link", name="Tìm", exact=True).click()
    page.wait_for_url("**/search")
    page.locator("#q").fill("to")
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/search?q=to")

    assert page.locator("main .record-title").first.is_visible()


def test_a_team_is_re_formed_on_a_phone_without_script(open_window, sign_in, world, stored):
    place = TwoTeams(world)
    page = open_window(script=False)
    sign_in(page, place.coordinator)
    page.goto(f"/teams/{place.team.id}/reform")

    page.locator("#number").fill("30/QĐ-UBND")
    page.locator("#decided_on").fill("2022-06-01")
    page.get_by_label("An", exact=True).select_option("leaves")
    page.get_by_label("Bình", exact=True).select_option("leader")
    page.locator("summary", has_text="Người thứ 1").click()
    page.locator("#new1_name").fill("Điểu Khuê")
    page.locator("main form .btn-primary[type=submit]").click()
    page.wait_for_url(f"**/teams/{place.team.id}")

    assert "Điểu Khuê" in page.locator("main").inner_text()
    kinds = stored(select(TeamDecision.kind).filter_by(team_id=place.team.id)).scalars().all()
    assert sorted(kinds) == ["founding", "re_forming"]

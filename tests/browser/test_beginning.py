"""How a commune begins: its hamlets, a team, and a leader who comes in by a link and logs."""

import re
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from portal.models import Activity, HamletList, Team
from tests.browser.conftest import PHONE

OWN_PASSWORD = "trâu cày ruộng sâu 9"


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_commune_begins_and_its_leader_logs_the_first_help(
    open_window, sign_in_on_page, world, stored, script
):
    commune = world.commune(confirmed=False)
    coordinator = open_window(PHONE, script=script)
    sign_in_on_page(coordinator, world.coordinator(commune))

    list_hamlets(coordinator, commune)
    register_team(coordinator, commune)
    leader = open_window(PHONE, script=script)
    come_in(leader, invite_leader(coordinator))
    log_help(leader)

    assert stored(select(HamletList.confirmed_at)).scalar_one() is not None
    team = stored(select(Team)).scalar_one()
    entry = stored(select(Activity)).scalar_one()
    assert (entry.team_id, entry.commune_id, entry.visits) == (team.id, commune.id, 2)


def list_hamlets(page, commune) -> None:
    """Enter a hamlet and confirm that the list is complete."""
    page.goto(f"/units/{commune.id}")
    page.locator("form[action$='/hamlets'] #name").fill("Bù Núi A")
    submit(page, "form[action$='/hamlets'] button[type=submit]")
    submit(page, "form[action$='/confirm'] button")


def register_team(page, commune) -> None:
    """Register a team for the hamlet with its founding decision and its leader."""
    page.goto(f"/communes/{commune.id}/teams/new")
    page.locator("input[name=hamlets]").first.check()
    page.locator("#number").fill("07/QĐ-UBND")
    page.locator("#decided_on").fill("2022-06-01")
    page.locator("#leader_name").fill("Thị Mai K’Lót")
    page.locator("#leader_phone").fill("0912 345 678")
    submit(page, "main form .btn-primary[type=submit]")


def invite_leader(page) -> str:
    """Make the leader's activation link on the team's page and return its path, as the message has it."""
    submit(page, "form[action$='/invite'] button")
    address = re.search(r"https?://\S+/join/\S+", page.locator("textarea").input_value())
    return urlsplit(address[0]).path


def come_in(page, path: str) -> None:
    """Choose a password by the link."""
    page.goto(path)
    page.locator("#password").fill(OWN_PASSWORD)
    submit(page, "main form .btn-primary[type=submit]")


def log_help(page) -> None:
    """Log help given."""
    page.goto("/log")
    page.locator("input[name=skills]").first.check()
    page.locator("#visits").fill("2")
    with page.expect_navigation(url=re.compile("/activities$")):
        page.locator("main form .btn-primary[type=submit]").click()


def submit(page, button: str) -> None:
    """Press a button and wait for a page that is no refusal."""
    with page.expect_navigation():
        page.locator(button).first.click()
    assert page.locator(".error-summary").count() == 0

"""The main job from end to end: log, return, correct, approve, and the figure that moves."""

import re
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from portal.domain.activity_status import ActivityStatus
from portal.domain.return_reasons import WRONG_COUNTS
from portal.domain.roles import Role
from portal.models import Activity, Review
from tests.browser.conftest import DESKTOP, PHONE

COUNTED_BEFORE, SENT_FIRST, SENT_AGAIN = 7, 8, 6
NOTE = "Sổ của tổ ghi 6 lượt, đề nghị xem lại."


@dataclass(frozen=True)
class Figures:
    """What the coverage page says of a commune: headline 8.4 and visits."""

    working: int
    hamlets: int
    percent: str
    visits: int


@pytest.fixture
def place(world):
    """A commune of three hamlets: one team has worked, the member's team has not, one hamlet has none."""
    province = world.province()
    commune = world.commune(world.district(province))
    hamlets = [world.hamlet(commune, name) for name in ("1", "Bù Ghe", "Đăng Lang")]
    world.campaign(province)
    busy, quiet = world.team(commune, hamlets[:1]), world.team(commune, hamlets[1:2], name="Tổ thôn Bù Ghe")
    world.activity(busy, world.member(busy), status=ActivityStatus.approved, visits=COUNTED_BEFORE)
    return SimpleNamespace(
        commune=commune,
        member=world.member(quiet, world.user("Điểu K’Rớt")),
        coordinator=world.coordinator(commune),
        staff=world.staff(Role.province_staff, province),
    )


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["360px", "1280px"])
def test_entry_goes_from_the_member_to_the_figures_of_the_province(
    open_window, sign_in_on_page, stored, place, size, script
):
    member, coordinator, staff = (open_window(size, script=script) for _ in range(3))
    sign_in_on_page(member, place.member)
    sign_in_on_page(coordinator, place.coordinator)
    sign_in_on_page(staff, place.staff)
    before = read_figures(staff, place.commune)

    log_help(member, SENT_FIRST)
    waiting = member.locator(".record").first.inner_text()
    return_from_the_list(coordinator)
    member.goto("/activities")
    returned = member.locator(".record").first.inner_text()
    correct(member, SENT_AGAIN)
    undecided = read_figures(staff, place.commune)
    approve_after_reading(coordinator)
    member.goto("/activities")
    approved = member.locator(".record").first.inner_text()
    after = read_figures(staff, place.commune)

    assert "Chờ duyệt" in waiting
    assert "Trả lại" in returned and NOTE in returned
    assert "Đã duyệt" in approved
    assert before == undecided == Figures(1, 3, "33,3 %", COUNTED_BEFORE)
    assert after == Figures(2, 3, "66,7 %", COUNTED_BEFORE + SENT_AGAIN)
    entry = stored(select(Activity).where(Activity.author_id == place.member.id)).scalar_one()
    assert (entry.status, entry.visits, entry.occurred_on) == ("approved", SENT_AGAIN, date(2022, 6, 16))
    decisions = stored(select(Review.outcome, Review.reason, Review.reviewer_id).order_by(Review.id)).all()
    reviewer = place.coordinator.id
    assert list(map(tuple, decisions)) == [("return", WRONG_COUNTS, reviewer), ("approve", None, reviewer)]


def read_figures(page, commune) -> Figures:
    """Read the commune's page as the province's staff do."""
    page.goto("/coverage")
    with page.expect_navigation():
        page.locator(".table tbody th a").first.click()
    with page.expect_navigation(url=re.compile(f"unit={commune.id}")):
        page.locator(".table tbody th a").first.click()
    headline, visits = page.locator(".measure").first, page.locator(".measure").last
    working, hamlets = headline.locator(".fraction").inner_text().split("/")
    percent = headline.locator(".measure-value").inner_text()
    return Figures(int(working), int(hamlets), percent, int(visits.locator(".measure-value").inner_text()))


def log_help(page, visits: int) -> None:
    """Log an entry as a member does: one skill, a number, send."""
    page.goto("/log")
    page.locator("input[name=skills][value=payment]").check()
    page.locator("#visits").fill(str(visits))
    send(page)


def correct(page, visits: int) -> None:
    """Follow the link beside the reason, change the number, and send again."""
    with page.expect_navigation():
        page.locator("a[href$='/correct']").first.click()
    page.locator("#visits").fill(str(visits))
    send(page)


def send(page) -> None:
    """Press the form's main button and wait for the list of entries."""
    with page.expect_navigation(url=re.compile("/activities$")):
        page.locator("main form .btn-primary[type=submit]").click()


def return_from_the_list(page) -> None:
    """Send the entry that waits longest back because its counts look wrong."""
    open_longest_waiting(page)
    record = page.locator("[data-desk-entry]")
    record.locator("summary").click()
    record.locator("select[name=reason]").select_option(WRONG_COUNTS)
    record.locator("textarea[name=note]").fill(NOTE)
    with page.expect_navigation(url=re.compile("decided=")):
        record.locator("form[action$='/return'] button").click()


def open_longest_waiting(page) -> None:
    """Open the first entry of the list, which stands beside it where there is room."""
    page.goto("/reviews")
    page.locator("[data-queue-item]").first.click()
    page.locator("[data-desk-entry]").wait_for()


def approve_after_reading(page) -> None:
    """Open the entry that waits longest and approve it."""
    open_longest_waiting(page)
    with page.expect_navigation(url=re.compile("decided=")):
        page.locator("form[action$='/approve'] button").click()

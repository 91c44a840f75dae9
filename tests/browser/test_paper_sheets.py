"""A paper sheet in a real browser: typed in by keyboard, safe from a reload, and printed on one page."""

import re
import time
import unicodedata

import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import func, select

from portal.domain.team_status import TeamRole
from portal.models import Activity
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_every_page import AXE, RULES, SMALL_TARGETS, SMALLEST_TARGET, TOO_WIDE, VIOLATIONS
from tests.conventions.cast import LONG_PERSON, LONG_TEAM

ROWS = 20
SECONDS_A_KEY, SECONDS_A_ROW, MOST_SECONDS = 0.2, 1.0, 180
SAVED = re.compile(r"/paper-sheets/[0-9a-f-]{36}$")
CROWD = 30
A4_LANDSCAPE = (842, 595)
PAPER = re.compile(rb"/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]")
OUTSIDE_THE_PAPER = """() => {
  const paper = document.querySelector(".paper-sheet").getBoundingClientRect();
  return [...document.querySelectorAll(".paper-sheet *")].map(part => [part, part.getBoundingClientRect()])
    .filter(([, box]) => box.right > paper.right + 1 || box.bottom > paper.bottom + 1)
    .map(([part]) => part.outerHTML.slice(0, 60));
}"""


@pytest.fixture
def team(world):
    """A team of a leader and twelve members that serves one of three hamlets."""
    commune = world.commune()
    hamlets = [world.hamlet(commune, str(number)) for number in (1, 2, 3)]
    team = world.team(commune, hamlets[:1], leader=False)
    team.head = world.member(team, world.user("Điểu Nở"), role=TeamRole.leader)
    for number in range(12):
        world.member(team, world.user(f"K’Liêu Thị {'ABCDEGHIKLMN'[number]}", can_sign_in=False))
    return team


@pytest.fixture
def open_entry(open_window, sign_in, team):
    """Open the page where the sheet is typed in, as the leader who read it off the paper."""

    def open_one(size=DESKTOP, **options):
        page = open_window(size, **options)
        page.add_init_script(AXE)
        sign_in(page, team.head)
        page.goto(f"/paper-sheets/new?team={team.code}")
        return page

    return open_one


@pytest.fixture
def count_entries(stored):
    """Count the entries in the database."""
    return lambda: stored(select(func.count()).select_from(Activity)).scalar_one()


class Keyboard:
    """Presses keys one by one and counts them."""

    def __init__(self, page) -> None:
        self.page, self.pressed = page, 0

    def press(self, key: str) -> None:
        """Press one key."""
        self.page.keyboard.press(key)
        self.pressed += 1

    def type(self, text: str) -> None:
        """Press the keys of each sign: Vietnamese keyboards take one more for each of its marks."""
        for sign in text:
            if sign.isascii():
                self.press(sign)
            else:
                self.page.keyboard.insert_text(sign)
                self.pressed += len(unicodedata.normalize("NFD", sign))

    def fill_row(self, *cells: str) -> None:
        """Type the cells of a row from left to right and go on to the next one."""
        for place, text in enumerate(cells):
            if place:
                self.press("Tab")
            self.type(text)
        self.press("Enter")


def type_sheet(keys: Keyboard) -> None:
    """Type twenty rows as they come: mostly another member, day and number in each."""
    for number in range(ROWS):
        day = "=" if number % 3 == 2 else str(1 + number % 16)
        hamlet = "2" if number % 5 == 4 else ""
        endings = ("2", "1", "1") if number % 2 else ("3", "", "")
        note = "chợ" if number == 7 else ""
        skills = "13" if number % 2 else "4"
        cells = [day, str(2 + number % 12), hamlet, skills, str(4 + number), "3", *endings, note]
        while cells[-1] == "":
            cells.pop()
        keys.fill_row(*cells)


def test_twenty_rows_are_typed_with_the_keyboard_in_less_than_three_minutes(open_entry, team, stored, capsys):
    page = open_entry()
    keys, began = Keyboard(page), time.monotonic()

    type_sheet(keys)
    page.wait_for_function("document.activeElement.matches('.btn-primary')")
    keys.press("Enter")
    page.wait_for_url(SAVED)

    elapsed, by_hand = time.monotonic() - began, keys.pressed * SECONDS_A_KEY + ROWS * SECONDS_A_ROW
    entries = stored(select(Activity).order_by(Activity.uuid)).scalars().all()
    with capsys.disabled():
        print(f"\n  20 rows: {keys.pressed} keys, {by_hand:.0f} s by hand, {elapsed:.1f} s here")
    assert by_hand < MOST_SECONDS
    assert [entry.visits for entry in entries] == [4 + number for number in range(ROWS)]
    assert [entry.occurred_on.day for entry in entries[:6]] == [1, 2, 2, 4, 5, 5]
    assert {entry.logged_by_id for entry in entries} == {team.head.id}
    assert len({entry.author_id for entry in entries}) == 12
    assert entries[7].note == "chợ" and entries[4].hamlet_id != entries[3].hamlet_id
    assert page.locator("h1").inner_text().startswith("Đã lưu 20 bản ghi của Tổ")


def test_arrows_stay_in_the_column_and_names_complete_themselves(open_entry):
    page = open_entry()
    keys = Keyboard(page)

    keys.fill_row("5", "nở", "3", "1", "7")
    keys.press("ArrowUp")
    keys.press("Tab")
    keys.press("ArrowDown")
    keys.type("=")
    keys.press("Tab")

    assert page.locator("#rows-0-on_behalf_of").input_value() == "1. Điểu Nở"
    assert page.locator("#rows-0-hamlet").input_value() == "Thôn 3"
    assert page.locator("#rows-1-on_behalf_of").input_value() == "1. Điểu Nở"
    assert page.evaluate("document.activeElement.id") == "rows-1-hamlet"


def test_what_was_typed_survives_a_reload_and_can_be_thrown_away(open_entry):
    page = open_entry()
    Keyboard(page).fill_row("5", "2", "", "1", "7")
    first_id = page.locator("#rows-0-id").input_value()

    page.reload()
    page.locator("[data-draft]").wait_for()
    kept = [page.locator(f"#rows-0-{name}").input_value() for name in ("id", "occurred_on", "visits")]
    page.locator("[data-drop-draft]").click()
    page.wait_for_function("old => document.querySelector('#rows-0-id')?.value !== old", arg=first_id)

    assert kept == [first_id, "5", "7"]
    assert page.locator("#rows-0-visits").input_value() == ""
    assert not page.locator("[data-draft]").is_visible()


def test_draft_with_more_rows_than_the_page_comes_back_whole(open_entry, count_entries):
    page = open_entry()
    Keyboard(page).fill_row("5", "2", "", "1", "7")
    page.locator("button[name=more]").click()
    page.wait_for_selector("#rows-39-visits")
    page.evaluate("document.querySelector('#rows-39-occurred_on').focus()")
    Keyboard(page).fill_row("6", "3", "", "2", "9")

    page.goto(page.url)
    page.locator("[data-draft]").wait_for()
    page.locator("main .btn-primary[type=submit]").click()
    page.wait_for_url(SAVED)

    assert count_entries() == 2


def test_sheet_whose_answer_was_lost_is_stored_once(open_entry, count_entries):
    page = open_entry()
    Keyboard(page).fill_row("5", "2", "", "1", "7")
    sent = []

    def lose_answer(route):
        if route.request.method == "POST" and not sent:
            sent.append(route.fetch(max_redirects=0).status)
            route.abort()
        else:
            route.continue_()

    page.route("**/paper-sheets/new*", lose_answer)
    page.locator("main .btn-primary[type=submit]").click()
    page.wait_for_timeout(500)
    page.goto("/paper-sheets/new")
    page.locator("[data-draft]").wait_for()
    page.locator("main .btn-primary[type=submit]").click()
    page.wait_for_url(SAVED)
    page.goto("/paper-sheets/new")

    assert sent == [303]
    assert count_entries() == 1
    assert not page.locator("[data-draft]").is_visible()


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_double_click_stores_each_row_once(open_entry, count_entries, script):
    page = open_entry(script=script)
    for name, value in (("occurred_on", "5"), ("on_behalf_of", "2"), ("skills", "1"), ("visits", "7")):
        page.locator(f"#rows-0-{name}").fill(value)

    page.locator("main .btn-primary[type=submit]").dblclick(no_wait_after=True)
    page.wait_for_url(SAVED)
    page.wait_for_load_state("networkidle")

    assert count_entries() == 1


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_pages_of_a_sheet_are_accessible(open_entry, team, size):
    page = open_entry(size, reduced_motion="reduce")
    found = {"empty": examine(page)}
    page.locator("#rows-0-visits").fill("nhiều")
    page.locator("#rows-1-note").fill("gọi 0912 345 678")
    page.locator("main .btn-primary[type=submit]").click()
    page.wait_for_selector(".error-summary")
    found["errors"] = examine(page)
    page.locator("#rows-1-note").fill("")
    for name, value in (("occurred_on", "5"), ("on_behalf_of", "2"), ("skills", "1"), ("visits", "7")):
        page.locator(f"#rows-0-{name}").fill(value)
    page.locator("main .btn-primary[type=submit]").click()
    page.wait_for_url(SAVED)
    found["saved"] = examine(page)
    page.goto(f"/teams/{team.id}/paper-sheet")
    found["print"] = examine(page)

    assert {state: problems for state, problems in found.items() if problems} == {}


def examine(page) -> list[str]:
    """Return what is wrong with the open page at its present size."""
    page.evaluate("() => document.querySelectorAll('details.more').forEach(fold => { fold.open = true; })")
    found = page.evaluate(VIOLATIONS, RULES) + page.evaluate(TOO_WIDE)
    return found + page.evaluate(SMALL_TARGETS, SMALLEST_TARGET)


@pytest.mark.parametrize("crowd", [0, CROWD], ids=["usual", "crowded"])
def test_paper_is_one_page_whose_code_leads_to_the_page_of_entry(
    open_entry, world, team, address, tmp_path, crowd
):
    for number in range(crowd):
        world.member(team, world.user(f"{LONG_PERSON}{number}", can_sign_in=False))
    page = open_entry()
    page.goto(f"/teams/{team.id}/paper-sheet")

    pages = print_pages(page, tmp_path)
    page.emulate_media(media="print")
    page.locator(".paper-sheet").screenshot(path=tmp_path / "paper.png")
    with Image.open(tmp_path / "paper.png") as picture:
        [code] = zxingcpp.read_barcodes(picture)

    assert pages == [A4_LANDSCAPE]
    assert code.text == f"{address}/paper-sheets/new?team={team.code}"
    assert page.evaluate(OUTSIDE_THE_PAPER) == []
    assert page.get_by_text("13. K’Liêu Thị N").is_visible()
    assert not page.get_by_role("link", name="Nhập phiếu giấy").is_visible()


def test_long_name_of_a_team_still_leaves_one_page(open_window, sign_in, world, tmp_path):
    team = world.team(world.commune(), name=LONG_TEAM.strip(), leader=False)
    leader = world.member(team, role=TeamRole.leader)
    page = open_window(DESKTOP)
    sign_in(page, leader)
    page.goto(f"/teams/{team.id}/paper-sheet")

    assert print_pages(page, tmp_path) == [A4_LANDSCAPE]


def print_pages(page, folder) -> list[tuple[int, int]]:
    """Print a page and return the size of each sheet of paper in points."""
    page.pdf(path=folder / "paper.pdf", prefer_css_page_size=True)
    written = (folder / "paper.pdf").read_bytes()
    assert len(re.findall(rb"/Type /Page\b", written)) == len(PAPER.findall(written))
    return [(round(float(width)), round(float(height))) for width, height in PAPER.findall(written)]

"""A hundred waiting entries by keyboard: eight flagged approved singly, five returned, the rest together."""

from collections import Counter
from types import SimpleNamespace

import pytest
from sqlalchemy import select, update

from portal import clock
from portal.domain.quality import rank
from portal.extensions import db
from portal.models import Activity, BulkReview, Flag, Review
from portal.services.return_templates import add_template
from portal.transaction import transactional
from tests.browser.conftest import DESKTOP, PHONE
from tests.factories import days_ago

WORDS = "Nhờ tổ đếm lại số lượt giúp."
DOUBTFUL = {10, 30, 50, 70, 90}
FLAGGED = {3, 17, 29, 41, 55, 66, 78, 99}
# The flagged first and each approved (10), looking at eighty-odd entries one after the other, five returns of
# four keys, and two approvals of many of six; a narrow window asks for Enter to open a line.
MOST_KEYS = 125
SHOWN = """() => document.querySelector("#entry-name").textContent.trim()
  === document.querySelector("[data-queue-item][aria-current] .desk-name").textContent.trim()"""


@pytest.fixture
def place(world):
    """A commune in which a hundred entries wait; eight are flagged, five others state far too many visits."""
    commune = world.commune()
    teams = [world.team(commune), world.team(commune, name="Tổ công nghệ số cộng đồng thôn 2")]
    for number in range(1, 101):
        author = world.member(teams[number % 2], world.user(f"Điểu Bảo {number:03d}"))
        visits = 480 if number in DOUBTFUL else 3 + number % 5
        entry = world.activity(teams[number % 2], author, visits=visits, submitted_at=days_ago(101 - number))
        if number in FLAGGED:
            flag(entry)
    coordinator = world.coordinator(commune)
    add_template(world.viewer(coordinator), "wrong_counts", WORDS)
    return SimpleNamespace(coordinator=coordinator)


@transactional
def flag(entry) -> None:
    """Flag an entry as the worker does."""
    details = {"day": "2022-06-16", "days": 20}
    db.session.add(Flag(activity_id=entry.id, code="logged_late", details=details, found_at=clock.now()))
    db.session.execute(
        update(Activity).where(Activity.id == entry.id).values(flag_rank=rank(["logged_late"]))
    )


class Keyboard:
    """Presses keys and counts them; two held together are two."""

    def __init__(self, page) -> None:
        self.page, self.pressed = page, 0
        self.is_narrow = page.viewport_size == PHONE

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += key.count("+") + 1

    def go(self, *keys: str) -> None:
        """Press keys of which the last one leads to another page."""
        self.press(*keys[:-1])
        with self.page.expect_navigation():
            self.press(keys[-1])

    def open_first(self) -> None:
        """Go from the list to its first entry."""
        self.press("j")
        if self.is_narrow:
            self.go("Enter")

    def open_next(self) -> None:
        """Go on to the entry after the one that is shown, which on a narrow window is another page."""
        self.go("j") if self.is_narrow else self.press("j")

    def approve_flagged(self) -> None:
        """Put the flagged first, and open and approve each of them."""
        self.go("f")
        self.open_first()
        for _entry in FLAGGED:
            self.page.wait_for_function(SHOWN)
            assert "20 ngày" in self.page.locator("[data-desk-entry]").inner_text()
            self.go("a")

    def look_for_doubtful(self) -> None:
        """Go down the list until an entry states far too many visits."""
        self.page.wait_for_function(SHOWN)
        while "480 lượt" not in self.page.locator("[data-desk-entry] section").first.inner_text():
            self.open_next()
            self.page.wait_for_function(SHOWN)

    def return_it(self) -> None:
        """Return the entry with the words that are kept for it."""
        self.go("r", "Enter", "Control+Enter")

    def approve_many(self) -> None:
        """Choose all of the page, open what is drawn, approve."""
        for _step in range(6):
            self.go("m")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_hundred_entries_are_decided_by_keyboard_alone(open_window, sign_in, stored, place, capsys, size):
    page = open_window(size)
    sign_in(page, place.coordinator)
    page.goto("/reviews")
    keyboard = Keyboard(page)

    keyboard.approve_flagged()
    for _number in range(3):
        keyboard.look_for_doubtful()
        keyboard.return_it()
    keyboard.approve_many()
    keyboard.open_first()
    for _number in range(2):
        keyboard.look_for_doubtful()
        keyboard.return_it()
    keyboard.approve_many()

    statuses = Counter(stored(select(Activity.status)).scalars())
    assert statuses == {"approved": 95, "returned": 5}
    returned = select(Activity.visits, Activity.reason, Activity.reason_note)
    rows = stored(returned.where(Activity.status == "returned")).all()
    assert rows == [(480, "wrong_counts", WORDS)] * 5
    assert len(stored(select(Review.id).where(Review.bulk_id.is_not(None))).all()) == 87
    alone = select(Activity.flag_rank).join(Review, Review.activity_id == Activity.id)
    alone = alone.where(Review.bulk_id.is_(None), Review.outcome == "approve")
    assert [one < 0 for one in stored(alone).scalars()] == [True] * 8
    assert [len(opened) for opened in stored(select(BulkReview.opened)).scalars()] == [3, 3]
    assert keyboard.pressed <= MOST_KEYS
    with capsys.disabled():
        print(f"\n100 entries decided with {keyboard.pressed} keys at {size['width']} px")

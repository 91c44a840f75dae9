"""The phone on a bad line: what it says is saved is saved, and arrives exactly once."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from portal import clock
from portal.domain.activity_status import ActivityStatus
from portal.domain.return_reasons import WRONG_COUNTS
from portal.extensions import db
from portal.models import Activity, SignIn, User
from portal.queries.activities import get_visible_activity
from portal.queries.viewers import get_viewer
from portal.services.activities import withdraw_activity
from portal.services.reviews import return_activity
from portal.transaction import transaction
from tests.browser.conftest import PHONE
from tests.browser.faults import BAD_ANSWERS, line_to
from tests.browser.phones import (
    A_DAY_AHEAD,
    KILL_HANDLES,
    SEND,
    begin,
    fill_in,
    module,
    on_phone,
    send,
    send_now,
    wait_until_kept,
)
from tests.factories import PASSWORD


@pytest.fixture
def commune(world):
    """A commune with one hamlet."""
    commune = world.commune()
    world.hamlet(commune)
    return commune


@pytest.fixture
def team(world, commune):
    """A team that serves one hamlet."""
    return world.team(commune, [world.hamlet(commune, "Bù Ghe")])


@pytest.fixture
def member(world, team):
    """A member of the team."""
    return world.member(team)


@pytest.fixture
def entries(stored):
    """List what is in the database: id, status and visits of each entry."""
    return lambda: [tuple(row) for row in stored(select(Activity.uuid, Activity.status, Activity.visits))]


@pytest.fixture
def phone(open_window, sign_in, member, faulty):
    """A member's phone whose line can be spoilt; it holds one entry that is filled in."""
    faulty.plan = lambda _method, _path: None
    page = open_window(PHONE, base_url=faulty.address, refused=True)
    sign_in(page, member, next_path="/log")
    wait_until_kept(page)
    fill_in(page)
    yield page
    faulty.plan = lambda _method, _path: None


def only(method: str, fault: str):
    """Spoil only what is sent with this method."""
    return lambda used, path: fault if used == method and "/activities/" in path else None


@pytest.mark.parametrize("fault", BAD_ANSWERS)
def test_bad_answer_is_no_receipt_and_the_entry_arrives_once(phone, member, faulty, entries, fault):
    faulty.plan = only("PUT", fault)

    send(phone)
    kept = on_phone(phone, member.id)
    shown = phone.locator("[data-phone-entries] .record").inner_text()
    faulty.plan = lambda _method, _path: None
    outcome = send_now(phone)

    assert [entry["state"] for entry in kept] == ["queued"]
    assert "Trên máy, chưa gửi" in shown
    assert outcome["kind"] == "done"
    assert on_phone(phone, member.id) == []
    assert [(status, visits) for _id, status, visits in entries()] == [("submitted", 3)]


def test_entry_whose_answer_was_lost_is_not_stored_again(phone, member, faulty, entries):
    faulty.plan = only("PUT", "unanswered")
    send(phone)
    stored_unheard, kept = entries(), on_phone(phone, member.id)

    faulty.plan = lambda _method, _path: None
    send_now(phone)

    assert len(stored_unheard) == 1
    assert str(stored_unheard[0][0]) == kept[0]["id"]
    assert entries() == stored_unheard
    assert on_phone(phone, member.id) == []


@pytest.mark.parametrize("budget", [1, 600, 900])
def test_line_cut_in_the_middle_loses_nothing(open_window, sign_in, member, address, entries, budget):
    with line_to(int(address.rsplit(":", 1)[1])) as line:
        page = open_window(PHONE, base_url=f"http://127.0.0.1:{line.port}", refused=True)
        sign_in(page, member, next_path="/log")
        wait_until_kept(page)
        fill_in(page)
        page.route("**/activities", lambda route: route.fulfill(body="<!doctype html><title>x</title>"))
        line.cut()
        line.budget = budget
        page.locator(SEND).click()
        page.wait_for_url(re.compile("/activities$"))
        page.unroute("**/activities")
        before = len(entries())
        line.budget = None
        page.goto("/activities")
        kept = on_phone(page, member.id)
        send_now(page)

        assert before == 0
        assert [entry["state"] for entry in kept] in (["queued"], [])
        assert len(entries()) == 1
        assert on_phone(page, member.id) == []


def test_entry_waits_for_signing_in_again(phone, sign_in, member, entries):
    with transaction():
        db.session.execute(update(SignIn).values(ended_at=clock.now()))

    phone.locator(SEND).click()
    phone.wait_for_url(re.compile("/sign-in"))
    before = entries()
    phone.locator("#phone").fill(member.phone)
    phone.locator("#password").fill(PASSWORD)
    phone.locator("main button[type=submit]").click()
    phone.wait_for_url(re.compile("/activities$"))
    send_now(phone)

    assert before == []
    assert len(entries()) == 1
    assert on_phone(phone, member.id) == []


def test_phone_used_by_two_keeps_entries_apart(phone, sign_in_on_page, world, team, member, faulty, entries):
    other = world.member(team, world.user("Thị Hồng"))
    faulty.plan = only("PUT", "unheard")
    send(phone)
    phone.on("dialog", lambda dialog: dialog.accept())
    sign_out(phone)
    faulty.plan = lambda _method, _path: None

    sign_in_on_page(phone, other, next_path="/activities")
    send_now(phone)
    shown = phone.locator("main").inner_text()
    meanwhile = entries()
    kept = on_phone(phone, member.id)
    sign_out(phone)
    sign_in_on_page(phone, member, next_path="/activities")
    send_now(phone)

    assert "1 bản ghi chưa gửi của người khác" in shown
    assert "lượt" not in shown
    assert meanwhile == []
    assert [entry["state"] for entry in kept] == ["queued"]
    assert len(entries()) == 1
    assert stored_author(entries) == member.id


def sign_out(page) -> None:
    """Sign out by the menu."""
    page.locator(".viewer-menu summary").click()
    page.locator("form[action='/sign-out'] button").click()
    page.wait_for_url(re.compile("/sign-in"))


def stored_author(entries) -> int:
    """Return whose the only entry is."""
    entry_id = entries()[0][0]
    return db.session.scalar(select(Activity.author_id).where(Activity.uuid == entry_id))


def test_signing_out_warns_that_entries_wait(phone, faulty, member):
    faulty.plan = only("PUT", "unheard")
    send(phone)
    asked = []
    phone.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))

    phone.locator(".viewer-menu summary").click()
    phone.locator("form[action='/sign-out'] button").click()
    phone.wait_for_timeout(300)

    assert ["1 bản ghi chưa gửi" in message for message in asked] == [True]
    assert phone.url.endswith("/activities")
    assert len(on_phone(phone, member.id)) == 1


def test_every_keystroke_survives_a_reload(phone, member):
    phone.locator("details.more summary").click()
    phone.locator("#note").press_sequentially("Bà con hỏi về VNeID")
    phone.wait_for_timeout(200)
    first = on_phone(phone, member.id)

    phone.reload()
    wait_until_kept(phone)

    assert phone.locator("#note").input_value() == "Bà con hỏi về VNeID"
    assert phone.locator("#visits").input_value() == "3"
    assert phone.locator("[name=skills]:checked").evaluate_all("all => all.map((one) => one.value)") == [
        "safety"
    ]
    assert phone.locator("#id").input_value() == first[0]["id"]
    assert [entry["state"] for entry in first] == ["draft"]


def test_untouched_form_leaves_nothing_on_the_phone(open_window, sign_in, member):
    page = open_window(PHONE)
    sign_in(page, member, next_path="/log")
    wait_until_kept(page)

    page.reload()
    wait_until_kept(page)

    assert on_phone(page, member.id) == []


def test_second_tab_does_not_take_the_draft_of_the_first(phone, member, entries):
    phone.wait_for_timeout(200)
    second = phone.context.new_page()
    begin(second)
    told = second.locator(".messages").inner_text()
    fill_in(second, visits=9)

    send(second)
    send(phone)

    assert "thẻ khác" in told
    assert sorted(visits for _id, _status, visits in entries()) == [3, 9]


def test_sent_entry_taken_back_from_the_browsers_memory_is_a_new_one(phone, entries):
    send(phone)

    phone.go_back()
    wait_until_kept(phone)
    fill_in(phone, visits=5)
    send(phone)

    assert sorted(visits for _id, _status, visits in entries()) == [3, 5]


@pytest.mark.parametrize("deaths", [1, 2])
def test_dead_database_handle_is_opened_anew(phone, member, entries, deaths):
    phone.evaluate(KILL_HANDLES, deaths)
    kept = [entry["state"] for entry in on_phone(phone, member.id)]
    send(phone)

    assert kept == ["draft"]
    assert len(entries()) == 1


def test_full_phone_sends_the_plain_way(phone, entries, member):
    session = phone.context.new_cdp_session(phone)
    origin = phone.evaluate("location.origin")
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 1})
    phone.locator("details.more summary").click()
    phone.locator("#note").fill("Máy đầy bộ nhớ " * 60)

    phone.locator(SEND).click()
    phone.wait_for_url(re.compile("/activities$"))

    assert len(entries()) == 1


def test_phone_whose_clock_is_a_day_ahead_logs_and_the_offset_is_kept(open_window, sign_in, member, stored):
    page = open_window(PHONE)
    page.add_init_script(A_DAY_AHEAD)
    sign_in(page, member, next_path="/log")
    wait_until_kept(page)
    fill_in(page)

    send(page)

    entry = stored(select(Activity)).scalar_one()
    assert entry.occurred_on == clock.today()
    assert entry.client_time - clock.now() > timedelta(hours=25)


def test_entry_that_came_back_is_corrected_without_a_line(
    phone, world, commune, member, faulty, entries, stored
):
    send(phone)
    entry_id = entries()[0][0]
    coordinator = get_viewer(world.coordinator(commune).id, today=clock.today())
    return_activity(coordinator, get_visible_activity(coordinator, entry_id), WRONG_COUNTS, "Sổ ghi 2 lượt.")
    phone.evaluate(
        "async ([address, owner]) => (await import(address)).personalStore(owner)",
        [module(phone, "store"), member.id],
    )
    send_now(phone)
    faulty.plan = only("PUT", "unheard")

    phone.goto(f"/log?entry={entry_id}")
    wait_until_kept(phone)
    shown = phone.locator("#visits").input_value()
    phone.locator("#visits").fill("2")
    send(phone)
    undecided = entries()
    faulty.plan = lambda _method, _path: None
    send_now(phone)

    assert shown == "3"
    assert undecided == [(entry_id, ActivityStatus.returned, 3)]
    assert entries() == [(entry_id, ActivityStatus.submitted, 2)]


def test_entry_that_the_server_refuses_opens_with_the_reason(phone, member, team, entries):
    phone.locator("details.more summary").click()
    phone.locator("#occurred_on").fill("2000-01-01")

    phone.locator(SEND).click()
    summary = phone.locator(".error-summary").inner_text()
    phone.locator("#occurred_on").fill(clock.today().isoformat())
    send(phone)

    assert "trước khi" in summary or "chưa được thành lập" in summary or "30 ngày" in summary
    assert len(entries()) == 1
    assert on_phone(phone, member.id) == []


def test_withdrawn_entry_is_never_made_again_and_says_so(phone, member, faulty, entries):
    faulty.plan = only("PUT", "unanswered")
    send(phone)
    viewer = get_viewer(member.id, today=clock.today())
    withdraw_activity(viewer, get_visible_activity(viewer, entries()[0][0]))
    faulty.plan = lambda _method, _path: None

    send_now(phone)
    record = phone.locator("[data-phone-entries] .record")
    record.get_by_text("đã rút").wait_for()
    phone.on("dialog", lambda dialog: dialog.accept())
    record.locator("button").click()
    record.wait_for(state="detached")

    assert [status for _id, status, _visits in entries()] == ["withdrawn"]
    assert on_phone(phone, member.id) == []


def test_what_is_wrong_is_said_before_anything_is_saved(phone, member):
    phone.locator("#visits").fill("0")
    phone.locator("input[name=skills][value=safety]").uncheck()

    phone.locator(SEND).click()

    links = phone.locator(".error-summary a")
    assert links.evaluate_all("all => all.map((one) => one.hash)") == ["#skills", "#visits"]
    assert [entry["state"] for entry in on_phone(phone, member.id)] == ["draft"]


def test_number_that_looks_like_a_persons_is_pointed_out(phone, entries):
    phone.locator("details.more summary").click()
    phone.locator("#note").fill("gọi 0912 345 678")

    phone.locator(SEND).click()
    pointed_out = phone.locator(".error-summary").inner_text()
    phone.locator("#send_anyway").check()
    send(phone)

    assert "số điện thoại" in pointed_out
    assert len(entries()) == 1


def test_discarded_entry_is_gone_and_its_number_is_reported(phone, member, faulty, entries):
    faulty.plan = only("PUT", "unheard")
    send(phone)
    phone.on("dialog", lambda dialog: dialog.accept())

    phone.locator("[data-phone-entries] .record button").click()
    phone.locator("[data-phone-entries] .record").wait_for(state="detached")
    faulty.plan = lambda _method, _path: None
    send_now(phone)

    report = "async ([address, owner]) => new (await import(address)).Queue(owner).report()"
    told = phone.evaluate(report, [module(phone, "queue"), member.id])
    assert told["body"]["discarded"] == [1]
    assert told["body"]["waiting"] == []
    assert entries() == []
    assert db.session.scalar(select(User.id).where(User.id == member.id)) == member.id

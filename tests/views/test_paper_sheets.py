"""The pages of paper sheets, used without JavaScript."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from portal.domain.team_status import TeamRole
from portal.extensions import db
from portal.models import Activity
from portal.queries.paper_sheets import list_numbered
from tests.entries import TODAY, EntryPlace, count
from tests.page_client import NAMESPACE, text_of


@pytest.fixture
def place(world) -> EntryPlace:
    """A commune with a team and its coordinator."""
    place = EntryPlace(world)
    place.coordinator = world.coordinator(place.commune)
    return place


@pytest.fixture
def address(place) -> str:
    """Where the team's sheet is typed in."""
    return f"/paper-sheets/new?team={place.team.code}"


def row(number: int, **cells) -> dict[str, str]:
    """Return the cells of a row by the names of the form, usual unless told otherwise."""
    usual = {"occurred_on": "5", "on_behalf_of": "2", "skills": "13", "visits": "4"}
    return {f"rows-{number}-{name}": value for name, value in (usual | cells).items()}


def entries() -> list[Activity]:
    """Return all entries in the order in which they were made."""
    return list(db.session.scalars(select(Activity).order_by(Activity.uuid)))


def errors_on(page) -> dict[str, str]:
    """Return what the summary says -> where it leads."""
    [summary] = [box for box in page.all("div") if "error-summary" in (box.get("class") or "")]
    return {text_of(link): link.get("href") for link in summary.iter(f"{NAMESPACE}a")}


def test_sheet_is_typed_in_and_shown_by_member(client, place, address):
    client.sign_in(place.leader)

    typed = row(0) | row(1, occurred_on="6/6", hamlet="2", households="0") | row(19, on_behalf_of="1")
    page = client.get(address).submit("/paper-sheets/new", **typed)

    first, second, last = entries()
    assert page.h1 == f"Đã lưu 3 bản ghi của {place.team.name}"
    assert f"{place.member.name} 2 8 05/06/2022 06/06/2022" in [text_of(line) for line in page.all("tr")]
    assert (first.author_id, first.logged_by_id) == (place.member.id, place.leader.id)
    assert (first.occurred_on.day, first.skills, first.visits) == (5, ("public_services", "payment"), 4)
    assert [first.hamlet_id, second.hamlet_id] == [hamlet.id for hamlet in place.hamlets]
    assert (second.occurred_on.day, second.households) == (6, 0)
    assert (last.author_id, last.logged_by_id) == (place.leader.id, place.leader.id)


def test_form_sent_twice_stores_each_row_once(client, place, address):
    client.sign_in(place.leader)
    form = client.get(address)

    first = form.submit("/paper-sheets/new", **row(0), **row(1))
    second = form.submit("/paper-sheets/new", **row(0), **row(1))

    assert first.path == second.path
    assert (first.h1, count(Activity)) == (second.h1, 2)


def test_each_problem_is_named_by_row_and_cell_and_nothing_is_stored(client, place, address):
    client.sign_in(place.leader)

    typed = row(0) | row(2, visits="nhiều", on_behalf_of="99") | row(4, occurred_on="20")
    page = client.get(address).submit("/paper-sheets/new", **typed)

    assert (page.status, count(Activity)) == (422, 0)
    nobody = "Trong tổ không ai có số hoặc tên này. Hãy xem lại danh sách tổ viên."
    assert errors_on(page) == {
        f"Dòng 3, Tổ viên: {nobody}": "#rows-2-on_behalf_of",
        "Dòng 3, Lượt người: Hãy nhập số nguyên, ví dụ 5.": "#rows-2-visits",
    }
    again = page.submit("/paper-sheets/new", **row(2))
    assert list(errors_on(again).values()) == ["#rows-4-occurred_on"]
    saved = again.submit("/paper-sheets/new", **row(4, occurred_on="="), **row(2))
    assert (saved.status, count(Activity)) == (200, 3)


def test_empty_sheet_says_what_to_do(client, place, address):
    client.sign_in(place.leader)

    page = client.get(address).submit("/paper-sheets/new")

    assert page.status == 422
    assert "Hãy điền ít nhất một dòng." in page.text


def test_more_rows_keep_what_was_typed_and_the_ids(client, place, address):
    client.sign_in(place.leader)
    form = client.get(address)

    page = form.submit("/paper-sheets/new", **row(0, note="Sửa máy"), more="1")

    ids = [box.get("value") for box in page.all("input") if (box.get("name") or "").endswith("-id")]
    before = [box.get("value") for box in form.all("input") if (box.get("name") or "").endswith("-id")]
    assert (page.status, len(ids), len(set(ids)), ids[:20]) == (200, 40, 40, before)
    assert count(Activity) == 0
    page.submit("/paper-sheets/new", **row(39))
    assert [(one.visits, one.note) for one in entries()] == [(4, "Sửa máy"), (4, "")]


def test_rows_end_at_a_hundred(client, place, address):
    client.sign_in(place.leader)
    page = client.get(address)

    for _click in range(4):
        page = page.submit("/paper-sheets/new", more="1")

    assert "Thêm 20 dòng" not in page.text
    assert sum((box.get("name") or "").endswith("-id") for box in page.all("input")) == 100


def test_number_that_looks_like_somebodys_own_is_asked_about(client, place, address):
    client.sign_in(place.leader)

    page = client.get(address).submit("/paper-sheets/new", **row(0, note="gọi 0912 345 678"))
    refused = errors_on(page)
    page.submit("/paper-sheets/new", send_anyway="y")

    assert list(refused.values()) == ["#rows-0-note"]
    assert count(Activity) == 1


def test_month_and_usual_hamlet_are_filled_in_and_checked(client, place, address):
    client.sign_in(place.leader)
    form = client.get(address)

    page = form.submit("/paper-sheets/new", month="hè", usual_hamlet="lạ", **row(0))

    values = {box.get("name"): box.get("value") for box in form.all("input")}
    assert (values["month"], values["usual_hamlet"]) == ("06/2022", "Thôn 1")
    assert list(errors_on(page).values()) == ["#month", "#usual_hamlet"]
    page.submit("/paper-sheets/new", month="5/2022", usual_hamlet="", **row(0, occurred_on="30"))
    [entry] = entries()
    assert (entry.occurred_on.isoformat(), entry.hamlet_id) == ("2022-05-30", None)


def test_coordinator_is_told_before_typing_that_somebody_else_approves(client, place, address):
    told = "Bản ghi do chính mình nhập thì người khác duyệt."
    client.sign_in(place.coordinator)

    page = client.get(address)
    saved = page.submit("/paper-sheets/new", **row(0, occurred_on="1/5"))

    assert told in page.text and told in saved.text
    [entry] = entries()
    assert (entry.is_late, entry.logged_by_id) == (True, place.coordinator.id)
    with pytest.raises(AssertionError, match="No form leads"):
        client.get(f"/reviews/{entry.uuid}").form("/approve")


def test_sheet_is_undone_and_says_so(client, place, address, frozen_clock):
    client.sign_in(place.leader)
    saved = client.get(address).submit("/paper-sheets/new", **row(0), **row(1))

    page = saved.submit("/undo")

    assert page.h1 == f"Đã bỏ phiếu của {place.team.name}"
    assert {one.status for one in entries()} == {"withdrawn"}
    assert "Bỏ cả lượt nhập này" not in page.text


def test_undoing_is_not_offered_after_a_day_and_refused(client, place, address, frozen_clock):
    client.sign_in(place.leader)
    saved = client.get(address).submit("/paper-sheets/new", **row(0))
    frozen_clock.set(datetime(2022, 6, 17, 8, 1, tzinfo=UTC))

    later, refused = client.get(saved.path), saved.submit("/undo")

    assert "Bỏ cả lượt nhập này" not in later.text
    assert refused.status == 409
    assert entries()[0].status == "submitted"


def test_ids_that_no_page_gave_out_are_refused(client, place, address):
    client.sign_in(place.leader)
    form = client.get(address)

    place.world.activity(place.team, place.member)
    [entry] = entries()
    taken = {"rows-0-id": str(entry.uuid)}

    assert form.submit("/paper-sheets/new", **row(0), **{"rows-0-id": "x"}).status == 400
    twice = taken | {"rows-1-id": taken["rows-0-id"]}
    assert form.submit("/paper-sheets/new", **row(0), **twice).status == 400
    assert form.submit("/paper-sheets/new", **row(0), **taken).status == 404


def test_without_a_team_the_leader_is_led_to_it_and_the_coordinator_chooses(client, app, place, world):
    other = world.team(place.commune, name="Tổ thôn 2")
    client.sign_in(place.leader)
    led = client.get("/paper-sheets/new")
    client.http = app.test_client()
    client.sign_in(place.coordinator)
    page = client.get("/paper-sheets/new")

    assert led.path == f"/paper-sheets/new?team={place.team.code}"
    assert page.follow(other.name).path == f"/paper-sheets/new?team={other.code}"


def test_sheet_to_print_has_numbers_twenty_rows_and_the_code(client, place, world):
    gone = world.member(place.team, world.user("Ân đã nghỉ"), until=TODAY)
    deputy = world.member(place.team, world.user("Y Bút"), role=TeamRole.deputy)
    client.sign_in(place.leader)

    page = client.get(f"/teams/{place.team.id}").follow("In phiếu giấy")

    numbers = [text_of(cell) for cell in page.all("th") if cell.get("scope") == "row"]
    assert numbers == [str(number) for number in range(1, 21)]
    assert place.team.code in page.text and place.team.name in page.text
    assert f"4. {deputy.name}" in page.text and gone.name not in page.text
    assert [one.listed.number for one in list_numbered(place.team.id, TODAY)] == [1, 2, 3, 4]
    assert "1 = Dịch vụ công trực tuyến" in page.text
    assert "Không ghi họ tên, số điện thoại, số căn cước của bà con" in page.text


def test_member_who_left_this_week_can_still_be_named(client, place, world, address):
    gone = world.member(place.team, world.user("Ân đã nghỉ"), until=date(2022, 6, 10))
    client.sign_in(place.leader)

    typed = row(0, on_behalf_of="3") | row(1, on_behalf_of="3", occurred_on="10")
    page = client.get(address).submit("/paper-sheets/new", **typed)

    assert list(errors_on(page).values()) == ["#rows-1-on_behalf_of"]
    page.submit("/paper-sheets/new", **row(1, on_behalf_of="3", occurred_on="9"))
    assert {one.author_id for one in entries()} == {gone.id}

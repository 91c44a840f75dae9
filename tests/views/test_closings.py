"""The pages of closing, from the check-list to the ledger, as a coordinator and the province use them."""

from datetime import date, datetime

import pytest
from sqlalchemy import select

from portal.domain.team_status import TeamRole
from portal.extensions import db
from portal.models import Closing
from portal.services.reviews import approve_activity, return_activity
from tests.closings import ClosingPlace, ledger, published
from tests.page_client import text_of
from tests.queries_counted import counting_statements


@pytest.fixture
def place(world) -> ClosingPlace:
    return ClosingPlace(world)


def page_of(place, unit=None) -> str:
    """Return the address of the closing page of the window."""
    return f"/closings/kh170-2022/{(unit or place.commune).id}/w1"


def correct(place) -> None:
    """Approve the waiting entry after closing."""
    entry = place.seen(place.coordinator, place.waiting)
    approve_activity(place.viewer(place.coordinator), entry, correction="Xác minh xong")


def test_a_coordinator_sees_what_is_open_says_why_and_closes(place, client):
    client.sign_in(place.coordinator)
    page = client.get("/closings").follow("01 - 16/6/2022")
    assert "Bản ghi trong kỳ còn chờ duyệt" in page.links()

    refused = page.submit("/close")
    assert refused.status == 422
    assert db.session.scalars(select(Closing)).all() == []

    done = refused.submit("/close", note="Chờ xác minh một bản ghi")

    [closing] = db.session.scalars(select(Closing)).all()
    assert (closing.note, closing.closed_by_id) == ("Chờ xác minh một bản ghi", place.coordinator.id)
    assert "Chờ xác minh một bản ghi" in done.text
    assert "Bản ghi trong kỳ còn chờ duyệt: 1" in done.text


def test_the_check_list_leads_to_the_entries_that_it_counts(place, client):
    for day, visits in ((10, 91), (16, 92)):
        entry = place.world.activity(
            place.teams[1], place.member, occurred_on=date(2022, 6, day), visits=visits, note=f"số {visits}"
        )
        return_activity(place.viewer(place.coordinator), entry, "wrong_date")
    client.sign_in(place.coordinator)
    page = client.get(page_of(place))
    assert ["Bản ghi trong kỳ đã trả lại mà chưa sửa", "Còn 1"] in [text_cells(row) for row in page.all("tr")]

    desk = page.follow("Bản ghi trong kỳ đã trả lại mà chưa sửa")

    lines = [text_of(one) for one in desk.all("a") if one.get("data-queue-item") is not None]
    assert len(lines) == 1 and "91 lượt" in lines[0]
    # The window ends with the 15th.
    assert "since=2022-06-01&until=2022-06-15" in desk.path


def test_a_period_that_is_not_over_says_when_it_can_be_closed(place, client):
    client.sign_in(place.coordinator)

    page = client.get(page_of(place).replace("w1", "w2"))

    assert "Chốt được từ ngày 22/06/2022" in page.text


def test_the_coverage_page_keeps_the_published_value_beside_the_present_one(place, client):
    place.close_commune()
    correct(place)
    client.sign_in(place.coordinator)

    page = client.get(f"/coverage?unit={place.commune.id}&period=w1")

    rows = [text_cells(row) for row in page.all("tr")]
    # 8.4 was 1 of 4 and is 2 of 4; 8.5 was 5 and is 12. All of it was one correction.
    assert ["8.4 Thôn có tổ hoạt động", "25,0 %1/4", "50,0 %2/4", "+1"] in rows
    assert ["8.5 Lượt người", "5", "12", "+7"] in rows
    # Skills stand below the visits in the order of their register, and are said to overlap.
    skills = [row[0] for row in rows if row[0] in ("Thanh toán trực tuyến", "Tự bảo vệ trên mạng")]
    assert skills[-2:] == ["Thanh toán trực tuyến", "Tự bảo vệ trên mạng"]
    assert "Một lượt có thể gồm nhiều kỹ năng" in page.text
    # Nobody was helped with safety by then, so nothing was published of it.
    assert ["Tự bảo vệ trên mạng", "0", "7", "+7"] in rows
    assert "Từ đó đến nay có đính chính" in page.text
    assert "Số liệu này đã chốt" not in client.get(f"/coverage?unit={place.commune.id}&period=w2").text
    cumulative = client.get(f"/coverage?unit={place.commune.id}&period=w1&mode=cumulative")
    assert "Số liệu này đã chốt" not in cumulative.text


def test_what_no_decision_explains_is_said_apart(place, client, frozen_clock):
    place.close_commune()
    # A founding decision that is recorded after closing gives the third hamlet a team of that time.
    hamlet = place.world.hamlet(place.commune, "5")
    place.world.team(place.commune, [hamlet], name="Tổ ghi muộn")
    client.sign_in(place.coordinator)

    page = client.get(page_of(place))

    rows = [text_cells(row) for row in page.all("tr")]
    assert ["8.2 Thôn có tổ", "50,0 %2/4", "60,0 %3/5", "+1ngoài sổ đính chính: +1"] in rows


def test_the_review_page_of_a_closed_day_asks_why_and_the_ledger_keeps_it(place, client):
    closing = place.close_commune()
    client.sign_in(place.coordinator)
    page = client.get(f"/reviews/{place.waiting.uuid}")
    assert "Số liệu 01/06/2022–15/06/2022 đã chốt" in page.text

    refused = page.submit("/approve")
    assert (refused.status, ledger()) == (422, [])
    assert "#correction" in refused.links().values()
    db.session.expire_all()
    assert place.waiting.status == "submitted"

    refused.submit("/approve", correction="Đã gọi điện xác minh")

    db.session.expire_all()
    assert place.waiting.status == "approved"
    assert [row.reason for row in ledger()] == ["Đã gọi điện xác minh"]
    assert published(closing)["8.5"] == (5, None)
    shown = client.get(f"/ledger?unit={place.commune.id}")
    assert "Đã gọi điện xác minh" in shown.text
    assert ": 5 → 12" in shown.text


def test_an_entry_returned_after_closing_keeps_what_was_typed_when_the_reason_is_missing(place, client):
    place.close_commune()
    client.sign_in(place.coordinator)

    page = client.get(f"/reviews/{place.waiting.uuid}")
    refused = page.submit("/return", reason="wrong_counts", note="Xem lại số lượt")

    assert refused.status == 422
    assert "Xem lại số lượt" in refused.html
    done = refused.submit("/return", correction="Số lượt sai")
    assert done.status == 200
    assert [(row.cause, row.lines) for row in ledger()] == [("return", ())]


def test_the_ledger_is_a_file_with_one_row_for_each_figure(place, client):
    place.close_commune()
    correct(place)
    client.sign_in(place.staff)

    text = client.http.get(f"/ledger.csv?unit={place.commune.id}&period=w1").get_data(as_text=True)

    assert text.startswith("\ufeff")
    lines = text.splitlines()
    assert len([line for line in lines if "Xác minh xong" in line]) == 5
    assert any('"8.5 Lượt người",5,12,7' in line for line in lines)
    assert client.http.get("/ledger.csv?period=2030-01").status_code == 404


def test_the_province_sees_who_has_not_closed_and_has_a_message_to_send(place, client):
    place.world.commune(place.district, "Bom Bo")
    place.close_commune()
    client.sign_in(place.staff)

    page = client.get("/closings?period=w1")

    assert "1/2 xã đã chốt kỳ 01 - 16/6/2022" in page.text
    [message] = [area for area in page.all("textarea") if area.get("id") == "reminder"]
    words = "".join(message.itertext())
    assert "Xã Bom Bo, Huyện Bù Đăng" in words and "Xã Đak Nhau" not in words
    assert "/closings?" in words


def test_the_province_closes_with_the_names_of_those_missing_and_reopens(place, client):
    place.world.commune(place.district, "Bom Bo")
    place.close_commune()
    client.sign_in(place.staff)

    page = client.get(page_of(place, place.province)).submit("/close", note="Bom Bo mất điện")
    assert "Chưa chốt lúc đó: Xã Bom Bo" in page.text

    commune = client.get(page_of(place)).submit("/reopen", reason="Thiếu một tổ")
    assert "Tỉnh cũng đã chốt kỳ này" in commune.text
    assert client.get(page_of(place, place.province)).submit("/reopen").status == 422
    client.get(page_of(place, place.province)).submit("/reopen", reason="Thiếu một tổ")
    again = client.get(page_of(place)).submit("/reopen", reason="Thiếu một tổ")

    assert db.session.scalars(select(Closing.id).where(Closing.reopened_at.is_(None))).all() == []
    assert "Lần chốt thứ 1" in again.text
    assert "Thiếu một tổ" in again.text


def test_a_member_has_no_such_pages_and_strange_addresses_lead_nowhere(place, client):
    client.sign_in(place.world.member(place.teams[0], role=TeamRole.deputy))
    assert client.get("/closings").status == 403

    client.sign_in(place.staff)
    for path in (
        page_of(place, place.district),
        page_of(place).replace("w1", "2031-05"),
        page_of(place).replace("kh170-2022", "no"),
        f"/closings/kh170-2022/{2**31 - 1}/w1",
    ):
        assert client.get(path).status == 404, path
    assert client.get("/closings?period=nonsense").status == 200


def test_the_list_of_communes_takes_as_many_statements_for_many_as_for_one(place, client):
    client.sign_in(place.staff)
    client.get("/closings?period=w1")
    with counting_statements() as few:
        client.get("/closings?period=w1")
    for number in range(6):
        place.world.commune(place.district, f"Xã mới {number}")

    with counting_statements() as many:
        client.get("/closings?period=w1")

    assert len(many) == len(few)


def test_before_the_campaign_there_is_nothing_to_close(place, client, frozen_clock):
    frozen_clock.set(datetime(2022, 5, 2, 8, 0))
    client.sign_in(place.staff)

    assert "Chiến dịch chưa bắt đầu" in client.get("/closings").text


def text_cells(row) -> list[str]:
    """Return the words of each cell of a table's row."""
    return [" ".join("".join(cell.itertext()).split()) for cell in row]


def test_communes_of_several_districts_are_folded_by_district(place, client, world):
    world.commune(world.district(place.province, "Phú Riềng"), "Bù Nho")
    place.close_commune()
    client.sign_in(place.staff)

    page = client.get("/closings?period=w1")

    folds = {text_of(one.find("{*}summary")): text_of(one) for one in page.all("details")}
    closed = next(words for fold, words in folds.items() if fold.endswith("đã chốt 1/1"))
    still = next(words for fold, words in folds.items() if fold.endswith("đã chốt 0/1"))
    assert place.coordinator.name in closed and "Xã Bù Nho" in still and "chưa ai chốt" in still

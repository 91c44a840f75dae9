"""The days of work as the coordinator reads, prints and downloads them."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from portal.domain.activity_status import ActivityStatus
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import Unit
from tests.entries import EntryPlace


@pytest.fixture
def there(world) -> EntryPlace:
    place = EntryPlace(world)
    place.coordinator = world.coordinator(place.commune)
    place.member = world.member(place.team, world.user("Điểu Thị Lan"))
    waits = world.member(place.team, world.user("Y Chờ"))
    for day, visits in ((3, 5), (3, 7), (30, 2)):
        world.activity(
            place.team,
            place.member,
            status=ActivityStatus.approved,
            occurred_on=date(2022, 5, day),
            visits=visits,
        )
    world.activity(place.team, waits, occurred_on=date(2022, 5, 31))
    return place


def sheets(client, address: str):
    """Download a spreadsheet, with formulas and with their values."""
    answer = client.http.get(address)
    assert answer.status_code == 200, answer.status_code
    return [openpyxl.load_workbook(BytesIO(answer.data), data_only=plain) for plain in (False, True)]


def test_the_coordinator_sees_who_worked_on_which_days(client, there):
    client.sign_in(there.coordinator)

    page = client.get("/days-of-work?month=2022-05")

    assert page.status == 200
    assert "2 ngày công: 03, 30" in page.text and "14 lượt" in page.text
    assert "1 bản ghi chờ duyệt, chưa tính" in page.text
    assert any("03/05/2022: 2 bản ghi, 12 lượt" in (link.get("aria-label") or "") for link in page.all("a"))


def test_each_figure_opens_down_to_its_entries(client, there):
    client.sign_in(there.coordinator)

    person = client.get("/days-of-work?month=5/2022").follow(there.member.name)

    assert "03/05/2022" in person.text and "30/05/2022" in person.text
    entry = person.follow("7 lượt")
    assert entry.path.startswith("/activities/") and entry.status == 200


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("month=2022-13", "Ghi một tháng đã bắt đầu"),
        ("month=2023-01", "Ghi một tháng đã bắt đầu"),
        ("month=2022-05&rate=ba", "Ghi số tiền từ 1 đến 10.000.000"),
        ("month=2022-05&rate=99999999", "Ghi số tiền từ 1 đến 10.000.000"),
    ],
)
def test_nonsense_is_said_beside_the_usual_list_and_gives_no_file(client, there, question, words):
    client.sign_in(there.coordinator)

    page = client.get(f"/days-of-work?{question}")

    assert page.status == 422 and words in page.text
    for other in ("/days-of-work/print", "/days-of-work.xlsx", f"/days-of-work/people/{there.member.id}"):
        assert client.http.get(f"{other}?{question}").status_code == 404


def test_an_empty_month_says_what_to_do(client, there):
    client.sign_in(there.coordinator)

    page = client.get("/days-of-work?month=2022-02")

    assert "Chọn tháng khác" in page.text
    assert "chưa có gì để ký" in client.get("/days-of-work/print?month=2022-02").text
    assert sheets(client, "/days-of-work.xlsx?month=2022-02")[1].worksheets[0]["B5"].value == "TỔNG CỘNG"


def test_a_wider_place_offers_its_communes(client, there, world):
    province = db.session.get(Unit, int(there.commune.path.split("/")[0]))
    world.commune(world.district(province, "Đồng Phú"), "Tân Tiến")
    client.sign_in(world.staff(Role.province_staff, province))

    page = client.get("/days-of-work?month=2022-05")

    assert {"Xã Đak Nhau", "Xã Tân Tiến"} <= page.links().keys()
    assert there.member.name in page.follow("Xã Đak Nhau").text
    for path in ("/print", ".xlsx"):
        assert "Chọn xã" in client.get(f"/days-of-work{path}?month=2022-05").text


def test_the_list_of_another_commune_does_not_exist(client, there, world):
    client.sign_in(world.coordinator(world.commune(name="Tân Tiến")))

    for path in ("", "/print", ".xlsx", f"/people/{there.member.id}"):
        assert client.http.get(f"/days-of-work{path}?unit={there.commune.id}").status_code == 404


def test_the_spreadsheet_has_real_figures_and_an_empty_amount_without_a_rate(client, there):
    client.sign_in(there.coordinator)

    written, shown = sheets(client, "/days-of-work.xlsx?month=2022-05")

    # Three columns, 31 days, then days, entries, visits, waiting, rate, amount and signature.
    [heading, row, total] = [[cell.value for cell in line] for line in shown.worksheets[0].iter_rows(4, 6)]
    assert heading[3:34] == list(range(1, 32))
    assert row[:3] == [1, there.member.name, there.team.name]
    assert (row[3 + 2], row[3 + 29]) == (1, 1) and sum(value or 0 for value in row[3:34]) == 2
    assert row[34:40] == [2, 3, 14, 0, None, None]
    assert total[1] == "TỔNG CỘNG" and total[34:38] == [2, 3, 14, 0]
    formulas = [cell.value for cell in written.worksheets[0][5]]
    assert formulas[34] == "=SUM(D5:AH5)" and formulas[39] == '=IF(AM5="","",AI5*AM5)'
    notes = " ".join(str(cell.value) for line in shown.worksheets[1].iter_rows() for cell in line)
    assert "ngày theo giờ địa phương" in notes.lower() and "15:00 16/06/2022" in notes


def test_the_amount_is_a_formula_of_the_rate_that_was_typed(client, there):
    client.sign_in(there.coordinator)

    written, shown = sheets(client, "/days-of-work.xlsx?month=2022-05&rate=120.000")

    # 2 days at 120.000 đồng are 240.000 đồng.
    assert [cell.value for cell in shown.worksheets[0][5]][38:40] == [120_000, 240_000]
    assert [cell.value for cell in written.worksheets[0][6]][39] == "=SUM(AN5)"
    page = client.get("/days-of-work/print?month=2022-05&rate=120000")
    assert "240.000" in page.text and "120.000 đồng" in page.text
    assert "240.000" not in client.get("/days-of-work/print?month=2022-05").text


def test_a_name_that_looks_like_a_formula_stays_text(client, there, world):
    tricky = world.member(there.team, world.user("=HYPERLINK(1)"))
    world.activity(there.team, tricky, status=ActivityStatus.approved, occurred_on=date(2022, 5, 9))
    client.sign_in(there.coordinator)

    written, _shown = sheets(client, "/days-of-work.xlsx?month=2022-05")

    names = {row[1].value: row[1].data_type for row in written.worksheets[0].iter_rows(5, 6)}
    assert names["=HYPERLINK(1)"] == "s"


def test_the_sheet_to_sign_lists_only_who_has_a_day_and_has_places_to_sign(client, there):
    client.sign_in(there.coordinator)

    page = client.get("/days-of-work/print?month=2022-05")

    assert "Điểu Thị Lan" in page.text and "Y Chờ" not in page.text
    for words in ("NGƯỜI LẬP", "TỔ TRƯỞNG", "CHỦ TỊCH ỦY BAN NHÂN DÂN", "Ký nhận", "TỔNG CỘNG"):
        assert words in page.text
    assert len(page.all("tr")) == 3

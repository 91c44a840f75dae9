"""The pages of figures of indicators 1 to 7: series in words, recording after a look, taking back."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.domain.roles import Role
from portal.extensions import db
from portal.models import ReportedFigure
from portal.services.campaigns import ensure_campaign_2022
from portal.services.departments import change_department
from portal.services.reported_figures import record_figures
from portal.web.loading import load_department
from tests.figure_readers import of_class
from tests.figures import PRESS, department, in_force, stated
from tests.page_client import text_of
from tests.queries_counted import counting_statements


@pytest.fixture
def province(world):
    return world.province()


@pytest.fixture
def campaign(province, frozen_clock):
    frozen_clock.tick(days=30)
    return ensure_campaign_2022()


@pytest.fixture
def staff(world, client, province):
    person = world.staff(Role.province_staff, province)
    client.sign_in(person)
    return world.viewer(person)


def typed(province, **facts) -> dict[str, str]:
    """Return what is typed for a figure of the province's agencies."""
    usual = {"indicator": "1", "subject": f"province/{province.id}", "first_on": "01/06/2022",
             "last_on": "16/06/2022", "published_label": "01 - 16/6/2022", "percent": "94,6",
             "source": PRESS}  # fmt: skip
    return usual | facts


def test_series_are_shown_as_published_with_falls_and_shared_days_in_words(client, campaign, staff):
    page = client.get("/figures?campaign=kh170-2022")

    for words in ("trước ngày 01/6/2022", "91,0 %", "94,5 %", "95,57 %", "98,1 %", "83,5 %"):
        assert words in page.text
    # 83,78 to 83,5 at the district level.
    assert page.text.count("giảm 0,28 điểm") == 1
    # 98,1 - 95,57 = 2,53
    assert "tăng 2,53 điểm" in page.text
    assert "đến hết ngày 31/05/2022" in page.text
    assert "Có tính cả ngày 16/06/2022" in page.text
    assert "Báo chí của tỉnh" in page.text
    assert "Toàn bộ cấp huyện" in page.text


def test_only_the_latest_days_of_a_series_stand_open(client, campaign, staff):
    page = client.get("/figures?campaign=kh170-2022&indicator=1&level=province")

    (folded,) = of_class(page.tree, "unfolds")
    records = of_class(page.tree, "record")
    inside = of_class(folded, "record")
    assert len(records) == len(inside) + 1
    # The latest comes first, and what is folded goes back from there.
    assert records[0] not in inside
    assert text_of(folded).startswith(f"Các đợt trước: {len(inside)}")


def test_the_csv_is_the_published_table(client, campaign, staff):
    page = client.get("/figures?campaign=kh170-2022").follow("CSV")

    assert page.html.encode() == Path("portal/data/campaign_2022_figures.csv").read_bytes()


def test_a_figure_is_corrected_after_a_look_and_taken_back(client, province, campaign, staff):
    figure = db.session.scalar(select(ReportedFigure).where(ReportedFigure.percent == "94.5"))
    page = client.get(f"/figures/new?figure={figure.id}")

    look = page.submit("/figures/new", percent="94,6", source=PRESS)

    assert "94,5" in look.text
    assert len(in_force(campaign)) == 11
    assert "94.6" not in {row[3] for row in in_force(campaign)}
    done = look.submit("/figures/new", confirmed="1")
    assert "94,6 %" in done.text
    assert "Giá trị trước đó: 1" in done.text
    assert (f"province/{province.id}", "1", "2022-06-01/2022-06-16", "94.6") in in_force(campaign)
    again = done.follow("Sửa Các cơ quan cấp tỉnh, 01/06/2022–16/06/2022").submit("/take-back")
    assert (f"province/{province.id}", "1", "2022-06-01/2022-06-16", "94.5") in in_force(campaign)
    assert "94,6 %" in again.text


def test_counts_that_do_not_give_the_percentage_are_refused_beside_their_field(
    client, province, campaign, staff
):
    page = client.post(
        "/figures/new?campaign=kh170-2022",
        typed(province, numerator="1545", denominator="1562") | {"csrf_token": token(client)},
    )

    assert page.status == 422
    # 1545/1562 = 98,91...
    assert "98,9 %" in page.text
    assert "#percent" in page.links().values()
    assert '"94,6"' in page.html
    assert len(in_force(campaign)) == 11


def token(client) -> str:
    """Return the token of the form."""
    form = client.get("/figures/new?campaign=kh170-2022").form("/figures/new")
    return next(one.get("value") for one in form.iter() if one.get("name") == "csrf_token")


@pytest.mark.parametrize(
    "wrong",
    [
        {"subject": "province/1/2/3"},
        {"subject": ""},
        {"indicator": "8"},
        {"last_on": "31/02/2022"},
        {"percent": "một nửa"},
        {"numerator": "9" * 30},
    ],
)
def test_what_cannot_be_read_is_answered_with_what_to_do(client, province, campaign, staff, wrong):
    sent = typed(province, **wrong) | {"csrf_token": token(client), "confirmed": "1"}

    page = client.post("/figures/new?campaign=kh170-2022", sent)

    assert page.status == 422
    assert len(in_force(campaign)) == 11


def test_a_taken_back_figure_stays_readable_where_nothing_replaces_it(client, province, campaign, staff):
    record_figures(staff, campaign, [stated(province, "12,5", indicator="7")])
    figure = db.session.scalar(select(ReportedFigure).where(ReportedFigure.percent == "12.5"))

    page = client.get(f"/figures/new?figure={figure.id}").submit("/take-back")

    assert "đã rút lại" in page.text
    assert "12,5 %" in page.text
    assert len(in_force(campaign)) == 11


def test_staff_read_what_lies_within_their_area(client, world, province, campaign, staff):
    district = world.district(province)
    commune, other = world.commune(district, "Đak Nhau"), world.commune(district, "Bom Bo")
    record_figures(staff, campaign, [stated(commune, "61"), stated(other, "62")])
    client.sign_in(world.coordinator(commune))

    page = client.get("/figures")

    assert "61 %" in page.text
    assert "62 %" not in page.text
    assert "94,5" not in page.text
    assert client.get("/figures.csv").status == 404


def test_however_many_series_there_are_the_page_asks_as_often(client, world, province, campaign, staff):
    district = world.district(province)
    communes = [world.commune(district, f"Xã {number}") for number in range(30)]
    record_figures(staff, campaign, [stated(commune, "61") for commune in communes[:2]])
    client.get("/figures")
    with counting_statements() as few:
        client.get("/figures?indicator=1")
    record_figures(staff, campaign, [stated(commune, "61") for commune in communes])

    with counting_statements() as many:
        page = client.get("/figures?indicator=1")

    assert len(many) == len(few)
    assert len(many) <= 14
    assert "Trang sau" in page.text


def test_departments_are_added_renamed_and_ended(client, province, campaign, staff):
    page = client.get("/departments").submit("/departments", code="stttt", name="Sở Thông tin")
    assert "STTTT" in page.text

    twice = page.submit("/departments", code="STTTT", name="Sở khác")
    assert twice.status == 422

    edit = page.follow("Sở Thông tin")
    renamed = edit.submit("/departments/", name="Sở Thông tin và Truyền thông", ended_on="01/03/2025")
    assert "từ ngày 01/03/2025" in renamed.text
    assert "Sở Thông tin và Truyền thông" in renamed.text


def test_whose_figure_is_corrected_is_offered_though_the_department_ended(client, province, campaign, staff):
    gone = department(province, "B", "Sở đã giải thể")
    facts = {"level": "department", "department_id": gone.id, "indicator": "7", "first_on": None}
    record_figures(staff, campaign, [stated(province, "12,5", **facts, last_on=date(2022, 5, 20))])
    change_department(staff, load_department(staff, gone.id), gone.name, date(2022, 6, 1))
    figure = db.session.scalar(select(ReportedFigure).where(ReportedFigure.percent == "12.5"))

    look = client.get(f"/figures/new?figure={figure.id}").submit("/figures/new", percent="13")

    assert "Sở đã giải thể" in look.text
    assert "12,5 %" in look.text


def test_a_department_is_offered_until_it_ended(client, province, campaign, staff):
    department(province, "A", "Sở đang hoạt động")
    department(province, "B", "Sở đã giải thể", ended_on=date(2022, 6, 1))

    page = client.get("/figures/new?campaign=kh170-2022")

    assert "Sở đang hoạt động" in page.text
    assert "Sở đã giải thể" not in page.text

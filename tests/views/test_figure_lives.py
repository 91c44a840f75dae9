"""From a number to what it rests on: lists, definition, what waits, what came late, what was corrected."""

import pytest

from portal.services.reported_figures import record_figures
from portal.services.reviews import approve_activity
from tests.closings import ClosingPlace
from tests.figures import department, stated
from tests.queries_counted import counting_statements


@pytest.fixture
def place(world) -> ClosingPlace:
    return ClosingPlace(world)


@pytest.fixture
def late(place):
    """An approved entry of the third of June that was logged late."""
    return place.world.activity(
        place.teams[0], place.member, status="approved", occurred_on=place.approved.occurred_on, is_late=True
    )


def life(client, place, *, unit=None, **asked):
    """Open the life of a figure of the first window."""
    address = {"campaign": "kh170-2022", "unit": (unit or place.commune).id, "period": "w1"} | asked
    return client.get("/figures/life", query_string=address)


def test_the_headline_names_the_places_behind_it(client, place):
    client.sign_in(place.coordinator)

    page = life(client, place)

    # One hamlet of four works, one has a team that does not, two have none.
    assert "25,0 %" in page.text
    assert "Thôn có tổ hoạt động: 1" in page.text
    assert "Thôn, ấp, khu phố có tổ nhưng chưa hoạt động: 1" in page.text
    assert "Thôn, ấp, khu phố chưa có tổ đủ điều kiện: 2" in page.text


def test_what_waits_and_what_came_late_stands_beside(client, place, late):
    client.sign_in(place.coordinator)

    facts = facts_of(life(client, place))

    assert facts["Bản ghi chờ duyệt, chưa tính"] == "1"
    assert facts["Bản ghi bị trả lại, chưa tính"] == "0"
    assert facts["Bản ghi đã duyệt nhưng ghi muộn"] == "1"
    assert facts["Bản ghi đã duyệt trong kỳ"].startswith("2 ")


def test_late_entries_of_other_days_and_places_are_not_counted(client, place, late):
    client.sign_in(place.coordinator)

    assert facts_of(life(client, place, period="w2"))["Bản ghi đã duyệt nhưng ghi muộn"] == "0"
    assert (
        facts_of(life(client, place, period="w2", mode="cumulative"))["Bản ghi đã duyệt nhưng ghi muộn"]
        == "1"
    )


def test_a_closed_figure_stands_beside_what_it_is_now(client, place):
    place.close_commune()
    waiting = place.seen(place.coordinator, place.waiting)
    approve_activity(place.viewer(place.coordinator), waiting, correction="Xác minh xong")
    client.sign_in(place.coordinator)

    page = life(client, place)

    assert facts_of(page)["Đã sửa sau khi chốt"].startswith("1 ")
    # 1 of 4 was published; the second team's approved entry makes it 2 of 4.
    assert "25,0 %" in page.text
    assert "50,0 %" in page.text


def test_the_definition_is_named_with_its_version(client, place):
    client.sign_in(place.coordinator)

    page = life(client, place)

    assert facts_of(page)["Bản số"].startswith(str(place.campaign.definition_version))
    assert "tạm thời" in page.text
    assert "Chưa hậu kiểm" in page.text


def test_a_figure_of_others_is_shown_with_source_and_what_it_replaced(client, place, frozen_clock):
    staff = place.viewer(place.staff)
    record_figures(staff, place.campaign, [stated(place.commune, "61,5")])
    frozen_clock.tick(hours=1)
    record_figures(staff, place.campaign, [stated(place.commune, "61,55")])
    client.sign_in(place.coordinator)

    page = life(client, place, indicator="1")

    facts = facts_of(page)
    assert facts["Số liệu"] == "61,55 %"
    assert facts["Các ngày được tính (kể cả hai đầu)"] == "01/06/2022–15/06/2022"
    assert facts["Nguồn"].startswith("Báo cáo số 12/BC-UBND")
    assert place.staff.name in facts["Người nhập"]
    assert "Giá trị trước đó: 1" in page.text
    assert "61,5 %" in page.text


def test_the_figures_of_a_level_and_of_a_department_have_a_life_too(client, place):
    staff, office = place.viewer(place.staff), department(place.province)
    rows = [
        stated(place.province, "83,5", level="district"),
        stated(place.province, "70", level="department", department_id=office.id),
    ]
    record_figures(staff, place.campaign, rows)
    client.sign_in(place.staff)

    districts = life(client, place, unit=place.province, indicator="1", level="district")
    offices = life(client, place, unit=place.province, indicator="1", department=office.id)

    assert facts_of(districts)["Số liệu"] == "83,5 %"
    assert "Toàn bộ cấp huyện" in districts.text
    assert facts_of(offices)["Số liệu"] == "70 %"
    assert office.name in offices.text


def test_nothing_published_for_the_period_is_said_and_the_series_shown(client, place):
    record_figures(place.viewer(place.staff), place.campaign, [stated(place.commune, "61,5")])
    client.sign_in(place.coordinator)

    page = life(client, place, indicator="1", period="w2")
    empty = life(client, place, indicator="2")

    assert "Chưa có nơi nào công bố" in page.text
    assert "61,5 %" in page.text
    assert "Chưa có số liệu nào" in empty.text


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"indicator": "9"}, 422),
        ({"period": "w9"}, 422),
        ({"mode": "x"}, 422),
        ({"indicator": "1", "department": "2000000000"}, 404),
        ({"indicator": "1", "level": "district"}, 404),
        ({"unit": "x"}, 404),
        ({"campaign": "x"}, 404),
    ],
)
def test_what_cannot_be_asked_is_refused(client, place, asked, status):
    client.sign_in(place.coordinator)
    address = {"campaign": "kh170-2022", "unit": place.commune.id, "period": "w1"} | asked

    assert client.get("/figures/life", query_string=address).status == status


def test_coverage_and_campaign_lead_to_the_life_of_their_figure(client, place):
    client.sign_in(place.coordinator)

    from_coverage = client.get("/coverage?campaign=kh170-2022&period=w1").follow("Lý lịch số liệu")
    from_campaign = client.get("/campaigns/kh170-2022").follow("Lý lịch số liệu")

    assert from_coverage.h1 == from_campaign.h1 == "Lý lịch số liệu"
    assert "period=w1" in from_coverage.path


def test_however_much_lies_behind_it_the_page_asks_as_often(client, place, world):
    client.sign_in(place.coordinator)
    place.close_commune()
    life(client, place)
    with counting_statements() as few:
        life(client, place)
    for number in range(15):
        team = world.team(place.commune, [world.hamlet(place.commune, f"x{number}")], leader=False)
        world.activity(team, place.member, status="approved", occurred_on=place.approved.occurred_on)

    with counting_statements() as many:
        life(client, place)

    assert len(many) <= len(few)
    assert len(many) <= 45


def facts_of(page) -> dict[str, str]:
    """Return the facts of a page by their names."""
    namespace = page.all("dl")[0].tag.removesuffix("dl")
    rows = [div for one in page.all("dl") for div in one.iter(f"{namespace}div")]
    return {words(row.find(f"{namespace}dt")): words(row.find(f"{namespace}dd")) for row in rows}


def words(element) -> str:
    """Return the words of an element."""
    return " ".join("".join(element.itertext()).split())

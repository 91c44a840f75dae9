"""Figures in the places of their time and of today: on pages, in files, for programs and commands."""

import csv
import io
import json
from datetime import date

import pytest

from portal import clock
from portal.domain.reorganisations import MappingRow
from portal.domain.roles import Role
from portal.domain.rosters import RosterRow
from portal.services.reorganisations import reorganise
from tests.queries_counted import counting_statements
from tests.reorganised import MAPPING, ROSTER, Old, change, new_unit

TODAY = date(2022, 7, 20)


@pytest.fixture
def old(world, frozen_clock):
    """The five communes, three weeks after the day on which they are to be reorganised."""
    places = Old(world)
    frozen_clock.tick(days=34)
    assert clock.today() == TODAY
    return places


@pytest.fixture
def staff(client, world, old):
    """The browser of province staff after the reorganisation, in English."""
    reorganise(world.viewer(old.admin), change())
    client.sign_in(old.staff)
    client.get("/account?lang=en")
    return client


def rows(client, address: str) -> list[list[str]]:
    """Return the rows of a CSV answer."""
    text = client.http.get(address).get_data(as_text=True)
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_june_is_shown_in_the_places_of_june_and_leads_to_those_of_today_and_back(staff):
    then = staff.get("/coverage?period=2022-06")

    assert then.h1 == "Coverage: Tỉnh Bình Phước"
    assert "places as of 30/06/2022" in then.text
    assert "teams and members as of" not in then.text
    now = then.follow("See it by the places of today: Tỉnh Đồng Nai")
    assert now.h1 == "Coverage: Tỉnh Đồng Nai"
    assert "places as of 20/07/2022 · data" not in now.text
    assert "places as of 20/07/2022" in now.text
    assert "teams and members as of 30/06/2022" in now.text
    assert now.follow("See it by the places of that time: Tỉnh Bình Phước").h1 == then.h1


def test_an_old_commune_leads_to_the_new_one_and_a_new_one_to_all_its_parts(staff, old):
    page = staff.get(f"/coverage?period=2022-06&unit={old.communes['103'].id}")

    page = page.follow("See it by the places of today: Phường Bình Phước")

    assert page.h1 == "Coverage: Phường Bình Phước"
    assert "See it by the places of that time:" in page.text
    assert {"Xã Xã 101", "Xã Xã 103"} <= page.links().keys()
    assert page.follow("Xã Xã 101").h1 == "Coverage: Xã Xã 101"


def test_a_district_that_was_given_up_leads_to_the_province_and_a_hamlet_to_itself(staff, old):
    district = staff.get(f"/coverage?period=2022-06&unit={old.districts[0].id}")
    hamlet = staff.get(f"/coverage?period=2022-06&unit={old.hamlets['103'].id}")

    assert district.follow("See it by the places of today").h1 == "Coverage: Tỉnh Đồng Nai"
    today = hamlet.follow("See it by the places of today")
    assert today.h1 == hamlet.h1
    assert "Phường Bình Phước" in today.links()
    assert "Phường Bình Phước" not in hamlet.links()


def test_a_map_offers_the_other_reading_too(staff):
    page = staff.get("/coverage/map?period=2022-06").follow("See it by the places of today")

    assert page.h1 == "Coverage map: Tỉnh Đồng Nai"
    assert "Xã Lộc Thạnh" in page.text


def test_only_readings_that_the_viewer_may_see_are_offered(client, world, old):
    reorganise(world.viewer(old.admin), change())
    client.sign_in(old.coordinators["101"])
    client.get("/account?lang=en")

    page = client.get("/coverage?period=2022-06")

    assert page.h1 == "Coverage: Xã Xã 101"
    assert "See it by the places of today" not in page.text


def test_a_coordinator_whose_whole_commune_goes_on_is_led_to_it(client, world, old):
    reorganise(world.viewer(old.admin), change())
    client.sign_in(old.coordinators["102"])

    page = client.get("/coverage?period=2022-06&lang=en").follow("See it by the places of today")

    assert page.h1 == "Coverage: Xã Bù Gia Mập"


def test_a_place_that_ended_is_read_as_it_was_at_last_and_a_later_one_as_it_was_at_first(staff, old):
    ended = staff.get(f"/coverage?period=2022-07&unit={old.communes['101'].id}")
    later = staff.get(f"/coverage?period=2022-06&unit={new_unit('101').id}")

    assert (ended.status, later.status) == (200, 200)
    assert "places as of 30/06/2022" in ended.text
    assert "places as of 01/07/2022" in later.text
    asked = staff.http.get(f"/coverage?period=2022-06&unit={new_unit('101').id}&as_of=2022-06-30")
    assert asked.status_code == 404


def test_a_period_chosen_on_the_page_keeps_the_places(staff):
    page = staff.get("/coverage?period=2022-06").follow("See it by the places of today")

    page = page.submit("/coverage", period="w1")

    assert page.h1 == "Coverage: Tỉnh Đồng Nai"
    assert "places as of 20/07/2022" in page.text
    assert "teams and members as of 15/06/2022" in page.text


def test_what_fits_into_no_place_is_said_on_the_page_in_the_file_and_to_programs(client, world, old, app):
    reorganise(world.viewer(old.admin), change((*MAPPING, MappingRow(7, "105", "102"))))
    client.sign_in(old.staff)
    client.get("/account?lang=en")
    asked = "campaign=kh170-2022&period=2022-06&as_of=2022-07-20"

    page = client.get(f"/coverage?{asked}")
    table = rows(client, f"/coverage.csv?{asked}")
    told = client.http.get(f"/api/coverage?{asked}&unit=75").get_json()
    line = client.http.get(f"/api/indicators/8?{asked}&unit=75").get_json()
    words = ("--campaign", "kh170-2022", "--unit", "75", "--period", "2022-06", "--as-of", "2022-07-20")
    printed = app.test_cli_runner().invoke(args=["indicator", "show", *words])
    as_json = app.test_cli_runner().invoke(args=["indicator", "show", *words, "--json"])

    assert "Entries that fit into none of the places shown" in page.text
    assert "Xã Xã 105: 1 approved entry" in page.text
    assert ["Approved entries that fit into none of the places shown", "Xã Xã 105", "1"] in table
    assert ["Places as of", "20/07/2022"] in table
    assert ["Teams and members as of", "30/06/2022"] in table
    for answer in (told, line, json.loads(as_json.stdout)):
        assert answer["unplaced"] == [{"name": "Xã Xã 105", "approved": 1}]
        assert (answer["units_on"], answer["teams_on"]) == ("2022-07-20", "2022-06-30")
    assert "Xã Xã 105, 1" in printed.stdout
    assert "20/07/2022" in printed.stdout


def test_a_campaign_with_windows_on_either_side_shows_each_in_the_places_of_its_time(staff):
    page = staff.get("/campaigns/kh170-2022")

    assert "Tỉnh Đồng Nai" in page.text
    days = [row[-1] for row in _cells(page)[1:]]
    assert days == ["15/06/2022", "21/06/2022", "30/06/2022"][: len(days)]
    assert all(link_status == 200 for link_status in _statuses(staff, page))


@pytest.mark.parametrize("unit_of", ["old", "new"])
@pytest.mark.parametrize("communes", [3, 30])
def test_after_a_reorganisation_a_page_takes_at_most_fourteen_statements(
    client, world, frozen_clock, communes, unit_of
):
    old = Old(world)
    frozen_clock.tick(days=34)
    codes = [str(200 + number) for number in range(communes)]
    for code in codes:
        commune = world.commune(old.districts[0], f"Số {code}", code=code)
        team = world.team(commune, [world.hamlet(commune)])
        world.activity(team, world.member(team), status="approved")
    roster = (*ROSTER, RosterRow(9, "300", "Lớn", "Xã Lớn", "xã", "commune", "75"))
    mapping = (*MAPPING, *(MappingRow(8 + n, code, "300") for n, code in enumerate(codes)))
    reorganise(world.viewer(old.admin), change(mapping, roster))
    client.sign_in(world.staff(Role.province_staff, old.province))
    unit = old.province.id if unit_of == "old" else new_unit("75").id
    address = f"/coverage?period=2022-06&unit={unit}" + ("" if unit_of == "old" else "&as_of=2022-07-20")
    client.get(address)

    with counting_statements() as statements:
        page = client.get(address)

    assert page.status == 200
    assert len(statements) <= 12, "\n".join(one.replace("\n", " ")[:150] for one in statements)


def _cells(page) -> list[list[str]]:
    table = page.all("table")[0]
    lines = [row for row in table.iter() if str(row.tag).endswith("}tr")]
    return [["".join(cell.itertext()).strip() for cell in line] for line in lines]


def _statuses(client, page) -> list[int]:
    return [
        client.http.get(link).status_code
        for link in page.links().values()
        if link and link.startswith("/coverage")
    ]

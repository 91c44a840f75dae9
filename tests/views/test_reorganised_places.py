"""Pages after places were reorganised: nothing is lost, nothing crashes, and no link leads nowhere."""

from datetime import date
from urllib.parse import urlsplit

import pytest

from portal import clock
from portal.domain.team_status import TeamLevel
from portal.extensions import db
from portal.models import Unit
from portal.queries.units import get_visible_unit
from portal.services.reorganisations import reorganise
from portal.services.teams import register_team
from tests.page_client import text_of
from tests.reorganised import Old, change, new_unit

TODAY = date(2022, 7, 20)
PAGES = (
    "/", "/coverage", "/coverage/map", "/campaigns", "/campaigns/kh170-2022", "/reviews", "/teams", "/units",
    "/log", "/activities", "/search?q=Thôn",
)  # fmt: skip


@pytest.fixture
def old(world, frozen_clock):
    """The five communes, three weeks after the day on which they are to be reorganised."""
    places = Old(world)
    frozen_clock.tick(days=34)
    assert clock.today() == TODAY
    return places


@pytest.fixture
def people(old):
    """Everybody who worked in the old places."""
    return {
        "staff": old.staff,
        "admin": old.admin,
        "district": old.district_staff,
        "coordinator": old.coordinators["101"],
        "alone": old.coordinators["102"],
        "member": old.members["101"],
    }


def local_links(page) -> set[str]:
    """Return where the links of a page's main part lead within the portal."""
    links = (link.get("href", "") for link in page.all("main")[0].iter() if str(link.tag).endswith("}a"))
    return {link for link in links if link.startswith("/") and not urlsplit(link).path.startswith("/static")}


@pytest.mark.parametrize("who", ["staff", "admin", "district", "coordinator", "alone", "member"])
@pytest.mark.parametrize("is_reorganised", [False, True])
def test_every_page_answers_and_every_link_on_it_leads_somewhere(
    client, world, old, people, who, is_reorganised
):
    if is_reorganised:
        reorganise(world.viewer(old.admin), change())
    viewer, new = world.viewer(people[who]), []
    if is_reorganised:
        new = [new_unit(code).id for code in ("75", "101", "102", "103")]
    places = [*new, old.province.id, *(unit.id for unit in [*old.districts, *old.communes.values()])]
    units = [f"/units/{unit_id}" for unit_id in places if get_visible_unit(viewer, unit_id)]
    client.sign_in(people[who])
    open_before = {path: client.http.get(path).status_code for path in PAGES}
    broken = {}
    seen = set()
    for path in [*PAGES, *units]:
        if open_before.get(path) == 403:
            continue
        page = client.get(path)
        if page.status != 200:
            broken[path] = page.status
            continue
        for link in local_links(page) - seen:
            seen.add(link)
            status = client.http.get(link).status_code
            if status >= 500 or status == 404:
                broken[f"{path} -> {link}"] = status

    assert broken == {}


@pytest.fixture
def staff(client, world, old):
    """The browser of province staff after the reorganisation, in English."""
    reorganise(world.viewer(old.admin), change())
    client.sign_in(old.staff)
    client.get("/account?lang=en")
    return client


def words_of(page, tag: str) -> list[str]:
    return [text_of(element) for element in page.all("main")[0].iter() if str(element.tag).endswith(tag)]


def test_a_place_that_ended_shows_what_it_was_that_it_ended_and_what_followed(staff, old):
    page = staff.get(f"/units/{old.communes['101'].id}")

    assert page.h1 == "Xã Xã 101"
    assert "Xã Xã 101 ended on 30/06/2022" in page.text
    assert "Tổ 101" in page.links()
    assert page.follow("Phường Bình Phước").h1 == "Phường Bình Phước"
    before = staff.get(f"/units/{new_unit('101').id}").follow("Xã Xã 103")
    assert before.h1 == "Xã Xã 103"


def test_who_may_not_see_what_followed_is_told_its_name_without_a_link(client, world, old):
    reorganise(world.viewer(old.admin), change())
    client.sign_in(old.coordinators["101"])

    page = client.get(f"/units/{old.communes['101'].id}?lang=en")

    assert "Its land lies in Phường Bình Phước since then." in page.text
    assert "Phường Bình Phước" not in page.links()
    assert "Register a team" not in page.links()
    assert client.http.get(f"/communes/{old.communes['101'].id}/teams/new").status_code == 404


def test_people_whose_commune_is_no_more_still_find_it_among_their_places(client, world, old):
    reorganise(world.viewer(old.admin), change())
    client.sign_in(old.coordinators["101"])

    page = client.get("/units?lang=en")

    assert "Xã Xã 101, until 30/06/2022" in page.text
    assert page.follow("Xã Xã 101").h1 == "Xã Xã 101"


def test_staff_find_the_new_communes_and_no_second_list_of_the_old(staff):
    page = staff.get("/units")

    assert "Phường Bình Phước" in page.links()
    assert "Places that ended" not in page.text


def test_teams_of_a_commune_that_ended_are_listed_under_its_last_name(staff, old):
    assert "Xã Xã 101" in staff.get("/teams").text
    assert "Xã Xã 101" in staff.get(f"/teams/{old.teams['101'].id}").links()


def test_hamlets_of_one_name_are_told_apart_by_where_they_came_from(world, staff, old):
    merged = new_unit("101").id
    both = {"Thôn 1 (formerly xã Xã 101)", "Thôn 1 (formerly xã Xã 103)"}

    assert both <= staff.get(f"/units/{merged}").links().keys()
    coverage = staff.get(f"/coverage?period=2022-07&unit={merged}")
    assert both <= coverage.links().keys()
    table = staff.http.get(f"/coverage.csv?period=2022-07&unit={merged}").get_data(as_text=True)
    assert all(name in table for name in both)
    asked = "campaign=kh170-2022&period=2022-07&unit=101"
    told = staff.http.get(f"/api/coverage?{asked}").get_json()
    assert both == {row["unit"]["name"] for row in told["rows"] if row["unit"]}
    assert "Thôn 1 (formerly xã Xã 101)" in staff.get(f"/teams/{old.teams['101'].id}").text


def test_a_name_that_stands_alone_in_its_commune_stays_as_it_is(staff):
    page = staff.get(f"/units/{new_unit('102').id}")

    assert "Thôn 1" in page.links()
    assert "formerly" not in page.text


def test_before_the_merger_names_stay_as_they_were(staff, old):
    page = staff.get(f"/coverage?period=2022-06&unit={old.communes['101'].id}")

    assert "Thôn 1" in page.links()
    assert "formerly" not in page.text


def test_the_form_for_entries_names_the_hamlets_of_a_merged_commune_apart(client, world, old):
    reorganise(world.viewer(old.admin), change())
    merged = db.session.get(Unit, new_unit("101").id)
    coordinator = world.coordinator(merged, "Điều phối mới")
    team = register_team(
        world.viewer(coordinator), merged, name="Tổ mới", level=TeamLevel.commune, hamlet_ids=[]
    )
    client.sign_in(world.member(team, since=TODAY))

    page = client.get("/log")

    choices = words_of(page, "}option")
    assert {"Thôn 1 (xã Xã 101 cũ)", "Thôn 1 (xã Xã 103 cũ)"} <= set(choices)


def test_programs_and_commands_list_the_places_of_either_day(staff, app):
    before = staff.http.get("/api/units?as_of=2022-06-30&level=commune").get_json()["units"]
    after = staff.http.get("/api/units?as_of=2022-07-01&level=commune").get_json()["units"]
    hamlets = staff.http.get("/api/units?level=hamlet&under=101").get_json()["units"]
    runner = app.test_cli_runner()
    printed = {
        day: runner.invoke(args=["units", "list", "--as-of", day, "--level", "commune"]).stdout
        for day in ("2022-06-30", "2022-07-01")
    }

    assert sorted(one["full_name"] for one in before) == [f"Xã Xã {code}" for code in range(101, 106)]
    assert [one["full_name"] for one in after] == ["Phường Bình Phước", "Xã Bù Gia Mập", "Xã Lộc Thạnh"]
    # One code, two places.
    assert {one["id"] for one in before if one["code"] == "101"}.isdisjoint({one["id"] for one in after})
    assert {(one["full_name"], one["origin"]) for one in hamlets} == {
        ("Thôn 1", "Xã Xã 101"),
        ("Thôn 1", "Xã Xã 103"),
    }
    assert len(printed["2022-06-30"].splitlines()) == 5
    assert len(printed["2022-07-01"].splitlines()) == 3

"""The map page: one link for each commune, the same figures as the table, and no picture without words."""

import re
from datetime import date
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest

from portal.domain.activity_status import ActivityStatus
from portal.domain.roles import Role
from tests.page_client import text_of
from tests.queries_counted import counting_statements

SVG = "{http://www.w3.org/2000/svg}"
APPROVED = ActivityStatus.approved


@pytest.fixture
def place(world):
    """A province with two districts, each with a commune of the same name, and a campaign."""
    province = world.province()
    districts = [world.district(province, name) for name in ("Bù Đăng", "Bù Đốp")]
    communes = [world.commune(district, "Tân Tiến") for district in districts]
    hamlets = [world.hamlet(communes[0], str(number)) for number in range(8)]
    team = world.team(communes[0], hamlets[:5])
    world.activity(team, world.member(team), status=APPROVED, occurred_on=date(2022, 6, 3))
    world.team(communes[0], hamlets[5:6], name="Tổ ngủ")
    unconfirmed = world.commune(districts[1], "Đak Ơ", confirmed=False)
    for number, commune in enumerate([*communes, unconfirmed]):
        world.point(commune, 11.5 + number / 10, 106.8)
    world.campaign(province)
    return SimpleNamespace(province=province, districts=districts, communes=communes, unconfirmed=unconfirmed)


@pytest.fixture
def staff(client, world, place):
    """The browser of province staff, in English."""
    client.sign_in(world.staff(Role.province_staff, place.province))
    client.get("/account?lang=en")
    return client


def drawing(page) -> ElementTree.Element:
    """Return the map, read as XML."""
    [text] = re.findall(r'<svg class="map".*?</svg>', page.html, re.DOTALL)
    return ElementTree.fromstring(text.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def shapes(page) -> dict[str, str]:
    """Return name -> address of every shape."""
    links = list(drawing(page).iter(f"{SVG}a"))
    names = {link.find(f"{SVG}title").text: link.get("href") for link in links}
    assert len(names) == len(links)
    return names


def rows(page) -> list[list[str]]:
    """Return the words of the table beside the map."""
    return [[text_of(cell) for cell in row] for row in page.all("tbody")[0]]


def test_every_commune_is_one_link_whose_name_is_its_figure(staff, place):
    page = staff.get("/coverage/map")

    # The two Tân Tiến are told apart by their districts. 5 of 8 hamlets work: 62.5 %.
    assert sorted(shapes(page)) == [
        "Xã Tân Tiến, Huyện Bù Đăng: 8.4 5/8 (62.5 %)",
        "Xã Tân Tiến, Huyện Bù Đốp: 8.4 nothing to count",
        "Xã Đak Ơ: 8.4 not enough data",
    ]
    for address in shapes(page).values():
        assert staff.get(address).status == 200
    units = [parse_qs(urlsplit(address).query)["unit"] for address in shapes(page).values()]
    assert sorted(units) == sorted([str(one.id)] for one in [*place.communes, place.unconfirmed])


def test_the_other_line_is_a_link_away(staff, place):
    page = staff.get("/coverage/map").follow("8.2 Hamlets with a team")

    assert "Xã Tân Tiến, Huyện Bù Đăng: 8.2 6/8 (75.0 %)" in shapes(page)


def test_the_table_beside_says_the_same_as_the_map(staff, place):
    page = staff.get("/coverage/map")

    assert rows(page) == [
        ["Xã Đak Ơ", "Huyện Bù Đốp", "–", "not enough data", "not enough data"],
        ["Xã Tân Tiến", "Huyện Bù Đăng", "8", "5/8 (62.5 %)", "6/8 (75.0 %)"],
        ["Xã Tân Tiến", "Huyện Bù Đốp", "0", "nothing to count", "nothing to count"],
    ]
    commune = staff.get(next(address for name, address in shapes(page).items() if "62.5" in name))
    assert "62.5 %" in commune.text
    assert "5/8" in commune.text


def test_the_map_has_a_title_and_a_description_in_words(staff, place):
    svg = drawing(staff.get("/coverage/map"))

    assert svg.find(f"{SVG}title").text == "Map: Hamlets with a working team, Tỉnh Bình Phước"
    assert svg.find(f"{SVG}desc").text == (
        "50 % to below 80 %: 1; not enough data: 1; nothing to count: 1."
        " The table below gives the figures of each commune."
    )
    assert svg.get("aria-labelledby") == svg.find(f"{SVG}title").get("id")
    assert svg.get("aria-describedby") == svg.find(f"{SVG}desc").get("id")


def test_every_step_has_its_own_pattern_that_is_there(staff, place):
    page = staff.get("/coverage/map")
    svg = drawing(page)

    patterns = {one.get("id") for one in svg.iter(f"{SVG}pattern")}
    used = set(re.findall(r'fill="url\(#([a-z-]+)\)"', page.html))
    assert used <= patterns
    assert len(patterns) == 7
    fills = [shape.get("fill") for shape in svg.iter(f"{SVG}circle")]
    assert sorted(fills) == ["url(#band-middle)", "url(#band-nothing)", "url(#band-unknown)"]
    assert "style=" not in page.html


def test_tabs_lead_from_the_table_to_the_map_and_back(staff, place):
    table = staff.get(f"/coverage?unit={place.districts[0].id}&period=w1")

    page = table.follow("Map")

    assert page.h1 == "Coverage map: Huyện Bù Đăng"
    assert "01 - 16/6/2022" in page.text
    assert page.follow("Table").h1 == "Coverage: Huyện Bù Đăng"


def test_period_and_mode_are_asked_for_and_the_line_is_kept(staff, place):
    page = staff.get("/coverage/map?line=8.2").submit("/coverage/map", period="w2", mode="cumulative")

    assert "line=8.2" in page.path
    assert "16 - 22/6/2022" in page.text
    assert "cumulative" in page.text
    assert any("8.2 6/8" in name for name in shapes(page))


def test_a_commune_without_position_is_listed_by_name(staff, world, place):
    lost = world.commune(place.districts[0], "Ở Đâu")

    page = staff.get("/coverage/map")

    assert "Without a position, so not on the map" in page.text
    assert not any("Ở Đâu" in name for name in shapes(page))
    assert page.follow("Xã Ở Đâu").h1 == "Coverage: Xã Ở Đâu"
    assert ["Xã Ở Đâu", "Huyện Bù Đăng", "0", "nothing to count", "nothing to count"] in rows(page)
    assert lost.id


def test_without_any_position_the_page_says_so_and_shows_the_table(client, world):
    province = world.province()
    world.commune(world.district(province))
    world.campaign(province)
    client.sign_in(world.staff(Role.province_staff, province))

    page = client.get("/coverage/map?lang=en")

    assert "No position is known" in page.text
    assert len(rows(page)) == 1
    assert '<svg class="map"' not in page.html


def test_outlines_are_shown_with_their_source_and_hold_numbers_alone(staff, world, place):
    admin = world.staff(Role.admin, place.province)
    evil = '© "><script>alert(1)</script>'
    world.outlines(admin, *place.communes, place.unconfirmed, published=True, attribution=evil)

    page = staff.get("/coverage/map")

    assert f"Outlines: {evil}" in page.text
    assert "<script>" not in page.html
    paths = [one.get("d") for link in drawing(page).iter(f"{SVG}a") for one in link.iter(f"{SVG}path")]
    assert len(paths) == 3
    assert all(re.fullmatch(r"(M\d+ \d+l[-\d ]+z)+", path) for path in paths)
    assert len(shapes(page)) == 3


def test_names_of_places_cannot_break_out_of_the_map(staff, world, place):
    world.point(world.commune(place.districts[0], "</title></svg><script>&"), 11.4, 106.9)

    page = staff.get("/coverage/map")

    assert any("</title></svg><script>&: 8.4" in name for name in shapes(page))


def test_coordinator_sees_the_own_commune_alone(client, world, place):
    client.sign_in(world.coordinator(place.communes[0]))

    page = client.get("/coverage/map?lang=en")

    assert list(shapes(page)) == ["Xã Tân Tiến: 8.4 5/8 (62.5 %)"]
    assert "no positions of hamlets" in page.text
    assert client.get(f"/coverage/map?unit={place.communes[1].id}").status == 404
    assert client.get(f"/coverage/map?unit={place.province.id}").status == 404


def test_a_hamlet_has_no_map_and_says_so(staff, world, place):
    hamlet = world.hamlet(place.communes[1])

    page = staff.get(f"/coverage/map?unit={hamlet.id}")

    assert "No commune is known here" in page.text


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("line=8.3", 200),
        ("line=", 200),
        ("line=%F0%9F%98%80", 200),
        ("unit=999999999999999999999", 404),
        ("campaign=nope", 404),
        ("period=2022-13", 422),
        ("mode=both", 422),
        ("as_of=2022-06-01", 200),
    ],
)
def test_odd_questions_are_answered_and_never_break(staff, place, question, status):
    assert staff.get(f"/coverage/map?{question}").status == status


def test_without_any_campaign_the_page_says_so(client, world):
    client.sign_in(world.staff(Role.province_staff, world.province()))

    assert "There is no campaign yet" in client.get("/coverage/map?lang=en").text


@pytest.mark.parametrize("communes", [3, 110])
def test_a_map_takes_four_statements_more_than_the_table_whatever_the_size(staff, world, place, communes):
    admin = world.staff(Role.admin, place.province)
    made = [world.commune(place.districts[0], f"Số {number}") for number in range(communes)]
    world.outlines(admin, *made, published=True)
    staff.get("/coverage/map")

    with counting_statements() as of_table:
        staff.get("/coverage?mode=in_period")
    with counting_statements() as of_map:
        page = staff.get("/coverage/map")

    assert len(shapes(page)) == communes + 3
    assert len(of_table) <= 12
    assert len(of_map) <= len(of_table) + 4, "\n\n".join(of_map)
    assert len(page.html) < 150_000

"""The scoreboard on the page and in the file: the same figures, what is missing, and what is unknown."""

import csv
import io
from datetime import date
from types import SimpleNamespace

import pytest

from portal.domain.roles import Role
from tests.figures_of_others import department_of, june, report_figure, set_target
from tests.page_client import text_of
from tests.queries_counted import counting_statements

EXACT = {"1": "91.5", "2": "60", "3": "100", "4": "100", "5": "99.9", "6": "88", "7": "70"}


@pytest.fixture
def place(world):
    """A province with a district that has reached all eight, and one that has reached none."""
    province = world.province()
    good, weak = world.district(province, "Bù Đăng"), world.district(province, "Lộc Ninh")
    communes = [world.commune(district, name) for district, name in ((good, "Đak Nhau"), (weak, "Lộc Hòa"))]
    hamlets = [[world.hamlet(commune, str(number)) for number in range(5)] for commune in communes]
    for served, count in zip(hamlets, (4, 1), strict=True):
        for hamlet in served[:count]:
            team = world.team(communes[hamlets.index(served)], [hamlet])
            world.activity(team, world.member(team), status="approved", occurred_on=date(2022, 6, 3))
    campaign = world.campaign(province, targets={"8.4": "80,0"})
    for code, percent in EXACT.items():
        set_target(campaign, "district", code, percent)
        report_figure(campaign, good, code, percent, june(1, 15))
    report_figure(campaign, weak, "1", "40", june(1, 15), numerator=400, denominator=1000)
    return SimpleNamespace(province=province, good=good, weak=weak, communes=communes, campaign=campaign)


@pytest.fixture
def staff(client, world, place):
    """The browser of province staff, in English."""
    client.sign_in(world.staff(Role.province_staff, place.province))
    client.get("/account?lang=en")
    return client


def rows_of(page, table: int = 0) -> dict[str, list[str]]:
    """Return the rows of a table by the name of their place, which stands before the verdict."""
    found = {}
    for row in page.all("table")[table].iter():
        cells = [text_of(cell) for cell in row] if str(row.tag).endswith("}tr") else []
        if cells:
            found[cells[0]] = cells[1:]
    return found


def test_places_with_all_eight_and_those_short_of_some_are_told_apart(staff):
    page = staff.get("/scoreboard?period=w1")

    rows = rows_of(page)
    good, weak = rows["Huyện Bù Đăng Every target reached"], rows["Huyện Lộc Ninh Not reached yet"]
    assert good == ["91.5 % reached", "60 % reached", "100 % reached", "100 % reached", "99.9 % reached",
                    "88 % reached", "70 % reached", "80.0 % reached"]  # fmt: skip
    # 91,5 % of 1 000 are 915, 400 are there; 80 % of 5 hamlets are 4, one works.
    assert weak[0] == "40 % 515 services left"
    assert weak[1] == "no figures yet"
    assert weak[7] == "20.0 % 3 hamlets left"
    assert "1 has reached every target and may be commended." in page.text


def test_rows_can_be_kept_by_their_verdict(staff):
    page = staff.get("/scoreboard?period=w1&show=short")

    assert [name for name in rows_of(page) if "Huyện" in name] == ["Huyện Lộc Ninh Not reached yet"]
    assert staff.get("/scoreboard?period=w1&show=open").text.count("None of them is like that.") == 1
    assert len(rows_of(staff.get("/scoreboard?period=w1&show=<x>"))) == 3


def test_tiles_say_the_window_the_source_and_the_change(staff, place):
    report_figure(place.campaign, place.weak, "1", "39.72", june(15, 21))

    page = staff.get(f"/scoreboard?unit={place.weak.id}&period=w2")

    tiles = [text_of(one) for one in page.all("section") if "standing" in (one.get("class") or "")]
    assert len(tiles) == 8
    assert "39.72 %" not in tiles[0]
    cumulative = staff.get(f"/scoreboard?unit={place.weak.id}&period=w2&mode=cumulative")
    tile = next(text_of(one) for one in cumulative.all("section") if "standing" in (one.get("class") or ""))
    # The window that began on the 15th speaks of other days than the period from the 16th on.
    assert "39.72 % target 91.5 % not reached 51.78 points left" in tile
    assert "down 0.28 points since the figure before" in tile
    assert "15/06/2022–21/06/2022 · Báo cáo 152/BC-UBND" in tile


def test_the_counted_tile_says_its_change_since_the_window_before(staff, place, world):
    page = staff.get(f"/scoreboard?unit={place.weak.id}&period=w2")

    # One of five hamlets worked until the 15th, none since.
    assert "0.0 %" in page.text
    assert "down 20.0 points since the figure before" in page.text


def test_departments_are_not_asked_for_the_eighth(staff, place):
    office = department_of(place.province)
    for code, percent in EXACT.items():
        set_target(place.campaign, "department", code, percent)
        report_figure(place.campaign, place.province, code, percent, june(1, 15), department=office)

    rows = rows_of(staff.get("/scoreboard?period=w1"))

    assert rows["Sở Tư pháp All seven"][-1] == "–does not apply"


def test_the_file_says_what_the_page_shows(staff, place):
    answer = staff.http.get("/scoreboard.csv?period=w1&show=short")

    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    weak = [row for row in rows if row[2:3] == ["Huyện Lộc Ninh"]]
    assert answer.status_code == 200
    assert weak[0][4:] == ["1", "Online public services with applications", "40", "400", "1000", "91,5", "no",
                           "515", "51,5", "", "01/06/2022", "15/06/2022", "Báo cáo 152/BC-UBND"]  # fmt: skip
    assert weak[7][4:12] == ["8", "Community digital-technology teams", "20,0", "1", "5", "80,0", "no", "3"]
    assert not [row for row in rows if row[2:3] == ["Huyện Bù Đăng"]]


def test_a_commune_sees_where_communes_of_its_size_are_and_none_of_their_names(client, world, place):
    own = world.commune(place.good, "Thọ Sơn", population=6_000)
    world.hamlet(own, "1")
    for number in range(5):
        world.hamlet(world.commune(place.weak, f"Bí mật {number}", population=6_500))
    client.sign_in(world.coordinator(own))

    page = client.get("/scoreboard?lang=en")

    assert "of 6 of the communes with 5,000 to below 8,000 residents in the province" in page.text
    assert "half of them have at most0.0 %" in page.text
    assert "Bí mật" not in page.html


def test_a_wrong_period_is_said_and_the_rest_still_shown(staff):
    page = staff.get("/scoreboard?period=w9")

    assert page.status == 422
    assert "Choose a period of the campaign." in page.text
    assert page.all("table")


def test_the_page_costs_the_same_with_more_places_and_figures(staff, place, world):
    staff.get("/scoreboard?period=w1")
    with counting_statements() as few:
        staff.get("/scoreboard?period=w1")
    for number in range(6):
        district = world.district(place.province, f"Mới {number}")
        world.hamlet(world.commune(district, f"Xã {number}"))
        report_figure(place.campaign, district, "1", "50", june(1, 15))
    with counting_statements() as many:
        staff.get("/scoreboard?period=w1")

    assert len(many) == len(few)

"""Charts of the scoreboard: drawings that name themselves, with tables of the same texts."""

from datetime import date
from types import SimpleNamespace

import pytest

from portal.domain.roles import Role
from tests.figures_of_others import june, report_figure, set_target
from tests.page_client import text_of
from tests.queries_counted import counting_statements


@pytest.fixture
def place(world):
    """A province with a district whose published series falls and whose windows share a day."""
    province = world.province()
    district = world.district(province)
    commune = world.commune(district, "Đak Nhau")
    team = world.team(commune, [world.hamlet(commune, "1")])
    world.hamlet(commune, "2")
    world.activity(team, world.member(team), status="approved", occurred_on=date(2022, 6, 3))
    campaign = world.campaign(province, targets={"8.4": "80,0"})
    set_target(campaign, "district", "1", "80.0")
    for percent, days in (("59.58", june(None, 1)), ("83.78", june(1, 16)), ("83.5", june(16, 22))):
        report_figure(campaign, district, "1", percent, days)
    return SimpleNamespace(province=province, district=district, campaign=campaign)


@pytest.fixture
def staff(client, world, place):
    """The browser of province staff, in English."""
    client.sign_in(world.staff(Role.province_staff, place.province))
    client.get("/account?lang=en")
    return client


def drawings(page) -> list:
    """Return the drawings of a page that are images."""
    return [one for one in page.tree.iter() if one.get("role") == "img"]


def words_in(drawing) -> set[str]:
    """Return the texts drawn in an image."""
    return {text_of(one) for one in drawing.iter() if str(one.tag).endswith("}text")}


def test_each_drawing_has_a_title_a_description_and_a_table_of_the_same_texts(staff, place):
    page = staff.get(f"/scoreboard/charts?unit={place.district.id}&indicator=1&mode=cumulative")

    own = drawings(page)[0]
    ids = {one.get("id"): text_of(one) for one in own if one.get("id")}
    assert own.get("aria-labelledby").split() == list(ids)
    assert ids["own-title"] == "1. Online public services with applications over time, Huyện Bù Đăng"
    shown = [text_of(cell) for cell in page.all("table")[0].iter() if str(cell.tag).endswith("}td")]
    for figure in ("59.58 %", "83.78 %", "83.5 %"):
        assert figure in shown
        assert figure in words_in(own)
        assert figure in ids["own-desc"]


def test_windows_that_share_a_day_are_drawn_as_spans(staff, place):
    page = staff.get(f"/scoreboard/charts?unit={place.district.id}&indicator=1")

    assert page.html.count('class="chart-span') == 3
    assert "chart-point" not in page.html
    assert "Where published days overlap" in page.text


def test_counted_figures_are_points_with_bars_by_place_and_small_ones(staff, place):
    page = staff.get("/scoreboard/charts")

    assert len(drawings(page)) == 3
    assert page.html.count('class="chart-point"') == 4
    assert {"50.0 %", "0.0 %"} <= words_in(drawings(page)[0])
    assert "Huyện Bù Đăng" in words_in(drawings(page)[1])


def test_an_indicator_of_which_nothing_is_known_says_so(staff):
    page = staff.get("/scoreboard/charts?indicator=4")

    assert "No figure of this indicator is known yet." in page.text
    assert "no figures yet" in page.text


def test_an_unknown_indicator_means_the_counted_one(staff):
    assert "8. Community digital-technology teams" in staff.get("/scoreboard/charts?indicator=9").text


@pytest.mark.parametrize("indicator", ["1", "8"])
def test_charts_cost_the_same_with_more_places_and_figures(staff, place, world, indicator):
    address = f"/scoreboard/charts?indicator={indicator}"
    staff.get(address)
    with counting_statements() as few:
        staff.get(address)
    for number in range(5):
        district = world.district(place.province, f"Mới {number}")
        world.hamlet(world.commune(district, f"Xã {number}"))
        report_figure(place.campaign, district, "1", "50", june(1, 15))
    with counting_statements() as many:
        staff.get(address)

    assert len(many) == len(few)

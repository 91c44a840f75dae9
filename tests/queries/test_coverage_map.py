"""What a map of coverage shows: every commune below a place with its two lines and where it lies."""

from datetime import date
from types import SimpleNamespace

import pytest

from portal import clock
from portal.domain.activity_status import ActivityStatus
from portal.domain.campaign_periods import IN_PERIOD, resolve_period
from portal.domain.roles import Role
from portal.queries.campaigns import get_campaign
from portal.queries.coverage import get_coverage
from portal.queries.coverage_map import get_coverage_map
from tests.queries_counted import counting_statements


@pytest.fixture
def place(world):
    """A province with two districts and three communes: half working, not confirmed, and empty."""
    province = world.province()
    one, two = world.district(province, "Bù Đăng"), world.district(province, "Bù Đốp")
    working = world.commune(one, "Đak Nhau")
    hamlets = [world.hamlet(working, name) for name in ("1", "2")]
    team = world.team(working, hamlets[:1])
    world.activity(team, world.member(team), status=ActivityStatus.approved, occurred_on=date(2022, 6, 3))
    unconfirmed = world.commune(two, "Tân Tiến", confirmed=False)
    empty = world.commune(two, "Hưng Phước")
    world.point(working, 11.9, 107.1)
    world.point(unconfirmed, 12.0, 106.8)
    world.campaign(province)
    admin = world.staff(Role.admin, province)
    return SimpleNamespace(
        province=province, one=one, working=working, unconfirmed=unconfirmed, empty=empty, admin=admin
    )


def find_map(unit):
    """Return the map of a place by the id of its communes."""
    campaign = get_campaign("kh170-2022")
    whole = resolve_period("whole", campaign.period)
    coverage = get_coverage(campaign, unit.id, whole, IN_PERIOD, today=clock.today())
    with counting_statements() as statements:
        found = get_coverage_map(coverage)
    assert len(statements) <= 4, statements
    return found, {one.place.id: one for one in found.places}


def test_a_province_shows_its_communes_not_its_districts(world, place):
    _found, places = find_map(place.province)

    assert set(places) == {place.working.id, place.unconfirmed.id, place.empty.id}
    working = places[place.working.id]
    assert working.parent.full_name == "Huyện Bù Đăng"
    figures = {code: (line.numerator, line.denominator, line.percent) for code, line in working.lines.items()}
    assert figures == {"8.4": (1, 2, "50,0"), "8.2": (1, 2, "50,0")}
    assert working.mark.count == 2
    assert [places[one.id].band("8.4") for one in (place.working, place.unconfirmed, place.empty)] == [
        "middle", "unknown", "nothing",
    ]  # fmt: skip


def test_a_commune_without_any_position_is_not_located(world, place):
    _found, places = find_map(place.province)

    assert [one.place.id for one in places.values() if not one.is_located] == [place.empty.id]


def test_outlines_of_most_communes_are_shown_with_their_source(world, place):
    world.outlines(place.admin, place.working, place.empty, published=True, attribution="© Sở Nội vụ")

    found, places = find_map(place.province)

    assert found.attribution == "© Sở Nội vụ"
    assert places[place.working.id].mark.rings
    assert places[place.empty.id].is_located
    assert not places[place.unconfirmed.id].mark.rings
    assert places[place.unconfirmed.id].mark.point


def test_the_few_outlines_that_outlived_their_era_are_not_shown(world, place):
    world.outlines(place.admin, place.working, published=True)

    found, places = find_map(place.province)

    assert found.attribution is None
    assert not places[place.working.id].mark.rings


def test_a_district_and_a_commune_show_what_lies_in_them(world, place):
    assert set(find_map(place.one)[1]) == {place.working.id}
    assert set(find_map(place.working)[1]) == {place.working.id}


def test_a_hamlet_shows_nothing(world, place):
    hamlet = world.hamlet(place.working, "3")

    assert find_map(hamlet)[1] == {}

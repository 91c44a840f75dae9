"""Places on a date: in lists, by code, within others, and who may look at them."""

from datetime import date

import pytest

from portal.domain.roles import Role
from portal.domain.units import UnitLevel
from portal.queries import units
from portal.services.units import load_shipped_places

DAY = date(2022, 6, 16)


def test_places_are_listed_by_name_in_vietnamese_order_with_numbers_by_size(world):
    commune = world.commune()
    for name in ("10", "Đắk", "2", "Dung", "Ân", "An"):
        world.hamlet(commune, name)

    listed = [unit.name for unit in units.list_units(DAY, UnitLevel.hamlet)]

    assert listed == ["2", "10", "An", "Ân", "Dung", "Đắk"]


def test_a_place_is_listed_from_its_first_day_on_and_only_below_whole_parts_of_a_path(world):
    province = world.province()
    communes = [world.commune(province, f"Số {number}", confirmed=False) for number in range(20)]
    first = communes[0]
    late = world.hamlet(first, since=DAY)
    lookalikes = [one for one in communes[1:] if one.path.startswith(first.path.rstrip("/"))]

    below = {unit.id for unit in units.list_units(DAY, under_path=first.path)}

    assert lookalikes
    assert below == {first.id, late.id}
    assert [unit.id for unit in units.list_units(date(2022, 6, 15), under_path=first.path)] == [first.id]
    assert {unit.id for unit in units.list_children(province.id, DAY)} == {one.id for one in communes}


def test_a_code_names_a_place_only_on_its_days(world):
    load_shipped_places()

    before = units.find_unit_by_code("25432", date(2022, 9, 30))
    after = units.find_unit_by_code("25432", date(2022, 10, 1))

    assert before.id == after.id
    assert (before.type, after.type) == ("thị trấn", "phường")
    assert units.find_unit_by_code("25432", date(2018, 11, 30)) is None
    assert units.find_unit_by_code("75", DAY) is None
    assert units.get_unit_on(before.id, date(2018, 11, 30)) is None
    assert units.get_unit_on(before.id, date(2022, 9, 30)) == before


def test_the_path_names_the_places_above_as_they_were_called(world):
    load_shipped_places()
    commune = units.find_unit_by_code("25432", DAY)

    def names(on):
        return [unit.full_name for unit in units.get_path(commune.id, on)]

    assert names(date(2022, 9, 30)) == ["Tỉnh Bình Phước", "Huyện Chơn Thành", "Thị trấn Chơn Thành"]
    assert names(date(2022, 10, 1)) == ["Tỉnh Bình Phước", "Thị xã Chơn Thành", "Phường Hưng Long"]
    assert names(date(2018, 11, 30)) == []
    assert units.get_path(10**9, DAY) == []


def test_the_same_name_in_two_districts_is_two_places(world):
    load_shipped_places()

    named = [unit for unit in units.list_units(DAY, UnitLevel.commune) if unit.full_name == "Xã Tân Tiến"]

    districts = {units.get_path(unit.id, DAY)[1].full_name for unit in named}
    assert districts == {"Huyện Bù Đốp", "Huyện Đồng Phú"}


def test_a_census_is_the_sum_of_the_latest_counts_of_the_communes(world):
    province = world.province()
    district = world.district(province)
    for people, households in ((100, 30), (50, None)):
        world.commune(district, f"Xã {people}", population=people, households=households)
    world.commune(world.district(province, "Khác"), population=1000, households=300)

    counted = units.get_census(district.path, DAY)

    # 100 + 50 people; 30 households and one commune whose households nobody counted.
    assert (counted.population, counted.households, counted.communes) == (150, 30, 2)
    assert counted.counted_on == date(2019, 4, 1)
    assert units.get_census(province.path, DAY).population == 1150
    assert units.get_census(province.path, date(2019, 3, 31)) is None


@pytest.mark.parametrize(
    ("who", "visible"),
    [
        ("member", {"province", "district", "commune", "hamlet"}),
        ("coordinator", {"province", "district", "commune", "hamlet"}),
        ("district_coordinator", {"province", "district", "commune", "hamlet", "neighbour"}),
        ("staff", {"province", "district", "commune", "hamlet", "neighbour", "far", "far_hamlet"}),
        ("nobody", set()),
    ],
)
def test_one_sees_the_area_of_ones_roles_and_seats_and_what_it_lies_in(world, who, visible):
    province = world.province()
    district = world.district(province)
    commune = world.commune(district)
    far = world.commune(world.district(province, "Khác"), "Xa")
    places = {
        "province": province,
        "district": district,
        "commune": commune,
        "hamlet": world.hamlet(commune),
        "neighbour": world.commune(district, "Bên cạnh"),
        "far": far,
        "far_hamlet": world.hamlet(far),
        "other_province": world.province("Khác", "75"),
    }
    person = {
        "member": lambda: world.member(world.team(commune)),
        "coordinator": lambda: world.coordinator(commune),
        "district_coordinator": lambda: world.staff(Role.coordinator, district),
        "staff": lambda: world.staff(Role.province_staff, province),
        "nobody": world.user,
    }[who]()

    viewer = world.viewer(person)

    seen = {name for name, unit in places.items() if units.get_visible_unit(viewer, unit.id) is not None}
    assert seen == visible
    assert units.get_visible_unit(viewer, 10**9) is None

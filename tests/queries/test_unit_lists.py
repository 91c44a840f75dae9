"""Lists of one's communes, by district."""

import unicodedata
from datetime import date

import pytest

from portal.domain.roles import Role
from portal.domain.team_status import TeamStatus
from portal.extensions import db
from portal.models import Unit
from portal.queries.unit_lists import list_communes_of, list_own_communes
from portal.queries.units import find_unit_by_code, get_unit_on
from tests.queries_counted import counting_statements

DAY = date(2022, 6, 16)


@pytest.fixture
def province(world):
    """A province with two districts and three communes."""
    province = world.province()
    north, south = world.district(province, "Bù Đốp"), world.district(province, "Đồng Phú")
    world.commune(north, "Tân Tiến", code="25321")
    world.commune(south, "Tân Tiến", code="25393")
    world.commune(south, "Đồng Tâm", code="25369", confirmed=False)
    return province


def shown(groups):
    return {group.parent.full_name: [commune.full_name for commune in group.communes] for group in groups}


def test_staff_see_the_communes_of_their_area_by_district(world, province):
    staff = world.viewer(world.staff(Role.province_staff, province))

    assert shown(list_own_communes(staff, DAY)) == {
        "Huyện Bù Đốp": ["Xã Tân Tiến"],
        "Huyện Đồng Phú": ["Xã Đồng Tâm", "Xã Tân Tiến"],
    }


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("dong tam", ["25369"]),
        (unicodedata.normalize("NFD", "ĐỒNG TÂM"), ["25369"]),
        ("xã tân", ["25321", "25393"]),
        ("bu dop", ["25321"]),
        ("25393", ["25393"]),
        ("2539", []),
        ("%", []),
    ],
)
def test_the_list_is_narrowed_down_by_name_district_or_code(world, province, words, codes):
    staff = world.viewer(world.staff(Role.province_staff, province))

    groups = list_own_communes(staff, DAY, words)

    assert sorted(commune.code for group in groups for commune in group.communes) == codes


def test_a_line_tells_hamlets_state_of_the_list_and_teams(world):
    district = world.district(world.province())
    confirmed, unconfirmed, empty = (
        world.commune(district, name, confirmed=name == "A") for name in ("A", "B", "C")
    )
    for commune in (confirmed, unconfirmed):
        world.hamlet(commune)
    world.team(confirmed)
    world.team(confirmed, status=TeamStatus.dissolved)
    staff = world.viewer(world.staff(Role.coordinator, district))

    (group,) = list_own_communes(staff, DAY)

    lines = [(line.id, line.hamlets, line.list_state, line.teams) for line in group.communes]
    assert lines == [
        (confirmed.id, 1, "confirmed", 1),
        (unconfirmed.id, 1, "unconfirmed", 0),
        (empty.id, 0, "empty", 0),
    ]


def test_a_member_sees_the_commune_of_the_team_and_a_stranger_none(world, province):
    commune = world.commune(world.district(world.province("Khác", "71"), "Hớn Quản"), "An Khương")
    member = world.viewer(world.member(world.team(commune)))

    assert shown(list_own_communes(member, DAY)) == {"Huyện Hớn Quản": ["Xã An Khương"]}
    assert list_own_communes(world.viewer(world.user()), DAY) == []


def test_of_a_place_above_only_ones_own_communes_are_listed_but_all_are_counted(world, province):
    commune = db.session.get(Unit, find_unit_by_code("25369", DAY).id)
    member = world.viewer(world.member(world.team(commune)))

    count, groups = list_communes_of(member, get_unit_on(province.id, DAY), DAY)

    assert count == 3
    assert shown(groups) == {"Huyện Đồng Phú": ["Xã Đồng Tâm"]}


def test_communes_right_below_a_province_are_listed_under_it(world):
    province = world.province("Đồng Nai", "75")
    world.commune(province, "Bình Phước")
    staff = world.viewer(world.staff(Role.province_staff, province))

    assert shown(list_own_communes(staff, DAY)) == {"Tỉnh Đồng Nai": ["Xã Bình Phước"]}


@pytest.mark.parametrize("size", [1, 15])
def test_the_list_takes_as_many_statements_whatever_its_length(world, size):
    province = world.province()
    for number in range(size):
        commune = world.commune(world.district(province, f"Huyện {number}"), f"Xã {number}")
        world.team(commune, [world.hamlet(commune)])
    staff = world.viewer(world.staff(Role.province_staff, province))

    with counting_statements() as statements:
        groups = list_own_communes(staff, DAY)

    assert len(groups) == size
    assert len(statements) == 7

"""Accounts as administrators find them."""

import unicodedata
from datetime import date, timedelta

import pytest

from portal import clock
from portal.domain.roles import Role
from portal.queries import users
from portal.queries.staff_places import list_staff_places
from portal.queries.users import list_accounts
from tests.queries_counted import counting_statements

TODAY = date(2022, 6, 16)


def names(**wanted):
    """Return the names of the first page."""
    page = list_accounts(at=clock.now(), on=TODAY, **wanted)
    return [line.name for line in page.lines]


@pytest.fixture
def commune(world):
    """A commune."""
    return world.commune()


def test_the_list_shows_staff_with_roles_and_places(world, commune):
    world.member(world.team(commune, leader=False), world.user("Thành viên"))
    person = world.coordinator(commune, "Ấn")
    world.grant(person, Role.coordinator, world.commune(name="Bom Bo"))
    world.grant(world.user("Thôi việc"), Role.coordinator, commune, until=TODAY)

    lines = list_accounts(at=clock.now(), on=TODAY).lines

    assert [line.name for line in lines] == ["Ấn"]
    assert [(held.role, held.unit_name) for held in lines[0].roles] == [
        ("coordinator", "Xã Bom Bo"),
        ("coordinator", "Xã Đak Nhau"),
    ]
    assert lines[0].state.code == "active"


@pytest.mark.parametrize(
    "words", ["dong nguyen", "NGUYỄN", unicodedata.normalize("NFD", "Đồng"), "0912345678", "0912 345 678"]
)
def test_anybody_is_found_by_name_or_whole_number(world, commune, words):
    world.user("Nguyễn Văn Đồng", phone="0912345678")
    world.user("Trần Thị Phượng", phone="0912345679")

    assert names(words=words) == ["Nguyễn Văn Đồng"]


def test_part_of_a_number_finds_nobody(world):
    world.user(phone="0912345678")

    assert names(words="0912") == []
    assert names(words="%") == names(words="_") == []


def test_a_role_narrows_the_list(world, commune):
    world.coordinator(commune, "Phượng")
    world.staff(Role.admin, world.province(), "Quản")

    assert names(role="admin") == ["Quản"]
    assert names(role="admin", words="phuong") == []


def test_pages_follow_one_another_at_the_same_cost(world, commune, monkeypatch):
    monkeypatch.setattr(users, "PAGE_SIZE", 2)
    for name in ("Dung", "An", "Đông", "An", "Bình"):
        world.coordinator(commune, name)
    found, after, costs = [], None, []
    while True:
        with counting_statements() as statements:
            page = list_accounts(at=clock.now(), on=TODAY, after=after)
        costs.append(len(statements))
        found += [line.name for line in page.lines]
        after = page.next_after
        if after is None:
            break

    assert found == ["An", "An", "Bình", "Dung", "Đông"]
    assert max(costs) <= 4


def test_a_place_to_choose_says_where_it_lies(world):
    province = world.province()
    for district in ("Đồng Phú", "Bù Đốp"):
        commune = world.commune(world.district(province, district), "Tân Tiến")
        world.hamlet(commune)
    world.province("Đồng Nai", "75")
    admin = world.viewer(world.staff(Role.admin, province))

    places = list_staff_places(admin, TODAY + timedelta(days=1))

    assert [place.label for place in places] == [
        "Tỉnh Bình Phước",
        "Huyện Bù Đốp – Tỉnh Bình Phước",
        "Xã Tân Tiến – Huyện Bù Đốp",
        "Huyện Đồng Phú – Tỉnh Bình Phước",
        "Xã Tân Tiến – Huyện Đồng Phú",
    ]

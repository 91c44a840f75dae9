"""Levels of places and what lies within what."""

import unicodedata

import pytest

from portal.domain.units import (
    HAMLET_TYPES,
    LEVELS,
    UNIT_TYPES,
    HamletListState,
    UnitLevel,
    bare_name,
    hamlet_full_name,
    hamlet_list_state,
    hamlet_name,
    is_below,
    path_covers,
)


@pytest.mark.parametrize(
    ("outer", "inner", "covers"),
    [
        ("75/26/", "75/26/", True),
        ("75/26/", "75/26/3/", True),
        ("75/26", "75/26/3/", True),
        ("75/26/", "75/26", True),
        ("75/26/", "75/260/", False),
        ("75/26/", "175/26/", False),
        ("75/26/3/", "75/26/", False),
        ("26/", "75/26/", False),
        ("", "75/26/", False),
        ("/", "75/26/", False),
        ("75/", "", False),
    ],
)
def test_paths_are_compared_by_whole_parts(outer, inner, covers):
    assert path_covers(outer, inner) is covers


def test_levels_go_from_province_down_to_hamlet():
    assert LEVELS == ("province", "district", "commune", "hamlet")
    assert [level.depth for level in LEVELS] == [0, 1, 2, 3]


def test_a_commune_may_lie_directly_below_a_province():
    assert is_below("commune", "province")
    assert not is_below("commune", "commune")
    assert not is_below("province", "commune")


def test_a_city_may_be_a_province_or_a_district():
    assert UNIT_TYPES["thành phố"] == (UnitLevel.province, UnitLevel.district)


def test_every_hamlet_type_is_of_the_hamlet_level():
    assert all(UNIT_TYPES[hamlet_type] == (UnitLevel.hamlet,) for hamlet_type in HAMLET_TYPES)


@pytest.mark.parametrize(
    ("hamlet_type", "typed", "name"),
    [
        ("thôn", "3", "3"),
        ("thôn", "Thôn 3", "3"),
        ("thôn", "  THÔN   Bù\nĐăng ", "Bù Đăng"),
        ("khu phố", unicodedata.normalize("NFD", "khu phố Ninh Thịnh"), "Ninh Thịnh"),
        ("ấp", "Ấp", "Ấp"),
        ("ấp", "Thôn 3", "Thôn 3"),
        ("sóc", "Sóc", "Sóc"),
        ("thôn", " ", ""),
    ],
)
def test_a_type_typed_along_with_a_hamlets_name_is_not_part_of_it(hamlet_type, typed, name):
    assert hamlet_name(hamlet_type, typed) == name


def test_a_hamlets_full_name_opens_with_its_type():
    assert hamlet_full_name("tổ dân phố", "7") == "Tổ dân phố 7"
    assert hamlet_full_name("ấp", "Đồng Tâm") == "Ấp Đồng Tâm"


def test_a_list_of_hamlets_is_confirmed_or_open_or_not_begun():
    assert hamlet_list_state(hamlets=3, is_confirmed=True) == HamletListState.confirmed
    assert hamlet_list_state(hamlets=3, is_confirmed=False) == HamletListState.unconfirmed
    assert hamlet_list_state(hamlets=0, is_confirmed=False) == HamletListState.empty


@pytest.mark.parametrize(
    ("full_name", "name"),
    [
        ("Thị trấn Tân Phú", "Tân Phú"),
        ("Thi\u0323 xa\u0303 Bi\u0300nh Long", "Bình Long"),
        ("Xã  Đak Ơ", "Đak Ơ"),
        ("Thành Tâm", "Thành Tâm"),
        ("Xãm", "Xãm"),
        ("", ""),
    ],
)
def test_a_bare_name_has_no_type(full_name, name):
    assert bare_name(full_name) == name

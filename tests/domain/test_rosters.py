"""Rosters of places: every way a tree can be broken, and what changes from one to the next."""

from dataclasses import replace

import pytest

from portal.domain.rosters import (
    ROSTER_PROBLEMS,
    RosterRow,
    check_roster,
    count_or_none,
    diff_rosters,
    roster_row,
)

PROVINCE = RosterRow(2, "70", "Bình Phước", "Tỉnh Bình Phước", "tỉnh", "province", "")
DISTRICT = RosterRow(3, "697", "Chơn Thành", "Huyện Chơn Thành", "huyện", "district", "70")
COMMUNE = RosterRow(
    4, "25432", "Chơn Thành", "Thị trấn Chơn Thành", "thị trấn", "commune", "697", "20716", ""
)
HAMLET = RosterRow(5, "25432-1", "Trung Lợi", "Khu phố Trung Lợi", "khu phố", "hamlet", "25432")
SOUND = [PROVINCE, DISTRICT, COMMUNE, HAMLET]


def problems(rows):
    return [(problem.line, problem.column, problem.code) for problem in check_roster(rows)]


def changed(row, **cells):
    return [replace(row, **cells) if each is row else each for each in SOUND]


def test_a_sound_roster_has_no_problems_in_any_order_of_rows():
    assert check_roster(SOUND) == []
    assert check_roster(SOUND[::-1]) == []


def test_communes_may_hang_on_the_province_itself():
    assert check_roster([PROVINCE, replace(COMMUNE, parent_code="70")]) == []


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], (0, "", "empty_roster")),
        (changed(HAMLET, code=""), (5, "code", "empty_code")),
        (changed(HAMLET, name=""), (5, "name", "empty_name")),
        (changed(HAMLET, full_name=""), (5, "full_name", "empty_name")),
        (changed(HAMLET, name="Trung\x00"), (5, "name", "bad_text")),
        (changed(HAMLET, name="\ud800"), (5, "name", "bad_text")),
        (changed(HAMLET, name="a" * 201), (5, "name", "too_long")),
        (changed(HAMLET, code="697"), (5, "code", "duplicate_code")),
        (changed(HAMLET, level="village"), (5, "level", "unknown_level")),
        (changed(HAMLET, type="village"), (5, "type", "unknown_type")),
        (changed(HAMLET, type="huyện"), (5, "type", "type_not_of_level")),
        (changed(HAMLET, parent_code="404"), (5, "parent_code", "unknown_parent")),
        (changed(COMMUNE, level="district", type="huyện"), (4, "level", "level_not_below_parent")),
        (changed(HAMLET, parent_code="25432-1"), (5, "parent_code", "cycle")),
        (changed(HAMLET, parent_code=""), (5, "parent_code", "several_roots")),
        (changed(HAMLET, population="12.5"), (5, "population", "bad_number")),
        (changed(HAMLET, population="-1"), (5, "population", "bad_number")),
        (changed(HAMLET, households="1e3"), (5, "households", "bad_number")),
        (changed(HAMLET, households="9" * 10), (5, "households", "bad_number")),
    ],
)
def test_each_problem_is_named_with_its_line_and_column(rows, expected):
    assert problems(rows) == [expected]
    assert expected[2] in ROSTER_PROBLEMS


def test_a_circle_of_places_is_found_without_blaming_those_that_hang_on_it():
    rows = changed(DISTRICT, parent_code="25432")

    result = problems(rows)

    assert [each for each in result if each[2] == "cycle"] == [
        (3, "parent_code", "cycle"),
        (4, "parent_code", "cycle"),
    ]


def test_a_roster_without_a_top_says_so_once():
    result = problems(changed(PROVINCE, parent_code="25432-1"))

    assert (0, "parent_code", "no_root") in result
    assert [each[2] for each in result].count("no_root") == 1


def test_all_problems_are_reported_together_in_the_order_of_lines():
    rows = [PROVINCE, replace(HAMLET, line=9, name="", type="?"), replace(DISTRICT, parent_code="404")]

    result = problems(rows)

    assert [line for line, _column, _code in result] == sorted(line for line, _column, _code in result)
    assert {code for _line, _column, code in result} == {"empty_name", "unknown_type", "unknown_parent"}


def test_a_record_is_read_by_its_header_names_trimmed_and_composed():
    record = {
        "parent_code": "70 ",
        "level": "district",
        "type": "Huyện",
        "code": " 697",
        "name": "Cho\u031bn Thành",
    }

    row = roster_row(3, record)

    assert row == RosterRow(3, "697", "Chơn Thành", "", "huyện", "district", "70")


def test_an_empty_count_is_unknown_and_not_nought():
    assert count_or_none("") is None
    assert count_or_none("0") == 0
    assert count_or_none("994679") == 994_679
    with pytest.raises(ValueError, match="whole number"):
        count_or_none("12a")


def test_what_becomes_of_each_code_from_one_roster_to_the_next():
    town = replace(DISTRICT, full_name="Thị xã Chơn Thành", type="thị xã", line=70)
    moved = replace(COMMUNE, line=71)
    founded = replace(HAMLET, code="25432-2", name="Trung Lợi 2")

    diff = diff_rosters(SOUND, [PROVINCE, town, moved, founded])

    assert diff.created == (founded,)
    assert [(change.old, change.new, change.columns) for change in diff.changed] == [
        (DISTRICT, town, ("full_name", "type"))
    ]
    assert diff.unchanged == (PROVINCE, moved)
    assert diff.vanished == (HAMLET,)

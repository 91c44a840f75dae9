"""Reading roster files as offices save them."""

import csv
import unicodedata
from datetime import date

import pytest

from portal.domain.errors import RuleBroken
from portal.domain.rosters import check_roster
from portal.services import rosters

HEADER = "code,name,full_name,type,level,parent_code\n"
PROVINCE = "70,Bình Phước,Tỉnh Bình Phước,tỉnh,province,\n"


def problems_of(path):
    with pytest.raises(RuleBroken) as refused:
        rosters.read_roster(path)
    assert refused.value.code == "broken_roster"
    return [(problem.line, problem.column, problem.code) for problem in refused.value.details["problems"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_roster_reads_alike_with_and_without_bom_in_both_unicode_forms(tmp_path, encoding, form, ending):
    path = tmp_path / "roster.csv"
    text = unicodedata.normalize(form, HEADER + PROVINCE).replace("\n", ending)
    path.write_bytes(text.encode(encoding))

    rows = rosters.read_roster(path)

    assert [(row.line, row.code, row.full_name) for row in rows] == [(2, "70", "Tỉnh Bình Phước")]


def test_columns_may_stand_in_any_order_with_spaces_and_others_between(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text(" level , code,note,name,full_name,parent_code,type\nprovince,70,x,A,Tỉnh A,,Tỉnh\n")

    (row,) = rosters.read_roster(path)

    assert (row.code, row.level, row.type, row.parent_code) == ("70", "province", "tỉnh", "")


def test_each_missing_column_is_named(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text("code,name,full_name\n70,A,B\n")

    assert problems_of(path) == [
        (1, "type", "missing_column"),
        (1, "level", "missing_column"),
        (1, "parent_code", "missing_column"),
    ]


def test_a_file_in_another_encoding_is_refused_as_such(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_bytes((HEADER + PROVINCE).encode("utf-16"))

    assert problems_of(path) == [(0, "", "not_utf8")]


def test_a_cell_without_end_is_refused_with_its_line(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text(HEADER + PROVINCE + '71,"' + "a" * 200_000)

    ((line, _column, code),) = problems_of(path)

    assert (line, code) == (3, "not_csv")


def test_an_empty_file_has_no_rows(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text("")

    assert rosters.read_roster(path) == []


@pytest.mark.parametrize("valid_from", ["2018-12-01", "2022-10-01", "2025-07-01", "2026-04-30"])
def test_every_shipped_roster_is_one_sound_tree(valid_from):
    rows = rosters.shipped_roster(date.fromisoformat(valid_from))

    assert check_roster(rows) == []
    communes = sum(row.level == "commune" for row in rows)
    assert communes == (111 if valid_from < "2025" else 40)


def test_the_communes_of_the_census_add_up_to_the_published_districts():
    with (rosters.SHIPPED / "districts_population_2019.csv").open(encoding="utf-8") as file:
        published = {
            row["code"]: (int(row["population_2019"]), int(row["households_2019"]))
            for row in csv.DictReader(file)
            if row["code"] in DISTRICTS
        }
    parents = {row.code: row.parent_code for row in rosters.shipped_roster(date(2018, 12, 1))}

    sums = dict.fromkeys(DISTRICTS, (0, 0))
    for row in rosters.shipped_census():
        people, households = sums[parents[row.code]]
        sums[parents[row.code]] = (people + row.population, households + row.households)

    assert sums == published


DISTRICTS = [str(code) for code in range(688, 699)]


def test_every_commune_of_2022_has_a_census_a_point_and_a_successor():
    communes = {row.code for row in rosters.shipped_roster(date(2018, 12, 1)) if row.level == "commune"}
    later = {row.code for row in rosters.shipped_roster(date(2025, 7, 1)) if row.level == "commune"}

    mapping = list(rosters._records("mapping_2025-07-01.csv"))

    assert {row.code for row in rosters.shipped_census()} == communes
    assert {row["code"] for row in rosters._records("communes_2022_points.csv")} == communes
    assert {row["old_code"] for row in mapping} == communes
    assert {row["new_code"] for row in mapping} == later

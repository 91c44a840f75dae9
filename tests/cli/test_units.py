"""The commands about places."""

import json
from datetime import date

import pytest
from sqlalchemy import func, select

from portal.extensions import db
from portal.models import Unit, UnitVersion
from portal.queries.units import find_unit_by_code
from portal.services import rosters
from portal.services.units import load_shipped_places

HEADER = "code,name,full_name,type,level,parent_code\n"
SHIPPED = rosters.SHIPPED


@pytest.fixture
def run(app, frozen_clock):
    """Runs `flask units …` and returns its result."""
    runner = app.test_cli_runner()
    return lambda *args: runner.invoke(args=["units", *map(str, args)])


def units_stored():
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Unit))


@pytest.fixture
def roster(tmp_path):
    """Writes a roster file."""

    def write(text, encoding="utf-8"):
        path = tmp_path / "roster.csv"
        path.write_bytes((HEADER + text).encode(encoding))
        return path

    return write


def test_the_real_rosters_load_one_after_the_other_and_a_second_time_change_nothing(run):
    loads = [("units_2018-12-01.csv", "2018-12-01"), ("units_2022-10-01.csv", "01/10/2022")]

    results = [run("load", SHIPPED / name, "--valid-from", day) for name, day in loads + loads]

    assert [(one.exit_code, one.stdout) for one in results] == [
        (0, "123 new, 0 changed, 0 as before.\n"),
        (0, "0 new, 6 changed, 117 as before.\n"),
        (0, "0 new, 0 changed, 123 as before.\n"),
        (0, "0 new, 0 changed, 123 as before.\n"),
    ]
    assert find_unit_by_code("697", date(2022, 9, 30)).full_name == "Huyện Chơn Thành"
    assert find_unit_by_code("697", date(2022, 10, 1)).full_name == "Thị xã Chơn Thành"
    versions = select(func.count()).select_from(UnitVersion).where(UnitVersion.code == "697")
    assert db.session.scalar(versions) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_roster_with_or_without_bom_loads(run, roster, encoding):
    path = roster("70,Bình Phước,Tỉnh Bình Phước,tỉnh,province,\n", encoding)

    result = run("load", path, "--valid-from", "2018-12-01")

    assert result.exit_code == 0, result.stderr
    assert find_unit_by_code("70", date(2022, 6, 16)).name == "Bình Phước"


def test_every_problem_is_printed_on_its_own_line_with_line_and_column_and_nothing_is_loaded(run, roster):
    path = roster(
        "70,Bình Phước,Tỉnh Bình Phước,tỉnh,province,\n"
        "688,Phước Long,Thị xã Phước Long,thị xã,district,71\n"
        "688,,Thị xã Phước Long,làng,district,70\n"
    )

    result = run("load", path, "--valid-from", "2018-12-01")

    places = [line.split(": ")[:2] for line in result.stderr.splitlines()]
    assert result.exit_code == 1
    assert places[:-1] == [
        [f"{path}:3", "parent_code"],
        [f"{path}:4", "name"],
        [f"{path}:4", "type"],
        [f"{path}:4", "code"],
    ]
    assert result.stdout == ""
    assert units_stored() == 0


def test_a_roster_that_would_end_places_is_refused_with_their_names(run, roster):
    load_shipped_places()
    path = roster("70,Bình Phước,Tỉnh Bình Phước,tỉnh,province,\n")

    result = run("load", path, "--valid-from", "2023-01-01")

    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert len(lines) == 122 + 1
    assert all("units reorganise" in line for line in lines[:-1])
    assert "Xã Đak Ơ" in result.stderr
    assert units_stored() == 123


@pytest.mark.parametrize(
    "args",
    [
        ("load",),
        ("load", "nowhere.csv", "--valid-from", "2018-12-01"),
        ("load", SHIPPED / "units_2018-12-01.csv"),
        ("load", SHIPPED / "units_2018-12-01.csv", "--valid-from", "2018-13-01"),
        ("list", "--level", "village"),
        ("list", "--as-of", "tomorrow"),
    ],
)
def test_bad_usage_exits_with_2_and_changes_nothing(run, args):
    result = run(*args)

    assert result.exit_code == 2
    assert result.stderr
    assert units_stored() == 0


def test_list_prints_the_places_in_force_on_a_day(run):
    load_shipped_places()

    before = run("list", "--as-of", "2022-09-30", "--level", "district", "--under", "697")
    after = run("list", "--as-of", "2022-10-01", "--level", "district", "--under", "697")
    today = run("list", "--level", "commune")

    assert before.stdout == "697\tdistrict\tHuyện Chơn Thành\n"
    assert after.stdout == "697\tdistrict\tThị xã Chơn Thành\n"
    assert len(today.stdout.splitlines()) == 111


def test_list_prints_json(run):
    load_shipped_places()

    told = json.loads(run("list", "--as-of", "2022-10-01", "--under", "25432", "--json").stdout)

    district = find_unit_by_code("697", date(2022, 10, 1))
    commune = find_unit_by_code("25432", date(2022, 10, 1))
    assert told == {
        "as_of": "2022-10-01",
        "units": [
            {
                "id": commune.id,
                "code": "25432",
                "name": "Hưng Long",
                "full_name": "Phường Hưng Long",
                "type": "phường",
                "level": "commune",
                "parent_id": district.id,
                "origin": None,
            }
        ],
    }


def test_list_under_a_code_that_no_place_had_says_so(run):
    result = run("list", "--under", "70", "--as-of", "2018-11-30")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "70" in result.stderr

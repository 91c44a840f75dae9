"""The commands about places."""

import json
from datetime import date, datetime

import pytest
from sqlalchemy import func, select

from portal.domain.roles import Role
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import Reorganisation, Unit, UnitSuccession, UnitVersion
from portal.queries.scope import commune_ids
from portal.queries.units import find_unit_by_code, list_units
from portal.services import rosters
from portal.services.units import load_shipped_places

HEADER = "code,name,full_name,type,level,parent_code\n"
SHIPPED = rosters.SHIPPED
SHIPPED_MAPPING = SHIPPED / "mapping_2025-07-01.csv"
CHANGED_IN_2026 = {
    "75": "Thành phố Đồng Nai",
    "25270": "Phường Lộc Ninh",
    "25357": "Phường Tân Khai",
    "25363": "Phường Đồng Phú",
}


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


@pytest.fixture
def merged_in_2025(frozen_clock):
    """The places of 2022, three weeks after the day on which 111 communes became 40."""
    load_shipped_places()
    frozen_clock.set(datetime(2025, 7, 20))


def communes_on(day: date) -> list[str]:
    """Return the names of the communes in force on a day."""
    return [unit.full_name for unit in list_units(day, UnitLevel.commune)]


def test_a_dry_run_of_the_shipped_change_tells_all_and_changes_nothing(run, merged_in_2025):
    before = units_stored()

    result = run("reorganise", SHIPPED_MAPPING, "--on", "2025-07-01", "--dry-run")

    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    # The province, 11 districts and 111 communes end; a province and 40 communes begin.
    assert [line.split()[0] for line in lines[:4]] == ["123", "111", "41", "40"]
    assert "Phường Minh Hưng <- Phường Minh Hưng, Phường Minh Long" in lines
    assert lines[-1] == "Nothing was changed."
    assert units_stored() == before
    assert len(communes_on(date(2025, 7, 1))) == 111
    assert db.session.scalar(select(Reorganisation)) is None


def test_the_shipped_change_is_applied_once_and_the_list_of_2026_follows_it(run, world, merged_in_2025):
    province, minh_hung = (find_unit_by_code(code, date(2022, 6, 16)) for code in ("70", "25441"))
    staff = world.staff(Role.province_staff, db.session.get(Unit, province.id))
    coordinator = world.coordinator(db.session.get(Unit, minh_hung.id))

    done = run("reorganise", SHIPPED_MAPPING, "--on", "2025-07-01")
    again = run("reorganise", SHIPPED_MAPPING, "--on", "2025-07-01")

    assert (done.exit_code, again.exit_code, again.stdout) == (0, 1, "")
    assert len(again.stderr.splitlines()) == 1
    assert "01/07/2025" in again.stderr
    assert (len(communes_on(date(2025, 6, 30))), len(communes_on(date(2025, 7, 1)))) == (111, 40)
    row = db.session.scalars(select(Reorganisation)).one()
    assert row.legal_basis == rosters.shipped_legal_basis(date(2025, 7, 1))
    # 111 communes and their province were followed.
    assert db.session.scalar(select(func.count()).select_from(UnitSuccession)) == 112
    new = [unit.id for unit in list_units(date(2025, 7, 1), UnitLevel.commune)]
    assert commune_ids(world.viewer(staff)) >= set(new)
    assert commune_ids(world.viewer(coordinator)) == {minh_hung.id}

    loaded = run("load", SHIPPED / "units_2026-04-30.csv", "--valid-from", "2026-04-30")

    assert loaded.stdout == "0 new, 4 changed, 37 as before.\n", loaded.stderr
    names = {code: find_unit_by_code(code, date(2026, 4, 30)).full_name for code in CHANGED_IN_2026}
    assert names == CHANGED_IN_2026
    assert find_unit_by_code("25270", date(2026, 4, 29)).full_name == "Xã Lộc Ninh"
    assert [unit.id for unit in list_units(date(2026, 4, 30), UnitLevel.commune)] != []
    assert {unit.id for unit in list_units(date(2026, 4, 30), UnitLevel.commune)} == set(new)


def test_a_broken_map_names_file_and_line_and_nothing_is_applied(run, merged_in_2025, tmp_path):
    path = tmp_path / "map.csv"
    lines = SHIPPED_MAPPING.read_text(encoding="utf-8").splitlines()
    lines[1] = lines[1].replace("25195", "25191", 1)
    path.write_text("\n".join(lines), encoding="utf-8")

    result = run("reorganise", path, "--on", "2025-07-01")

    told = result.stderr.splitlines()
    assert (result.exit_code, result.stdout, len(told)) == (1, "", 3)
    assert told[0].startswith(f"{path}:2: old_code: ")
    assert "25191" in told[0]
    assert told[1].startswith(f"{path}: old_code: ")
    assert "25195" in told[1]
    assert len(communes_on(date(2025, 7, 1))) == 111


def test_a_broken_list_is_named_and_not_the_map(run, merged_in_2025, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(HEADER + "75,Đồng Nai,Tỉnh Đồng Nai,làng,province,\n", encoding="utf-8")

    result = run("reorganise", SHIPPED_MAPPING, "--on", "2025-07-01", "--roster", path)

    assert result.exit_code == 1
    assert result.stderr.startswith(f"{path}:2: type: ")


def test_for_a_day_of_which_nothing_is_shipped_list_and_basis_have_to_be_given(run, merged_in_2025):
    result = run("reorganise", SHIPPED_MAPPING, "--on", "2025-07-02")

    assert result.exit_code == 2
    assert "--roster and --legal-basis" in result.stderr


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

"""Loading lists of places: what begins, changes and stays, and what a list alone may not do."""

import threading
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.domain.errors import NotAllowed, RuleBroken
from portal.domain.roles import Role
from portal.domain.rosters import RosterRow
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import AuditRow, Unit, UnitCensus, UnitSuccession, UnitVersion
from portal.queries.units import find_unit_by_code, list_units
from portal.services import hamlets, rosters
from portal.services.rosters import CensusRow
from portal.services.units import load_census, load_roster, load_shipped_places
from tests.queries_counted import counting_statements

FIRST, TOWN = rosters.SHIPPED_ROSTERS
LATER = date(2020, 1, 1)
ROWS = [
    RosterRow(2, "1", "An", "Tỉnh An", "tỉnh", "province", ""),
    RosterRow(3, "11", "Bắc", "Huyện Bắc", "huyện", "district", "1"),
    RosterRow(4, "12", "Nam", "Huyện Nam", "huyện", "district", "1"),
    RosterRow(5, "111", "Tân Tiến", "Xã Tân Tiến", "xã", "commune", "11"),
    RosterRow(6, "121", "Tân Tiến", "Xã Tân Tiến", "xã", "commune", "12"),
]


def changed(code, **cells):
    return [replace(row, **cells) if row.code == code else row for row in ROWS]


def refusal(rows, on, **kwargs):
    """Return the problems as (line, column, code, value), after checking that nothing was written."""
    before = everything()
    with pytest.raises(RuleBroken) as refused:
        load_roster(None, rows, on, **kwargs)
    assert refused.value.code == "broken_roster"
    assert everything() == before
    return [(one.line, one.column, one.code, one.value) for one in refused.value.details["problems"]]


def everything():
    db.session.rollback()
    versions = db.session.execute(
        select(*UnitVersion.__table__.columns).order_by(UnitVersion.unit_id, UnitVersion.valid_from)
    )
    units = db.session.execute(select(*Unit.__table__.columns).order_by(Unit.id))
    audit = db.session.scalar(select(func.count()).select_from(AuditRow))
    return versions.all(), units.all(), audit


def history(code):
    return db.session.execute(
        select(UnitVersion.full_name, UnitVersion.valid_from, UnitVersion.valid_to, UnitVersion.legal_basis)
        .where(UnitVersion.code == code)
        .order_by(UnitVersion.valid_from)
    ).all()


def test_first_roster_makes_a_tree_of_places_in_force_from_its_day(world):
    loaded = load_roster(None, ROWS[::-1], FIRST)

    assert loaded == (5, 0, 0)
    assert list_units(date(2018, 11, 30)) == []
    province, north, commune = (find_unit_by_code(code, FIRST) for code in ("1", "11", "111"))
    assert province.path == f"{province.id}/"
    assert commune.path == f"{province.id}/{north.id}/{commune.id}/"
    assert db.session.get(Unit, commune.id).path == commune.path
    assert (commune.level, commune.parent_id) == (UnitLevel.commune, north.id)


def test_loading_the_same_roster_twice_changes_nothing(world):
    load_roster(None, ROWS, FIRST)
    before = everything()

    loaded = load_roster(None, ROWS, FIRST)

    assert loaded == (0, 0, 5)
    assert everything() == before


def test_an_older_roster_that_says_the_same_changes_nothing_even_when_a_newer_one_is_loaded(world):
    load_roster(None, ROWS, FIRST)
    load_roster(None, changed("11", full_name="Thị xã Bắc", type="thị xã"), LATER)
    before = everything()

    assert load_roster(None, ROWS, FIRST) == (0, 0, 5)
    assert everything() == before


def test_a_later_roster_makes_new_versions_of_what_differs_and_leaves_the_rest_untouched(world):
    load_roster(None, ROWS, FIRST)

    loaded = load_roster(None, changed("11", full_name="Thị xã Bắc", type="thị xã"), LATER, "12/NQ")

    assert loaded == (0, 1, 4)
    assert history("11") == [("Huyện Bắc", FIRST, LATER, ""), ("Thị xã Bắc", LATER, None, "12/NQ")]
    assert history("111") == [("Xã Tân Tiến", FIRST, None, "")]
    assert find_unit_by_code("11", date(2019, 12, 31)).id == find_unit_by_code("11", LATER).id
    assert db.session.scalar(select(func.count()).select_from(UnitSuccession)) == 0


def test_a_roster_corrected_for_the_same_day_corrects_the_version_in_place(world):
    load_roster(None, ROWS, FIRST)

    load_roster(None, changed("111", name="Tân Tiến A", full_name="Xã Tân Tiến A"), FIRST)

    assert history("111") == [("Xã Tân Tiến A", FIRST, None, "")]
    assert find_unit_by_code("111", FIRST).name == "Tân Tiến A"


def test_a_commune_that_moves_takes_its_hamlets_along(world, frozen_clock):
    load_roster(None, ROWS, FIRST)
    commune = db.session.get(Unit, find_unit_by_code("121", FIRST).id)
    coordinator = world.viewer(world.coordinator(commune))
    hamlet = hamlets.add_hamlet(coordinator, commune, hamlet_type="thôn", name="3", since=date(2019, 5, 1))
    late = hamlets.add_hamlet(coordinator, commune, hamlet_type="thôn", name="4", since=date(2021, 5, 1))

    loaded = load_roster(None, changed("121", parent_code="11"), LATER)

    north, south = find_unit_by_code("11", LATER), find_unit_by_code("12", LATER)
    assert loaded == (0, 1, 4)
    before = {unit.id for unit in list_units(date(2019, 12, 31), under_path=south.path)}
    assert before == {south.id, commune.id, hamlet.id}
    assert [unit.id for unit in list_units(LATER, under_path=south.path)] == [south.id]
    now = {unit.id for unit in list_units(clock.today(), under_path=north.path)}
    assert {commune.id, hamlet.id, late.id} < now
    db.session.expire_all()
    for place in (commune, hamlet, late):
        assert db.session.get(Unit, place.id).path.startswith(north.path)
    assert len(db.session.get(Unit, hamlet.id).versions) == 2
    assert len(db.session.get(Unit, late.id).versions) == 1


def test_a_place_that_is_missing_from_a_later_roster_is_refused(world):
    load_roster(None, ROWS, FIRST)

    problems = refusal(ROWS[:-1], LATER)

    assert problems == [(0, "code", "would_end", "121 Xã Tân Tiến")]


def test_a_place_may_not_change_its_level(world):
    load_roster(None, [*ROWS, RosterRow(7, "13", "Đông", "Xã Đông", "xã", "commune", "1")], FIRST)

    problems = refusal([*ROWS, RosterRow(7, "13", "Đông", "Huyện Đông", "huyện", "district", "1")], LATER)

    assert problems == [(7, "level", "level_changed", "district")]


def test_a_code_of_another_tree_is_refused(world):
    load_roster(None, ROWS, FIRST)
    other = RosterRow(2, "2", "Khác", "Tỉnh Khác", "tỉnh", "province", "")

    problems = refusal([other, replace(ROWS[1], parent_code="2")], LATER)

    assert problems == [(3, "code", "code_in_use", "11")]


def test_a_place_moves_only_once_the_day_has_come(world):
    load_roster(None, ROWS, FIRST)
    day_to_come = date(2022, 6, 17)

    assert refusal(changed("121", parent_code="11"), day_to_come) == [(6, "parent_code", "moves_early", "11")]
    assert load_roster(None, changed("121", full_name="Phường Tân Tiến", type="phường"), day_to_come)


def test_a_broken_tree_is_refused_with_every_problem(world):
    rows = [*changed("11", type="xã", parent_code="404"), replace(ROWS[4], line=7, name="")]

    assert refusal(rows, FIRST) == [
        (3, "type", "type_not_of_level", "xã"),
        (3, "parent_code", "unknown_parent", "404"),
        (7, "name", "empty_name", ""),
        (7, "code", "duplicate_code", "121"),
    ]


def test_an_older_roster_that_differs_is_refused_with_the_newest_day(world):
    load_roster(None, ROWS, FIRST)
    load_roster(None, changed("11", name="Bắc A"), LATER)
    before = everything()

    with pytest.raises(RuleBroken) as refused:
        load_roster(None, changed("12", name="Nam A"), date(2019, 6, 1))

    assert (refused.value.code, refused.value.details) == ("roster_too_old", {"day": "01/01/2020"})
    assert everything() == before


def test_counts_in_a_roster_are_kept_with_its_day_and_make_no_new_version(world):
    load_roster(None, ROWS, FIRST)

    load_roster(None, changed("111", population="5120", households=""), LATER, "12/NQ")

    census = db.session.scalars(select(UnitCensus)).one()
    assert (census.counted_on, census.population, census.households) == (LATER, 5120, None)
    assert history("111") == [("Xã Tân Tiến", FIRST, None, "")]


def test_a_load_is_in_the_audit_log_and_needs_an_administrator(world):
    load_roster(None, ROWS, FIRST)
    province = db.session.get(Unit, find_unit_by_code("1", FIRST).id)
    admin = world.viewer(world.staff(Role.admin, province))
    staff = world.viewer(world.staff(Role.province_staff, province))

    load_roster(admin, changed("11", name="Bắc A"), LATER)
    with pytest.raises(NotAllowed):
        load_roster(staff, changed("11", name="Bắc B"), LATER)

    loads = select(AuditRow.actor_id, AuditRow.thing).where(AuditRow.action == "load_roster")
    rows = db.session.execute(loads.order_by(AuditRow.seq))
    assert rows.all() == [(None, "date:2018-12-01"), (admin.id, "date:2020-01-01")]


def test_a_census_is_kept_by_day_and_source_and_written_once(world):
    load_roster(None, ROWS, FIRST)
    rows = [CensusRow("111", 100, 30), CensusRow("121", 200, None)]

    assert load_census(None, rows, LATER, "điều tra") == 2
    assert load_census(None, rows, LATER, "điều tra") == 0
    assert load_census(None, [CensusRow("111", 101, 30)], LATER, "điều tra") == 1

    counts = select(UnitCensus.population, UnitCensus.households, UnitCensus.source)
    kept = db.session.execute(counts.order_by(UnitCensus.population))
    assert kept.all() == [(101, 30, "điều tra"), (200, None, "điều tra")]


def test_a_census_of_an_unknown_code_is_refused_whole(world):
    load_roster(None, ROWS, FIRST)

    with pytest.raises(RuleBroken) as refused:
        load_census(None, [CensusRow("111", 1, 1), CensusRow("999", 1, 1)], LATER, "điều tra")

    assert [one.value for one in refused.value.details["problems"]] == ["999"]
    assert db.session.scalar(select(func.count()).select_from(UnitCensus)) == 0


def test_the_shipped_places_load_with_a_few_statements_a_place_and_once(world):
    with counting_statements() as statements:
        assert load_shipped_places() is True
    before = everything()

    assert load_shipped_places() is False

    # Eleven districts and 111 communes in a province.
    assert len(statements) <= 4 * (1 + 11 + 111)
    assert everything() == before
    levels = [unit.level for unit in list_units(date(2022, 6, 1))]
    assert [levels.count(level) for level in UnitLevel] == [1, 11, 111, 0]
    households = select(func.sum(UnitCensus.population), func.sum(UnitCensus.households))
    assert db.session.execute(households).one() == (994_679, 273_399)


def test_chon_thanh_is_a_rural_district_until_30_september_2022_and_a_town_from_the_next_day(world):
    load_shipped_places()

    assert find_unit_by_code("697", date(2022, 9, 30)).full_name == "Huyện Chơn Thành"
    assert find_unit_by_code("697", date(2022, 10, 1)).full_name == "Thị xã Chơn Thành"
    assert find_unit_by_code("25432", date(2022, 9, 30)).full_name == "Thị trấn Chơn Thành"
    assert find_unit_by_code("25432", date(2022, 10, 1)).full_name == "Phường Hưng Long"
    changes = select(UnitVersion.code, UnitVersion.legal_basis).where(UnitVersion.valid_from == TOWN)
    later = db.session.execute(changes.order_by(UnitVersion.code))
    assert later.all() == [
        (code, "570/NQ-UBTVQH15") for code in ("25432", "25433", "25441", "25444", "25447", "697")
    ]


def test_what_an_installation_corrected_in_the_shipped_places_is_left(world):
    load_shipped_places()
    rows = [
        replace(row, name="Đắk Ơ", full_name="Xã Đắk Ơ") if row.code == "25225" else row
        for row in rosters.shipped_roster(TOWN)
    ]
    load_roster(None, rows, TOWN)

    assert load_shipped_places() is False

    assert find_unit_by_code("25225", TOWN).name == "Đắk Ơ"


def test_the_reorganisation_of_2025_cannot_be_loaded_as_a_plain_roster(world, frozen_clock):
    load_shipped_places()
    on = date(2025, 7, 1)

    problems = refusal(rosters.shipped_roster(on), on)

    assert len(problems) == 40
    assert {code for _line, _column, code, _value in problems} == {"code_in_use"}


def test_two_first_loads_at_once_make_one_tree(app, frozen_clock):
    def load():
        with app.app_context():
            load_shipped_places()

    threads = [threading.Thread(target=load) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert db.session.scalar(select(func.count()).select_from(Unit)) == 123

"""A place's history: its names and types, and the changes of territory."""

from datetime import date

from portal.extensions import db
from portal.models import UnitSuccession
from portal.queries import unit_history, units
from portal.services import hamlets
from portal.services.units import load_shipped_places
from portal.transaction import transaction


def test_a_town_was_a_rural_district_until_the_day_before(world):
    load_shipped_places()
    district = units.find_unit_by_code("697", date(2022, 6, 16))

    town, rural = unit_history.list_versions(district.id)

    assert (rural.full_name, rural.last_day, rural.legal_basis) == ("Huyện Chơn Thành", date(2022, 9, 30), "")
    assert (town.full_name, town.valid_from, town.last_day) == ("Thị xã Chơn Thành", date(2022, 10, 1), None)
    assert town.legal_basis == "570/NQ-UBTVQH15"
    assert town.parent_name is None


def test_stretches_that_differ_only_in_the_path_read_as_one(world):
    commune = world.commune()
    coordinator = world.viewer(world.coordinator(commune))
    hamlet = hamlets.add_hamlet(coordinator, commune, hamlet_type="thôn", name="3", since=date(2019, 1, 1))
    with transaction():
        (version,) = db.session.get(type(hamlet), hamlet.id).versions
        version.valid_to = date(2020, 1, 1)
        db.session.add(
            type(version)(
                unit_id=hamlet.id,
                name="3",
                full_name="Thôn 3",
                type="thôn",
                parent_id=commune.id,
                path=f"999/{hamlet.id}/",
                valid_from=date(2020, 1, 1),
            )
        )

    (line,) = unit_history.list_versions(hamlet.id)

    assert (line.full_name, line.valid_from, line.valid_to) == ("Thôn 3", date(2019, 1, 1), None)


def test_a_change_of_territory_reads_from_both_sides(world):
    district = world.district(world.province())
    old, new = world.commune(district, "Tân Phú"), world.commune(district, "Bình Phước")
    with transaction():
        db.session.add(
            UnitSuccession(
                from_unit_id=old.id,
                to_unit_id=new.id,
                changed_on=date(2025, 7, 1),
                kind="merged",
                legal_basis="1662/NQ-UBTVQH15",
            )
        )

    (after,) = unit_history.list_successions(old.id)
    (before,) = unit_history.list_successions(new.id)

    assert (after.other_name, after.other_id, after.comes_before) == ("Xã Bình Phước", new.id, False)
    assert (before.other_name, before.other_id, before.comes_before) == ("Xã Tân Phú", old.id, True)
    assert before.changed_on == date(2025, 7, 1)
    assert before.legal_basis == "1662/NQ-UBTVQH15"

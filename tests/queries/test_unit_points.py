"""Where places lie: by their own position, or by those of the places that they were made of."""

from datetime import date

import pytest

from portal.domain.projection import Point
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import UnitSuccession
from portal.queries.unit_points import list_points
from portal.transaction import transactional
from tests.queries_counted import counting_statements

MERGED = date(2022, 6, 1)


@pytest.fixture
def district(world):
    return world.district(world.province())


@transactional
def follow(new, *old) -> None:
    """Note that a place was made of others."""
    for one in old:
        db.session.add(
            UnitSuccession(from_unit_id=one.id, to_unit_id=new.id, changed_on=MERGED, kind="merge")
        )


def test_own_positions_take_one_statement(world, district):
    commune, other = world.commune(district, "Một"), world.commune(district, "Hai")
    world.point(commune, 11.5, 106.9)
    world.point(other, 11.6, 106.8)

    with counting_statements() as statements:
        found = list_points([commune.id])

    assert found == {commune.id: Point(11.5, 106.9)}
    assert len(statements) == 1


def test_a_commune_of_the_later_era_lies_amid_those_it_was_made_of(world, district):
    one, two, three = (world.commune(district, name) for name in ("Một", "Hai", "Ba"))
    for commune, latitude in ((one, 11.0), (two, 12.0)):
        world.point(commune, latitude, 107.0)
    merged = world.unit(UnitLevel.commune, "Mới", district, since=MERGED)
    again = world.unit(UnitLevel.commune, "Mới nữa", district, since=MERGED)
    nowhere = world.unit(UnitLevel.commune, "Không đâu", district, since=MERGED)
    follow(merged, one, two)
    follow(again, merged, three)

    with counting_statements() as statements:
        found = list_points([merged.id, again.id, nowhere.id])

    # The third commune has no position, so only the merged one counts.
    assert found == {merged.id: Point(11.5, 107.0), again.id: Point(11.5, 107.0)}
    assert len(statements) <= 3

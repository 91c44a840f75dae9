"""Positions of places are loaded once and never overwritten."""

from datetime import date

import pytest
from sqlalchemy import func, select

from portal.domain.errors import NotAllowed
from portal.domain.projection import Point
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import AuditRow, UnitPoint
from portal.services import rosters
from portal.services.rosters import PointRow
from portal.services.unit_points import load_points
from portal.services.units import load_shipped_places

DAY = date(2022, 6, 1)
ROWS = [PointRow("25405", Point(11.9, 107.1)), PointRow("99999", Point(11.0, 106.0))]


def points() -> list[tuple]:
    return db.session.execute(select(UnitPoint.unit_id, UnitPoint.latitude, UnitPoint.longitude)).all()


def test_positions_go_to_the_places_that_have_the_codes_on_the_day(world):
    commune = world.commune(code="25405")

    stored = load_points(None, ROWS, DAY, "test")

    assert stored == 1
    assert points() == [(commune.id, 11.9, 107.1)]
    assert db.session.scalar(select(AuditRow.action).order_by(AuditRow.id.desc())) == "load_points"


def test_a_position_that_is_there_is_left_as_it_is(world):
    commune = world.commune(code="25405")
    world.point(commune, 11.5, 107.0)

    stored = load_points(None, ROWS, DAY, "test")

    assert stored == 0
    assert points() == [(commune.id, 11.5, 107.0)]
    assert db.session.scalar(select(func.count()).select_from(AuditRow)) == 0


def test_codes_of_another_time_are_left_out(world):
    world.commune(code="25405")

    assert load_points(None, ROWS, date(2018, 11, 30), "test") == 0
    assert points() == []


def test_only_administrators_load_positions(world):
    commune = world.commune(code="25405")
    coordinator = world.viewer(world.coordinator(commune))

    with pytest.raises(NotAllowed):
        load_points(coordinator, ROWS, DAY, "test")

    admin = world.viewer(world.staff(Role.admin, commune))
    assert load_points(admin, ROWS, DAY, "test") == 1


def test_every_commune_of_the_campaign_has_a_shipped_position(world):
    load_shipped_places()

    found = points()

    assert len(found) == len(rosters.shipped_points()) == 111
    assert load_shipped_places() is False
    # Bình Phước lies between 11.3 and 12.3 degrees north, 106.4 and 107.5 degrees east.
    assert all(11.3 < latitude < 12.3 and 106.4 < longitude < 107.5 for _unit, latitude, longitude in found)

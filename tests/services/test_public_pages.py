"""Switching the public page of a campaign: by the province alone, once, and in the audit log."""

import pytest

from portal.domain.errors import NotAllowed
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import AuditRow, Campaign
from portal.queries.campaigns import get_campaign
from portal.services.public_pages import switch_public_page


@pytest.fixture
def commune(world):
    commune = world.commune()
    world.campaign(commune)
    return commune


def test_the_province_switches_it_and_each_change_is_logged_once(world, commune):
    staff = world.viewer(world.staff(Role.province_staff, commune))

    for is_public in (True, True, False):
        switch_public_page(staff, get_campaign("kh170-2022"), is_public=is_public)

    switched = db.select(AuditRow.detail).where(AuditRow.action == "switch_public_page").order_by(AuditRow.id)
    assert db.session.scalars(switched).all() == ['{"is_public":true}', '{"is_public":false}']
    assert db.session.scalar(db.select(Campaign.is_public)) is False


def test_nobody_below_the_province_switches_it(world, commune):
    coordinator = world.viewer(world.coordinator(commune))

    with pytest.raises(NotAllowed):
        switch_public_page(coordinator, get_campaign("kh170-2022"), is_public=True)

    assert db.session.scalar(db.select(Campaign.is_public)) is False

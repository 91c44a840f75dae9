"""A portal in which nothing has begun, for the tests of what pages say when there is nothing to show."""

from portal.domain.roles import Role
from portal.jobs import note_heartbeat
from portal.models import User
from portal.transaction import transaction
from tests.conventions.cast import REPEATED
from tests.factories import World


def build_empty_cast(world: World, *, with_campaign: bool = False) -> dict[str, User]:
    """Make places in which nothing has begun: no hamlets, teams or entries, and at most a campaign."""
    with transaction():
        province = world.province()
        district = world.district(province)
        commune = world.commune(district, REPEATED, confirmed=False)
        note_heartbeat()
        if with_campaign:
            world.campaign(province)
        return {
            "nobody": None,
            "guest": world.user("Người chưa có tổ"),
            "coordinator": world.coordinator(commune),
            "district_coordinator": world.staff(Role.coordinator, district),
            "province_staff": world.staff(Role.province_staff, province),
            "admin": world.staff(Role.admin, province),
        }

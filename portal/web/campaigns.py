"""What the pages of campaigns choose from."""

from portal import clock
from portal.domain.roles import PROVINCE_ROLES, Viewer
from portal.queries.units import get_unit_at_last


def list_own_provinces(viewer: Viewer) -> list[tuple[int, str]]:
    """Return the provinces for which the viewer may set up a campaign, as (id, name)."""
    ids = dict.fromkeys(grant.unit_id for grant in viewer.grants if grant.role in PROVINCE_ROLES)
    found = [get_unit_at_last(unit_id, clock.today()) for unit_id in ids]
    return [(unit.id, unit.full_name) for unit in found if unit is not None]

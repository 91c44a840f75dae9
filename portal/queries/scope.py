"""What a viewer may see, as conditions for every list."""

from collections.abc import Collection
from functools import cache

from sqlalchemy import ColumnElement, Select, bindparam, or_, select

from portal.domain.roles import STAFF_ROLES, Role, Viewer
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import Team, Unit
from portal.queries.among import among


def commune_ids(viewer: Viewer, roles: Collection[Role] = STAFF_ROLES) -> frozenset[int]:
    """Return the communes that the viewer's staff roles reach, or those of some roles."""
    grants = [grant for grant in viewer.grants if grant.role in roles]
    direct = {grant.unit_id for grant in grants if grant.unit_level == UnitLevel.commune}
    wider = [grant.unit_path for grant in grants if grant.unit_level != UnitLevel.commune]
    if not wider:
        return frozenset(direct)
    paths = {f"path_{number}": path for number, path in enumerate(wider)}
    return frozenset(direct).union(db.session.scalars(_communes_below(len(wider)), paths))


@cache
def _communes_below(paths: int) -> Select:
    """Select the communes below so many places; put together once, as most pages of staff ask for it."""
    reached = [Unit.path.startswith(bindparam(f"path_{number}")) for number in range(paths)]
    return select(Unit.id).where(Unit.level == UnitLevel.commune, or_(*reached))


def visible_teams(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition on Team for teams that the viewer may see."""
    seats = [seat.team_id for seat in viewer.seats]
    return or_(Team.id.in_(seats), among(Team.commune_id, commune_ids(viewer)))

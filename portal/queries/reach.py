"""How far a role at a place reaches: communes, teams and people."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import and_, distinct, func, select

from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import Membership, Team, Unit, UnitVersion
from portal.queries import units
from portal.queries.dated import in_force
from portal.queries.unit_reaches import within


class Reach(NamedTuple):
    """What lies in an area on a day; `people` are those who sit in its teams, each once."""

    communes: int
    teams: int
    people: int


def count_reach(path: str, on: date) -> Reach:
    """Count what lies at and below a unit on a day."""
    communes = db.session.scalar(
        select(func.count())
        .select_from(Unit)
        .join(UnitVersion, and_(UnitVersion.unit_id == Unit.id, units.in_force(on)))
        .where(Unit.level == UnitLevel.commune, Unit.path.startswith(path, autoescape=True))
    )
    # Teams stay with the commune that founded them, also when another one followed it.
    teams, people = db.session.execute(
        select(func.count(distinct(Team.id)), func.count(distinct(Membership.user_id)))
        .select_from(Team)
        .join(Unit, Unit.id == Team.commune_id)
        .outerjoin(Membership, and_(Membership.team_id == Team.id, in_force(Membership, on)))
        .where(within(path))
    ).one()
    return Reach(communes, teams, people)

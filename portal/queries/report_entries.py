"""The approved entries of a place in a period, read row by row so that memory stays flat."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from portal.domain.activity_status import ActivityStatus
from portal.domain.periods import Period
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import Activity, Team, Unit
from portal.queries.among import among
from portal.queries.unit_reaches import list_communes_within
from portal.queries.units import list_units

_AT_ONCE = 2000


class EntryRow(NamedTuple):
    """An entry without anything that a person wrote or that names one."""

    uuid: UUID
    occurred_on: date
    commune_code: str
    commune: str
    team_code: str
    team: str
    kind: str
    skills: tuple[str, ...]
    visits: int
    people: int | None
    households: int | None


def stream_entries(unit: Unit, period: Period) -> Iterator[EntryRow]:
    """Yield the approved entries of a place dated in a period, by day and number."""
    places = {one.id: one for one in list_units(period.last_day, UnitLevel.commune)}
    key = (Activity.occurred_on, Activity.id)
    rows = db.session.execute(
        select(
            Activity.uuid, Activity.occurred_on, Activity.commune_id, Team.code, Team.name, Activity.kind,
            Activity.skills, Activity.visits, Activity.people, Activity.households,
        )
        .join(Team, Team.id == Activity.team_id)
        .where(
            among(Activity.commune_id, list_communes_within(unit.path)),
            Activity.status == ActivityStatus.approved,
            Activity.occurred_on >= period.starts_on,
            Activity.occurred_on < period.ends_on,
        )
        .order_by(*key)
        .execution_options(yield_per=_AT_ONCE)
    )  # fmt: skip
    for uuid, day, commune_id, *rest in rows:
        place = places.get(commune_id)
        yield EntryRow(uuid, day, place.code or "" if place else "", place.full_name if place else "", *rest)

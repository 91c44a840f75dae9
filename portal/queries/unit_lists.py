"""Lists of communes with what is known of them, by the place that they lie in."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, select

from portal.domain.roles import Viewer
from portal.domain.team_status import TeamStatus
from portal.domain.text import fold
from portal.domain.units import HamletListState, UnitLevel, hamlet_list_state
from portal.extensions import db
from portal.models import Team, UnitReach
from portal.queries.hamlets import count_hamlets, list_confirmed, team_status
from portal.queries.scope import commune_ids
from portal.queries.units import UnitOnDate, list_units


@dataclass(frozen=True, slots=True)
class CommuneLine:
    """A commune with its hamlets and teams."""

    id: int
    code: str | None
    full_name: str
    hamlets: int
    list_state: HamletListState
    teams: int


@dataclass(frozen=True, slots=True)
class CommuneGroup:
    """The communes of one district, or of a province that has no districts."""

    parent: UnitOnDate
    communes: list[CommuneLine]


def list_own_communes(viewer: Viewer, as_of: date, words: str = "") -> list[CommuneGroup]:
    """List the communes of the viewer's roles and seats, narrowed down to a name, a district or a code."""
    return _grouped(_own(viewer, list_units(as_of, UnitLevel.commune)), as_of, words)


def list_communes_of(viewer: Viewer, unit: UnitOnDate, as_of: date) -> tuple[int, list[CommuneGroup]]:
    """Return how many communes a place had on a day, and those that are the viewer's own."""
    inside = list_units(as_of, UnitLevel.commune, under_path=unit.path)
    return len(inside), _grouped(_own(viewer, inside), as_of)


def _own(viewer: Viewer, communes: list[UnitOnDate]) -> list[UnitOnDate]:
    own = commune_ids(viewer) | {seat.commune_id for seat in viewer.seats}
    return [commune for commune in communes if commune.id in own]


def _grouped(communes: list[UnitOnDate], as_of: date, words: str = "") -> list[CommuneGroup]:
    above = list_units(as_of, UnitLevel.district) + list_units(as_of, UnitLevel.province)
    parents = {unit.id: unit for unit in above}
    shown = [unit for unit in communes if _matches(unit, parents[unit.parent_id], words)]
    ids = [unit.id for unit in shown]
    hamlets, confirmed, teams = count_hamlets(ids, as_of), list_confirmed(ids), _count_teams(ids, as_of)
    groups: dict[int, list[CommuneLine]] = defaultdict(list)
    for unit in shown:
        count = hamlets.get(unit.id, 0)
        state = hamlet_list_state(hamlets=count, is_confirmed=unit.id in confirmed)
        line = CommuneLine(unit.id, unit.code, unit.full_name, count, state, teams.get(unit.id, 0))
        groups[unit.parent_id].append(line)
    return [CommuneGroup(parent, groups[parent.id]) for parent in above if parent.id in groups]


def _matches(commune: UnitOnDate, parent: UnitOnDate, words: str) -> bool:
    """Tell whether the words are part of the commune's name or its district's, or are its code."""
    wanted = fold(words)
    return wanted == commune.code or wanted in fold(commune.full_name) or wanted in fold(parent.full_name)


def _count_teams(ids: Collection[int], as_of: date) -> dict[int, int]:
    # Teams stay with the commune that founded them; they count in the one that its land lies in by now.
    is_same_land = and_(UnitReach.reached_id == Team.commune_id, UnitReach.unit_id.in_(ids))
    shown = func.coalesce(UnitReach.unit_id, Team.commune_id)
    rows = db.session.execute(
        select(shown, func.count())
        .select_from(Team)
        .outerjoin(UnitReach, is_same_land)
        .where(shown.in_(ids), team_status(as_of) != TeamStatus.dissolved)
        .group_by(shown)
    )
    return dict(rows.all())

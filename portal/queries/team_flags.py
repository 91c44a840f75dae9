"""Teams that are to be re-formed: what called for it, and on which day that is not settled yet."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, select

from portal.domain.team_decisions import RE_FORMING_KINDS
from portal.domain.team_status import TeamStatus
from portal.extensions import db
from portal.models import Team, TeamDecision, TeamFlag, Unit
from portal.queries.among import among
from portal.queries.hamlets import team_status
from portal.queries.team_names import name_on, name_sort_on


@dataclass(frozen=True, slots=True)
class ReformNeed:
    """A reason, of the register "reform_reason", why a team is to be re-formed."""

    team_id: int
    code: str
    name: str
    commune_id: int
    commune_path: str
    reason: str
    since_on: date
    note: str


def needs_reform(on: date) -> ColumnElement[bool]:
    """Return the condition on Team for teams that are to be re-formed on a day."""
    flagged = select(TeamFlag.id).where(TeamFlag.team_id == Team.id, _unsettled(on)).correlate(Team)
    return and_(flagged.exists(), team_status(on) != TeamStatus.dissolved)


def list_teams_needing_reform(commune_ids: Collection[int], as_of: date) -> list[ReformNeed]:
    """List why teams of the communes are to be re-formed on a day, by team; a team may have several reasons.

    A re-forming or merger dated on or after the day of a flag settles it; a dissolved team needs nothing.
    """
    return _read(_needs(as_of).where(among(Team.commune_id, commune_ids)))


def list_reform_needs(team_id: int, on: date) -> list[ReformNeed]:
    """List why one team is to be re-formed on a day."""
    return _read(_needs(on).where(Team.id == team_id))


def _needs(on: date) -> Select:
    return (
        select(
            Team.id,
            Team.code,
            name_on(on),
            Team.commune_id,
            Unit.path,
            TeamFlag.reason,
            TeamFlag.since_on,
            TeamFlag.note,
        )
        .join(Team, Team.id == TeamFlag.team_id)
        .join(Unit, Unit.id == Team.commune_id)
        .where(_unsettled(on), team_status(on) != TeamStatus.dissolved)
        .order_by(name_sort_on(on), Team.id, TeamFlag.since_on, TeamFlag.reason)
    )


def _unsettled(on: date) -> ColumnElement[bool]:
    settled = select(TeamDecision.id).where(
        TeamDecision.team_id == TeamFlag.team_id,
        TeamDecision.kind.in_(RE_FORMING_KINDS),
        TeamDecision.decided_on >= TeamFlag.since_on,
        TeamDecision.decided_on <= on,
    )
    return and_(TeamFlag.since_on <= on, ~settled.correlate(TeamFlag).exists())


def _read(statement: Select) -> list[ReformNeed]:
    return [ReformNeed(*row) for row in db.session.execute(statement)]

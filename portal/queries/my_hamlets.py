"""How the hamlets that a person's teams serve stand in line 8.4 of indicator 8, by its own definition."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from portal.domain.indicators import Definition
from portal.domain.periods import Period
from portal.domain.roles import Viewer
from portal.extensions import db
from portal.models import TeamHamlet, UnitVersion
from portal.queries.campaigns import default_campaign, list_campaigns
from portal.queries.coverage_facts import read_facts
from portal.queries.coverage_places import hamlet_teams
from portal.queries.coverage_records import Cut, Facts, Place
from portal.queries.dated import in_force
from portal.queries.units import in_force as unit_in_force

COUNTED = "counted"
NOT_YET = "not_yet"
NO_VALID_TEAM = "no_valid_team"
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class HamletState:
    """Whether a hamlet counts in the period, and if not, what is missing.

    `approved` are the entries of the team that has the most, and `lacks` those that it still needs. `missing`
    says what keeps the viewer's teams from being valid. The state is UNKNOWN while the commune has not
    confirmed its list of hamlets.
    """

    hamlet: Place
    state: str
    approved: int
    lacks: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MyHamlets:
    """The viewer's hamlets in the running campaign, by name; none where the teams serve all of a commune."""

    campaign_code: str
    period: Period
    definition: Definition
    hamlets: tuple[HamletState, ...]


def get_my_hamlets(viewer: Viewer, today: date) -> MyHamlets | None:
    """Say how the viewer's hamlets stand in the running campaign; None while none is running.

    As many statements whatever the number of hamlets.
    """
    campaign = default_campaign(list_campaigns(), today)
    if campaign is None or not campaign.period.contains(today):
        return None
    served = _list_served(viewer, today)
    communes = sorted(set(served.values()))
    cuts = [Cut(commune_id, today, campaign.period, today) for commune_id in communes]
    definition = campaign.definition_on(campaign.period.last_day).as_definition()
    found = [
        _state(viewer, definition.k, facts, hamlet)
        for facts in (read_facts(cuts) if cuts else ())
        for hamlet in facts.hamlets[facts.root.id]
        if hamlet.id in served
    ]
    return MyHamlets(campaign.code, campaign.period, definition, tuple(found))


def _list_served(viewer: Viewer, today: date) -> dict[int, int]:
    """Map the hamlets that the viewer's teams serve to the communes that they lie in."""
    commune = aliased(UnitVersion)
    is_there = and_(commune.valid_from <= today, or_(commune.valid_to.is_(None), commune.valid_to > today))
    rows = db.session.execute(
        select(TeamHamlet.hamlet_id, UnitVersion.parent_id)
        .join(UnitVersion, UnitVersion.unit_id == TeamHamlet.hamlet_id)
        .join(commune, and_(commune.unit_id == UnitVersion.parent_id, is_there))
        .where(
            TeamHamlet.team_id.in_([seat.team_id for seat in viewer.seats]),
            in_force(TeamHamlet, today),
            unit_in_force(today),
        )
    )
    return {row.hamlet_id: row.parent_id for row in rows}


def _state(viewer: Viewer, k: int, facts: Facts, hamlet: Place) -> HamletState:
    counted = hamlet_teams(facts, hamlet)
    if not facts.root.is_confirmed:
        state = UNKNOWN
    elif not counted.has_team:
        state = NO_VALID_TEAM
    else:
        state = COUNTED if counted.works(k) else NOT_YET
    teams = [team for team in facts.teams_of_hamlet[hamlet.id] if viewer.seat_in(team.id)]
    return HamletState(
        hamlet=hamlet,
        state=state,
        approved=counted.most_activities,
        lacks=counted.lacks(k),
        missing=tuple(dict.fromkeys(code for team in teams for code in team.missing)),
    )

"""What the page of a place says, all as on one day."""

from dataclasses import dataclass
from datetime import date

from portal.domain.actions import Action
from portal.domain.roles import Viewer
from portal.domain.units import UnitLevel
from portal.models import Unit
from portal.policy import allows
from portal.queries.hamlets import Confirmation, Hamlet, get_confirmation, list_hamlets
from portal.queries.team_flags import ReformNeed, list_teams_needing_reform
from portal.queries.team_lists import TeamFilter, TeamLine, list_teams
from portal.queries.unit_history import SuccessionLine, VersionLine, list_successions, list_versions
from portal.queries.unit_lists import CommuneGroup, list_communes_of
from portal.queries.unit_reaches import shown_as
from portal.queries.units import CensusSum, UnitOnDate, get_census, get_path


@dataclass(frozen=True)
class UnitSheet:
    """A place on a day, its history, and what lies in it."""

    as_of: date
    path: list[UnitOnDate]
    versions: list[VersionLine]
    successions: list[SuccessionLine]
    census: CensusSum | None
    communes: int
    groups: list[CommuneGroup]
    hamlets: list[Hamlet]
    neighbours: list[Hamlet]
    confirmation: Confirmation
    teams: list[TeamLine]
    needs: list[ReformNeed]

    @property
    def on_date(self) -> UnitOnDate | None:
        """The place as it was on the day, or None when it was not there."""
        return self.path[-1] if self.path else None

    @property
    def full_name(self) -> str:
        """Its name on the day, or else the last one known."""
        return self.on_date.full_name if self.on_date else self.versions[0].full_name

    @property
    def last_day(self) -> date | None:
        """The last day on which the place was there, or None when no end is known."""
        return self.versions[0].last_day

    @property
    def followed_by(self) -> list[SuccessionLine]:
        """The places that its land went to when it ended."""
        return [
            line
            for line in self.successions
            if not line.comes_before and line.changed_on == self.versions[0].valid_to
        ]


def get_unit_sheet(viewer: Viewer, unit: Unit, as_of: date) -> UnitSheet:
    """Read all that the page of a place says, in as many statements whatever its size.

    Of the communes inside, those of the viewer's own roles and seats are listed. The sheet of a hamlet lists
    itself alone, its neighbours in the commune apart, with the confirmation of the commune's list.
    """
    level, path = unit.level, get_path(unit.id, as_of)
    commune_id = next((place.id for place in path if place.level == UnitLevel.commune), None)
    inside, groups, teams, needs = 0, [], [], []
    if path and level not in (UnitLevel.commune, UnitLevel.hamlet):
        inside, groups = list_communes_of(viewer, path[-1], as_of)
    if level == UnitLevel.commune:
        teams = list_teams(viewer, TeamFilter(unit_path=unit.path), as_of).lines
        flagged = list_teams_needing_reform(shown_as([unit.id]), as_of)
        needs = [one for one in flagged if _may_see(viewer, one)]
    hamlets = list_hamlets(commune_id, as_of) if commune_id else []
    return UnitSheet(
        as_of=as_of,
        path=path,
        versions=list_versions(unit.id),
        successions=list_successions(unit.id),
        census=None if level == UnitLevel.hamlet else get_census(unit.path, as_of),
        communes=inside,
        groups=groups,
        hamlets=[one for one in hamlets if unit.id in (one.id, commune_id)],
        neighbours=[one for one in hamlets if unit.id not in (one.id, commune_id)],
        confirmation=get_confirmation(commune_id) if commune_id else Confirmation(),
        teams=teams,
        needs=needs,
    )


def _may_see(viewer: Viewer, team: ReformNeed) -> bool:
    return allows(viewer, Action.view_team, team)

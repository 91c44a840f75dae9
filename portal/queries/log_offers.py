"""What the form for an entry offers a viewer to choose from: teams, their hamlets, and whom to log for."""

from dataclasses import dataclass, replace
from datetime import date

from portal.domain.actions import Action
from portal.domain.roles import Viewer
from portal.domain.units import UnitLevel
from portal.policy import allows
from portal.queries.teams import (
    TeamOption,
    commune_team_options,
    list_members,
    list_served_hamlets,
    team_options,
)
from portal.queries.units import list_children

# A hamlet or a person to choose: id and name.
Choice = tuple[int, str]


@dataclass(frozen=True, slots=True)
class LogTeam:
    """A team to log for; `others` names its people only to a viewer who may log for them."""

    team_id: int
    code: str
    name: str
    commune_path: str
    hamlets: tuple[Choice, ...]
    is_own: bool
    others: tuple[Choice, ...] = ()

    @property
    def only_hamlet(self) -> int | None:
        """The hamlet that the work was in unless somebody says otherwise."""
        return self.hamlets[0][0] if len(self.hamlets) == 1 else None


def list_log_teams(viewer: Viewer, on: date, code: str | None = None) -> list[LogTeam]:
    """List the teams that the viewer sits in; by code also one of a commune that the viewer coordinates."""
    options = team_options(viewer, on)
    if code is not None:
        options = [one for one in [*options, *list_coordinated_teams(viewer, on)] if one.code == code][:1]
    return [_log_team(viewer, option, on) for option in options]


def list_coordinated_teams(viewer: Viewer, on: date) -> list[TeamOption]:
    """List the teams of the communes that the viewer coordinates."""
    communes = _coordinated_communes(viewer)
    return commune_team_options(list(communes), on) if communes else []


def list_commune_hamlets(commune_id: int, on: date) -> tuple[Choice, ...]:
    """List the hamlets of a commune on a day."""
    children = list_children(commune_id, on)
    return tuple((unit.id, unit.full_name) for unit in children if unit.level == UnitLevel.hamlet)


def list_team_hamlets(team_id: int, commune_id: int, on: date) -> list[Choice]:
    """List the hamlets that a team serves on a day; one that serves none in particular may go to any."""
    served = [(one.hamlet_id, one.full_name) for one in list_served_hamlets(team_id, on)]
    return served or list(list_commune_hamlets(commune_id, on))


def _log_team(viewer: Viewer, option: TeamOption, on: date) -> LogTeam:
    seat = viewer.seat_in(option.team_id)
    team = LogTeam(
        team_id=option.team_id,
        code=option.code,
        name=option.name,
        commune_path=seat.commune_path if seat else _coordinated_communes(viewer)[option.commune_id],
        # A team that serves no hamlet in particular may have helped in any.
        hamlets=option.hamlets or list_commune_hamlets(option.commune_id, on),
        is_own=seat is not None,
    )
    if not allows(viewer, Action.log_for_member, team):
        return team
    people = list_members(option.team_id, on)
    return replace(team, others=tuple((one.id, one.name) for one in people if one.id != viewer.id))


def _coordinated_communes(viewer: Viewer) -> dict[int, str]:
    return {
        grant.unit_id: grant.unit_path
        for grant in viewer.grants
        if grant.unit_level == UnitLevel.commune and viewer.coordinates(grant.unit_path)
    }

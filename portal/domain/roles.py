"""Roles, where they are held, and the signed-in person as every layer sees them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.domain.team_status import TeamRole
from portal.domain.units import UnitLevel, path_covers


class Role(StrEnum):
    """What a person may be; `member` is held through a seat in a team, the others at a unit."""

    member = "member"
    coordinator = "coordinator"
    province_staff = "province_staff"
    admin = "admin"


STAFF_ROLES = (Role.coordinator, Role.province_staff, Role.admin)
PROVINCE_ROLES = (Role.province_staff, Role.admin)
# Where each staff role may be held.
ROLE_LEVELS: dict[Role, tuple[UnitLevel, ...]] = {
    Role.coordinator: (UnitLevel.commune, UnitLevel.district),
    Role.province_staff: (UnitLevel.province,),
    Role.admin: (UnitLevel.province,),
}

# From a day until the day before another; None is an open end.
Stretch = tuple[date, date | None]


def list_gaps(stretches: Iterable[Stretch], since: date) -> list[Stretch]:
    """List what none of the stretches covers from a day on."""
    gaps: list[Stretch] = []
    reached = since
    for starts_on, ends_on in sorted(stretches, key=lambda stretch: stretch[0]):
        if ends_on is not None and ends_on <= max(starts_on, reached):
            continue
        if starts_on > reached:
            gaps.append((reached, starts_on))
        if ends_on is None:
            return gaps
        reached = ends_on
    return [*gaps, (reached, None)]


def lies_within(inner: Stretch, outer: Stretch) -> bool:
    """Tell whether a stretch holds no day that the other has not."""
    ends_in_time = outer[1] is None or (inner[1] is not None and inner[1] <= outer[1])
    return outer[0] <= inner[0] and ends_in_time


@dataclass(frozen=True, slots=True)
class Grant:
    """A staff role held at a unit; it reaches everything below that unit.

    `deputy_for` is the coordinator in whose place the person decides there for some days; such a grant lets
    them see the commune and decide on its entries, and nothing else.
    """

    role: Role
    unit_id: int
    unit_path: str
    unit_level: UnitLevel
    deputy_for: int | None = None


@dataclass(frozen=True, slots=True)
class TeamSeat:
    """A current membership of a team."""

    team_id: int
    team_code: str
    team_name: str
    role: TeamRole
    commune_id: int
    commune_path: str


@dataclass(frozen=True, slots=True)
class Viewer:
    """The signed-in person, read once per request; holds no database row."""

    id: int
    name: str
    locale: str | None
    sign_in_id: int
    grants: tuple[Grant, ...] = ()
    seats: tuple[TeamSeat, ...] = ()

    is_authenticated = True
    is_active = True
    is_anonymous = False

    @property
    def roles(self) -> frozenset[Role]:
        """Collect the roles held anywhere."""
        held = {grant.role for grant in self.grants}
        if self.seats:
            held.add(Role.member)
        return frozenset(held)

    def has_role(self, *roles: Role) -> bool:
        """Tell whether any of the roles is held anywhere."""
        return not self.roles.isdisjoint(roles)

    def holds_over(self, roles: Iterable[Role], commune_path: str) -> bool:
        """Tell whether one of the roles is held at a unit whose area covers the path."""
        wanted = set(roles)
        return any(
            grant.role in wanted and path_covers(grant.unit_path, commune_path) for grant in self.grants
        )

    def coordinates(self, commune_path: str) -> bool:
        """Tell whether the viewer is the coordinator of this very commune (a district's only reads)."""
        return any(grant.deputy_for is None and _is_at_commune(grant, commune_path) for grant in self.grants)

    def decides_in(self, commune_path: str) -> bool:
        """Tell whether the viewer is the coordinator of this very commune, or deputises for them today."""
        return any(_is_at_commune(grant, commune_path) for grant in self.grants)

    def seat_in(self, team_id: int) -> TeamSeat | None:
        """Return the viewer's seat in the team, or None."""
        return next((seat for seat in self.seats if seat.team_id == team_id), None)

    def leads(self, team_id: int) -> bool:
        """Tell whether the viewer is the leader or a deputy of the team."""
        seat = self.seat_in(team_id)
        return seat is not None and seat.role in (TeamRole.leader, TeamRole.deputy)


def _is_at_commune(grant: Grant, commune_path: str) -> bool:
    return (
        grant.role == Role.coordinator
        and grant.unit_level == UnitLevel.commune
        and path_covers(grant.unit_path, commune_path)
    )

"""Whom a coordinator can invite: the members of a team with what stands in the way of each."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select

from portal.domain.roles import Viewer
from portal.extensions import db
from portal.models import Membership, RoleGrant, Team, Unit
from portal.queries.memberships import AccountState, list_account_states
from portal.queries.teams import list_members


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member who gets a link, or the reason why not (register "obstacle")."""

    id: int
    name: str
    obstacle: str | None
    link_until: datetime | None


def list_candidates(viewer: Viewer, team: Team, on: date, at: datetime) -> list[Candidate]:
    """List the members of a team with what keeps each from an invitation; the statements do not grow."""
    members = list_members(team.id, on)
    ids = [member.id for member in members]
    states, elsewhere = list_account_states(ids, at), list_acting_elsewhere(viewer, ids, on)
    return [
        Candidate(
            member.id,
            member.name,
            _obstacle(states[member.id], member.has_phone, member.id in elsewhere),
            states[member.id].link_until,
        )
        for member in members
    ]


def list_acting_elsewhere(viewer: Viewer, user_ids: Collection[int], on: date) -> set[int]:
    """Return who holds a staff role, or sits in a team that the viewer does not coordinate, now or later."""
    grants = select(RoleGrant.user_id).where(RoleGrant.user_id.in_(user_ids), _not_over(RoleGrant, on))
    seats = (
        select(Membership.user_id, Unit.path)
        .join(Team, Team.id == Membership.team_id)
        .join(Unit, Unit.id == Team.commune_id)
        .where(Membership.user_id.in_(user_ids), _not_over(Membership, on))
    )
    seated = {user_id for user_id, path in db.session.execute(seats) if not viewer.coordinates(path)}
    return seated | set(db.session.scalars(grants))


def _obstacle(state: AccountState, has_phone: bool, acts_elsewhere: bool) -> str | None:
    if state.code in ("disabled", "resting", "active"):
        return state.code
    if not has_phone:
        return "no_phone"
    return "elsewhere" if acts_elsewhere else None


def _not_over(dated, on: date):
    return or_(dated.ends_on.is_(None), dated.ends_on > on)

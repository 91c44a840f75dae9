"""Invitations of a whole team: a link for each member who has none and needs one, all at once."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import select

from portal import clock
from portal.domain.actions import Action
from portal.domain.errors import RuleBroken
from portal.domain.roles import Viewer
from portal.extensions import db
from portal.models import Team, User
from portal.policy import require
from portal.queries.invitations import Candidate, list_candidates
from portal.services import audit, throttling
from portal.services.activations import Invitation, new_links
from portal.transaction import transactional


class InvitedMember(NamedTuple):
    """A member with the fresh link that is shown this once."""

    name: str
    invitation: Invitation


class TeamInvitation(NamedTuple):
    """The links that were made, and of those who were to get one, who got none and why."""

    invited: list[InvitedMember]
    left_out: list[Candidate]


def invite_team(actor: Viewer, team: Team, user_ids: Collection[int]) -> TeamInvitation:
    """Make new links for these members of the team; their earlier unused links stop working.

    Each link counts as a try. Raises RuleBroken("too_many_tries", or "nobody_chosen" when nobody is left whom
    a link would help).
    """
    require(actor, Action.invite_member, team)
    throttling.count_try(throttling.INVITATIONS_BY_ACTOR, str(actor.id), max(len(user_ids), 1))
    return _invite_team(actor, team, user_ids)


@transactional
def _invite_team(actor: Viewer, team: Team, user_ids: Collection[int]) -> TeamInvitation:
    # Whose number or account somebody else is changing right now is read after that.
    db.session.execute(select(User.id).where(User.id.in_(user_ids)).order_by(User.id).with_for_update()).all()
    wanted = [one for one in list_candidates(actor, team, clock.today(), clock.now()) if one.id in user_ids]
    invited = [candidate for candidate in wanted if candidate.obstacle is None]
    if not invited:
        raise RuleBroken("nobody_chosen")
    links = new_links([candidate.id for candidate in invited], actor)
    audit.record(
        actor,
        "invite_team",
        f"team:{team.id}",
        commune_id=team.commune_id,
        users=[candidate.id for candidate in invited],
    )
    return TeamInvitation(
        [InvitedMember(candidate.name, links[candidate.id]) for candidate in invited],
        [candidate for candidate in wanted if candidate.obstacle is not None],
    )

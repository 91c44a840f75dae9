"""Re-forming a team: a decision with all that it changes, in one act."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from portal.domain.actions import Action
from portal.domain.errors import RuleBroken
from portal.domain.roles import Viewer
from portal.domain.team_decisions import DecisionKind
from portal.domain.team_status import TeamRole, TeamStatus
from portal.models import Membership, Team, TeamDecision
from portal.queries.memberships import list_open_seats
from portal.services.acts import recorded
from portal.services.memberships import end_seat, find_person_to_seat, open_seat, refuse_other_leader
from portal.services.people import NewPerson
from portal.services.team_changes import begin_change, record_change
from portal.services.team_decisions import Decision, add_decision, refuse_unfitting
from portal.services.team_statuses import list_status_changes
from portal.services.teams import rename_from, replace_hamlets
from portal.transaction import transactional

REFORM = "reform_team"


class NewSeat(NamedTuple):
    """A seat for somebody new, or by id for somebody of the commune."""

    person: NewPerson | int
    role: TeamRole
    affiliation: str


@dataclass(frozen=True)
class Reform:
    """What a decision makes of a team from its date on.

    `roles` holds, for every open seat by id, its role from then on, or None for who leaves. Without
    `hamlet_ids` the hamlets stay; an empty name keeps the name.
    """

    decision: Decision
    roles: Mapping[int, TeamRole | None]
    joining: Sequence[NewSeat] = ()
    hamlet_ids: Collection[int] | None = None
    name: str = ""


@transactional
def reform_team(actor: Viewer, team: Team, reform: Reform) -> TeamDecision:
    """Record a re-forming decision with its changes, which can be undone as one act.

    Raises RuleBroken("in_future", "team_is_dissolved", "changed_meanwhile", "one_leader_needed",
    "leader_unchanged" or "leader_overlaps"), and as the services that change one of these alone.
    """
    begin_change(actor, Action.edit_team, team, reform.decision.decided_on)
    refuse_unfitting(team.id, reform.decision, None)
    refuse_dissolved(team)
    seats = list_open_seats(team.id)
    _refuse_unfit_seats(seats, reform)
    with recorded(actor, REFORM) as act:
        paper = add_decision(team, reform.decision, act)
        _change_seats(team, seats, reform)
        on = reform.decision.decided_on
        added, removed = [], []
        if reform.hamlet_ids is not None:
            added, removed = replace_hamlets(team, reform.hamlet_ids, on)
        rename_from(team, reform.name, on)
    roles = {str(seat_id): role and str(role) for seat_id, role in reform.roles.items()}
    record_change(
        actor, REFORM, team, kind=reform.decision.kind, number=reform.decision.number, on=on.isoformat(),
        roles=roles, joined=len(reform.joining), hamlets_added=added, hamlets_removed=removed, name=team.name,
    )  # fmt: skip
    return paper


def refuse_dissolved(team: Team) -> None:
    """Raise RuleBroken("team_is_dissolved") for a team that was dissolved last."""
    changes = list_status_changes(team.id)
    if changes and changes[0].status == TeamStatus.dissolved:
        raise RuleBroken("team_is_dissolved", name=team.name)


def _refuse_unfit_seats(seats: Sequence[Membership], reform: Reform) -> None:
    if {seat.id for seat in seats} != set(reform.roles):
        raise RuleBroken("changed_meanwhile")
    roles = [*reform.roles.values(), *(seat.role for seat in reform.joining)]
    if roles.count(TeamRole.leader) != 1:
        raise RuleBroken("one_leader_needed")
    stays = any(seat.role == reform.roles[seat.id] == TeamRole.leader for seat in seats)
    if stays and reform.decision.kind == DecisionKind.change_of_leader:
        raise RuleBroken("leader_unchanged")


def _change_seats(team: Team, seats: Sequence[Membership], reform: Reform) -> None:
    """End the seats that go or change first, so that nobody holds two and no two lead."""
    on = reform.decision.decided_on
    changed = [seat for seat in seats if reform.roles[seat.id] != seat.role]
    for seat in changed:
        end_seat(seat, on)
    for seat in changed:
        if role := reform.roles[seat.id]:
            _take_seat(team, seat.user_id, role, seat.affiliation, on)
    for new in reform.joining:
        person = find_person_to_seat(team, new.person, on)
        _take_seat(team, person.id, new.role, new.affiliation, on)


def _take_seat(team: Team, user_id: int, role: TeamRole, affiliation: str, on: date) -> None:
    if role == TeamRole.leader:
        refuse_other_leader(team.id, on)
    open_seat(team.id, user_id, role, affiliation, on)

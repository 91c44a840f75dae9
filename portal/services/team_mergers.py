"""Merging a team into another one of its commune: one decision, one act, and the past stays as it was."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from portal.domain.actions import Action
from portal.domain.errors import Missing, RuleBroken
from portal.domain.roles import Viewer
from portal.domain.team_decisions import DecisionKind
from portal.domain.team_status import TeamRole, TeamStatus
from portal.extensions import db
from portal.models import Membership, Team, TeamDecision, TeamSuccession
from portal.queries.memberships import list_open_seats
from portal.services.acts import recorded
from portal.services.community_sessions import move_sessions
from portal.services.memberships import end_seat, open_seat, refuse_seated
from portal.services.team_changes import begin_change, record_change
from portal.services.team_decisions import Decision, add_decision, refuse_unfitting
from portal.services.team_reforms import refuse_dissolved
from portal.services.team_statuses import list_status_changes, put_status
from portal.services.teams import end_hamlet_served, list_served_rows, serve_hamlet
from portal.transaction import transactional

MERGE = "merge_teams"


@dataclass(frozen=True)
class TeamMerger:
    """What a decision makes of two teams from a day on.

    `seat_ids` are the seats whose people go on in the other team; the leader goes on as `leader_role`.
    """

    decision: Decision
    on: date
    seat_ids: Collection[int]
    leader_role: TeamRole = TeamRole.member


@transactional
def merge_teams(actor: Viewer, team: Team, into: Team, merger: TeamMerger) -> TeamDecision:
    """Dissolve a team and let another one of its commune go on with its hamlets, people and plans.

    Its entries stay with it, so that the figures of days before stay as they were. Raises Missing for a team
    of another commune, RuleBroken("in_future", "same_team", "team_is_dissolved", "not_founded",
    "before_founding", "status_before_last_change", "before_its_start", "seat_overlaps", "hamlet_overlaps",
    "decision_recorded" or "changed_meanwhile").
    """
    if team.id == into.id:
        raise RuleBroken("same_team")
    if team.commune_id != into.commune_id:
        raise Missing
    for one in sorted((team, into), key=lambda one: one.id):
        begin_change(actor, Action.edit_team, one, merger.on, merger.decision.decided_on)
    decision = merger.decision._replace(kind=DecisionKind.merger)
    _refuse_unfit(team, into, merger, decision)
    with recorded(actor, MERGE) as act:
        own_paper, paper = add_decision(team, decision, act), add_decision(into, decision, act)
        _move_seats(team, into, merger)
        _move_hamlets(team, into, merger.on)
        move_sessions(actor, team, into, on=merger.on, paper=decision.number)
        changes = list_status_changes(team.id)
        put_status(actor, team, changes, TeamStatus.dissolved, merger.on, "", own_paper.id)
        db.session.add(
            TeamSuccession(
                from_team_id=team.id, to_team_id=into.id, changed_on=merger.on, decision_id=paper.id
            )
        )
    told = {"number": decision.number, "on": merger.on.isoformat()}
    record_change(actor, MERGE, team, into=into.id, seats=sorted(merger.seat_ids), **told)
    record_change(actor, "take_over_team", into, merged=team.id, **told)
    return own_paper


def _refuse_unfit(team: Team, into: Team, merger: TeamMerger, decision: Decision) -> None:
    refuse_dissolved(team)
    refuse_dissolved(into)
    refuse_unfitting(into.id, decision, None)
    # An effective day before the paper is a slip of the pen more often than it is meant.
    if merger.on < decision.decided_on:
        raise RuleBroken("before_decision")
    changes = list_status_changes(team.id)
    if changes and merger.on < changes[0].starts_on:
        raise RuleBroken("status_before_last_change")


def _move_seats(team: Team, into: Team, merger: TeamMerger) -> None:
    """End every seat, and open one in the other team for who goes on and does not sit there already."""
    seats = list_open_seats(team.id)
    if not {seat.id for seat in seats}.issuperset(merger.seat_ids):
        raise RuleBroken("changed_meanwhile")
    there = {seat.user_id for seat in list_open_seats(into.id)}
    for seat in seats:
        end_seat(seat, merger.on)
        if seat.id in merger.seat_ids and seat.user_id not in there:
            refuse_seated(into.id, seat.user_id, merger.on)
            open_seat(into.id, seat.user_id, _role_there(seat, merger), seat.affiliation, merger.on)


def _role_there(seat: Membership, merger: TeamMerger) -> TeamRole:
    return merger.leader_role if seat.role == TeamRole.leader else TeamRole(seat.role)


def _move_hamlets(team: Team, into: Team, on: date) -> None:
    there = list_served_rows(into.id)
    served = {row.hamlet_id for row in there if row.ends_on is None}
    for row in list_served_rows(team.id):
        if row.ends_on is None:
            end_hamlet_served(row, on)
            if row.hamlet_id not in served:
                serve_hamlet(into.id, row.hamlet_id, on, there)
    db.session.flush()

"""How a team stands from a day on, and the decision without which it is not stopped or started again."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from portal import clock
from portal.domain.actions import Action
from portal.domain.errors import RuleBroken
from portal.domain.roles import Viewer
from portal.domain.team_decisions import DecisionKind, decision_needed
from portal.domain.team_status import TeamStatus
from portal.extensions import db
from portal.models import Team, TeamDecision, TeamStatusChange
from portal.services.team_changes import begin_change, new_status_change, record_change
from portal.services.team_decisions import Decision, add_decision, correct_row, refuse_unfitting
from portal.transaction import transactional


@transactional
def set_status(
    actor: Viewer,
    team: Team,
    status: TeamStatus,
    *,
    starts_on: date,
    reason: str = "",
    decision: Decision | None = None,
) -> None:
    """Give the team a status from a day on; on the day of its last change that change is corrected.

    Seats and hamlets stay as they are: every figure asks for the status of its day, and the people of a team
    that is dissolved still log and correct what they did before. Raises RuleBroken("in_future",
    "status_unchanged", "status_before_last_change", "decision_needed" or "merged_that_day"), and as
    `refuse_unfitting`.
    """
    begin_change(actor, Action.edit_team, team, starts_on, *([decision.decided_on] if decision else []))
    changes = list_status_changes(team.id)
    was = changes[0].status if changes else None
    if was == status:
        raise RuleBroken("status_unchanged")
    if changes and starts_on < changes[0].starts_on:
        raise RuleBroken("status_before_last_change")
    before = next((one.status for one in changes if one.starts_on < starts_on), "")
    kind = decision_needed(before, status)
    if kind and decision is None:
        raise RuleBroken("decision_needed")
    _put_with_paper(
        actor, team, changes, status, starts_on, reason, decision._replace(kind=kind) if kind else None
    )
    record_change(
        actor, "set_team_status", team, was=was, status=status, on=starts_on.isoformat(), reason=reason,
        number=decision.number if kind else "",
    )  # fmt: skip


def list_status_changes(team_id: int) -> Sequence[TeamStatusChange]:
    """List the changes of a team's status as the database has them now, the latest first."""
    return db.session.scalars(
        select(TeamStatusChange)
        .where(TeamStatusChange.team_id == team_id)
        .order_by(TeamStatusChange.starts_on.desc())
        .execution_options(populate_existing=True)
    ).all()


def put_status(
    actor: Viewer,
    team: Team,
    changes: Sequence[TeamStatusChange],
    status: TeamStatus,
    starts_on: date,
    reason: str,
    decision_id: int | None,
) -> None:
    """Store a status within the unit of work of a change; there is one a day, so the last is corrected."""
    if not changes or changes[0].starts_on != starts_on:
        db.session.add(new_status_change(actor, team.id, status, starts_on, reason, decision_id))
        return
    # The audit log keeps what stood here before.
    last = changes[0]
    last.status, last.reason, last.decision_id = status, reason, decision_id
    last.recorded_at, last.recorded_by_id = clock.now(), actor.id


def _put_with_paper(
    actor: Viewer,
    team: Team,
    changes: Sequence[TeamStatusChange],
    status: TeamStatus,
    starts_on: date,
    reason: str,
    decision: Decision | None,
) -> None:
    """Store a status and its decision; the paper of a change that is corrected goes with it."""
    corrected = changes[0].decision_id if changes and changes[0].starts_on == starts_on else None
    paper = db.session.get(TeamDecision, corrected) if corrected else None
    if paper and paper.kind == DecisionKind.merger:
        raise RuleBroken("merged_that_day")
    if decision:
        refuse_unfitting(team.id, decision, corrected)
        paper = correct_row(paper, decision) if paper else add_decision(team, decision)
    put_status(actor, team, changes, status, starts_on, reason, paper.id if decision else None)
    if paper and not decision:
        db.session.flush()
        db.session.delete(paper)

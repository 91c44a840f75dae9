"""The decisions about a team: recorded alone or with what they change, corrected, and not taken twice."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

from portal import clock
from portal.domain.actions import Action
from portal.domain.errors import Missing, RuleBroken
from portal.domain.roles import Viewer
from portal.domain.team_decisions import DecisionKind
from portal.domain.team_status import TeamStatus
from portal.extensions import db
from portal.models import Act, Team, TeamDecision, TeamStatusChange
from portal.queries.teams import FOUNDING
from portal.services.team_changes import begin_change, new_status_change, one_line, record_change
from portal.transaction import transactional

RE_FORMING = DecisionKind.re_forming
# A team that was never founded may still be stopped, or go into another one.
NEEDS_FOUNDING = (DecisionKind.re_forming, DecisionKind.change_of_leader, DecisionKind.merger)


class Decision(NamedTuple):
    """A decision of the commune's chair, as its paper says."""

    number: str
    decided_on: date
    signer: str = ""
    kind: str = FOUNDING


@transactional
def record_decision(actor: Viewer, team: Team, decision: Decision) -> None:
    """Record a founding or re-forming decision; a team is active since its founding at the latest.

    Raises RuleBroken("in_future", "already_founded", "not_founded", "before_founding" or
    "decision_recorded").
    """
    begin_change(actor, Action.edit_team, team, decision.decided_on)
    refuse_unfitting(team.id, decision, None)
    add_decision(team, decision)
    if decision.kind == FOUNDING:
        _begin_status_by(actor, team.id, decision.decided_on)
    record_change(actor, "record_decision", team, **_plain(decision))


@transactional
def correct_decision(actor: Viewer, team: Team, decision_id: int, decision: Decision) -> None:
    """Correct what was typed of a decision; its kind stays. Raises as record_decision, and Missing."""
    begin_change(actor, Action.edit_team, team, decision.decided_on)
    stored = db.session.get(TeamDecision, decision_id, populate_existing=True)
    if stored is None or stored.team_id != team.id:
        raise Missing
    decision = decision._replace(kind=stored.kind)
    refuse_unfitting(team.id, decision, decision_id)
    was = Decision(stored.number, stored.decided_on, stored.signer, stored.kind)
    correct_row(stored, decision)
    if decision.kind == FOUNDING:
        _begin_status_by(actor, team.id, decision.decided_on)
    record_change(actor, "correct_decision", team, was=_plain(was), now=_plain(decision))


def add_decision(team: Team, decision: Decision, act: Act | None = None) -> TeamDecision:
    """Store a decision within the unit of work of its team's registration or change."""
    row = TeamDecision(
        team_id=team.id,
        kind=decision.kind,
        number=one_line(decision.number),
        decided_on=decision.decided_on,
        signer=one_line(decision.signer),
        recorded_at=clock.now(),
        act_id=act.id if act else None,
    )
    db.session.add(row)
    db.session.flush()
    return row


def correct_row(stored: TeamDecision, decision: Decision) -> TeamDecision:
    """Write over a stored decision within the unit of work of a correction, and return it."""
    stored.kind, stored.number = decision.kind, one_line(decision.number)
    stored.decided_on, stored.signer = decision.decided_on, one_line(decision.signer)
    return stored


def refuse_unfitting(team_id: int, decision: Decision, own_id: int | None) -> None:
    """Raise RuleBroken when the decision does not fit the team's others; `own_id` is the one it replaces.

    The codes are "already_founded", "not_founded", "before_founding" and "decision_recorded".
    """
    others = [
        one
        for one in db.session.scalars(select(TeamDecision).where(TeamDecision.team_id == team_id))
        if one.id != own_id
    ]
    founded_on = next((one.decided_on for one in others if one.kind == FOUNDING), None)
    if decision.kind == FOUNDING:
        if founded_on is not None:
            raise RuleBroken("already_founded")
        if any(one.decided_on < decision.decided_on for one in others):
            raise RuleBroken("before_founding")
        return
    if founded_on is None and decision.kind in NEEDS_FOUNDING:
        raise RuleBroken("not_founded")
    if founded_on is not None and decision.decided_on < founded_on:
        raise RuleBroken("before_founding")
    same = (decision.kind, one_line(decision.number).casefold(), decision.decided_on)
    if same in {(one.kind, one.number.casefold(), one.decided_on) for one in others}:
        raise RuleBroken("decision_recorded")


def _begin_status_by(actor: Viewer, team_id: int, founded_on: date) -> None:
    first = select(func.min(TeamStatusChange.starts_on)).where(TeamStatusChange.team_id == team_id)
    first_day = db.session.scalar(first)
    if first_day is None or founded_on < first_day:
        db.session.add(new_status_change(actor, team_id, TeamStatus.active, founded_on, ""))


def _plain(decision: Decision) -> dict[str, str]:
    return decision._asdict() | {"decided_on": decision.decided_on.isoformat()}

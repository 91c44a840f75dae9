"""Taking back a decision about teams with everything that it changed, while it is fresh and unused."""

from collections.abc import Sequence

from sqlalchemy import select, tuple_
from sqlalchemy.orm import joinedload

from portal import clock
from portal.domain.actions import Action
from portal.domain.errors import Missing, RuleBroken
from portal.domain.roles import Viewer
from portal.extensions import db
from portal.models import Act, Activity, ActRow, CommunitySession, Membership, Team, TeamDecision
from portal.queries.team_history import UNDO_FOR
from portal.services.acts import take_back
from portal.services.team_changes import begin_change, record_change
from portal.transaction import transactional


@transactional
def undo_decision(actor: Viewer, team: Team, decision_id: int) -> None:
    """Put the teams back as they were before a re-forming or a merger, as if it had not been entered.

    Raises Missing, and RuleBroken("undo_too_late", "act_undone", "act_changed_since" or "act_in_use").
    """
    act = _get_act(team, decision_id)
    teams = _list_teams(act)
    for one in teams:
        begin_change(actor, Action.edit_team, one)
    # Somebody else may have taken it back while this one waited for its turn.
    decision = db.session.get(TeamDecision, decision_id, populate_existing=True)
    if decision is None:
        raise RuleBroken("act_undone")
    if act.done_at + UNDO_FOR <= clock.now():
        raise RuleBroken("undo_too_late")
    told = {"kind": decision.kind, "number": decision.number, "act": act.id}
    _refuse_used(act)
    take_back(actor, act)
    for one in teams:
        record_change(actor, "undo_decision", one, **told)


def _get_act(team: Team, decision_id: int) -> Act:
    act = db.session.scalar(
        select(Act)
        .join(TeamDecision, TeamDecision.act_id == Act.id)
        .where(TeamDecision.id == decision_id, TeamDecision.team_id == team.id)
    )
    if act is None:
        raise Missing
    return act


def _list_teams(act: Act) -> Sequence[Team]:
    """List the teams that the act is about; they are locked in this order, as a merger locks them."""
    decided = select(TeamDecision.team_id).where(TeamDecision.act_id == act.id)
    statement = select(Team).where(Team.id.in_(decided)).options(joinedload(Team.commune)).order_by(Team.id)
    return db.session.scalars(statement).all()


def _refuse_used(act: Act) -> None:
    """Refuse when somebody's help was logged in a team that they joined by the act alone."""
    rows = db.session.scalars(
        select(ActRow).where(ActRow.act_id == act.id, ActRow.table_name == Membership.__tablename__)
    ).all()
    joined = {(row.after["team_id"], row.after["user_id"]) for row in rows if row.before is None}
    ended = [row.row_key[0] for row in rows if row.before is not None]
    stay = db.session.execute(
        select(Membership.team_id, Membership.user_id).where(Membership.id.in_(ended))
    ).all()
    pairs = sorted(joined - {tuple(row) for row in stay})
    used = select(Activity.id).where(
        tuple_(Activity.team_id, Activity.author_id).in_(pairs), Activity.received_at >= act.done_at
    )
    if pairs and db.session.scalar(used.limit(1)):
        raise RuleBroken("act_in_use")
    _refuse_logged(act)


def _refuse_logged(act: Act) -> None:
    """Refuse when a session that the act handed over was logged by the team that took it over."""
    keys = db.session.scalars(
        select(ActRow.row_key).where(
            ActRow.act_id == act.id, ActRow.table_name == CommunitySession.__tablename__
        )
    ).all()
    logged = select(CommunitySession.id).where(
        CommunitySession.id.in_([key[0] for key in keys]), CommunitySession.activity_id.is_not(None)
    )
    if keys and db.session.scalar(logged.limit(1)):
        raise RuleBroken("act_in_use")

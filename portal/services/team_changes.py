"""What every change of a team begins with: may the actor, is the day possible, and taking the team's turn."""

from datetime import date

from sqlalchemy import select

from portal import clock
from portal.domain.actions import Action
from portal.domain.errors import Missing, RuleBroken
from portal.domain.roles import Viewer
from portal.domain.text import nfc
from portal.extensions import db
from portal.models import Team, TeamStatusChange
from portal.policy import require
from portal.services import audit


def begin_change(actor: Viewer, action: Action, team: Team, *days: date) -> None:
    """Check policy and days, and lock the team, so that two people who change it do so one after the other.

    Raises NotAllowed, and RuleBroken("in_future") for a day that has not come.
    """
    require(actor, action, team)
    refuse_future(*days)
    locked = db.session.scalar(select(Team.id).where(Team.id == team.id).with_for_update())
    if locked is None:
        raise Missing


def refuse_future(*days: date) -> None:
    """Raise RuleBroken("in_future") when one of the days has not come."""
    if any(day > clock.today() for day in days):
        raise RuleBroken("in_future")


def new_status_change(
    actor: Viewer, team_id: int, status: str, starts_on: date, reason: str, decision_id: int | None = None
) -> TeamStatusChange:
    """Make the row that says how a team stands from a day on."""
    return TeamStatusChange(
        team_id=team_id,
        status=status,
        starts_on=starts_on,
        reason=reason,
        recorded_at=clock.now(),
        recorded_by_id=actor.id,
        decision_id=decision_id,
    )


def record_change(actor: Viewer | None, action: str, team: Team, **detail: object) -> None:
    """Record the change in the audit log of the team's commune; call it last."""
    audit.record(actor, action, f"team:{team.id}", commune_id=team.commune_id, **detail)


def one_line(text: str) -> str:
    """Return the text with composed accents, on one line, with single spaces."""
    return " ".join(nfc(text).split())

"""Leave the decisions of a commune to a deputy for some days, and take them back."""

from datetime import date, timedelta

from sqlalchemy import exists, select

from portal import clock
from portal.domain.actions import Action
from portal.domain.errors import NotAllowed, RuleBroken
from portal.domain.hand_overs import check_days
from portal.domain.roles import Viewer
from portal.extensions import db
from portal.models import HandOver, Unit, User
from portal.policy import require
from portal.queries.hand_overs import list_deputies, list_own_communes
from portal.services import audit
from portal.transaction import transactional


@transactional
def hand_over(actor: Viewer, unit: Unit, deputy_id: int, starts_on: date, last_day: date) -> HandOver:
    """Let a deputy decide in a commune from a day until another, both included.

    Raises as check_days, and RuleBroken("not_a_deputy" or "hand_over_overlaps").
    """
    require(actor, Action.hand_over, unit)
    today = clock.today()
    if unit.id not in dict(list_own_communes(actor, today)):
        raise NotAllowed(Action.hand_over)
    check_days(starts_on, last_day, today)
    # Of two sent at once, the second one waits here and sees the first.
    db.session.execute(select(User.id).where(User.id == actor.id).with_for_update())
    if deputy_id not in dict(list_deputies(actor, [unit.id], today)):
        raise RuleBroken("not_a_deputy")
    ends_on = last_day + timedelta(days=1)
    if db.session.scalar(select(_overlapping(actor, unit, starts_on, ends_on))):
        raise RuleBroken("hand_over_overlaps")
    handed = HandOver(
        from_user_id=actor.id,
        to_user_id=deputy_id,
        unit_id=unit.id,
        starts_on=starts_on,
        ends_on=ends_on,
        created_at=clock.now(),
    )
    db.session.add(handed)
    db.session.flush()
    days = {"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()}
    _record(actor, Action.hand_over, handed, **days)
    return handed


@transactional
def end_hand_over(actor: Viewer, handed: HandOver) -> None:
    """End what was handed over before its days are over; both sides may. A second end changes nothing."""
    require(actor, Action.end_hand_over, handed)
    if handed.ended_at is None:
        handed.ended_at = clock.now()
        _record(actor, Action.end_hand_over, handed)


def _overlapping(actor: Viewer, unit: Unit, starts_on: date, ends_on: date):
    return exists().where(
        HandOver.from_user_id == actor.id,
        HandOver.unit_id == unit.id,
        HandOver.ended_at.is_(None),
        HandOver.starts_on < ends_on,
        HandOver.ends_on > starts_on,
    )


def _record(actor: Viewer, action: Action, handed: HandOver, **detail: object) -> None:
    thing = f"hand_over:{handed.id}"
    audit.record(actor, action, thing, commune_id=handed.unit_id, deputy=handed.to_user_id, **detail)

"""Plan, change and cancel community sessions, and say whose phone a team's public pages may show."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import delete
from uuid_utils.compat import uuid7

from portal import clock
from portal.domain.actions import Action
from portal.domain.community_sessions import (
    REASON_LENGTH,
    Repetition,
    SessionPlan,
    SessionState,
    list_days,
    moved,
    public_text,
    read_plan,
)
from portal.domain.errors import RuleBroken
from portal.domain.roles import Viewer
from portal.domain.team_status import TeamStatus
from portal.extensions import db
from portal.models import CommunitySession, PublicContact, Team
from portal.policy import require
from portal.queries.community_sessions import SessionLine, find_taken_day, list_following, list_open_sessions
from portal.queries.practices import is_practice_open
from portal.queries.submissions import get_team_facts
from portal.services import audit
from portal.transaction import transactional

# What changes for every session of a series alike.
ALIKE = ("hamlet_id", "start_time", "end_time", "place", "skills", "expected", "bring")
RESTING = (TeamStatus.suspended, TeamStatus.dissolved)


@transactional
def plan_sessions(
    actor: Viewer,
    team: Team,
    plan: SessionPlan,
    repetition: Repetition = Repetition.once,
    until: date | None = None,
    practice_id: int | None = None,
) -> list[int]:
    """Announce a session, or one on each day on which it recurs; return their ids in order of their days.

    Raises what read_plan and list_days raise, and RuleBroken("session_slot_taken", "session_hamlet",
    "team_rests" or "practice_not_open").
    """
    require(actor, Action.plan_session, team)
    if practice_id is not None and not is_practice_open(practice_id):
        raise RuleBroken("practice_not_open")
    plan = read_plan(plan, clock.today())
    days = list_days(plan.held_on, repetition, until)
    _check_team(actor, team.code, plan)
    # Plans of one commune come one after the other, so that a form sent twice finds the slot taken.
    audit.lock_chains([team.commune_id])
    _refuse_taken(team.id, plan, days)
    series_uuid = uuid7() if len(days) > 1 else None
    rows = [_row(actor, team, plan, day, series_uuid, practice_id) for day in days]
    db.session.add_all(rows)
    db.session.flush()
    audit.record(
        actor, Action.plan_session, f"team:{team.id}", commune_id=team.commune_id,
        sessions=[row.id for row in rows], on=days[0].isoformat(),
    )  # fmt: skip
    return [row.id for row in rows]


@transactional
def change_session(
    actor: Viewer, line: SessionLine, plan: SessionPlan, *, version: int, following: bool = False
) -> int:
    """Change what was announced of a session, or of it and those that follow; return how many changed.

    Another day moves those that follow by as many days. Raises what read_plan raises, and
    RuleBroken("session_closed", "changed_meanwhile", "session_slot_taken", "session_hamlet" or "team_rests").
    """
    require(actor, Action.plan_session, line)
    plan = read_plan(plan, clock.today())
    _check_team(actor, line.team_code, plan)
    audit.lock_chains([line.commune_id])
    rows = _take_rows(line, version, following)
    step = plan.held_on - line.held_on
    days = moved([row.held_on for row in rows], step, clock.today())
    _refuse_taken(line.team_id, plan, days, but=[row.id for row in rows])
    # In the order in which each leaves the day that the next one takes.
    ordered = zip(rows, days, strict=True) if step.days <= 0 else reversed(list(zip(rows, days, strict=True)))
    for row, day in ordered:
        for name in ALIKE:
            setattr(row, name, getattr(plan, name))
        row.held_on = day
        db.session.flush()
    _record(actor, "change_session", line, rows)
    return len(rows)


@transactional
def cancel_session(
    actor: Viewer, line: SessionLine, reason: str, *, version: int, following: bool = False
) -> int:
    """Cancel a session, or it and those that follow, with a reason that everybody reads; return how many.

    Also what is over and was not held after all. Raises RuleBroken("cancel_needs_reason", "session_closed",
    "changed_meanwhile") and what public_text raises.
    """
    require(actor, Action.plan_session, line)
    reason = public_text(reason, REASON_LENGTH)
    if not reason:
        raise RuleBroken("cancel_needs_reason")
    audit.lock_chains([line.commune_id])
    rows = _take_rows(line, version, following)
    for row in rows:
        row.cancelled_at, row.cancelled_by_id, row.cancel_reason = clock.now(), actor.id, reason
    db.session.flush()
    _record(actor, "cancel_session", line, rows)
    return len(rows)


@transactional
def show_contact(actor: Viewer, team: Team, *, shown: bool) -> None:
    """Let everybody read the phone of the leader, who alone can agree to it, or no longer."""
    require(actor, Action.show_contact, team)
    db.session.execute(delete(PublicContact).where(PublicContact.team_id == team.id))
    if shown:
        db.session.add(PublicContact(team_id=team.id, user_id=actor.id, consented_at=clock.now()))
    db.session.flush()
    audit.record(actor, Action.show_contact, f"team:{team.id}", commune_id=team.commune_id, shown=shown)


def move_sessions(actor: Viewer, team: Team, into: Team, *, on: date, paper: str) -> None:
    """Let another team hold what a team has announced from a day on and not logged; within an open act.

    Where the other team is at that hamlet and hour anyway, only its own session stands.
    """
    for row in list_open_sessions(team.id, on):
        plan = SessionPlan(row.hamlet_id, row.held_on, row.start_time, row.place, row.skills)
        if find_taken_day(into.id, plan, [row.held_on], but=[]):
            row.cancelled_at, row.cancelled_by_id, row.cancel_reason = clock.now(), actor.id, paper
        else:
            row.team_id = into.id
    db.session.flush()


def _row(
    actor: Viewer, team: Team, plan: SessionPlan, day: date, series_uuid: UUID | None, practice_id: int | None
) -> CommunitySession:
    return CommunitySession(
        team_id=team.id,
        commune_id=team.commune_id,
        held_on=day,
        series_uuid=series_uuid,
        practice_id=practice_id,
        planned_by_id=actor.id,
        planned_at=clock.now(),
        **{name: getattr(plan, name) for name in ALIKE},
    )


def _check_team(actor: Viewer, team_code: str, plan: SessionPlan) -> None:
    """Refuse a hamlet of another commune, and a team that is not at work."""
    today = clock.today()
    facts = get_team_facts(team_code, day=today, today=today, hamlet_id=plan.hamlet_id, author_id=actor.id)
    if not facts.has_hamlet:
        raise RuleBroken("session_hamlet")
    if facts.status in RESTING:
        raise RuleBroken("team_rests")


def _refuse_taken(team_id: int, plan: SessionPlan, days: Sequence[date], but: Sequence[int] = ()) -> None:
    taken = find_taken_day(team_id, plan, days, but)
    if taken is not None:
        raise RuleBroken("session_slot_taken", day=f"{taken:%d/%m/%Y}")


def _take_rows(line: SessionLine, version: int, following: bool) -> list[CommunitySession]:
    """Return the rows to change, the session itself first, if it still stands and nobody changed it."""
    if line.state in (SessionState.logged, SessionState.cancelled):
        raise RuleBroken("session_closed")
    rows = list(list_following(line))
    if not rows or rows[0].id != line.id or rows[0].version != version:
        raise RuleBroken("changed_meanwhile")
    return rows if following and line.series_uuid else rows[:1]


def _record(actor: Viewer, action: str, line: SessionLine, rows: Sequence[CommunitySession]) -> None:
    audit.record(
        actor, action, f"team:{line.team_id}", commune_id=line.commune_id,
        sessions=[row.id for row in rows], on=rows[0].held_on.isoformat(),
    )  # fmt: skip

"""Turn a community session that was held into an entry, once, whoever of its team sends it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import delete, select, update
from uuid_utils.compat import uuid7

from portal import clock
from portal.domain.actions import Action
from portal.domain.activity_kinds import SESSION
from portal.domain.community_sessions import SessionState, may_be_logged
from portal.domain.errors import RuleBroken
from portal.domain.roles import Viewer
from portal.extensions import db
from portal.models import Activity, CommunitySession, SessionClaim, User
from portal.policy import require
from portal.queries.community_sessions import SessionLine, get_claim
from portal.transaction import transactional


@transactional
def claim_session(viewer: Viewer, line: SessionLine) -> UUID:
    """Return the id under which the viewer logs a session, the same however often they ask.

    It is a promise of nothing: others of the team may ask, too, and who sends first has logged it. Raises
    RuleBroken("session_logged", "session_cancelled", "session_not_over" or "session_too_old").
    """
    require(viewer, Action.log_session, line)
    refusals = {
        SessionState.cancelled: "session_cancelled",
        SessionState.planned: "session_not_over",
    }
    state = line.state
    if state == SessionState.logged:
        raise RuleBroken("session_logged", name=line.logged_by)
    if state in refusals:
        raise RuleBroken(refusals[state])
    if not may_be_logged(line.held_on, clock.today()):
        raise RuleBroken("session_too_old")
    present = get_claim(viewer, line.id)
    if present is not None:
        return present
    # What was sent under the former id was withdrawn, or was no session after all.
    db.session.execute(
        delete(SessionClaim).where(SessionClaim.session_id == line.id, SessionClaim.user_id == viewer.id)
    )
    claim = SessionClaim(session_id=line.id, user_id=viewer.id, entry_uuid=uuid7(), claimed_at=clock.now())
    db.session.add(claim)
    db.session.flush()
    return claim.entry_uuid


def link_entries(entries: Sequence[Mapping[str, object]]) -> None:
    """Note which sessions the fresh entries stand for, within the unit of work that stores them.

    Raises RuleBroken("session_logged") when somebody else's entry stands for the session already; an entry
    that a coordinator brings in from a file is kept all the same, and stands for none.
    """
    of_sessions = {entry["uuid"]: entry for entry in entries if entry["kind"] == SESSION}
    if not of_sessions:
        return
    claims = db.session.execute(
        select(SessionClaim.entry_uuid, SessionClaim.session_id, CommunitySession.team_id)
        .join(CommunitySession, CommunitySession.id == SessionClaim.session_id)
        .where(SessionClaim.entry_uuid.in_(of_sessions))
        # Always in one order, so that two units of work never wait for each other in a ring.
        .order_by(SessionClaim.session_id)
    ).all()
    for uuid, session_id, team_id in claims:
        entry = of_sessions[uuid]
        if entry["team_id"] == team_id and not _link(session_id, uuid) and not entry.get("carried_by_id"):
            _refuse_logged(session_id)


def free_session(activity_id: int) -> None:
    """Let the session of an entry be logged anew, within the unit of work that withdraws it."""
    db.session.execute(
        update(_sessions)
        .where(_sessions.c.activity_id == activity_id)
        .values(activity_id=None, version=_sessions.c.version + 1)
    )


def _link(session_id: int, uuid: UUID) -> bool:
    activity_id = select(Activity.id).where(Activity.uuid == uuid).scalar_subquery()
    linked = db.session.execute(
        update(_sessions)
        .where(
            _sessions.c.id == session_id,
            _sessions.c.activity_id.is_(None),
            _sessions.c.cancelled_at.is_(None),
        )
        .values(activity_id=activity_id, version=_sessions.c.version + 1)
    )
    return linked.rowcount == 1


def _refuse_logged(session_id: int) -> None:
    """Raise RuleBroken if an entry stands for the session; a cancelled one has none and needs none."""
    name = db.session.scalar(
        select(User.name)
        .join(Activity, Activity.author_id == User.id)
        .join(CommunitySession, CommunitySession.activity_id == Activity.id)
        .where(CommunitySession.id == session_id)
    )
    if name is not None:
        raise RuleBroken("session_logged", name=name)


_sessions = CommunitySession.__table__

"""Community sessions for tests: a team's plan, sessions of any day, and what stands on their pages."""

from datetime import date, time, timedelta

from sqlalchemy import select

from portal import clock
from portal.domain.community_sessions import SessionPlan
from portal.extensions import db
from portal.models import CommunitySession
from portal.queries.community_sessions import SessionLine, get_visible_session
from portal.services.activities import submit_activity as submit
from portal.services.community_sessions import plan_sessions
from portal.services.session_entries import claim_session
from portal.transaction import transactional
from tests.entries import EntryPlace, stored


class SessionPlace(EntryPlace):
    """A commune whose team plans sessions in its first hamlet."""

    def plan(self, **values) -> SessionPlan:
        """Return a plan for tomorrow evening unless told otherwise."""
        usual = {
            "hamlet_id": self.hamlets[0].id,
            "held_on": clock.today() + timedelta(days=1),
            "start_time": time(19, 0),
            "place": "Nhà văn hóa thôn 1",
            "skills": ("payment",),
        }
        return SessionPlan(**(usual | values))

    def planned(self, *recurs, **values) -> list[int]:
        """Plan sessions as the member; `recurs` are the repetition and the last day."""
        return plan_sessions(self.viewer(), self.team, self.plan(**values), *recurs)

    def held(self, on: date | None = None, **values) -> SessionLine:
        """Make a session that is over, yesterday's unless told otherwise."""
        [session_id] = self.planned(**values)
        move(session_id, on or clock.today() - timedelta(days=1))
        return self.line(session_id)

    def line(self, session_id: int, user=None) -> SessionLine:
        """Read a session as its pages do."""
        return get_visible_session(self.viewer(user), session_id)

    def logged(self, line: SessionLine, user=None, **values):
        """Let somebody log a held session by its form; return the entry."""
        viewer = self.viewer(user)
        uuid = claim_session(viewer, line)
        self.send(uuid, user, occurred_on=line.held_on.isoformat(), **values)
        return stored(uuid)

    def send(self, uuid, user=None, **values) -> None:
        """Send the entry of a session under an id."""
        from_form = {"kind": "session", "visits": 12, "households": None} | values
        submit(self.viewer(user), uuid, self.content(**from_form))


@transactional
def move(session_id: int, day: date) -> None:
    """Put a session on another day, as if that day had come."""
    db.session.get(CommunitySession, session_id).held_on = day


def row(session_id: int) -> CommunitySession:
    """Read a session afresh."""
    wanted = select(CommunitySession).where(CommunitySession.id == session_id)
    return db.session.scalar(wanted.execution_options(populate_existing=True))

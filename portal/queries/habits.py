"""The latest entries of a person, from which the form suggests what to fill in."""

from sqlalchemy import select

from portal.domain.activity_status import ActivityStatus
from portal.domain.habits import PastEntry
from portal.domain.roles import Viewer
from portal.extensions import db
from portal.models import Activity, Team

LATEST = 20


def list_past_entries(viewer: Viewer) -> list[PastEntry]:
    """List the entries that the viewer logged last and did not withdraw, the latest first."""
    rows = db.session.execute(
        select(
            Team.code,
            Activity.kind,
            Activity.skills,
            Activity.visits,
            Activity.hamlet_id,
            Activity.place,
        )
        .join(Team, Team.id == Activity.team_id)
        .where(Activity.logged_by_id == viewer.id, Activity.status != ActivityStatus.withdrawn)
        .order_by(Activity.updated_at.desc(), Activity.id.desc())
        .limit(LATEST)
    )
    return [PastEntry(*row) for row in rows]

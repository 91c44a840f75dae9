"""What the form of an entry is filled in with for a community session that was held: all but the counts."""

from dataclasses import dataclass
from uuid import UUID

from portal.domain.activity_kinds import SESSION
from portal.domain.roles import Viewer
from portal.queries.community_sessions import (
    LoggedThatDay,
    SessionLine,
    get_claim,
    get_visible_session,
    list_logged_that_day,
)
from portal.web.paging import read_id


@dataclass(frozen=True)
class Held:
    """A session to be logged under the id that the viewer asked for, and what looks like it already."""

    line: SessionLine
    entry_uuid: UUID | None
    logged_that_day: list[LoggedThatDay]

    @property
    def is_gone(self) -> bool:
        """Tell whether there is nothing to fill in: it is logged, or the viewer has not asked to log it."""
        return self.entry_uuid is None or self.line.activity_uuid is not None

    @property
    def values(self) -> dict[str, object]:
        """What is known of the entry; how many were planned for is no count, so the counts stay empty."""
        line = self.line
        return {
            "id": str(self.entry_uuid),
            "team": line.team_code,
            "hamlet": line.hamlet_id,
            "occurred_on": line.held_on.isoformat(),
            "kind": SESSION,
            "skills": line.skills,
            "place": line.place,
        }


def read_held(viewer: Viewer, text: str | None) -> Held | None:
    """Return the session that the address names, or None for none that the viewer may see."""
    session_id = read_id(text)
    line = get_visible_session(viewer, session_id) if session_id else None
    if line is None:
        return None
    return Held(line, get_claim(viewer, line.id), list_logged_that_day(line))

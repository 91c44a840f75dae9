"""A commune with a team and its entries, as the tests of entries need them at hand."""

from datetime import date

from sqlalchemy import func, select
from uuid_utils.compat import uuid7

from portal import clock
from portal.domain.activity_content import read_content
from portal.domain.team_status import TeamRole
from portal.extensions import db
from portal.models import Activity
from portal.queries.activities import get_visible_activity
from portal.services import tallies
from portal.services.activities import submit_activity
from portal.transaction import transactional

TODAY = date(2022, 6, 16)


class EntryPlace:
    """A commune with two hamlets and a team of a leader and a member that serves the first of them."""

    def __init__(self, world) -> None:
        self.world = world
        self.commune = world.commune()
        self.hamlets = [world.hamlet(self.commune, "1"), world.hamlet(self.commune, "2")]
        self.team = world.team(self.commune, self.hamlets[:1], leader=False)
        self.leader = world.member(self.team, role=TeamRole.leader)
        self.member = world.member(self.team)

    def stated(self, **values) -> dict[str, object]:
        """Return an entry as the phone states it."""
        usual = {
            "team": self.team.code,
            "occurred_on": clock.today().isoformat(),
            "kind": "assistance",
            "skills": ["payment"],
            "visits": 5,
            "households": 3,
        }
        return usual | values

    def content(self, **values):
        """Return an entry's content."""
        return read_content(self.stated(**values))

    def viewer(self, user=None):
        """Return a person as services see them; the member unless told otherwise."""
        return self.world.viewer(user or self.member)

    def submitted(self, **values) -> Activity:
        """Store an entry of the member and load it as the pages do."""
        uuid = uuid7()
        submit_activity(self.viewer(), uuid, self.content(**values))
        return get_visible_activity(self.viewer(), uuid)


def stored(uuid) -> Activity | None:
    """Read an entry afresh."""
    return db.session.scalar(
        select(Activity).where(Activity.uuid == uuid).execution_options(populate_existing=True)
    )


def count(model) -> int:
    """Count the rows of a table."""
    return db.session.scalar(select(func.count()).select_from(model))


@transactional
def set_returned(activity) -> None:
    """Return an entry as a reviewer does."""
    before = tallies.contribution_of(activity)
    activity.status, activity.reason, activity.reason_note = "returned", "wrong_counts", "Ghi lại số lượt"
    activity.decided_at = activity.updated_at = clock.now()
    db.session.flush()
    tallies.replace(before, tallies.contribution_of(activity))

"""Good practices for tests: a team whose approved session was written up, and others that copy it."""

from datetime import timedelta

from portal.domain.practices import PracticeText
from portal.domain.team_status import TeamRole
from portal.queries.activities import get_visible_activity
from portal.queries.practices import PracticeSheet, get_visible_practice
from portal.services.community_sessions import plan_sessions
from portal.services.practices import propose_practice, publish_practice
from portal.services.reviews import approve_activity
from portal.services.session_entries import claim_session
from tests.community_sessions import SessionPlace, move
from tests.entries import TODAY, stored

TEXT = PracticeText(
    title="Trả tiền điện trên máy của mình",
    steps="1. Mở ứng dụng.\n2. Quét mã.",
    skills=("payment",),
    audience="người cao tuổi",
    minutes=60,
    links=("https://example.vn/huong-dan",),
)


class PracticePlace(SessionPlace):
    """A team with an approved session, a second team that copies, and a coordinator who decides."""

    def __init__(self, world) -> None:
        super().__init__(world)
        self.coordinator = world.coordinator(self.commune)
        self.other_team = world.team(self.commune, self.hamlets[1:], name="Tổ 2", leader=False)
        self.other_leader = world.member(self.other_team, role=TeamRole.leader)
        self.hours = iter(range(24))

    def approved(self, **values):
        """Return an approved session of the first team's member."""
        entry = self.submitted(kind="session", visits=12, **values)
        return self.approve(entry.uuid)

    def approve(self, uuid):
        """Approve an entry as the coordinator."""
        reviewer = self.viewer(self.coordinator)
        approve_activity(reviewer, get_visible_activity(reviewer, uuid), version=stored(uuid).version)
        return get_visible_activity(reviewer, uuid)

    def proposed(self, by=None, text=TEXT) -> PracticeSheet:
        """Propose an approved session, as the leader unless told otherwise."""
        actor = self.viewer(by or self.leader)
        entry = self.approved()
        return self.sheet(propose_practice(actor, get_visible_activity(actor, entry.uuid), text))

    def published(self, text=TEXT) -> PracticeSheet:
        """Let the coordinator publish what the leader proposed."""
        sheet = self.proposed(text=text)
        publish_practice(self.viewer(self.coordinator), sheet, version=sheet.version)
        return self.sheet(sheet.id)

    def sheet(self, practice_id: int, user=None) -> PracticeSheet:
        """Read a practice, as the coordinator unless told otherwise."""
        return get_visible_practice(self.viewer(user or self.coordinator), practice_id)

    def copy(self, practice_id: int, team=None, user=None, **entry):
        """Let a team hold a session by a practice yesterday; with counts it is logged, too."""
        team, user = team or self.other_team, user or self.other_leader
        plan = self.plan(hamlet_id=self.hamlets[1].id)
        ids = plan_sessions(self.viewer(user), team, plan, practice_id=practice_id)
        move(ids[0], TODAY - timedelta(days=1 + next(self.hours)))
        line = self.line(ids[0], user)
        if not entry:
            return line
        uuid = claim_session(self.viewer(user), line)
        self.send(uuid, user, team=team.code, occurred_on=line.held_on.isoformat(), **entry)
        return uuid

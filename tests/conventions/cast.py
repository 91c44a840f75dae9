"""One world for the tests that visit every page: two communes with everything in them, and awkward names."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from uuid_utils.compat import uuid7

from portal import clock
from portal.domain.activity_content import read_content
from portal.domain.activity_status import ActivityStatus
from portal.domain.roles import Role, Viewer
from portal.domain.team_status import TeamLevel, TeamRole
from portal.extensions import db
from portal.jobs import note_heartbeat
from portal.models import (
    Act,
    Activity,
    Confirmation,
    Import,
    Membership,
    Queue,
    Reorganisation,
    Review,
    RoleGrant,
    SecondLook,
    SpotCheck,
    SpotCheckDraw,
    Team,
    TeamDecision,
    Training,
    Unit,
    User,
)
from portal.queries.viewers import get_viewer
from portal.services.activations import new_link
from portal.services.activities import withdraw_activity
from portal.services.confirmations import Slip, issue_slip
from portal.services.hand_overs import hand_over
from portal.services.paper_sheets import submit_sheet
from portal.services.reorganisations import ACT
from portal.services.return_templates import add_template
from portal.services.reviews import approve_activity, reopen_activity, return_activity
from portal.services.team_decisions import Decision
from portal.services.team_flags import flag_team
from portal.services.team_mergers import TeamMerger, merge_teams
from portal.transaction import transaction
from tests.conventions.awkward_words import LONG_HAMLET, LONG_PERSON, LONG_TEAM, REPEATED, decomposed
from tests.conventions.campaign_cast import build_campaigns
from tests.conventions.closing_cast import build_closings
from tests.conventions.report_cast import build_reports
from tests.conventions.session_cast import build_sessions
from tests.conventions.work_cast import build_bulk, build_imports, build_queue, build_spot_checks
from tests.factories import World
from tests.trainings import build_trainings

# Weeks before the entries: one that everybody has closed, and one that nobody has.
OPEN_WEEK = "2022-W23"
AWAY = (date(2022, 7, 1), date(2022, 7, 5))


WORDS = decomposed("Nhờ tổ xem lại số lượt giúp. " * 4)


@dataclass
class Place:
    """A commune with its people, teams and entries."""

    commune: Unit
    hamlet: Unit
    free_hamlet: Unit
    team: Team
    successor: Team
    leader: User
    member: User
    newcomer: User
    sleeper: User
    coordinator: User
    entries: dict[ActivityStatus, Activity]
    sheet_id: UUID
    asked: Activity
    bulk_id: int = 0
    trainings: dict[str, Training] = field(default_factory=dict)
    template_id: int = 0
    hand_over_id: int = 0
    imports: dict[str, Import] = field(default_factory=dict)
    file_sha256: str = ""
    file_digest: str = ""

    def seat_of(self, person: User) -> int:
        """Return the id of a person's seat in the team."""
        seats = db.select(Membership.id).filter_by(team_id=self.team.id, user_id=person.id)
        return db.session.scalar(seats)

    @property
    def decision_id(self) -> int:
        """The founding decision of the team."""
        return db.session.scalar(db.select(TeamDecision.id).filter_by(team_id=self.team.id))

    @property
    def queue_id(self) -> int:
        """The queue on the member's phone."""
        return db.session.scalar(db.select(Queue.id).filter_by(user_id=self.member.id))

    @property
    def look_id(self) -> int:
        """An approval of the coordinator that waits for a second look."""
        looks = db.select(SecondLook.id).filter_by(commune_id=self.commune.id, outcome=None)
        return db.session.scalars(looks.order_by(SecondLook.id)).first()

    @property
    def missing_number(self) -> int:
        """An entry of that phone of which nobody has said yet what became of it."""
        queue = db.session.get_one(Queue, self.queue_id, populate_existing=True)
        return min(set(queue.missing).difference(queue.settled))

    @property
    def draw_id(self) -> int:
        """The draw of spot-checks of this commune."""
        return db.session.scalar(db.select(SpotCheckDraw.id).filter_by(unit_id=self.commune.id))

    @property
    def open_check(self) -> SpotCheck:
        """A drawn entry where nobody was yet."""
        checks = db.select(SpotCheck).filter_by(draw_id=self.draw_id, result=None).order_by(SpotCheck.id)
        return db.session.scalars(checks.execution_options(populate_existing=True)).first()

    @property
    def merger_id(self) -> int:
        """The decision by which the successor took another team over."""
        decisions = db.select(TeamDecision.id).filter_by(team_id=self.successor.id, kind="merger")
        return db.session.scalar(decisions)


@dataclass
class Cast:
    """Everybody who may come, by the names of the access matrix, and the two places."""

    own: Place
    other: Place
    people: dict[str, User]
    idle_staff: User
    disabled_staff: User
    outline_file_id: int
    reorganisation_id: int

    @property
    def province_id(self) -> int:
        """The province."""
        return int(self.own.commune.path.split("/")[0])

    @property
    def grant_id(self) -> int:
        """The role of the staff account that nobody here uses."""
        return db.session.scalar(db.select(RoleGrant.id).filter_by(user_id=self.idle_staff.id))

    def fresh_slip(self) -> Slip:
        """Return a new slip of an entry with visits enough for everybody."""
        with transaction():
            return issue_slip(get_viewer(self.own.member.id, today=clock.today()), self.own.asked)

    def fresh_link(self) -> str:
        """Return the token of a new activation link."""
        with transaction():
            return new_link(self.own.newcomer.id, None).token


def build_cast(world: World) -> Cast:
    """Make the world in one unit of work."""
    with transaction():
        province = world.province()
        district, far_district = world.district(province), world.district(province, "Đồng Phú")
        # The same name in both districts, and a third commune of the own district that has nothing.
        own = build_place(world, world.commune(district, REPEATED, population=9_000, households=2_100))
        other = build_place(world, world.commune(far_district, REPEATED, confirmed=False))
        world.commune(district, "Đak Nhau", confirmed=False)
        world.campaign(province, targets={"8.4": "80.0"}, asks_citizens=True, is_public=True)
        people = {
            "member": own.member,
            "leader": own.leader,
            "other_member": other.member,
            "coordinator": own.coordinator,
            "other_coordinator": other.coordinator,
            "district_coordinator": world.staff(Role.coordinator, district, decomposed("Điểu Thị Nở")),
            "province_staff": world.staff(Role.province_staff, province, "Lê Thị Tuyết"),
            "admin": world.staff(Role.admin, province, "Phạm Quốc Ứng"),
        }
        world.staff(Role.admin, province, "Người quản trị thứ hai")
        # Without a worker the portal says that it is not ready.
        note_heartbeat()
        idle = world.staff(Role.province_staff, province, "Đặng Văn Ơn")
        disabled = world.staff(Role.coordinator, own.commune, "Hồ Văn Ứng")
        disabled.disabled_at = disabled.created_at
        outlines = world.outlines(people["admin"], own.commune, other.commune)
        reorganisation = build_reorganisation(people["admin"])
    deputies = (people["district_coordinator"], world.coordinator(far_district, "Lò Văn Trực"))
    fill_places(world, (own, other), deputies, people["province_staff"])
    return build_campaigns(world, Cast(own, other, people, idle, disabled, outlines.id, reorganisation.id))


def fill_places(world: World, places: Sequence[Place], deputies: Sequence[User], staff: User) -> None:
    """Give each place what is done in it, by its own people and by the staff of the province."""
    for place, deputy in zip(places, deputies, strict=True):
        place.hand_over_id = hand_over(world.viewer(place.coordinator), place.commune, deputy.id, *AWAY).id
        place.imports = build_imports(world, place)
        place.bulk_id = build_bulk(world, place)
        place.template_id = add_template(world.viewer(place.coordinator), "wrong_counts", WORDS).id
        build_queue(world, place)
        build_spot_checks(world, place, staff)
        build_closings(world, place, staff)
        place.trainings = build_trainings(place.commune, place.team, place.member, LONG_HAMLET)
        build_sessions(world, place)
        build_reports(world, place)


def build_reorganisation(admin: User) -> Reorganisation:
    """Note a reorganisation that moved nothing, so that the places stay what the other pages need."""
    act = Act(kind=ACT, done_at=clock.now(), done_by_id=admin.id)
    db.session.add(act)
    db.session.flush()
    done = Reorganisation(
        changed_on=date(2022, 1, 1),
        legal_basis="1662/NQ-UBTVQH15 và các nghị quyết khác",
        act_id=act.id,
        effects={"communes_ended": 1_111, "communes_created": 40, "rights_lost": 0},
    )
    db.session.add(done)
    db.session.flush()
    return done


def build_place(world: World, commune: Unit) -> Place:
    """Fill a commune: hamlets, a team with three people, an entry in each status."""
    world.point(commune, 11.5 + commune.id / 100, 106.9)
    hamlet, free_hamlet = world.hamlet(commune, LONG_HAMLET), world.hamlet(commune, "2")
    team = world.team(commune, [hamlet], name=decomposed(LONG_TEAM).strip(), leader=False)
    leader = world.member(team, world.user(LONG_PERSON.strip()), role=TeamRole.leader)
    member = world.member(team, world.user(decomposed("Điểu K’Liêu Thị Hường")))
    newcomer = world.member(team, world.user("Y", can_sign_in=False))
    sleeper = world.member(team, world.resting_user("Lý Thị Ngủ"))
    world.team(commune, name="Tổ cấp xã", level=TeamLevel.commune, founded_on=None, leader=False)
    world.training(member)
    coordinator = world.coordinator(commune)
    successor = build_successor(world, commune, coordinator)
    entries = build_entries(world, team, member, coordinator, hamlet)
    sheet_id = build_paper_sheet(world, team, member, coordinator)
    asked = build_confirmations(world, team, member)
    return Place(
        commune,
        hamlet,
        free_hamlet,
        team,
        successor,
        leader,
        member,
        newcomer,
        sleeper,
        coordinator,
        entries,
        sheet_id,
        asked,
    )


def build_successor(world: World, commune: Unit, coordinator: User) -> Team:
    """Make a team that took another one over today, and is to be re-formed since."""
    gone, successor = (
        world.team(commune, name="Tổ đã nhập đi"),
        world.team(commune, name="Tổ nhận thêm người"),
    )
    actor, day = world.viewer(coordinator), date(2022, 6, 15)
    merge_teams(actor, gone, successor, TeamMerger(Decision("30/QĐ-UBND", day, "Chủ tịch"), day, ()))
    flag_team(actor, successor, "hamlets_merged", date(2022, 6, 16), decomposed("Thôn 1 và thôn 2 nhập lại."))
    return successor


def build_entries(world: World, team: Team, member: User, coordinator: User, hamlet: Unit) -> dict:
    """Make an entry in each status, by the services that lead there."""
    statuses = [status for status in ActivityStatus if status != ActivityStatus.draft]
    entries = {
        status: world.activity(
            team, member, hamlet_id=hamlet.id, households=0, note=LONG_HAMLET, difficulty=LONG_HAMLET
        )
        for status in statuses
    }
    # The same photo in both communes, and one in each entry that has a page.
    for entry in entries.values():
        world.photo(entry)
    reviewer, author = world.viewer(coordinator), world.viewer(member)
    approve_activity(reviewer, entries[ActivityStatus.approved], version=1)
    draw_for_second_looks(reviewer, entries[ActivityStatus.approved])
    note = "Xin xem lại số lượt. " * 20
    return_activity(reviewer, entries[ActivityStatus.returned], "wrong_counts", note, version=1)
    withdraw_activity(author, entries[ActivityStatus.withdrawn])
    return entries


def draw_for_second_looks(reviewer: Viewer, entry: Activity) -> None:
    """Approve an entry three times, and draw each approval, which chance might have passed by."""
    for _ in range(2):
        reopen_activity(reviewer, entry, "new_facts", decomposed("Đếm hai lần."))
        approve_activity(reviewer, entry)
    reviews = db.session.scalars(db.select(Review.id).filter_by(activity_id=entry.id, outcome="approve"))
    about = {"activity_id": entry.id, "commune_id": entry.commune_id, "drawn_at": clock.now()}
    db.session.add_all([SecondLook(review_id=review_id, **about) for review_id in reviews])
    db.session.flush()


def build_paper_sheet(world: World, team: Team, member: User, coordinator: User) -> UUID:
    """Type in a sheet with one row."""
    stated = {"team": team.code, "occurred_on": "2022-06-15", "kind": "assistance", "skills": ["payment"]}
    content = read_content(stated | {"visits": 2, "on_behalf_of": member.id})
    sheet_id = uuid7()
    submit_sheet(world.viewer(coordinator), sheet_id, [(uuid7(), content)])
    return sheet_id


def build_confirmations(world: World, team: Team, member: User) -> Activity:
    """Make an entry of which citizens said all that they can."""
    asked = world.activity(team, member, kind="session", visits=300)
    for answer in ("yes", "yes", "not_me", "different"):
        db.session.add(Confirmation(activity_id=asked.id, answer=answer, answered_on=clock.today()))
    db.session.flush()
    return asked

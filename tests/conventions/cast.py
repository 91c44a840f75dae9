"""One world for the tests that visit every page: two communes with everything in them, and awkward names."""

import unicodedata
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from uuid_utils.compat import uuid7

from portal import clock
from portal.domain.activity_content import as_json, read_content
from portal.domain.activity_status import ActivityStatus
from portal.domain.campaign_periods import resolve_period
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
from portal.queries.campaigns import get_campaign, named_windows
from portal.queries.queues import get_visible_queue
from portal.queries.spot_checks import get_visible_check
from portal.queries.viewers import get_viewer
from portal.services.activations import new_link
from portal.services.activities import withdraw_activity
from portal.services.bulk_reviews import begin_bulk, open_drawn
from portal.services.confirmations import Slip, issue_slip
from portal.services.hand_overs import hand_over
from portal.services.paper_sheets import submit_sheet
from portal.services.queue_files import preview_queue_file
from portal.services.queues import settle_gap
from portal.services.reorganisations import ACT
from portal.services.return_templates import add_template
from portal.services.reviews import approve_activity, reopen_activity, return_activity
from portal.services.spot_checks import assign_spot_check, draw_spot_checks, record_spot_check
from portal.services.team_decisions import Decision
from portal.services.team_flags import flag_team
from portal.services.team_mergers import TeamMerger, merge_teams
from portal.transaction import transaction
from tests.conventions.closing_cast import build_closings
from tests.conventions.session_cast import build_sessions
from tests.factories import World, days_ago
from tests.import_files import import_rows, upload
from tests.photo_files import photo
from tests.queue_files import report, stated_entry, stated_file, upload_file
from tests.trainings import build_trainings

# Two communes of one name are common, so are names of many words; people type in either form of Unicode.
REPEATED = "Tân Tiến"
LONG_TEAM = "Tổ công nghệ số cộng đồng thôn " + "Bù Xăng Bù Gia Phúc Lộc Thọ Đăng Lang " * 4
LONG_PERSON = "K’Liêu Thị Nguyễn Hoàng " + "Phượng Quỳnh Uyển " * 3
# Weeks before the entries: one that everybody has closed, and one that nobody has.
OPEN_WEEK = "2022-W23"
AWAY = (date(2022, 7, 1), date(2022, 7, 5))
LONG_HAMLET = "Sóc Bù Ghe Bù Núi A và Sóc Bom Bo cũ nhập lại"


def decomposed(text: str) -> str:
    """Return the text as some keyboards type it: letters and their accents apart."""
    return unicodedata.normalize("NFD", text)


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
        world.campaign(province, targets={"8.4": "80.0"}, asks_citizens=True)
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
    for place, deputy in zip((own, other), deputies, strict=True):
        place.hand_over_id = hand_over(world.viewer(place.coordinator), place.commune, deputy.id, *AWAY).id
        place.imports = build_imports(world, place)
        place.bulk_id = build_bulk(world, place)
        place.template_id = add_template(world.viewer(place.coordinator), "wrong_counts", WORDS).id
        build_queue(world, place)
        build_spot_checks(world, place, people["province_staff"])
        build_closings(world, place, people["province_staff"])
        place.trainings = build_trainings(place.commune, place.team, place.member, LONG_HAMLET)
        build_sessions(world, place)
    return Cast(own, other, people, idle, disabled, outlines.id, reorganisation.id)


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


def build_imports(world: World, place: Place) -> dict[str, Import]:
    """Upload a file in each state in which its page looks different."""
    actor, commune = world.viewer(place.coordinator), place.commune
    hamlet = {"name": decomposed("Thôn 2"), "households": "khoảng 120"}
    return {
        "applied": import_rows(actor, "hamlets", commune, [hamlet]),
        "ready": upload(actor, "hamlets", commune, [hamlet, hamlet, {"name": "Ấp mới"}]),
        "nothing": upload(actor, "hamlets", commune, [hamlet]),
        "has_problems": upload(actor, "members", commune, [{"team": "Tổ lạ", "name": LONG_PERSON}, {}]),
        "refused": upload(actor, "teams", commune, b"%PDF-1.7"),
    }


def build_bulk(world: World, place: Place) -> int:
    """Let the coordinator choose the waiting entry for an approval of many, and open it."""
    waiting, reviewer = place.entries[ActivityStatus.submitted], world.viewer(place.coordinator)
    bulk = begin_bulk(reviewer, {waiting.uuid: waiting.version})
    open_drawn(reviewer, bulk.id, waiting)
    return bulk.id


def build_queue(world: World, place: Place) -> None:
    """Let the member's phone miss entries, hold others and save them as a file, which is uploaded."""
    member, carrier = world.viewer(place.member), world.viewer(place.coordinator)
    report(member, 9, waiting=[8, 9], discarded=[1], photos=2, client_time=days_ago(-1), saved_at=days_ago(2))
    settle_gap(member, get_visible_queue(member, place.queue_id, clock.today(), clock.now()), [2], "on_paper")
    stated = read_content({"team": place.team.code, "occurred_on": "2022-06-14", "kind": "session",
                           "skills": ["safety"], "visits": 12, "note": LONG_HAMLET})  # fmt: skip
    entries = [
        stated_entry(as_json(stated), 8, photos=[photo()]),
        stated_entry(as_json(stated) | {"visits": 0}, 9),
        stated_entry(as_json(stated), 10, uuid=place.entries[ActivityStatus.submitted].uuid),
    ]
    place.file_sha256 = upload_file(carrier, stated_file(place.member, entries))
    place.file_digest = preview_queue_file(carrier, place.file_sha256).digest


def build_spot_checks(world: World, place: Place, staff: User) -> None:
    """Draw four entries of the commune, on which no coordinator decided, and visit one of them."""
    for day in (3, 10, 10, 10):
        world.activity(place.team, place.member, status="approved", hamlet_id=place.hamlet.id,
                       occurred_on=date(2022, 6, day), note=LONG_HAMLET)  # fmt: skip
    campaign = get_campaign("kh170-2022")
    period = resolve_period("w1", campaign.period, named_windows(campaign))
    viewer = world.viewer(staff)
    draw_spot_checks(viewer, campaign, place.commune, period, "hạt giống <1>", 100)
    sheet = get_visible_check(viewer, place.open_check.id)
    assign_spot_check(viewer, sheet, staff.id, version=1)
    record_spot_check(viewer, sheet, "not_confirmed", date(2022, 6, 16), "Không có ai. " * 30, version=2)

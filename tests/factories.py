"""Places, people, teams and entries for tests, awkward on purpose and written like real ones."""

import itertools
from datetime import UTC, date, datetime, timedelta

from uuid_utils.compat import uuid7

from portal import clock
from portal.domain.accounts import IDLE_AFTER, DisabledReason
from portal.domain.activity_content import digest
from portal.domain.activity_status import ActivityStatus
from portal.domain.photos import KEPT_FOR
from portal.domain.roles import Role
from portal.domain.team_status import TeamLevel, TeamRole, TeamStatus
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.gateways import evidence
from portal.models import (
    Activity,
    Campaign,
    CampaignWindow,
    HamletList,
    IndicatorDefinition,
    Membership,
    OutlineFile,
    Photo,
    RoleGrant,
    Team,
    TeamDecision,
    TeamHamlet,
    TeamStatusChange,
    TrainingCompletion,
    Unit,
    UnitCensus,
    UnitOutline,
    UnitPoint,
    UnitVersion,
    User,
)
from portal.queries.viewers import get_viewer
from portal.services import tallies
from portal.services.passwords import hash_password
from portal.transaction import transactional
from tests.photo_files import photo, sha256_of

PASSWORD = "bón phân cho lúa 58"
EARLY = date(2018, 12, 1)
TYPES = {
    UnitLevel.province: ("tỉnh", "Tỉnh"),
    UnitLevel.district: ("huyện", "Huyện"),
    UnitLevel.commune: ("xã", "Xã"),
    UnitLevel.hamlet: ("thôn", "Thôn"),
}
_password_hash = hash_password(PASSWORD)


class World:
    """Makes rows with sensible defaults; each method commits."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def next_number(self) -> int:
        """Use up a number and return it."""
        return next(self._numbers)

    def go_on_from(self, number: int) -> None:
        """Number what is made from here on as after what was made by another world."""
        self._numbers = itertools.count(number)

    @transactional
    def unit(
        self, level: UnitLevel, name: str, parent: Unit | None = None, *, code=None, since=EARLY
    ) -> Unit:
        """Make a unit with one version that is still in force."""
        unit = Unit(level=level, parent_id=parent.id if parent else None, path=f"new-{next(self._numbers)}/")
        db.session.add(unit)
        db.session.flush()
        unit.path = f"{parent.path if parent else ''}{unit.id}/"
        kind, prefix = TYPES[level]
        version = UnitVersion(
            unit_id=unit.id,
            code=None if level == UnitLevel.hamlet else code or str(90000 + unit.id),
            name=name,
            full_name=f"{prefix} {name}",
            type=kind,
            parent_id=unit.parent_id,
            path=unit.path,
            valid_from=since,
        )
        db.session.add(version)
        return unit

    def province(self, name="Bình Phước", code="70") -> Unit:
        """Make a province."""
        return self.unit(UnitLevel.province, name, code=code)

    def district(self, province: Unit, name="Bù Đăng", code=None) -> Unit:
        """Make a district."""
        return self.unit(UnitLevel.district, name, province, code=code)

    def commune(
        self, parent: Unit | None = None, name="Đak Nhau", *, code=None, confirmed=True, **census
    ) -> Unit:
        """Make a commune, by default with a confirmed hamlet list; census: population=, households=."""
        commune = self.unit(UnitLevel.commune, name, parent or self.district(self.province()), code=code)
        if confirmed:
            self.confirm_hamlets(commune)
        if census:
            self.census(commune, **census)
        return commune

    def hamlet(self, commune: Unit, name="1", *, since=EARLY) -> Unit:
        """Make a hamlet."""
        return self.unit(UnitLevel.hamlet, name, commune, since=since)

    @transactional
    def confirm_hamlets(self, commune: Unit) -> None:
        """Mark the commune's list of hamlets as complete."""
        db.session.merge(HamletList(commune_id=commune.id, confirmed_at=clock.now()))

    @transactional
    def census(self, unit: Unit, *, population=None, households=None) -> UnitCensus:
        """Give a unit its counted people and households."""
        row = UnitCensus(
            unit_id=unit.id,
            counted_on=date(2019, 4, 1),
            population=population,
            households=households,
            source="test",
        )
        db.session.add(row)
        return row

    @transactional
    def user(self, name="K’Liêu Thị Hương", *, phone="", can_sign_in=True) -> User:
        """Make a person; the phone is made up unless given, None for none."""
        number = f"09{next(self._numbers):08d}" if phone == "" else phone
        user = User(name=name, phone=number, created_at=clock.now())
        user.password_hash = _password_hash if can_sign_in else None
        db.session.add(user)
        return user

    @transactional
    def resting_user(self, name="Lý Thị Ngủ") -> User:
        """Make a person whose account rests because it was not used."""
        user = self.user(name)
        user.seen_at = clock.now() - IDLE_AFTER - timedelta(hours=1)
        user.disabled_at, user.disabled_reason = clock.now(), DisabledReason.idle
        return user

    @transactional
    def grant(self, user: User, role: Role, unit: Unit, *, since=EARLY, until=None) -> RoleGrant:
        """Give a person a staff role at a unit."""
        grant = RoleGrant(user_id=user.id, role=role, unit_id=unit.id, starts_on=since, ends_on=until)
        db.session.add(grant)
        return grant

    def staff(self, role: Role, unit: Unit, name="Nguyễn Văn Đồng") -> User:
        """Make a person with a staff role at a unit."""
        user = self.user(name)
        self.grant(user, role, unit)
        return user

    def coordinator(self, commune: Unit, name="Trần Thị Phượng") -> User:
        """Make a commune's coordinator."""
        return self.staff(Role.coordinator, commune, name)

    @transactional
    def team(
        self,
        commune: Unit,
        hamlets=(),
        *,
        name="Tổ công nghệ số cộng đồng thôn 1",
        level=TeamLevel.hamlet,
        founded_on: date | None = date(2022, 4, 1),
        leader=True,
        status=TeamStatus.active,
    ) -> Team:
        """Make a team that is valid unless told otherwise."""
        team = Team(
            code=f"T-{next(self._numbers):05d}",
            name=name,
            level=level,
            commune_id=commune.id,
            created_at=clock.now(),
        )
        team.commune = commune
        db.session.add(team)
        db.session.flush()
        since = founded_on or date(2022, 4, 1)
        if founded_on:
            decision = TeamDecision(
                team_id=team.id,
                kind="founding",
                number="12/QĐ-UBND",
                decided_on=founded_on,
                recorded_at=clock.now(),
            )
            db.session.add(decision)
        db.session.add(
            TeamStatusChange(team_id=team.id, status=status, starts_on=since, recorded_at=clock.now())
        )
        for hamlet in hamlets:
            db.session.add(TeamHamlet(team_id=team.id, hamlet_id=hamlet.id, starts_on=since))
        if leader:
            self.member(team, role=TeamRole.leader, since=since)
        return team

    @transactional
    def member(
        self,
        team: Team,
        user: User | None = None,
        *,
        role=TeamRole.member,
        since=date(2022, 4, 1),
        until=None,
    ):
        """Give a person a seat in a team; return the person."""
        person = user or self.user()
        db.session.add(
            Membership(
                team_id=team.id,
                user_id=person.id,
                role=role,
                affiliation="hamlet_head",
                starts_on=since,
                ends_on=until,
            )
        )
        return person

    @transactional
    def training(self, user: User, completed_on=date(2022, 5, 20), title="Kỹ năng số cơ bản") -> None:
        """Note that a person completed a training."""
        db.session.add(
            TrainingCompletion(
                user_id=user.id, title=title, completed_on=completed_on, recorded_at=clock.now()
            )
        )

    @transactional
    def activity(
        self, team: Team, author: User, *, status=ActivityStatus.submitted, logged_by=None, **content
    ):
        """Make an entry in any state, with its tallies."""
        values = {"occurred_on": date(2022, 6, 16), "kind": "assistance", "skills": ("payment",), "visits": 5}
        values |= {"place": "", "note": "", "difficulty": ""}
        moment = content.pop("submitted_at", clock.now())
        is_withdrawn = status == ActivityStatus.withdrawn
        content["has_open_difficulty"] = bool(content.get("difficulty")) and not is_withdrawn
        activity = Activity(
            uuid=uuid7(),
            commune_id=team.commune_id,
            team_id=team.id,
            author_id=author.id,
            logged_by_id=(logged_by or author).id,
            status=status,
            received_at=moment,
            submitted_at=moment,
            updated_at=moment,
            content_sha256="",
            **(values | content),
        )
        activity.team, activity.commune = team, team.commune
        activity.content_sha256 = digest(activity.content())
        db.session.add(activity)
        db.session.flush()
        tallies.replace(None, tallies.contribution_of(activity))
        return activity

    @transactional
    def photo(self, activity: Activity, *, seed=1, **values) -> Photo:
        """Give an entry a photo in the slot of its seed, as it would be stored."""
        name = evidence.store(photo(seed))
        facts = {"slot": seed, "sha256": sha256_of(photo(seed)), "width": 400, "height": 300, "size": 9000}
        facts |= {"stored_sha256": name, "thumbnail_sha256": name, "sent_by_id": activity.author_id}
        facts |= {"received_at": clock.now(), "expires_at": clock.now() + KEPT_FOR}
        taken = Photo(activity_id=activity.id, commune_id=activity.commune_id, **(facts | values))
        db.session.add(taken)
        return taken

    @transactional
    def campaign(
        self,
        unit: Unit,
        *,
        code="kh170-2022",
        starts_on=date(2022, 6, 1),
        ends_on=date(2022, 9, 1),
        targets=None,
        k=1,
        **switched,
    ) -> Campaign:
        """Make a campaign with a definition and its published windows; `switched` are its switches."""
        definition = IndicatorDefinition(
            version=next(self._numbers),
            status="provisional",
            min_activities=k,
            headline="8.4",
            targets=targets or {},
            source="test",
            created_at=clock.now(),
        )
        campaign = Campaign(
            code=code,
            name="Chiến dịch 92 ngày đêm",
            name_en="The 92-day campaign",
            starts_on=starts_on,
            ends_on=ends_on,
            **switched,
        )
        campaign.definition, campaign.unit = definition, unit
        published = (
            ("w1", "01 - 16/6/2022", starts_on, date(2022, 6, 16)),
            ("w2", "16 - 22/6/2022", date(2022, 6, 16), date(2022, 6, 22)),
        )
        campaign.windows = [
            CampaignWindow(code=window, published_label=label, starts_on=first, ends_on=end)
            for window, label, first, end in published
        ]
        db.session.add(campaign)
        return campaign

    @transactional
    def point(self, unit: Unit, latitude: float, longitude: float) -> UnitPoint:
        """Give a unit a position."""
        point = UnitPoint(unit_id=unit.id, latitude=latitude, longitude=longitude, source="test")
        db.session.add(point)
        return point

    @transactional
    def outlines(
        self, uploader: User, *units: Unit, since=EARLY, until=None, published=False, attribution="© Thử"
    ) -> OutlineFile:
        """Make a file in which each unit is a square, side by side; a draft unless told otherwise."""
        file = OutlineFile(
            attribution=attribution,
            sha256=f"{next(self._numbers):064d}",
            valid_from=since,
            valid_to=until,
            remarks=[["other_name", "90003: Xã Khác ≠ Xã Tân Tiến"]],
            uploaded_at=clock.now(),
            uploaded_by_id=uploader.id,
            published_at=clock.now() if published else None,
        )
        db.session.add(file)
        db.session.flush()
        for place, unit in enumerate(units):
            west = 10_650_000 + 10_000 * place
            square = [west, 1_150_000, west + 10_000, 1_150_000, west + 10_000, 1_160_000, west, 1_160_000]
            db.session.add(UnitOutline(file_id=file.id, unit_id=unit.id, rings=[square]))
        return file

    def viewer(self, user: User):
        """Return a person as the services see them."""
        return get_viewer(user.id, today=clock.today())


def days_ago(count: int) -> datetime:
    """Return the moment so many days before the test's now."""
    return clock.now().astimezone(UTC) - timedelta(days=count)

"""A district with two communes whose teams and hamlets lack one thing each, as the tests of needs use it."""

from datetime import date

from portal.domain.activity_status import ActivityStatus
from portal.domain.roles import Role
from portal.domain.team_status import TeamStatus

TODAY = date(2022, 6, 16)


class NeedyPlaces:
    """Commune A has an awake and a sleeping team, commune B a team without a leader or decision."""

    def __init__(self, world) -> None:
        self.world = world
        self.province = world.province()
        self.district = world.district(self.province)
        self.commune = world.commune(self.district, "An Bình")
        self.other = world.commune(self.district, "Bình Thắng")
        self.hamlets = [world.hamlet(self.commune, name) for name in ("1", "2", "3", "4")]
        self.awake = world.team(self.commune, self.hamlets[:1], name="Tổ 1")
        self.asleep = world.team(self.commune, self.hamlets[1:3], name="Tổ 2")
        self.suspended = world.team(self.commune, name="Tổ 5", status=TeamStatus.suspended)
        self.leaderless = world.team(
            self.other, name="Tổ 9", leader=False, founded_on=None, status=TeamStatus.needs_support
        )
        self.member = world.member(self.awake)
        self.coordinator = world.coordinator(self.commune, "Trần Thị Phượng")
        self.staff = world.staff(Role.province_staff, self.province)
        self.approved(self.awake, date(2022, 6, 3), hamlet_id=self.hamlets[0].id)
        # Dated on the day before the last 14 days begin.
        self.approved(self.asleep, date(2022, 6, 2), hamlet_id=self.hamlets[1].id)

    def approved(self, team, day, **content):
        """Make an approved entry of the member."""
        return self.world.activity(
            team, self.member, status=ActivityStatus.approved, occurred_on=day, **content
        )

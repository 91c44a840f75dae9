"""Two communes whose approved entries have fixed ids, as the tests of spot-checks need them."""

from datetime import date
from uuid import UUID

from portal import clock
from portal.domain.campaign_periods import resolve_period
from portal.domain.roles import Role
from portal.queries.campaigns import get_campaign, named_windows
from portal.queries.spot_checks import get_visible_check
from portal.services.reviews import approve_activity
from portal.services.spot_checks import draw_spot_checks
from portal.transaction import transaction

SEED = "xổ số 16/06/2022: 70135"
# The last day of window w1 of the campaign.
WORKED_ON = date(2022, 6, 10)


class CheckedPlace:
    """Communes A with two teams of 12 and 3 approved entries, and B with one team of 2 entries."""

    def __init__(self, world) -> None:
        self.world = world
        self.province = world.province()
        self.district = world.district(self.province)
        self.commune = world.commune(self.district, "Đak Nhau")
        self.other = world.commune(self.district, "Bom Bo")
        self.campaign = world.campaign(self.province)
        self.period = resolve_period("w1", self.campaign.period, named_windows(self.campaign))
        self.hamlet = world.hamlet(self.commune)
        self.coordinator = world.coordinator(self.commune)
        self.second_coordinator = world.coordinator(self.commune, "Đỗ Thị Hai")
        self.staff = world.staff(Role.province_staff, self.province, "Lê Thị Tuyết")
        self.admin = world.staff(Role.admin, self.province, "Phạm Quốc Ứng")
        self.teams = [
            world.team(commune, leader=False) for commune in (self.commune, self.commune, self.other)
        ]
        self.members = [world.member(team) for team in self.teams]
        self.entries = {}
        for number in range(1, 18):
            self.add_entry(number, 0 if number <= 12 else 1 if number <= 15 else 2)

    def add_entry(self, number: int, team: int, **content):
        """Approve an entry whose id is a number."""
        values = {"occurred_on": WORKED_ON, "status": "approved"} | content
        with transaction():
            entry = self.world.activity(self.teams[team], self.members[team], **values)
            entry.uuid = UUID(int=number)
        self.entries[number] = entry
        return entry

    def viewer(self, user):
        """Return a person as the services see them."""
        return self.world.viewer(user)

    def period_of(self, code: str):
        """Return a period of the campaign by its code."""
        campaign = get_campaign("kh170-2022")
        return resolve_period(code, campaign.period, named_windows(campaign))

    def draw(self, percent=20, *, by=None, seed=SEED):
        """Draw the visits of the first window in the province."""
        viewer = self.viewer(by or self.staff)
        return draw_spot_checks(viewer, self.campaign, self.province, self.period, seed, percent)

    def sheet(self, check_id: int, viewer=None):
        """Load a visit as the pages do."""
        return get_visible_check(viewer or self.viewer(self.staff), check_id)

    def approved_by_coordinator(self, number: int, team: int):
        """Approve an entry by the coordinator's own decision."""
        entry = self.add_entry(number, team, status="submitted", submitted_at=clock.now())
        approve_activity(self.viewer(self.coordinator), entry, version=entry.version)
        return entry

"""A commune whose first window of June can be worked out by hand, and the acts of those who close it."""

from datetime import date

from portal.domain.activity_status import ActivityStatus
from portal.domain.campaign_periods import NamedPeriod
from portal.domain.periods import Period
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import Closing, LedgerEntry, PublishedValue
from portal.queries.activities import get_visible_activity
from portal.services.closings import close_period, reopen_period

JUNE = Period(date(2022, 6, 1), date(2022, 6, 16))
WINDOW = NamedPeriod("w1", "window", JUNE, "01 - 16/6/2022")
MID_JUNE = date(2022, 6, 10)


class ClosingPlace:
    """A province with one commune of four hamlets, two of which have a team of their own.

    Approved from 01/6 to 15/6: 5 visits and 3 households of the first team, about payment. Waiting: 7 visits
    and 2 households of the second team, about payment and safety, so 8.4 is 1 of 4 and 8.5 is 5.
    """

    def __init__(self, world) -> None:
        self.world = world
        self.province = world.province()
        self.district = world.district(self.province)
        self.commune = world.commune(self.district, households=100, population=400)
        hamlets = [world.hamlet(self.commune, name) for name in "1234"]
        self.teams = [world.team(self.commune, [hamlet], name=f"Tổ {hamlet.id}") for hamlet in hamlets[:2]]
        self.member = world.member(self.teams[1])
        self.coordinator = world.coordinator(self.commune)
        self.staff = world.staff(Role.province_staff, self.province)
        self.campaign = world.campaign(self.province)
        self.approved = world.activity(
            self.teams[0],
            self.member,
            status=ActivityStatus.approved,
            occurred_on=MID_JUNE,
            visits=5,
            households=3,
        )
        self.waiting = world.activity(
            self.teams[1],
            self.member,
            occurred_on=MID_JUNE,
            visits=7,
            households=2,
            skills=("payment", "safety"),
        )

    def viewer(self, user):
        """Return a person as services see them."""
        return self.world.viewer(user)

    def seen(self, user, activity):
        """Return an entry as a person loads it."""
        return get_visible_activity(self.viewer(user), activity.uuid)

    def close_commune(self, note="Còn một bản ghi chờ xác minh") -> Closing:
        """Close the commune's window as its coordinator does."""
        return close_period(self.viewer(self.coordinator), self.campaign, self.commune, WINDOW, note)

    def close_province(self, note="Còn bản ghi chờ duyệt") -> Closing:
        """Close the province's window as its staff do."""
        return close_period(self.viewer(self.staff), self.campaign, self.province, WINDOW, note)

    def reopen(self, unit=None, reason="Nhập nhầm danh sách") -> None:
        """Reopen the window of the commune, or of another unit, as the province does."""
        reopen_period(self.viewer(self.staff), self.campaign, unit or self.commune, JUNE, reason)


def published(closing: Closing) -> dict[str, tuple[int, int | None]]:
    """Return what was published, by line or line/skill: what stands above and below it."""
    values = db.session.scalars(db.select(PublishedValue).filter_by(closing_id=closing.id))
    return {f"{one.line}/{one.part}".rstrip("/"): (one.numerator, one.denominator) for one in values}


def ledger() -> list[LedgerEntry]:
    """Return the whole ledger, in the order in which it was written."""
    return list(db.session.scalars(db.select(LedgerEntry).order_by(LedgerEntry.id)))

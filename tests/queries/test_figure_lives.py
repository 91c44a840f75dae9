"""What was logged late, as the tallies add it up, beside the entries counted one by one."""

from datetime import date

import pytest
from sqlalchemy import select

from portal.domain.activity_status import ActivityStatus
from portal.domain.periods import Period
from portal.extensions import db
from portal.models import Activity
from portal.queries.activities import get_visible_activity
from portal.queries.figure_lives import count_late
from portal.services import tallies
from portal.services.activities import withdraw_activity
from portal.services.reviews import approve_activity, reopen_activity
from tests.entries import EntryPlace

# From mid-April up to the ninth of July: days of April and July, and May and June as whole months.
PERIOD = Period(date(2022, 4, 12), date(2022, 7, 10))
PERIODS = (
    PERIOD,
    Period(date(2022, 5, 1), date(2022, 7, 1)),
    Period(date(2022, 5, 3), date(2022, 5, 20)),
    Period(date(2022, 4, 12), date(2022, 6, 1)),
)
# Five of these lie in the period: its first and last day, two months and the last of April.
LATE_ON = (
    date(2022, 4, 11), date(2022, 4, 12), date(2022, 4, 30), date(2022, 5, 3),
    date(2022, 6, 1), date(2022, 7, 9), date(2022, 7, 10),
)  # fmt: skip


@pytest.fixture
def place(world) -> EntryPlace:
    """A commune with late and timely entries in several states, and another commune with a late one."""
    place = EntryPlace(world)
    for day in LATE_ON:
        for status in ActivityStatus:
            world.activity(place.team, place.member, status=status, occurred_on=day, is_late=True)
        world.activity(place.team, place.member, status=ActivityStatus.approved, occurred_on=day)
    elsewhere = world.team(world.commune(name="Lộc Thạnh"))
    late = {"status": ActivityStatus.approved, "occurred_on": LATE_ON[3], "is_late": True}
    world.activity(elsewhere, world.member(elsewhere), **late)
    return place


def count_rows(place: EntryPlace, period: Period) -> int:
    """Count one entry after the other."""
    return sum(
        entry.is_late and entry.status == ActivityStatus.approved and period.contains(entry.occurred_on)
        for entry in db.session.scalars(select(Activity).where(Activity.commune_id == place.commune.id))
    )


def test_late_entries_of_a_period_that_starts_in_mid_month_are_counted(place):
    assert count_late([place.commune.id], PERIOD) == 5


@pytest.mark.parametrize("period", PERIODS, ids=lambda period: f"{period.starts_on}-{period.ends_on}")
def test_tallies_count_what_the_entries_one_by_one_do(place, period):
    counted = count_late([place.commune.id], period)

    assert counted == count_rows(place, period)
    assert counted > 0


def test_no_commune_has_no_late_entries(place):
    assert count_late([], PERIOD) == 0


def test_a_late_entry_counts_while_it_is_approved(world, place):
    coordinator, member = world.viewer(world.coordinator(place.commune)), place.viewer()
    late = {"occurred_on": date(2022, 6, 2), "is_late": True, "skills": ("payment", "safety")}
    uuid = world.activity(place.team, place.member, **late).uuid
    counted = []

    def act(do) -> None:
        do(get_visible_activity(coordinator, uuid))
        db.session.expire_all()
        counted.append(count_late([place.commune.id], PERIOD))
        assert counted[-1] == count_rows(place, PERIOD)
        assert tallies.list_differences() == []

    act(lambda entry: approve_activity(coordinator, entry))
    act(lambda entry: reopen_activity(coordinator, entry, "new_facts", "Có thêm tài liệu"))
    act(lambda entry: withdraw_activity(member, entry))

    # Five before; six while this one, too, is approved, whatever its skills.
    assert counted == [6, 5, 5]


def test_rebuilding_finds_the_same(place):
    tallies.rebuild()

    assert count_late([place.commune.id], PERIOD) == 5
    assert tallies.list_differences() == []

"""Days of work, worked out by hand: whose day, which day, and what makes it count no more."""

from datetime import UTC, date, datetime

import pytest
from uuid_utils.compat import uuid7

from portal.domain.activity_status import ActivityStatus
from portal.domain.campaign_periods import resolve_period
from portal.domain.days_of_work import read_month
from portal.queries.activities import get_visible_activity
from portal.queries.campaigns import get_campaign
from portal.queries.days_of_work import count_month_entries, get_commune_work, list_work_entries
from portal.services.activities import submit_activity, withdraw_activity
from portal.services.closings import close_period
from portal.services.reviews import approve_activity, reopen_activity
from tests.entries import EntryPlace
from tests.queries_counted import counting_statements

APPROVED = ActivityStatus.approved
JUNE, TODAY = "2022-06", date(2022, 6, 16)


@pytest.fixture
def there(world) -> EntryPlace:
    place = EntryPlace(world)
    place.coordinator = world.coordinator(place.commune)
    return place


def work(there, month=JUNE, today=TODAY):
    """Read the days of work of the commune."""
    return get_commune_work(there.commune.id, there.commune.path, read_month(month, today))


def days(there, user, month=JUNE, today=TODAY) -> list[int]:
    """Return the numbers of a person's days of work."""
    line = work(there, month, today).line_of(user.id)
    return [day.day for day in line.worked] if line else []


def entry(there, day, *, user=None, team=None, **values):
    """Make an approved entry of the member on a day of June."""
    values = {"status": APPROVED, "occurred_on": date(2022, 6, day), "visits": 5} | values
    return there.world.activity(team or there.team, user or there.member, **values)


def test_a_day_counts_once_however_many_entries_it_has(there):
    entry(there, 3), entry(there, 3, visits=7), entry(there, 10, visits=2)

    line = work(there).line_of(there.member.id)

    # Two days: the 3rd with 5 + 7 visits in two entries, the 10th with 2 in one.
    assert [(day.day, line.days[day].entries, line.days[day].visits) for day in line.worked] == [
        (3, 2, 12),
        (10, 1, 2),
    ]
    assert (line.entries, line.visits, line.waiting) == (3, 14, 0)


def test_a_person_in_two_teams_is_one_line_and_a_day_in_both_counts_once(there, world):
    second = world.team(there.commune, name="Tổ cấp xã", leader=False)
    world.member(second, there.member)
    entry(there, 3), entry(there, 3, team=second), entry(there, 4, team=second)

    found = work(there)

    [line] = found.lines
    assert [day.day for day in line.worked] == [3, 4]
    assert len(line.teams) == 2 and "Tổ cấp xã" in line.teams
    assert found.day_sum == 2


def test_the_day_is_of_who_helped_and_not_of_who_logged_it(there):
    entry(there, 5, logged_by=there.leader)

    assert days(there, there.member) == [5]
    assert days(there, there.leader) == []
    listed = list_work_entries(there.commune.id, there.member.id, read_month(JUNE, TODAY))
    assert listed[date(2022, 6, 5)][0].logged_by == there.leader.name


def test_what_waits_stands_beside_and_makes_no_day(there):
    entry(there, 6, status=ActivityStatus.submitted)
    entry(there, 7), entry(there, 7, status=ActivityStatus.submitted)
    entry(there, 8, status=ActivityStatus.returned), entry(there, 9, status=ActivityStatus.withdrawn)

    found = work(there)

    line = found.line_of(there.member.id)
    assert [day.day for day in line.worked] == [7]
    assert line.waiting == 2 and line.days[date(2022, 6, 6)].waiting == 1
    assert sorted(day.day for day in line.days) == [6, 7]
    assert count_month_entries([there.commune.id], found.period) == {there.commune.id: (1, 2)}


def test_an_entry_that_is_reopened_or_withdrawn_takes_its_day_along(there):
    coordinator = there.viewer(there.coordinator)
    first, second = there.submitted(), there.submitted(occurred_on="2022-06-15")
    for one in (first, second):
        approve_activity(coordinator, get_visible_activity(coordinator, one.uuid), version=1)
    assert days(there, there.member) == [15, 16]

    reopened = get_visible_activity(coordinator, first.uuid)
    reopen_activity(coordinator, reopened, "new_facts", "Đếm hai lần.")

    assert days(there, there.member) == [15]
    assert work(there).line_of(there.member.id).waiting == 1
    withdraw_activity(there.viewer(), get_visible_activity(there.viewer(), first.uuid))
    assert work(there).line_of(there.member.id).waiting == 0


def test_the_day_is_the_local_one_on_both_sides_of_midnight_and_of_the_month(there, frozen_clock):
    # 23:50 on 30/6 in Vietnam is 16:50 UTC; 00:10 on 1/7 there is still 30/6 in UTC.
    for moment, day in (
        (datetime(2022, 6, 30, 16, 50, tzinfo=UTC), "2022-06-30"),
        (datetime(2022, 6, 30, 17, 10, tzinfo=UTC), "2022-07-01"),
    ):
        frozen_clock.set(moment)
        uuid = uuid7()
        submit_activity(there.viewer(), uuid, there.content(occurred_on=day))
        coordinator = there.viewer(there.coordinator)
        approve_activity(coordinator, get_visible_activity(coordinator, uuid), version=1)

    assert days(there, there.member, JUNE, date(2022, 7, 1)) == [30]
    assert days(there, there.member, "2022-07", date(2022, 7, 1)) == [1]


def test_february_ends_on_its_own_last_day(there):
    for day in (date(2022, 1, 31), date(2022, 2, 1), date(2022, 2, 28), date(2022, 3, 1)):
        entry(there, 1, occurred_on=day)
    entry(there, 1, occurred_on=date(2020, 2, 29))

    assert days(there, there.member, "2022-02") == [1, 28]
    assert days(there, there.member, "2020-02") == [29]


def test_a_day_on_which_all_was_logged_late_is_marked(there):
    entry(there, 1, is_late=True), entry(there, 2, is_late=True), entry(there, 2)

    line = work(there).line_of(there.member.id)

    assert [line.days[day].is_late for day in line.worked] == [True, False]


def test_closed_days_are_told_from_those_that_may_change(there, world):
    world.campaign(there.commune)
    entry(there, 3)
    campaign = get_campaign("kh170-2022")
    week = resolve_period("2022-W22", campaign.period)
    close_period(there.viewer(there.coordinator), campaign, there.commune, week, "")

    # The week from 30/5 is cut to the campaign, which begins on 1/6, a Wednesday.
    assert sorted(day.day for day in work(there).closed) == [1, 2, 3, 4, 5]


def test_who_left_the_team_keeps_the_days_and_the_team(there, world):
    gone = world.member(there.team, until=date(2022, 6, 10))
    entry(there, 9, user=gone)

    line = work(there).line_of(gone.id)

    assert [day.day for day in line.worked] == [9] and line.teams == (there.team.name,)


def test_entries_of_another_commune_are_on_its_own_list(there, world):
    far = EntryPlace(world)
    world.member(far.team, there.member)
    entry(there, 3, team=far.team)

    assert days(there, there.member) == []
    assert days(far, there.member) == [3]


def test_the_number_of_statements_does_not_grow_with_people_and_entries(there, world):
    entry(there, 3)
    with counting_statements() as few:
        work(there)
    for number in range(12):
        person = world.member(there.team)
        entry(there, 1 + number, user=person), entry(there, 2 + number, user=person)
    with counting_statements() as many:
        work(there)

    assert len(many) == len(few) <= 6

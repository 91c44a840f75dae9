"""One's own work, added up by hand: weeks across a month's end, two skills at once, what came back."""

from datetime import date

import pytest

from portal import clock
from portal.domain.activity_status import ActivityStatus
from portal.queries.my_work import get_my_work, list_trainings, two_months
from portal.services.activities import correct_activity, withdraw_activity
from portal.services.reviews import approve_activity, return_activity
from tests.entries import EntryPlace, stored
from tests.queries_counted import counting_statements

TODAY = date(2022, 6, 16)


@pytest.fixture
def place(world) -> EntryPlace:
    """A commune with a team."""
    return EntryPlace(world)


@pytest.fixture
def log(place):
    """Make an entry of the member, approved unless told otherwise."""

    def make(occurred_on: date, visits: int, *skills: str, status=ActivityStatus.approved, author=None):
        return place.world.activity(
            place.team, author or place.member, occurred_on=occurred_on, visits=visits, skills=skills,
            status=status,
        )  # fmt: skip

    return make


def test_weeks_are_cut_to_their_month_and_add_up_to_it(place, log):
    log(date(2022, 4, 30), 9, "payment")
    log(date(2022, 5, 31), 5, "payment")
    log(date(2022, 6, 1), 7, "payment", "safety")
    log(date(2022, 6, 5), 2, "payment", status=ActivityStatus.submitted)
    log(date(2022, 6, 6), 1, "safety")
    log(date(2022, 6, 16), 4, "shopping")
    log(date(2022, 6, 16), 100, "shopping", status=ActivityStatus.returned)
    log(date(2022, 6, 16), 100, "shopping", status=ActivityStatus.withdrawn)
    log(date(2022, 6, 16), 50, "payment", author=place.leader)

    june, may = get_my_work(place.viewer(), TODAY).months

    # 30/5 to 5/6 is one ISO week: 5 visits lie in May, 7 approved and 2 waiting in June.
    assert [read(week) for week in june.weeks] == [
        ((1, 5), 2, 7, 2),
        ((6, 12), 1, 1, 0),
        ((13, 19), 1, 4, 0),
    ]
    assert [read(week) for week in may.weeks] == [
        ((1, 1), 0, 0, 0),
        ((2, 8), 0, 0, 0),
        ((9, 15), 0, 0, 0),
        ((16, 22), 0, 0, 0),
        ((23, 29), 0, 0, 0),
        ((30, 31), 1, 5, 0),
    ]
    # 7 + 1 + 4 approved and 2 waiting in four entries; 5 in one.
    assert read(june.whole) == ((1, 30), 4, 12, 2)
    assert read(may.whole) == ((1, 31), 1, 5, 0)


def read(span) -> tuple:
    """Return first and last day, entries, approved and waiting visits."""
    days = span.period.starts_on.day, span.period.last_day.day
    return days, span.entries, span.visits, span.waiting_visits


def test_an_entry_with_two_skills_counts_in_both(place, log):
    log(date(2022, 5, 31), 5, "payment")
    log(date(2022, 6, 1), 7, "payment", "safety")
    log(date(2022, 6, 2), 30, "safety", status=ActivityStatus.submitted)
    log(date(2022, 4, 30), 60, "safety")

    work = get_my_work(place.viewer(), TODAY)

    # 5 + 7 = 12 and 7, while all visits together are 12; what waits and what is older is left out.
    assert work.visits_by_skill == {"payment": 12, "safety": 7}
    assert work.busiest_week == 37


def test_the_turn_of_the_year_has_its_two_months():
    assert two_months(date(2023, 1, 31)).starts_on == date(2022, 12, 1)
    assert two_months(date(2023, 1, 31)).ends_on == date(2023, 2, 1)


def test_what_came_back_is_counted_once_an_entry_and_by_reason(place):
    reviewer = place.viewer(place.world.coordinator(place.commune))
    twice, corrected, left, gone, old = (place.submitted() for _ in range(5))

    def give_back(activity, reason):
        seen = stored(activity.uuid)
        return_activity(reviewer, seen, reason, "Xem lại.", version=seen.version)

    def send_again(activity, visits):
        correct_activity(place.viewer(), stored(activity.uuid), place.content(visits=visits))

    give_back(twice, "wrong_counts")
    send_again(twice, 4)
    give_back(twice, "missing_detail")
    send_again(twice, 3)
    approve_activity(reviewer, stored(twice.uuid), version=stored(twice.uuid).version)
    give_back(corrected, "wrong_counts")
    send_again(corrected, 4)
    give_back(left, "wrong_date")
    give_back(gone, "wrong_counts")
    withdraw_activity(place.viewer(), stored(gone.uuid))
    approve_activity(reviewer, stored(old.uuid), version=1)

    counted = get_my_work(place.viewer(), TODAY).came_back

    # twice, corrected, left and gone came back; of these only the first is approved by now.
    assert (counted.entries, counted.approved_since) == (4, 1)
    assert counted.by_reason == {"wrong_date": 1, "wrong_counts": 3, "missing_detail": 1}
    assert get_my_work(place.viewer(place.leader), TODAY).came_back.entries == 0


def test_completed_trainings_are_ones_own_the_latest_first(place):
    place.world.training(place.member, date(2022, 5, 20), "safety")
    place.world.training(place.member, date(2022, 6, 2), "Lớp ở huyện")
    place.world.training(place.leader)

    assert list_trainings(place.viewer()) == [
        ("Lớp ở huyện", date(2022, 6, 2)),
        ("safety", date(2022, 5, 20)),
    ]


def test_two_statements_count_it_all(place, log):
    log(date(2022, 6, 1), 7, "payment", "safety")
    viewer = place.viewer()

    with counting_statements() as statements:
        work = get_my_work(viewer, TODAY)

    assert len(statements) == 2
    assert work.as_of == clock.now()

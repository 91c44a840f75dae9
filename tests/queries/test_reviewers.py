"""How reviewers decide: every figure worked out by hand, and the same number of statements for all."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from portal.domain.periods import Period
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import Review
from portal.queries.activities import get_visible_activity
from portal.queries.bulk_reviews import list_entries
from portal.queries.reviewers import list_reviewers
from portal.services.activities import correct_activity
from portal.services.bulk_reviews import approve_bulk, begin_bulk, open_drawn
from portal.services.difficulties import answer_difficulty
from portal.services.reviewer_days import rebuild
from portal.services.reviews import approve_activity, reopen_activity, return_activity
from portal.transaction import transactional
from tests.queries_counted import counting_statements

JUNE = Period(date(2022, 6, 1), date(2022, 7, 1))
HOUR = timedelta(hours=1)


@pytest.fixture
def desk(world, frozen_clock):
    """A commune with two coordinators, one of whom sat in its team."""

    class Desk:
        commune = world.commune(name="An Bình")
        other = world.commune(world.district(world.province("Khác", "71")), "Xa")
        team = world.team(commune)
        member = world.member(team)
        an = world.coordinator(commune, "An")
        binh = world.coordinator(commune, "Bình")
        communes = frozenset({commune.id})

    world.member(Desk.team, Desk.an, since=date(2022, 4, 1), until=date(2022, 5, 1))
    return Desk


def line_of(desk, user, period=JUNE):
    """Return the line of one person."""
    return next(line for line in list_reviewers(desk.communes, period) if line.user_id == user.id)


def decide_after(world, desk, clock, hours, by=None, act=approve_activity, **more):
    """Send an entry and let somebody decide so many hours later."""
    entry = world.activity(desk.team, desk.member, occurred_on=date(2022, 6, 1), **more)
    clock.tick(hours=hours)
    words = ("wrong_counts", "Xem lại") if act is return_activity else ()
    act(world.viewer(by or desk.an), entry, *words)
    return entry


def test_within_which_steps_half_and_nine_in_ten_came_is_worked_out_by_hand(world, desk, frozen_clock):
    frozen_clock.set(datetime(2022, 6, 2, 1, 0))
    # Sorted: 1 2 3 4 5 6 8 10 20 30 hours. Five of ten took at most 5 hours, which stand under 6; nine at
    # most 20, which stand under 24.
    for hours in (30, 1, 8, 2, 20, 3, 10, 4, 6, 5):
        decide_after(world, desk, frozen_clock, hours)

    line = line_of(desk, desk.an)

    assert (line.timed, line.half_hours, line.ninth_hours) == (10, 6, 24)
    assert (line.approved, line.returned, line.return_percent) == (10, 0, "0,0")


def test_of_an_odd_number_more_than_half_came_within_the_time_in_the_middle(world, desk, frozen_clock):
    frozen_clock.set(datetime(2022, 6, 2, 1, 0))
    for hours in (800, 1, 2):
        decide_after(world, desk, frozen_clock, hours)

    line = line_of(desk, desk.an, Period(date(2022, 6, 1), date(2022, 8, 1)))

    assert (line.timed, line.half_hours, line.ninth_hours) == (3, 2, None)


def test_a_return_is_timed_from_the_first_sending_and_the_approval_from_the_second(world, desk, frozen_clock):
    frozen_clock.set(datetime(2022, 6, 2, 1, 0))
    entry = decide_after(world, desk, frozen_clock, 2, act=return_activity)
    frozen_clock.tick(hours=50)
    member = world.viewer(desk.member)
    fresh = get_visible_activity(member, entry.uuid)
    correct_activity(member, fresh, changed(fresh, visits=6))
    frozen_clock.tick(hours=4)
    approve_activity(world.viewer(desk.binh), fresh)

    by_an, by_binh = line_of(desk, desk.an), line_of(desk, desk.binh)

    assert (by_an.returned, by_an.timed, by_an.half_hours) == (1, 1, 2)
    assert (by_binh.approved, by_binh.timed, by_binh.half_hours) == (1, 1, 4)


def changed(activity, **values):
    """Return an entry's content, corrected."""
    content = activity.content()
    return type(content)(**{name: getattr(content, name) for name in content.__slots__} | values)


def test_each_decision_is_timed_from_the_sending_it_was_about(world, desk, frozen_clock):
    frozen_clock.set(datetime(2022, 6, 2, 1, 0))
    entry, member = decide_after(world, desk, frozen_clock, 1, act=return_activity), world.viewer(desk.member)
    for visits in (6, 7):
        fresh = get_visible_activity(member, entry.uuid)
        correct_activity(member, fresh, changed(fresh, visits=visits))
        frozen_clock.tick(hours=3)
        if visits == 6:
            return_activity(world.viewer(desk.an), fresh, "wrong_counts", "Vẫn sai")
            frozen_clock.tick(hours=1)

    line = line_of(desk, desk.an)

    # Returned 1 hour after the first sending and 3 hours after the second, which the third replaced.
    assert (line.returned, line.timed, line.half_hours, line.ninth_hours) == (2, 2, 1, 3)


def test_an_old_decision_of_which_the_sending_was_not_kept_has_no_time(world, desk, frozen_clock):
    entry = decide_after(world, desk, frozen_clock, 1)
    decide_after(world, desk, frozen_clock, 4)
    forget_sending(entry)
    rebuild()

    line = line_of(desk, desk.an)

    assert (line.approved, line.timed, line.half_hours) == (2, 1, 4)


@transactional
def forget_sending(entry):
    """Make the decisions on an entry as old ones are."""
    db.session.execute(update(Review).where(Review.activity_id == entry.id).values(submitted_at=None))


def test_what_was_taken_back_counts_for_who_approved_it_and_is_not_timed_twice(world, desk, frozen_clock):
    frozen_clock.set(datetime(2022, 6, 2, 1, 0))
    entry = decide_after(world, desk, frozen_clock, 2)
    frozen_clock.tick(hours=1)
    reopen_activity(world.viewer(desk.binh), entry, "new_facts", "Đếm hai lần")
    frozen_clock.tick(hours=1)
    approve_activity(world.viewer(desk.binh), entry)

    by_an, by_binh = line_of(desk, desk.an), line_of(desk, desk.binh)

    assert (by_an.approved, by_an.taken_back, by_an.timed) == (1, 1, 1)
    assert (by_binh.approved, by_binh.reopened, by_binh.taken_back, by_binh.timed) == (1, 1, 0, 0)


def test_approvals_of_a_team_one_once_sat_in_are_counted(world, desk, frozen_clock):
    decide_after(world, desk, frozen_clock, 1)
    decide_after(world, desk, frozen_clock, 1, act=return_activity)
    decide_after(world, desk, frozen_clock, 1, by=desk.binh)

    assert (line_of(desk, desk.an).of_own_team, line_of(desk, desk.binh).of_own_team) == (1, 0)


def test_a_seat_that_was_entered_by_mistake_makes_nobody_part_of_the_team(world, desk, frozen_clock):
    world.member(desk.team, desk.binh, since=date(2022, 6, 1), until=date(2022, 6, 1))

    decide_after(world, desk, frozen_clock, 1, by=desk.binh)

    assert line_of(desk, desk.binh).of_own_team == 0


def approve_many(world, desk, entries, returned=()):
    """Let An approve entries together after opening those drawn; those at these places go back."""
    viewer = world.viewer(desk.an)
    bulk = begin_bulk(viewer, {entry.uuid: entry.version for entry in entries})
    drawn = list_entries(bulk.drawn)
    for entry in drawn:
        open_drawn(viewer, bulk.id, entry)
    for place in returned:
        return_activity(viewer, drawn[place], "wrong_counts", "Xem lại")
    approve_bulk(viewer, bulk.id)
    return bulk


def test_of_what_was_approved_together_those_opened_before_are_counted(world, desk, frozen_clock):
    # Of 10 entries 3 are drawn, opened and approved with the rest. Of 5 entries 3 are drawn and opened, one
    # of them is returned: 4 are approved together, 2 of them opened. One is approved alone. Together 5 of 14.
    approve_many(world, desk, [world.activity(desk.team, desk.member) for _ in range(10)])
    approve_many(world, desk, [world.activity(desk.team, desk.member) for _ in range(5)], returned=[1])
    decide_after(world, desk, frozen_clock, 1)

    by_an, by_binh = line_of(desk, desk.an), line_of(desk, desk.binh)

    assert (by_an.approved, by_an.returned) == (15, 1)
    assert (by_an.bulk_opened, by_an.bulk_approved) == (5, 14)
    assert (by_binh.bulk_opened, by_binh.bulk_approved) == (0, 0)


def test_what_was_approved_together_on_other_days_is_left_out(world, desk, frozen_clock):
    approve_many(world, desk, [world.activity(desk.team, desk.member) for _ in range(4)])

    line = line_of(desk, desk.an, Period(date(2022, 6, 17), date(2022, 7, 1)))

    assert (line.bulk_opened, line.bulk_approved) == (0, 0)


def test_days_are_local_days(world, desk, frozen_clock):
    # 17:00 UTC is midnight in Vietnam.
    frozen_clock.set(datetime(2022, 6, 9, 16, 59))
    decide_after(world, desk, frozen_clock, 0)
    frozen_clock.tick(minutes=1)
    decide_after(world, desk, frozen_clock, 0)

    counts = [
        line_of(desk, desk.an, Period(date(2022, 6, day), date(2022, 6, day + 1))).approved for day in (9, 10)
    ]

    assert counts == [1, 1]


def test_what_waits_is_counted_now_with_the_oldest(world, desk, frozen_clock):
    old = datetime(2022, 6, 10, 1, 0, tzinfo=UTC)
    world.activity(desk.team, desk.member, submitted_at=old + HOUR)
    world.activity(desk.team, desk.member, submitted_at=old)
    decide_after(world, desk, frozen_clock, 1)

    line = line_of(desk, desk.binh)

    assert (line.waiting, line.oldest_at) == (2, old)
    assert line.communes == ["Xã An Bình"]
    assert line.half_hours is None and line.return_percent is None


def test_difficulties_count_for_who_answered_first_and_within_five_working_days(world, desk, frozen_clock):
    # Sent on Thursday, 02/6. The fifth working day is Thursday, 09/6.
    frozen_clock.set(datetime(2022, 6, 2, 1, 0))
    entries = [
        world.activity(desk.team, desk.member, occurred_on=date(2022, 6, 1), difficulty="Mạng yếu")
        for _ in range(2)
    ]
    an, binh = world.viewer(desk.an), world.viewer(desk.binh)
    frozen_clock.set(datetime(2022, 6, 9, 9, 0))
    answer_difficulty(an, entries[0], "Đã báo nhà mạng.")
    answer_difficulty(binh, entries[0], "Tôi cũng báo.")
    frozen_clock.set(datetime(2022, 6, 10, 1, 0))
    answer_difficulty(an, entries[1], "Tuần sau có người xuống.")

    lines = [line_of(desk, user) for user in (desk.an, desk.binh)]

    assert [(line.answered, line.answered_in_time) for line in lines] == [(2, 1), (0, 0)]


def test_one_person_only_is_read_alone_and_other_communes_are_left_out(world, desk, frozen_clock):
    elsewhere = world.team(desk.other, name="Tổ xa")
    entry = world.activity(elsewhere, world.member(elsewhere))
    approve_activity(world.viewer(world.coordinator(desk.other, "Xa")), entry)
    decide_after(world, desk, frozen_clock, 1)

    assert [line.name for line in list_reviewers(desk.communes, JUNE)] == ["An", "Bình"]
    [own] = list_reviewers(desk.communes, JUNE, desk.binh.id)
    assert (own.name, own.approved) == ("Bình", 0)


def test_who_no_longer_coordinates_is_named_for_what_they_decided(world, desk, frozen_clock):
    former = world.user("Cúc")
    world.grant(former, Role.coordinator, desk.commune, until=date(2022, 6, 17))
    decide_after(world, desk, frozen_clock, 1, by=former)
    frozen_clock.tick(days=2)

    line = line_of(desk, former)

    assert (line.name, line.approved, line.communes, line.waiting) == ("Cúc", 1, [], 0)


def test_the_number_of_statements_does_not_grow(world, desk, frozen_clock):
    def count() -> int:
        with counting_statements() as statements:
            list_reviewers(desk.communes, JUNE)
        return len(statements)

    few = count()
    for number in range(6):
        decide_after(world, desk, frozen_clock, 1, by=world.coordinator(desk.commune, f"Số {number}"))

    assert few <= 8 and count() <= 8

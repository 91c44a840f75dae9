"""The sums of reviewers' days: kept with each decision, and equal to what all decisions add up to."""

from datetime import date, datetime

import pytest
from sqlalchemy import delete, select, update

from portal.domain.errors import RuleBroken
from portal.extensions import db
from portal.models import ReviewerDay
from portal.queries.bulk_reviews import list_entries
from portal.services.bulk_reviews import approve_bulk, begin_bulk, open_drawn
from portal.services.reviewer_days import list_differences, rebuild
from portal.services.reviews import approve_activity, reopen_activity, return_activity
from portal.transaction import transaction


@pytest.fixture
def desk(world, frozen_clock):
    """A team whose commune has two coordinators, one of whom sat in it."""

    class Desk:
        team = world.team(world.commune())
        member = world.member(team)
        an = world.coordinator(team.commune, "An")
        binh = world.coordinator(team.commune, "Bình")

    world.member(Desk.team, Desk.an, since=date(2022, 4, 1), until=date(2022, 5, 1))
    # 16:00 UTC is 23:00 in Vietnam.
    frozen_clock.set(datetime(2022, 6, 15, 16, 0))
    return Desk


def days_of(user):
    """Return what stands of a person: by day, all that is not 0."""
    rows = select(ReviewerDay).where(ReviewerDay.reviewer_id == user.id).order_by(ReviewerDay.decided_on)
    return {
        row.decided_on.day: {
            column.name: getattr(row, column.name)
            for column in ReviewerDay.__table__.c
            if not column.primary_key and getattr(row, column.name)
        }
        for row in db.session.scalars(rows.execution_options(populate_existing=True))
    }


def act(world, desk, frozen_clock):
    """Decide of everything there is: alone, together, returned, taken back, on two local days."""
    an, binh = world.viewer(desk.an), world.viewer(desk.binh)
    entry = world.activity(desk.team, desk.member)
    frozen_clock.tick(minutes=30)
    approve_activity(an, entry)
    frozen_clock.tick(hours=2)
    reopen_activity(binh, entry, "new_facts", "Đếm hai lần")
    return_activity(binh, entry, "wrong_counts", "Xem lại")
    together = [world.activity(desk.team, desk.member) for _ in range(5)]
    frozen_clock.tick(hours=1, seconds=1)
    bulk = begin_bulk(an, {one.uuid: one.version for one in together})
    for drawn in list_entries(bulk.drawn):
        open_drawn(an, bulk.id, drawn)
    approve_bulk(an, bulk.id)


def test_each_decision_is_counted_on_its_local_day(world, desk, frozen_clock):
    act(world, desk, frozen_clock)

    # An approved one at 23:30 of the 15th, after half an hour, which Bình took back; on the 16th five
    # together, an hour and a second after they came. What Bình returned had been decided on before.
    assert days_of(desk.an) == {
        15: {"approved": 1, "taken_back": 1, "of_own_team": 1, "within_1": 1},
        16: {"approved": 5, "of_own_team": 5, "bulk_approved": 5, "bulk_opened": 3, "within_2": 5},
    }
    assert days_of(desk.binh) == {16: {"reopened": 1, "returned": 1}}
    assert list_differences() == []


def test_a_refused_decision_is_not_counted(world, desk, frozen_clock):
    entry = world.activity(desk.team, desk.member)
    approve_activity(world.viewer(desk.an), entry)
    before = days_of(desk.binh)

    with pytest.raises(RuleBroken):
        approve_activity(world.viewer(desk.binh), entry)

    assert before == days_of(desk.binh) == {}
    assert list_differences() == []


def test_the_same_entry_may_be_taken_back_twice(world, desk, frozen_clock):
    entry = world.activity(desk.team, desk.member)
    for reviewer in (desk.an, desk.binh):
        approve_activity(world.viewer(reviewer), entry)
        reopen_activity(world.viewer(desk.an), entry, "new_facts", "Đếm hai lần")

    assert days_of(desk.an)[15] == {
        "approved": 1,
        "taken_back": 1,
        "reopened": 2,
        "of_own_team": 1,
        "within_1": 1,
    }
    assert days_of(desk.binh)[15] == {"approved": 1, "taken_back": 1}
    assert list_differences() == []


def test_differences_name_the_day_and_a_rebuild_mends_them(world, desk, frozen_clock):
    act(world, desk, frozen_clock)
    before = days_of(desk.an), days_of(desk.binh)
    with transaction():
        db.session.execute(update(ReviewerDay).where(ReviewerDay.approved == 5).values(approved=6))
        db.session.execute(delete(ReviewerDay).where(ReviewerDay.reviewer_id == desk.binh.id))

    found = {difference.key for difference in list_differences()}
    written = rebuild()

    commune = desk.team.commune_id
    assert found == {(commune, date(2022, 6, 16), user.id) for user in (desk.an, desk.binh)}
    assert written == 3
    assert (days_of(desk.an), days_of(desk.binh)) == before
    assert list_differences() == []

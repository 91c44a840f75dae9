"""Reading entries: who sees which, the names of the day, totals, and lists read page by page."""

from datetime import date

import pytest
from uuid_utils.compat import uuid7

from portal import clock
from portal.domain.activity_status import ActivityStatus
from portal.domain.periods import Period
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import UnitVersion
from portal.queries.activities import (
    get_hamlet_name,
    get_visible_activity,
    list_changed,
    list_months,
    list_returned,
    list_settled,
    list_team_activities,
)
from portal.queries.log_offers import list_coordinated_teams, list_log_teams
from portal.transaction import transaction
from tests.entries import EntryPlace, set_returned, stored

TODAY = date(2022, 6, 16)


@pytest.fixture
def place(world) -> EntryPlace:
    """A commune with a team."""
    return EntryPlace(world)


def test_own_leaders_and_staff_of_the_area_see_an_entry_and_nobody_else(place):
    world, activity = place.world, place.submitted()
    elsewhere = world.commune(name="Tân Tiến")
    people = {
        "author": place.member,
        "leader": place.leader,
        "coordinator": world.coordinator(place.commune),
        "province": world.staff(Role.province_staff, place.commune),
        "teammate": world.member(place.team),
        "neighbour": world.coordinator(elsewhere),
        "stranger": world.user(),
    }

    seen = {name for name, user in people.items() if get_visible_activity(world.viewer(user), activity.uuid)}

    assert seen == {"author", "leader", "coordinator", "province"}


def test_an_unknown_id_is_none(place):
    assert get_visible_activity(place.viewer(), uuid7()) is None


def test_returned_entries_are_listed_apart_from_the_others(place):
    returned, waiting = place.submitted(), place.submitted(visits=9)
    set_returned(stored(returned.uuid))

    apart = list_returned(place.viewer())
    others, following = list_settled(place.viewer())

    assert [(line.uuid, line.reason) for line in apart] == [(returned.uuid, "wrong_counts")]
    assert [line.uuid for line in others] == [waiting.uuid]
    assert following is None


def test_pages_hold_each_entry_once_also_when_many_came_at_one_moment(place, monkeypatch):
    monkeypatch.setattr("portal.queries.activities.PAGE_SIZE", 4)
    sent = [place.submitted().uuid for _ in range(10)]

    seen, place_in_list = [], None
    while True:
        lines, place_in_list = list_settled(place.viewer(), place_in_list)
        seen += [line.uuid for line in lines]
        if place_in_list is None:
            break

    assert seen == sent[::-1]


def test_what_changed_is_listed_in_the_order_of_change(place, frozen_clock):
    first, second = place.submitted(), place.submitted()
    frozen_clock.tick(minutes=1)
    set_returned(stored(first.uuid))

    everything, _following = list_changed(place.viewer(), None, None, 10)
    lately, _following = list_changed(place.viewer(), clock.now(), None, 10)

    assert [one.uuid for one in everything] == [second.uuid, first.uuid]
    assert [one.uuid for one in lately] == [first.uuid]


def test_a_hamlet_bears_the_name_of_the_day(place):
    hamlet = place.hamlets[0]
    with transaction():
        db.session.query(UnitVersion).filter_by(unit_id=hamlet.id).update({"valid_to": date(2022, 6, 10)})
        db.session.add(
            UnitVersion(
                unit_id=hamlet.id, name="Bù Môn", full_name="Thôn Bù Môn", type="thôn",
                parent_id=place.commune.id, path=hamlet.path, valid_from=date(2022, 6, 10),
            )
        )  # fmt: skip
    place.submitted(hamlet=hamlet.id, occurred_on="2022-06-09")
    place.submitted(hamlet=hamlet.id, occurred_on="2022-06-10")

    names = [line.hamlet_name for line in list_team_activities(place.team.id)]

    assert names == ["Thôn Bù Môn", "Thôn 1"]
    # Before the list begins, the first name is the best there is.
    assert get_hamlet_name(hamlet.id, date(2010, 1, 1)) == "Thôn 1"
    assert get_hamlet_name(None, TODAY) is None


def test_a_teams_entries_of_a_period_leave_out_the_withdrawn_and_the_day_after(place):
    kept = place.world.activity(place.team, place.member, occurred_on=date(2022, 6, 15))
    place.world.activity(place.team, place.member, occurred_on=date(2022, 6, 16))
    place.world.activity(
        place.team, place.member, occurred_on=date(2022, 6, 15), status=ActivityStatus.withdrawn
    )

    lines = list_team_activities(place.team.id, Period(date(2022, 6, 1), date(2022, 6, 16)))

    assert [line.uuid for line in lines] == [kept.uuid]


def test_months_add_up_ones_own_approved_and_waiting_work(place):
    make = place.world.activity
    make(place.team, place.member, status=ActivityStatus.approved, visits=5, occurred_on=date(2022, 5, 31))
    make(place.team, place.member, status=ActivityStatus.approved, visits=7, occurred_on=date(2022, 6, 1))
    make(place.team, place.member, status=ActivityStatus.approved, visits=2, occurred_on=date(2022, 6, 16))
    make(place.team, place.member, visits=3, occurred_on=date(2022, 6, 16))
    make(place.team, place.member, status=ActivityStatus.returned, visits=100)
    make(place.team, place.leader, status=ActivityStatus.approved, visits=100)

    months = list_months(place.viewer(), date(2022, 1, 1))

    # June: 7 + 2 approved in two entries, 3 waiting in one; May: 5 in one.
    assert [(one.first_day, one.approved, one.visits, one.waiting, one.waiting_visits) for one in months] == [
        (date(2022, 6, 1), 2, 9, 1, 3),
        (date(2022, 5, 1), 1, 5, 0, 0),
    ]


def test_the_form_offers_own_teams_and_people_only_to_leaders(place):
    member, leader = (list_log_teams(place.viewer(user), TODAY)[0] for user in (place.member, place.leader))

    assert (member.code, member.only_hamlet, member.others) == (place.team.code, place.hamlets[0].id, ())
    assert leader.others == ((place.member.id, place.member.name),)


def test_a_team_that_serves_no_hamlet_is_offered_all_of_the_commune(place):
    team = place.world.team(place.commune)
    user = place.world.member(team)

    offered = list_log_teams(place.viewer(user), TODAY)[0]

    assert [hamlet_id for hamlet_id, _name in offered.hamlets] == [one.id for one in place.hamlets]
    assert offered.only_hamlet is None


def test_a_coordinator_is_offered_the_teams_of_the_commune_only(place):
    world = place.world
    world.team(world.commune(name="Tân Tiến"))
    viewer = world.viewer(world.coordinator(place.commune))

    offered = list_coordinated_teams(viewer, TODAY)
    chosen = list_log_teams(viewer, TODAY, place.team.code)

    assert [one.code for one in offered] == [place.team.code]
    assert (chosen[0].is_own, len(chosen[0].others)) == (False, 2)
    assert list_log_teams(viewer, TODAY) == []

"""Deputies: what they may do on which days, what they may not, and how it ends."""

from datetime import date
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from portal import clock
from portal.domain.actions import Action
from portal.domain.errors import NotAllowed, RuleBroken
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import AuditRow, HandOver, RoleGrant
from portal.policy import allows
from portal.queries import scope
from portal.queries.hand_overs import list_current_hand_overs, list_deputies
from portal.services.hand_overs import end_hand_over, hand_over
from portal.services.reviews import approve_activity
from portal.transaction import transaction

# The tests' today is Thursday 16/06/2022.
FIRST, LAST = date(2022, 6, 20), date(2022, 6, 22)


@pytest.fixture
def place(world):
    """Two communes of a district, the coordinator of each, and an entry that waits in the first."""
    district = world.district(world.province())
    commune, neighbour = world.commune(district), world.commune(district, "Bom Bo")
    team = world.team(commune)
    member = world.member(team)
    away, deputy = world.coordinator(commune), world.coordinator(neighbour, "Vũ Thị Hồng")
    entry = world.activity(team, member)
    return SimpleNamespace(
        district=district, commune=commune, team=team, member=member, away=away, deputy=deputy, entry=entry
    )


def hand(world, place, first=FIRST, last=LAST) -> HandOver:
    return hand_over(world.viewer(place.away), place.commune, place.deputy.id, first, last)


@pytest.mark.parametrize(
    ("day", "decides"),
    [
        (date(2022, 6, 19), False),
        (date(2022, 6, 20), True),
        (date(2022, 6, 22), True),
        (date(2022, 6, 23), False),
    ],
)
def test_the_deputy_decides_from_the_first_day_to_the_last_and_it_ends_by_itself(
    world, place, frozen_clock, day, decides
):
    hand(world, place)
    frozen_clock.tick(days=(day - clock.today()).days)

    viewer = world.viewer(place.deputy)

    assert allows(viewer, Action.decide_activity, place.entry) is decides
    assert allows(viewer, Action.view_activity, place.entry) is decides
    assert (place.commune.id in scope.commune_ids(viewer)) is decides
    if decides:
        approve_activity(viewer, place.entry)
        assert place.entry.status == "approved"


def test_the_deputy_may_see_and_decide_and_nothing_else(world, place):
    hand(world, place, first=clock.today())
    viewer = world.viewer(place.deputy)

    able = {action for action in Action if "team" in action and allows(viewer, action, place.team)}

    assert able == {Action.view_team, Action.view_team_activities}
    for action in (Action.edit_hamlets, Action.hand_over, Action.import_register):
        assert not allows(viewer, action, place.commune), action
    for action in (Action.invite_member, Action.view_phone, Action.log_late_activity):
        assert not allows(viewer, action, place.team), action


def test_nobody_decides_on_what_they_made_in_whose_place_they_may_decide(world, place):
    world.member(place.team, place.deputy)
    own = world.activity(place.team, place.deputy)
    absent = world.activity(place.team, world.member(place.team, place.away))
    hand(world, place, first=clock.today())

    assert not allows(world.viewer(place.deputy), Action.decide_activity, own)
    assert allows(world.viewer(place.deputy), Action.decide_activity, absent)
    # The coordinator, who made nothing of it, may still decide.
    assert allows(world.viewer(place.away), Action.decide_activity, own)


def test_it_ends_with_the_role_of_the_coordinator_and_with_that_of_the_deputy(world, place):
    hand(world, place, first=clock.today())
    for person in (place.away, place.deputy):
        with transaction():
            grant = db.session.scalars(select(RoleGrant).where(RoleGrant.user_id == person.id)).one()
            grant.ends_on = clock.today()

        assert not allows(world.viewer(place.deputy), Action.decide_activity, place.entry)

        with transaction():
            grant.ends_on = None
        assert allows(world.viewer(place.deputy), Action.decide_activity, place.entry)


@pytest.mark.parametrize("who", ["away", "deputy"])
def test_either_of_them_ends_it_early_once(world, place, who):
    handed = hand(world, place, first=clock.today())
    actor = world.viewer(getattr(place, who))

    end_hand_over(actor, handed)
    end_hand_over(actor, handed)

    assert not allows(world.viewer(place.deputy), Action.decide_activity, place.entry)
    actions = db.session.execute(select(AuditRow.action, AuditRow.commune_id).order_by(AuditRow.id)).all()
    assert actions == [("hand_over", place.commune.id), ("end_hand_over", place.commune.id)]


def test_both_see_it_while_it_lasts(world, place, frozen_clock):
    hand(world, place)
    people = [world.viewer(place.away), world.viewer(place.deputy)]
    assert [list_current_hand_overs(one, clock.today()) for one in people] == [[], []]
    frozen_clock.tick(days=4)

    seen = [list_current_hand_overs(one, clock.today()) for one in people]

    assert seen[0] == seen[1]
    assert [(one.from_name, one.to_name, one.last_day) for one in seen[0]] == [
        ("Trần Thị Phượng", "Vũ Thị Hồng", LAST)
    ]


def test_deputies_are_coordinators_of_the_commune_its_district_and_its_neighbours(world, place):
    colleague = world.coordinator(place.commune, "A Dưng")
    above = world.coordinator(place.district, "Bế Văn Cam")
    far = world.coordinator(world.commune(world.district(world.province("Lâm Đồng", "68"), "Đạ Huoai")))
    world.staff(Role.province_staff, db.session.get(type(place.district), place.district.parent_id))

    found = list_deputies(world.viewer(place.away), [place.commune.id], clock.today())

    assert [person for person, _name in found] == [colleague.id, above.id, place.deputy.id]
    with pytest.raises(RuleBroken, match="not_a_deputy"):
        hand_over(world.viewer(place.away), place.commune, far.id, FIRST, LAST)
    with pytest.raises(RuleBroken, match="not_a_deputy"):
        hand_over(world.viewer(place.away), place.commune, place.away.id, FIRST, LAST)


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (date(2022, 6, 15), date(2022, 6, 17), "hand_over_in_past"),
        (date(2022, 6, 18), date(2022, 6, 17), "hand_over_ends_early"),
        (date(2022, 6, 16), date(2022, 8, 15), "hand_over_too_long"),
        (date(2022, 6, 22), date(2022, 6, 25), "hand_over_overlaps"),
    ],
)
def test_days_that_make_no_sense_are_refused(world, place, first, last, code):
    hand(world, place)

    with pytest.raises(RuleBroken) as refusal:
        hand(world, place, first, last)

    assert refusal.value.code == code
    assert len(db.session.scalars(select(HandOver)).all()) == 1


def test_days_that_follow_each_other_and_those_after_an_early_end_are_free(world, place):
    end_hand_over(world.viewer(place.away), hand(world, place))
    hand(world, place)
    hand(world, place, date(2022, 6, 23), date(2022, 6, 24))

    assert len(db.session.scalars(select(HandOver)).all()) == 3


def test_a_deputy_hands_nothing_on(world, place):
    hand(world, place, first=clock.today())
    third = world.coordinator(place.commune, "A Dưng")

    with pytest.raises(NotAllowed):
        hand_over(world.viewer(place.deputy), place.commune, third.id, FIRST, LAST)


def test_nobody_else_ends_it(world, place):
    handed = hand(world, place)

    with pytest.raises(NotAllowed):
        end_hand_over(world.viewer(world.coordinator(place.commune, "A Dưng")), handed)

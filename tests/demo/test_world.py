"""The demo world is made from its seed, is marked as made up, and agrees with itself."""

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.demo.world import PASSWORD, list_demo_sign_ins, load_demo
from portal.domain.activity_status import ActivityStatus
from portal.domain.errors import RuleBroken
from portal.domain.trainings import TrainingResult
from portal.extensions import db
from portal.models import (
    Activity,
    HamletList,
    Membership,
    Review,
    Team,
    Training,
    TrainingCompletion,
    TrainingInvitation,
    User,
)
from portal.services import tallies


@pytest.fixture
def sign_ins(app, frozen_clock):
    frozen_clock.set(frozen_clock.moment.replace(year=2026, month=11, day=23))
    return load_demo(seed=7, teams=60, entries=400)


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def test_the_world_has_the_size_asked_for(sign_ins):
    assert count(Team) == 60
    # 400 of the ended campaign, an eighth as many of the running one, and four examples.
    assert count(Activity) == 400 + 48 + 4
    assert count(Membership) > 60 * 3


def test_its_tallies_equal_its_entries(sign_ins):
    assert tallies.list_differences() == []


def test_every_decided_entry_has_its_decision(sign_ins):
    decided = (ActivityStatus.approved, ActivityStatus.returned)
    entries = db.session.scalar(select(func.count()).where(Activity.status.in_(decided)))

    assert count(Review) == entries > 300


def test_some_lists_of_hamlets_are_left_unconfirmed(sign_ins):
    confirmed = db.session.scalar(select(func.count()).where(HamletList.confirmed_at.is_not(None)))

    assert (confirmed, count(HamletList)) == (104, 111)


def test_nothing_of_the_ended_campaign_still_waits(sign_ins):
    oldest = db.session.scalar(
        select(func.min(Activity.occurred_on)).where(Activity.status == ActivityStatus.submitted)
    )

    assert oldest.year == 2026


def test_the_named_people_can_sign_in_and_have_something_to_do(sign_ins, client):
    member = next(one for one in sign_ins if one.role == "member")
    user = db.session.scalar(select(User).where(User.phone == member.phone))

    page = client.sign_in_on_page(user, PASSWORD)

    own = select(Activity.status).where(Activity.author_id == user.id)
    assert {ActivityStatus.returned, ActivityStatus.submitted} <= set(db.session.scalars(own))
    assert page.status == 200


@pytest.mark.parametrize("path", ["/sign-in", "/no-such-page"])
def test_every_page_says_that_the_data_is_made_up(sign_ins, client, path):
    assert "demo-notice" in client.get(path).html


def test_the_sign_ins_are_kept_for_the_next_start(sign_ins):
    assert list_demo_sign_ins() == sign_ins
    assert [one.role for one in sign_ins] == [
        "member",
        "leader",
        "coordinator",
        "coordinator",
        "province_staff",
        "admin",
    ]


def test_a_database_with_teams_is_left_alone(sign_ins):
    before = count(Activity)

    with pytest.raises(RuleBroken, match="demo_needs_empty_database"):
        load_demo(seed=7, teams=5, entries=5)

    assert count(Activity) == before


def test_trainings_are_planned_held_and_completed_and_their_completions_count(sign_ins):
    stands = select(Training.status, Training.ends_at < clock.now()).distinct()
    statuses = db.session.execute(stands).all()
    completed = select(func.count()).where(TrainingInvitation.result == TrainingResult.completed)
    counted = select(func.count()).where(TrainingCompletion.training_id.is_not(None))

    assert {tuple(one) for one in statuses} == {("planned", False), ("planned", True), ("completed", True)}
    assert db.session.scalar(completed) == db.session.scalar(counted) > 0

"""The demo world is made from its seed, is marked as made up, and agrees with itself."""

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.demo.world import PASSWORD, list_demo_sign_ins, load_demo
from portal.domain.activity_status import ActivityStatus
from portal.domain.errors import RuleBroken
from portal.extensions import db
from portal.models import Activity, CommunitySession, HamletList, Membership, Practice, Review, Team, User
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


def test_there_are_sessions_of_every_kind_and_copied_practices(sign_ins):
    today, sessions = clock.today(), CommunitySession
    is_cancelled, is_logged = sessions.cancelled_at.is_not(None), sessions.activity_id.is_not(None)
    kinds = {
        "to come": [sessions.held_on > today, ~is_cancelled],
        "recurring": [sessions.series_uuid.is_not(None)],
        "cancelled": [is_cancelled],
        "logged": [is_logged],
        "not logged": [sessions.held_on < today, ~is_logged, ~is_cancelled],
        "copied": [sessions.practice_id.is_not(None), is_logged],
    }

    found = {kind: db.session.scalar(select(func.count()).where(*which)) for kind, which in kinds.items()}

    assert min(found.values()) > 0, found
    own = sessions.practice_id == Practice.id, sessions.team_id == Practice.team_id
    assert db.session.scalar(select(func.count()).where(*own)) == 0
    statuses = select(Practice.status, func.count()).group_by(Practice.status)
    assert dict(db.session.execute(statuses).all())["published"] >= 3


def test_a_database_with_teams_is_left_alone(sign_ins):
    before = count(Activity)

    with pytest.raises(RuleBroken, match="demo_needs_empty_database"):
        load_demo(seed=7, teams=5, entries=5)

    assert count(Activity) == before

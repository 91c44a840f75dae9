"""The demo world is made from its seed, is marked as made up, and agrees with itself."""

import re

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.demo.world import PASSWORD, list_demo_sign_ins, load_demo
from portal.domain.activity_status import ActivityStatus
from portal.domain.campaign_indicators import REPORTED
from portal.domain.campaign_periods import CUMULATIVE, WHOLE, NamedPeriod
from portal.domain.errors import RuleBroken
from portal.domain.second_looks import is_drawn
from portal.domain.trainings import TrainingResult
from portal.extensions import db
from portal.models import (
    Activity,
    BulkReview,
    Campaign,
    Closing,
    CommunitySession,
    Confirmation,
    ConfirmationSlip,
    DifficultyAnswer,
    Flag,
    FollowUp,
    HamletList,
    HandOver,
    LedgerEntry,
    Membership,
    Practice,
    ReportedFigure,
    ReturnTemplate,
    Review,
    RoleGrant,
    SecondLook,
    Setting,
    Team,
    Training,
    TrainingCompletion,
    TrainingInvitation,
    User,
)
from portal.models.settings import LOOK_SECRET
from portal.queries.campaigns import get_campaign
from portal.queries.difficulties import list_unanswered
from portal.queries.scoreboard import get_scoreboard
from portal.queries.second_looks import list_about_own
from portal.services import tallies
from portal.services.flags import find_flags
from portal.services.reported_figures import SHIPPED_SOURCE


@pytest.fixture
def sign_ins(app, frozen_clock):
    frozen_clock.set(frozen_clock.moment.replace(year=2026, month=11, day=23))
    return load_demo(seed=7, teams=60, entries=400)


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def test_the_world_has_the_size_asked_for(sign_ins):
    assert count(Team) == 60
    # 400 of the ended campaign, an eighth as many of the running one, four examples and seven to look at.
    assert count(Activity) == 400 + 48 + 4 + 7
    assert count(Membership) > 60 * 3


def test_its_tallies_equal_its_entries(sign_ins):
    assert tallies.list_differences() == []


def test_every_decided_entry_has_its_decision(sign_ins):
    decided = (ActivityStatus.approved, ActivityStatus.returned)
    entries = db.session.scalar(select(func.count()).where(Activity.status.in_(decided)))

    # One was taken back and decided anew, so it has three; one came back corrected and waits again.
    reviewed = db.session.scalar(select(func.count(Review.activity_id.distinct())))
    assert reviewed - 1 == entries > 300


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


@pytest.fixture
def desk(app, frozen_clock):
    """A world with enough entries for the desk of the shown commune, and its coordinator."""
    frozen_clock.set(frozen_clock.moment.replace(year=2026, month=11, day=23))
    [phone, *_others] = [
        one.phone for one in load_demo(seed=7, teams=12, entries=3_000) if one.role == "coordinator"
    ]
    return db.session.scalar(select(User).where(User.phone == phone))


def test_the_shown_desk_has_something_on_every_page(desk, client, world):
    client.sign_in(desk)
    viewer = world.viewer(desk)

    assert re.search(r"\b[36]/\d+ bản ghi", client.get("/reviewers").text)
    assert list_about_own(viewer) != []
    assert len(list_unanswered(viewer)[0]) == 4
    for model in (DifficultyAnswer, HandOver, ReturnTemplate, Confirmation, ConfirmationSlip):
        assert count(model) > 1, model


def test_second_looks_of_the_demo_are_those_that_its_secret_draws(desk):
    secret = bytes.fromhex(db.session.get_one(Setting, LOOK_SECRET).value)
    looked_at = select(Activity.uuid, SecondLook.outcome).join(
        SecondLook, SecondLook.activity_id == Activity.id
    )
    rows = db.session.execute(looked_at).all()

    assert all(is_drawn(row.uuid, secret) for row in rows)
    assert [row.outcome for row in rows].count(None) == 3
    assert {row.outcome for row in rows} == {None, "agrees", "disagrees"}


def test_some_sleeping_teams_were_seen_to_and_one_is_due_again(desk):
    due = select(func.count()).select_from(FollowUp).where(FollowUp.look_again_on < clock.today())

    assert db.session.scalar(due) >= 1


def test_approvals_of_many_name_their_decisions(desk):
    for bulk in db.session.scalars(select(BulkReview)):
        reviews = db.session.scalars(select(Review).where(Review.bulk_id == bulk.id)).all()
        assert sorted(one.activity_id for one in reviews) == sorted(one for one, _version in bulk.chosen)
        assert {one.decided_at for one in reviews} == {bulk.done_at}
        assert all(one.submitted_at <= one.decided_at for one in reviews)
        assert bulk.unopened == []


def test_trainings_are_planned_held_and_completed_and_their_completions_count(sign_ins):
    stands = select(Training.status, Training.ends_at < clock.now()).distinct()
    statuses = db.session.execute(stands).all()
    completed = select(func.count()).where(TrainingInvitation.result == TrainingResult.completed)
    counted = select(func.count()).where(TrainingCompletion.training_id.is_not(None))

    assert {tuple(one) for one in statuses} == {("planned", False), ("planned", True), ("completed", True)}
    assert db.session.scalar(completed) == db.session.scalar(counted) > 0


def test_a_window_is_closed_by_communes_and_province_and_corrected_once_since(desk, client):
    closings = db.session.scalars(select(Closing).order_by(Closing.id)).all()
    province = closings[-1]
    shown = closings[0]
    rows = db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.id)).all()

    assert [one.unit_id for one in closings].count(province.unit_id) == 1
    assert len(closings) == 6 and len({(one.starts_on, one.ends_on) for one in closings}) == 1
    assert sorted(row.closing_id for row in rows) == sorted([shown.id, province.id] * 2)
    assert [row.cause for row in rows] == ["reopen", "reopen", "return", "return"]
    assert all(row.before["figures"]["8.5"] > row.after["figures"]["8.5"] for row in rows[:2])
    assert tallies.list_differences() == []
    client.sign_in(desk)
    page = client.get(f"/closings/kh170-2022/{shown.unit_id}/w1")
    assert page.status == 200
    assert "ghi trùng với tổ bạn" in page.text


def test_the_running_campaign_stands_on_all_eight_and_everybody_may_read_of_it(sign_ins):
    campaign = get_campaign("demo-2026")
    whole = NamedPeriod(WHOLE, WHOLE, campaign.period)

    board = get_scoreboard(campaign, campaign.unit_id, whole, CUMULATIVE, today=clock.today())

    assert campaign.is_public
    assert len(board.rows) == 11 and len(board.departments) == 12
    for row in (board.own, *board.rows, *board.departments):
        for code in REPORTED:
            assert row.standings[code].reached is not None, (row.subject, code)
            assert row.standings[code].source == "Số liệu minh họa (giả định)"
    communes = get_scoreboard(campaign, board.rows[0].place.id, whole, CUMULATIVE, today=clock.today()).rows
    assert communes and all(row.standings[code].percent for row in communes for code in REPORTED)


def test_made_up_figures_lie_on_both_sides_of_each_target_and_add_up(sign_ins):
    campaign = get_campaign("demo-2026")
    whole = NamedPeriod(WHOLE, WHOLE, campaign.period)

    board = get_scoreboard(campaign, campaign.unit_id, whole, CUMULATIVE, today=clock.today())

    together = {row.level: row.standings for row in board.levels}
    assert set(together) == {"department", "district", "commune"}
    for code in REPORTED:
        districts = [row.standings[code] for row in board.rows]
        assert {one.reached for one in districts} == {True, False}, code
        assert all(one.numerator < one.denominator for one in districts), code
        for level, rows in (("district", board.rows), ("department", board.departments)):
            parts = [row.standings[code] for row in rows]
            counts = (sum(one.numerator for one in parts), sum(one.denominator for one in parts))
            assert (together[level][code].numerator, together[level][code].denominator) == counts
        # What the province reports of its own is the work of its departments.
        assert board.own.standings[code].percent == together["department"][code].percent


def test_the_ended_campaign_has_the_published_figures_and_no_made_up_one(sign_ins):
    sources = select(ReportedFigure.source).join(Campaign).where(Campaign.code == "kh170-2022").distinct()

    assert db.session.scalars(sources).all() == [SHIPPED_SOURCE]


def test_the_checks_find_signs_among_what_waits_at_the_desk_to_show(sign_ins):
    coordinator = next(one for one in sign_ins if one.role == "coordinator")
    held = select(RoleGrant.unit_id).join(User, User.id == RoleGrant.user_id)
    commune_id = db.session.scalar(held.where(User.phone == coordinator.phone))

    find_flags()

    codes = (
        select(Flag.code)
        .join(Activity, Activity.id == Flag.activity_id)
        .where(Activity.commune_id == commune_id, Activity.status == ActivityStatus.submitted)
    )
    found = set(db.session.scalars(codes))
    assert found >= {"likely_duplicate", "impossible_tempo", "logged_late", "copied_note"}

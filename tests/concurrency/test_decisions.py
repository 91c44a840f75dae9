"""Many reviewers at once, in several processes: one wins, the others are told, and nothing is lost."""

from collections import Counter
from functools import partial

from sqlalchemy import select

from portal.domain.errors import RuleBroken
from portal.extensions import db
from portal.models import Activity, AuditRow, BulkReview, Review
from portal.queries.activities import get_visible_activity
from portal.queries.bulk_reviews import list_entries
from portal.services import reviewer_days
from portal.services.audit import verify_chains
from portal.services.bulk_reviews import approve_bulk, begin_bulk, open_drawn
from portal.services.reviews import approve_activity, return_activity
from portal.services.tallies import list_differences
from tests.concurrency.contenders import compete, viewer_of

PROCESSES = 3


def see(user_id: int, uuid, act: str):
    """Open the entry as a reviewer does, and return the decision on what was seen."""
    viewer = viewer_of(user_id)
    activity = get_visible_activity(viewer, uuid)
    if act == "approve":
        return partial(approve_activity, viewer, activity, version=activity.version)
    return partial(return_activity, viewer, activity, "wrong_date", "Xem lại", version=activity.version)


def test_of_fifty_decisions_on_one_entry_exactly_one_wins(app, world):
    commune = world.commune()
    team = world.team(commune)
    activity = world.activity(team, world.member(team))
    reviewers = [world.coordinator(commune, f"Người duyệt {number}") for number in range(5)]
    jobs = [
        (reviewers[number % 5].id, activity.uuid, ("approve", "return")[number % 2]) for number in range(50)
    ]

    outcomes = Counter(compete(app, see, jobs, PROCESSES))

    assert outcomes == {"done": 1, "changed_meanwhile": 49}
    db.session.expire_all()
    review = db.session.scalars(select(Review)).one()
    stored = db.session.get_one(Activity, activity.id)
    assert stored.status == {"approve": "approved", "return": "returned"}[review.outcome]
    assert (stored.version, stored.decided_by_id) == (2, review.reviewer_id)
    assert list_differences() == [] and reviewer_days.list_differences() == []
    assert len(db.session.scalars(select(AuditRow)).all()) == 1
    assert verify_chains() is None


def see_and_look_again(user_id: int, uuid, act: str):
    """Open the entry, and return the decision on it, which says whom a refusal shows to have been quicker."""
    decide = see(user_id, uuid, act)
    activity = decide.args[1]

    def decide_and_look():
        try:
            decide()
        except RuleBroken as error:
            raise RuleBroken(f"{error.code}: {activity.status} by {activity.decided_by_id}") from error

    return decide_and_look


def test_who_is_refused_among_others_is_shown_the_entry_as_it_is_now(app, world):
    commune = world.commune()
    team = world.team(commune)
    activity = world.activity(team, world.member(team))
    reviewer = world.coordinator(commune)

    outcomes = Counter(
        compete(app, see_and_look_again, [(reviewer.id, activity.uuid, "approve")] * 12, PROCESSES)
    )

    assert outcomes == {"done": 1, f"changed_meanwhile: approved by {reviewer.id}": 11}


def test_decisions_on_different_entries_of_one_team_all_succeed(app, world):
    commune = world.commune()
    team = world.team(commune)
    member, reviewer = world.member(team), world.coordinator(commune)
    entries = [world.activity(team, member, visits=number + 1) for number in range(24)]

    outcomes = compete(app, see, [(reviewer.id, entry.uuid, "approve") for entry in entries], PROCESSES)

    assert outcomes == ["done"] * 24
    db.session.expire_all()
    assert len(db.session.scalars(select(Review)).all()) == 24
    assert list_differences() == [] and reviewer_days.list_differences() == []
    assert verify_chains() is None


def choose(user_id: int, uuids):
    """Choose entries for an approval of many, open what was drawn, and return the approval."""
    viewer = viewer_of(user_id)
    versions = {uuid: get_visible_activity(viewer, uuid).version for uuid in uuids}
    bulk = begin_bulk(viewer, versions)
    for entry in list_entries(bulk.drawn):
        open_drawn(viewer, bulk.id, entry)
    return partial(approve_bulk, viewer, bulk.id)


def test_overlapping_approvals_of_many_decide_each_entry_once(app, world):
    commune = world.commune()
    teams = [world.team(commune), world.team(commune, name="Tổ thôn 2")]
    members = [world.member(team) for team in teams]
    uuids = [world.activity(teams[number % 2], members[number % 2]).uuid for number in range(30)]
    first, second = world.coordinator(commune), world.coordinator(commune, "Vũ Thị Hồng")
    jobs = [(first.id, uuids[:20]), (second.id, uuids[10:][::-1]), (second.id, uuids[5:25])]

    outcomes = compete(app, choose, jobs, PROCESSES)

    assert outcomes == ["done"] * 3
    db.session.expire_all()
    reviews = db.session.scalars(select(Review)).all()
    assert len(reviews) == len({review.activity_id for review in reviews}) == 30
    assert {activity.status for activity in db.session.scalars(select(Activity))} == {"approved"}
    bulks = db.session.scalars(select(BulkReview)).all()
    # 20 entries each; of the 60 wishes 30 came true, and the others were told that they came second.
    assert sum(len(bulk.chosen) - len(bulk.left_out) for bulk in bulks) == 30
    assert {why for bulk in bulks for _entry, why in bulk.left_out} == {"decided_meanwhile"}
    assert list_differences() == [] and reviewer_days.list_differences() == []
    assert verify_chains() is None

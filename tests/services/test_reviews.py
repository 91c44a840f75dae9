"""Decisions on entries: who may make them, what they change, and what the second of two is told."""

import json
from datetime import date

import pytest
from sqlalchemy import func, select

from portal.domain.activity_content import digest
from portal.domain.activity_status import ActivityStatus
from portal.domain.errors import NotAllowed, RuleBroken
from portal.domain.return_reasons import REOPEN_REASONS, RETURN_REASONS
from portal.domain.roles import Role
from portal.domain.second_looks import is_drawn
from portal.extensions import db
from portal.models import Activity, AuditRow, Review, Tally
from portal.queries.activities import get_visible_activity
from portal.services import audit, tallies
from portal.services.activities import correct_activity, withdraw_activity
from portal.services.reviews import approve_activity, reopen_activity, return_activity
from portal.services.second_looks import get_secret
from portal.transaction import transaction
from tests.queries_counted import counting_statements


@pytest.fixture
def desk(world):
    """A commune with a team, a member's waiting entry, and the coordinator as viewer."""

    class Desk:
        commune = world.commune()
        team = world.team(commune)
        member = world.member(team)
        coordinator = world.coordinator(commune)
        viewer = world.viewer(coordinator)
        activity = world.activity(team, member, visits=5, skills=("payment", "safety"), households=2, alone=1)

    return Desk


def stored(activity) -> Activity:
    """Return the entry as the database has it."""
    db.session.expire_all()
    return db.session.scalar(select(Activity).where(Activity.uuid == activity.uuid))


def total(desk) -> Tally:
    """Return the month's total of the team."""
    db.session.expire_all()
    return db.session.get_one(Tally, (desk.commune.id, "month", "", date(2022, 6, 1), desk.team.id))


def only_review() -> Review:
    """Return the one decision that there is."""
    return db.session.scalars(select(Review)).one()


def refusal(act, *args, **kwargs) -> str:
    """Return the code of the rule that forbids the act."""
    with pytest.raises(RuleBroken) as caught:
        act(*args, **kwargs)
    return caught.value.code


def test_approval_changes_the_entry_and_its_tallies_and_is_recorded(desk, frozen_clock):
    frozen_clock.tick(hours=1)

    approve_activity(desk.viewer, desk.activity, version=1)

    entry, tally = stored(desk.activity), total(desk)
    assert (entry.status, entry.version, entry.decided_by_id) == ("approved", 2, desk.coordinator.id)
    assert entry.decided_at == entry.updated_at == frozen_clock.moment
    assert (tally.waiting, tally.waiting_visits) == (0, 0)
    assert (tally.approved, tally.visits, tally.households, tally.alone) == (1, 5, 2, 1)
    payment = db.session.get_one(Tally, (desk.commune.id, "day", "payment", date(2022, 6, 16), desk.team.id))
    assert (payment.approved, payment.visits) == (1, 5)
    review = only_review()
    assert (review.outcome, review.reason, review.note) == ("approve", None, "")
    row = db.session.scalars(select(AuditRow).order_by(AuditRow.id.desc())).first()
    assert (row.action, row.thing, row.actor_id) == (
        "approve_activity", f"activity:{entry.uuid}", desk.coordinator.id
    )  # fmt: skip
    assert row.commune_id == desk.commune.id


def test_return_carries_reason_and_note_to_the_member(desk):
    note = "Ngày 15/6 hay 16/6?"

    return_activity(desk.viewer, desk.activity, "wrong_date", note)

    entry, tally = stored(desk.activity), total(desk)
    assert (entry.status, entry.reason, entry.reason_note) == ("returned", "wrong_date", note)
    assert (tally.waiting, tally.returned, tally.approved) == (0, 1, 0)


def test_reopened_entry_waits_again_in_its_old_place_and_no_longer_counts(desk, frozen_clock):
    sent_at = desk.activity.submitted_at
    frozen_clock.tick(days=1)
    approve_activity(desk.viewer, desk.activity)

    reopen_activity(desk.viewer, desk.activity, "decided_by_mistake", "Bấm nhầm")

    entry, tally = stored(desk.activity), total(desk)
    assert (entry.status, entry.submitted_at, entry.decided_at) == ("submitted", sent_at, None)
    assert (entry.decided_by_id, entry.reason, entry.reason_note) == (None, None, None)
    assert (tally.waiting, tally.approved, tally.visits) == (1, 0, 0)
    assert [review.outcome for review in db.session.scalars(select(Review).order_by(Review.id))] == [
        "approve", "reopen"
    ]  # fmt: skip


def test_review_keeps_the_content_that_was_decided_on(desk):
    content = desk.activity.content()

    return_activity(desk.viewer, desk.activity, "wrong_counts")

    review = only_review()
    kept = json.loads(review.content)
    assert (kept["visits"], kept["team"]) == (5, desk.team.code)
    assert review.content_sha256 == digest(content)


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("coordinator", True),
        ("other_coordinator", False),
        ("district_coordinator", False),
        ("province_staff", False),
        ("admin", False),
        ("leader", False),
        ("author", False),
        ("author_who_coordinates", False),
        ("logger_who_coordinates", False),
    ],
)
def test_only_the_communes_coordinator_decides_and_never_on_own_entries(desk, world, who, may):
    district_id = int(desk.commune.path.split("/")[1])
    district = db.session.get_one(type(desk.commune), district_id)
    province = db.session.get_one(type(desk.commune), int(desk.commune.path.split("/")[0]))
    people = {
        "coordinator": lambda: desk.coordinator,
        "other_coordinator": lambda: world.coordinator(world.commune(district, "Đồng Nai")),
        "district_coordinator": lambda: world.coordinator(district),
        "province_staff": lambda: world.staff(Role.province_staff, province),
        "admin": lambda: world.staff(Role.admin, province),
        "leader": lambda: world.member(desk.team, role="leader"),
        "author": lambda: desk.member,
        "author_who_coordinates": lambda: world.member(desk.team, world.coordinator(desk.commune)),
        "logger_who_coordinates": lambda: world.coordinator(desk.commune),
    }
    person, activity = people[who](), desk.activity
    if who == "author_who_coordinates":
        activity = world.activity(desk.team, person)
    if who == "logger_who_coordinates":
        activity = world.activity(desk.team, desk.member, logged_by=person)
    viewer = world.viewer(person)

    if may:
        approve_activity(viewer, activity)
    else:
        for act, args in ((approve_activity, ()), (return_activity, ("wrong_date",))):
            with pytest.raises(NotAllowed):
                act(viewer, activity, *args)

    assert stored(activity).status == ("approved" if may else "submitted")
    assert db.session.scalar(select(func.count()).select_from(Review)) == int(may)


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_entry_that_does_not_wait_cannot_be_decided_on(desk, world, status):
    activity = world.activity(desk.team, desk.member, status=ActivityStatus(status))

    codes = {
        refusal(approve_activity, desk.viewer, activity),
        refusal(return_activity, desk.viewer, activity, "wrong_date"),
        refusal(reopen_activity, desk.viewer, activity, "new_facts", "…"),
    }

    assert codes == {"illegal_transition"}
    assert stored(activity).status == status


def test_second_decision_is_told_that_the_entry_is_decided(desk):
    return_activity(desk.viewer, desk.activity, "wrong_date")

    code = refusal(approve_activity, desk.viewer, desk.activity)

    assert code == "decided_meanwhile"
    assert stored(desk.activity).status == "returned"
    assert db.session.scalar(select(func.count()).select_from(Review)) == 1


def test_reopening_twice_is_told_that_the_entry_changed(desk):
    approve_activity(desk.viewer, desk.activity)
    reopen_activity(desk.viewer, desk.activity, "new_facts", "Trùng buổi")

    code = refusal(reopen_activity, desk.viewer, desk.activity, "new_facts", "Trùng buổi")

    assert code == "changed_meanwhile"


def test_approval_never_covers_what_the_member_corrected_meanwhile(desk, world):
    seen = desk.activity.version
    content = desk.activity.content()
    corrected = type(content)(**{name: getattr(content, name) for name in content.__slots__} | {"visits": 9})
    correct_activity(world.viewer(desk.member), desk.activity, corrected)

    code = refusal(approve_activity, desk.viewer, desk.activity, version=seen)

    assert code == "changed_meanwhile"
    assert (stored(desk.activity).status, stored(desk.activity).visits) == ("submitted", 9)


def test_decision_on_a_stale_row_changes_nothing_at_all(desk):
    stale = get_visible_activity(desk.viewer, desk.activity.uuid)
    with db.engine.connect().execution_options(writes=True) as connection:
        connection.execute(Activity.__table__.update().values(version=7, note="sửa ở nơi khác"))
        connection.commit()

    code = refusal(approve_activity, desk.viewer, stale)

    assert code == "changed_meanwhile"
    assert stored(desk.activity).status == "submitted"
    assert (total(desk).waiting, total(desk).approved) == (1, 0)
    assert db.session.scalar(select(func.count()).select_from(Review)) == 0
    assert audit.verify_chains() is None


@pytest.mark.parametrize("reason", RETURN_REASONS)
def test_every_return_reason_is_taken_and_only_other_needs_a_note(desk, reason):
    needs_note = reason == "other"

    if needs_note:
        assert refusal(return_activity, desk.viewer, desk.activity, reason, "  \n ") == "note_needed"
    return_activity(desk.viewer, desk.activity, reason, "Xem lại giúp" if needs_note else "")

    assert stored(desk.activity).reason == reason


@pytest.mark.parametrize("reason", REOPEN_REASONS)
def test_every_reopening_needs_a_note(desk, reason):
    approve_activity(desk.viewer, desk.activity)

    assert refusal(reopen_activity, desk.viewer, desk.activity, reason, "") == "note_needed"
    reopen_activity(desk.viewer, desk.activity, reason, "Có thêm tài liệu")

    assert stored(desk.activity).status == "submitted"


@pytest.mark.parametrize(
    ("reason", "note", "code"),
    [
        ("decided_by_mistake", "", "unknown_reason"),
        ("", "", "unknown_reason"),
        ("wrong_date", "x" * 1001, "note_too_long"),
        ("wrong_date", "bấm\x00nút", "bad_note"),
        ("wrong_date", "\ud800", "bad_note"),
        ("wrong_date", "chuông\x07", "bad_note"),
    ],
)
def test_bad_reason_or_note_changes_nothing(desk, reason, note, code):
    assert refusal(return_activity, desk.viewer, desk.activity, reason, note) == code

    assert stored(desk.activity).status == "submitted"
    assert db.session.scalar(select(func.count()).select_from(AuditRow)) == 0


def test_note_of_a_thousand_composed_characters_is_kept_whole(desk):
    decomposed = "e\u0302\u0323" * 1000

    return_activity(desk.viewer, desk.activity, "other", decomposed)

    assert only_review().note == "ệ" * 1000


def test_decision_that_fails_late_leaves_nothing_behind(desk, monkeypatch):
    def fail(*_args, **_kwargs):
        raise RuntimeError("audit")

    monkeypatch.setattr(audit, "record_all", fail)

    with pytest.raises(RuntimeError):
        approve_activity(desk.viewer, desk.activity)

    assert stored(desk.activity).status == "submitted"
    assert db.session.scalar(select(func.count()).select_from(Review)) == 0
    assert tallies.list_differences() == []


def test_many_decisions_join_one_unit_of_work(desk, world):
    second = world.activity(desk.team, desk.member)

    with pytest.raises(RuleBroken), transaction():
        approve_activity(desk.viewer, desk.activity)
        approve_activity(desk.viewer, second)
        approve_activity(desk.viewer, second)

    assert {stored(desk.activity).status, stored(second).status} == {"submitted"}
    assert tallies.list_differences() == []


def test_withdrawn_entry_is_decided_by_nobody(desk, world):
    withdraw_activity(world.viewer(desk.member), desk.activity)

    assert refusal(approve_activity, desk.viewer, desk.activity) == "illegal_transition"


def test_decision_takes_few_statements(desk):
    activity = get_visible_activity(desk.viewer, desk.activity.uuid)
    with transaction():
        secret = get_secret()

    with counting_statements() as statements:
        approve_activity(desk.viewer, activity)

    # The entry, the review, all tallies at once, the reviewer's day, three for the audit log, and whether the
    # day is closed; the first row opens the chain. What is drawn asks once more if it is to be looked at.
    assert len(statements) <= 10 + is_drawn(activity.uuid, secret), statements

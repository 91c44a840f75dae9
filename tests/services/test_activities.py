"""Submitting, correcting and withdrawing entries: what is stored, counted, sealed and refused."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select
from uuid_utils.compat import uuid7

from portal import clock
from portal.domain.activity_content import ContentInvalid, digest
from portal.domain.errors import Missing, RuleBroken
from portal.domain.team_status import TeamStatus
from portal.extensions import db
from portal.models import Activity, AuditRow, Review, TeamStatusChange
from portal.queries.activities import get_visible_activity
from portal.services import audit, tallies
from portal.services.activities import submit_activity, withdraw_activity
from portal.transaction import transaction
from tests.entries import TODAY, EntryPlace, count, set_returned, stored


@pytest.fixture
def place(world) -> EntryPlace:
    """A commune with a team."""
    return EntryPlace(world)


def test_an_entry_is_stored_with_its_tallies_and_a_sealed_audit_row(place):
    uuid, content = uuid7(), place.content(hamlet=place.hamlets[0].id, note="Nộp hồ sơ")

    receipt = submit_activity(place.viewer(), uuid, content, device="d-1", seq=7, client_time=clock.now())

    row = stored(uuid)
    assert (receipt.created, receipt.status, receipt.sha256) == (True, "submitted", digest(content))
    assert (row.author_id, row.logged_by_id) == (place.member.id, place.member.id)
    assert (row.commune_id, row.team_id) == (place.commune.id, place.team.id)
    assert (row.visits, row.households, row.people, row.hamlet_id) == (5, 3, None, place.hamlets[0].id)
    assert (row.device, row.device_seq, row.version, row.is_late) == ("d-1", 7, 1, False)
    assert row.content_sha256 == digest(content)
    assert tallies.list_differences() == []
    assert audit.verify_chains() is None
    sealed = db.session.scalars(select(AuditRow).where(AuditRow.thing == f"activity:{uuid}")).one()
    assert (sealed.action, sealed.commune_id, sealed.actor_id) == (
        "submit_activity", place.commune.id, place.member.id,
    )  # fmt: skip


def test_the_same_entry_sent_again_earns_the_same_receipt_and_stores_nothing(place, frozen_clock):
    uuid = uuid7()
    first = submit_activity(place.viewer(), uuid, place.content())
    rows = count(AuditRow)

    frozen_clock.tick(hours=5)
    second = submit_activity(place.viewer(), uuid, place.content())

    assert (first.created, second.created) == (True, False)
    assert replace(second, created=True) == first
    assert (count(Activity), count(AuditRow)) == (1, rows)


def test_other_content_under_an_id_that_waits_is_a_conflict(place):
    uuid = uuid7()
    submit_activity(place.viewer(), uuid, place.content())

    with pytest.raises(RuleBroken, match="entry_conflict"):
        submit_activity(place.viewer(), uuid, place.content(visits=6))

    assert stored(uuid).visits == 5


def test_somebody_elses_id_looks_like_none(place):
    uuid = uuid7()
    submit_activity(place.viewer(place.leader), uuid, place.content())

    with pytest.raises(Missing):
        submit_activity(place.viewer(), uuid, place.content())

    assert stored(uuid).author_id == place.leader.id


def test_a_withdrawn_entry_is_never_created_again(place):
    uuid = uuid7()
    submit_activity(place.viewer(), uuid, place.content())
    withdraw_activity(place.viewer(), get_visible_activity(place.viewer(), uuid))

    with pytest.raises(RuleBroken, match="entry_withdrawn"):
        submit_activity(place.viewer(), uuid, place.content())

    assert stored(uuid).status == "withdrawn"
    assert tallies.list_differences() == []


def test_an_entry_is_never_stored_as_a_draft(place):
    submit_activity(place.viewer(), uuid7(), place.content())

    statuses = db.session.scalars(select(Activity.status).distinct()).all()

    assert statuses == ["submitted"]


def test_other_content_corrects_an_entry_that_was_returned(place, frozen_clock):
    uuid = uuid7()
    submit_activity(place.viewer(), uuid, place.content())
    set_returned(stored(uuid))
    frozen_clock.tick(hours=1)

    receipt = submit_activity(place.viewer(), uuid, place.content(visits=6))

    row = stored(uuid)
    assert (receipt.created, receipt.status) == (False, "submitted")
    assert receipt.sha256 == digest(place.content(visits=6))
    assert (row.status, row.visits, row.reason, row.decided_at) == ("submitted", 6, None, None)
    assert row.submitted_at == clock.now() > row.received_at
    assert tallies.list_differences() == []


def test_an_old_copy_that_was_already_decided_on_does_not_undo_a_correction(place):
    uuid = uuid7()
    old, new = place.content(), place.content(visits=6)
    submit_activity(place.viewer(), uuid, old)
    activity = stored(uuid)
    with transaction():
        db.session.add(
            Review(
                activity_id=activity.id, commune_id=activity.commune_id, reviewer_id=place.leader.id,
                outcome="return", content="{}", content_sha256=digest(old), decided_at=clock.now(),
            )
        )  # fmt: skip
    set_returned(activity)
    submit_activity(place.viewer(), uuid, new)
    set_returned(stored(uuid))

    with pytest.raises(RuleBroken, match="entry_conflict"):
        submit_activity(place.viewer(), uuid, old)

    assert stored(uuid).visits == 6


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("2022-06-17", "future"),
        ("2022-05-16", "too_old"),
        ("2022-03-31", "before_founding"),
    ],
)
def test_a_day_out_of_bounds_is_refused(place, day, code):
    with pytest.raises(ContentInvalid) as refusal:
        submit_activity(place.viewer(), uuid7(), place.content(occurred_on=day))

    assert refusal.value.errors == {"occurred_on": code}
    assert (count(Activity), count(AuditRow)) == (0, 0)


def test_the_day_is_the_servers_local_one(place, frozen_clock):
    # 17:00 UTC on the 16th is midnight of the 17th in Vietnam.
    frozen_clock.set(datetime(2022, 6, 16, 17, 0, tzinfo=UTC))

    receipt = submit_activity(place.viewer(), uuid7(), place.content(occurred_on="2022-06-17"))

    assert receipt.created


def test_thirty_days_back_is_in_time_and_the_coordinator_may_go_further(place):
    coordinator = place.world.viewer(place.world.coordinator(place.commune))
    in_time, late = uuid7(), uuid7()

    submit_activity(place.viewer(), in_time, place.content(occurred_on="2022-05-17"))
    submit_activity(coordinator, late, place.content(occurred_on="2022-05-16", on_behalf_of=place.member.id))

    assert (stored(in_time).is_late, stored(late).is_late) == (False, True)
    assert (stored(late).author_id, stored(late).logged_by_id) == (place.member.id, coordinator.id)


def test_a_leader_logs_for_a_member_of_the_team(place):
    uuid = uuid7()

    submit_activity(place.viewer(place.leader), uuid, place.content(on_behalf_of=place.member.id))

    row = stored(uuid)
    assert (row.author_id, row.logged_by_id) == (place.member.id, place.leader.id)
    assert tallies.list_differences() == []


def test_on_behalf_of_oneself_is_ones_own_entry(place):
    uuid = uuid7()

    submit_activity(place.viewer(), uuid, place.content(on_behalf_of=place.member.id))

    assert stored(uuid).content_sha256 == digest(place.content())


def refusal_of(viewer, content) -> dict[str, str]:
    """Return the problems for which an entry is refused, having stored nothing."""
    with pytest.raises(ContentInvalid) as refusal:
        submit_activity(viewer, uuid7(), content)
    assert (count(Activity), count(AuditRow)) == (0, 0)
    return refusal.value.errors


def test_a_member_may_not_log_for_others(place):
    content = place.content(on_behalf_of=place.leader.id)

    errors = refusal_of(place.viewer(), content)

    assert errors == {"on_behalf_of": "not_for_others"}


def test_nobody_logs_for_a_stranger_to_the_team(place):
    stranger = place.world.user()

    errors = refusal_of(place.viewer(place.leader), place.content(on_behalf_of=stranger.id))

    assert errors == {"on_behalf_of": "not_a_member"}


def test_a_coordinator_says_whose_work_it_was(place):
    coordinator = place.world.viewer(place.world.coordinator(place.commune))

    errors = refusal_of(coordinator, place.content())

    assert errors == {"on_behalf_of": "whose_work"}


def test_a_team_that_one_does_not_sit_in_looks_like_none(place):
    other = place.world.team(place.commune)

    foreign = refusal_of(place.viewer(), place.content(team=other.code))
    unknown = refusal_of(place.viewer(), place.content(team="T-99999"))

    assert foreign == unknown == {"team": "unknown_team"}


def test_the_coordinator_of_another_commune_cannot_log(place):
    elsewhere = place.world.commune(name="Tân Tiến")
    coordinator = place.world.viewer(place.world.coordinator(elsewhere))

    errors = refusal_of(coordinator, place.content(on_behalf_of=place.member.id))

    assert errors == {"team": "unknown_team"}


def test_a_member_whose_seat_ended_today_cannot_log(place):
    former = place.world.member(place.team, until=TODAY)

    errors = refusal_of(place.viewer(former), place.content())

    assert errors == {"team": "unknown_team"}


def test_work_done_before_a_seat_ended_can_still_be_logged_by_the_leader(place):
    former = place.world.member(place.team, until=TODAY)
    leader = place.viewer(place.leader)

    on_last_day = submit_activity(
        leader, uuid7(), place.content(occurred_on="2022-06-15", on_behalf_of=former.id)
    )

    assert on_last_day.created
    with pytest.raises(ContentInvalid) as refusal:
        submit_activity(leader, uuid7(), place.content(on_behalf_of=former.id))
    assert refusal.value.errors == {"on_behalf_of": "not_a_member"}


def test_the_hamlet_lies_in_the_teams_commune(place):
    other_commune = place.world.commune(name="Tân Tiến")
    elsewhere = place.world.hamlet(other_commune)
    place.world.team(other_commune, [elsewhere])

    of_other_commune = refusal_of(place.viewer(), place.content(hamlet=elsewhere.id))
    no_hamlet = refusal_of(place.viewer(), place.content(hamlet=place.commune.id))
    unknown = refusal_of(place.viewer(), place.content(hamlet=2**31 - 1))

    assert of_other_commune == no_hamlet == unknown == {"hamlet": "unknown_hamlet"}


@pytest.mark.parametrize(
    ("status", "code"), [(TeamStatus.suspended, "team_suspended"), (TeamStatus.dissolved, "team_dissolved")]
)
def test_a_team_at_rest_has_no_entries_from_that_day_on(place, status, code):
    with transaction():
        db.session.add(
            TeamStatusChange(team_id=place.team.id, status=status, starts_on=TODAY, recorded_at=clock.now())
        )

    errors = refusal_of(place.viewer(), place.content())
    before = submit_activity(place.viewer(), uuid7(), place.content(occurred_on="2022-06-15"))

    assert errors == {"occurred_on": code}
    assert before.created


def test_an_entry_counts_on_its_day_in_half_open_periods(place):
    place.submitted(occurred_on="2022-06-16")

    from_the_day = tally_days(place, date(2022, 6, 16), date(2022, 6, 22))
    up_to_the_day = tally_days(place, date(2022, 6, 1), date(2022, 6, 16))

    assert (from_the_day, up_to_the_day) == (1, 0)


def tally_days(place, starts_on: date, ends_on: date) -> int:
    """Count the entries waiting in a half-open period."""
    days = db.metadata.tables["tallies"].c
    return db.session.scalar(
        select(func.coalesce(func.sum(days.waiting), 0)).where(
            days.team_id == place.team.id, days.grain == "day", days.starts_on >= starts_on,
            days.starts_on < ends_on,
        )
    )  # fmt: skip

"""What phones report of their queues: what is missing, what clears it, and what became of a gap."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from uuid_utils.compat import uuid7

from portal import clock
from portal.domain.errors import NotAllowed, RuleBroken
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import AuditRow, Queue, QueueSettlement
from portal.queries.queues import (
    get_visible_queue,
    list_queues,
    summarise_communes,
    summarise_own,
    summarise_team,
)
from portal.services import queues
from portal.services.activities import submit_activity
from portal.services.queues import settle_gap
from tests.entries import EntryPlace, count, set_returned, stored
from tests.queries_counted import counting_statements
from tests.queue_files import DEVICE, report


@pytest.fixture
def place(world) -> EntryPlace:
    """A commune with a team."""
    return EntryPlace(world)


def send(place, seq, *, device=DEVICE, uuid=None, user=None, **content):
    """Send an entry as the phone does."""
    uuid = uuid or uuid7()
    submit_activity(place.viewer(user), uuid, place.content(**content), device=device, seq=seq)
    return uuid


def queue_of(user, device=DEVICE) -> Queue:
    """Return the queue as the database has it."""
    db.session.expire_all()
    return db.session.scalar(select(Queue).where(Queue.user_id == user.id, Queue.device == device))


def sheet_of(place, viewer=None):
    """Return the member's queue as a page shows it."""
    viewer = viewer or place.viewer()
    return get_visible_queue(viewer, queue_of(place.member).id, clock.today(), clock.now())


def summary_of(place):
    """Return the line on the member's own page."""
    return summarise_own(place.viewer(), clock.now())


def gaps_audited() -> list[dict]:
    """Return what was recorded of gaps."""
    rows = select(AuditRow.detail).where(AuditRow.action == "report_gap").order_by(AuditRow.seq)
    return [json.loads(detail) for detail in db.session.scalars(rows)]


def make_gap(place) -> None:
    """Let 1 to 17 be saved: 3 discarded, 15 and 16 waiting, 4 and 7 never arrived, all others arrived."""
    for seq in (1, 2, 5, 6, 8, 9, 10, 11, 12, 13, 14, 17):
        send(place, seq)


def test_what_is_neither_here_nor_waiting_nor_discarded_is_missing(place):
    make_gap(place)

    missing = report(place.viewer(), 17, waiting=[15, 16], discarded=[3])

    # 17 numbers − 12 arrived − 1 discarded − 2 waiting = 2: the numbers 4 and 7.
    assert missing == [4, 7]
    assert queue_of(place.member).missing == [4, 7]


def test_an_entry_that_arrives_later_is_no_longer_missing(place):
    make_gap(place)
    report(place.viewer(), 17, waiting=[15, 16], discarded=[3])
    send(place, 7)

    # The page knows at once, the phone with its next report.
    assert sheet_of(place).missing == [4]
    assert report(place.viewer(), 17, waiting=[15, 16], discarded=[3]) == [4]


def test_an_entry_that_was_waiting_and_arrived_waits_no_more(place, frozen_clock):
    report(place.viewer(), 2, waiting=[1, 2])
    frozen_clock.tick(hours=5)
    send(place, 1)

    assert sheet_of(place).waiting == 1
    assert sheet_of(place).missing == []


def test_entries_of_other_phones_and_other_people_close_no_gap(place):
    send(place, 1, device="another")
    send(place, 1, user=place.leader)

    assert report(place.viewer(), 1) == [1]


def test_entries_that_a_leader_logs_for_others_are_of_the_leaders_queue(place):
    send(place, 1, user=place.leader, on_behalf_of=place.member.id)

    assert report(place.viewer(place.leader), 1) == []
    # The member's own phone of the same name is a queue of its own, and the entry is theirs, too.
    assert report(place.viewer(), 1) == []


def test_the_same_device_of_somebody_else_is_another_queue(place):
    report(place.viewer(), 3, waiting=[1, 2, 3])

    assert report(place.viewer(place.leader), 1, waiting=[1]) == []
    assert (queue_of(place.member).last_seq, queue_of(place.leader).last_seq) == (3, 1)


def test_a_report_that_arrives_late_takes_nothing_back(place, frozen_clock):
    report(place.viewer(), 17, waiting=[15, 16, 17], discarded=[3])
    before = clock.now() - timedelta(hours=1)

    report(place.viewer(), 15, waiting=[15], client_time=before)

    queue = queue_of(place.member)
    assert queue.last_seq == 17
    assert [seq for seq, _ in queue.waiting] == [15, 16, 17]
    assert queue.discarded == [3]


def test_a_clock_that_was_set_back_is_no_reason_to_overlook_a_report(place):
    report(place.viewer(), 2, waiting=[1, 2], client_time=clock.now() + timedelta(days=3))

    report(place.viewer(), 2, waiting=[2], discarded=[1])

    assert [seq for seq, _ in queue_of(place.member).waiting] == [2]


def test_discarded_numbers_are_merged(place):
    report(place.viewer(), 3, waiting=[3], discarded=[1])

    assert report(place.viewer(), 3, waiting=[3], discarded=[2]) == []
    assert queue_of(place.member).discarded == [1, 2]


def test_the_wait_is_told_by_the_servers_clock(place):
    # The phone is a day ahead, so what it saved "today at 7:00" was saved yesterday at 7:00.
    ahead = clock.now() + timedelta(days=1)

    report(place.viewer(), 1, waiting=[1], client_time=ahead, saved_at=ahead - timedelta(hours=1))

    queue = queue_of(place.member)
    assert queue.clock_offset_seconds == 24 * 3600
    assert queue.oldest_waiting_at == datetime(2022, 6, 16, 7, tzinfo=UTC)
    assert sheet_of(place).minutes_off == 24 * 60


@pytest.mark.parametrize(
    ("seconds", "minutes"), [(300, 0), (301, 5), (-300, 0), (-720, -12), (10**12, 35791394)]
)
def test_a_clock_is_told_to_be_off_from_five_minutes_on(place, seconds, minutes):
    moment = min(clock.now() + timedelta(seconds=min(seconds, 9 * 10**9)), datetime(2900, 1, 1, tzinfo=UTC))

    report(place.viewer(), 0, client_time=moment)

    assert sheet_of(place).minutes_off == minutes


def test_a_contact_costs_few_statements_and_leaves_no_audit_row(place):
    send(place, 1)
    report(place.viewer(), 2, waiting=[2])
    rows, viewer = count(AuditRow), place.viewer()

    with counting_statements() as statements:
        report(viewer, 2, waiting=[2])

    assert len(statements) <= 4
    assert count(AuditRow) == rows


def test_the_first_report_of_a_gap_is_recorded_once(place):
    report(place.viewer(), 2, waiting=[2])
    report(place.viewer(), 2, waiting=[2])
    report(place.viewer(), 3, waiting=[2])

    assert [gap["numbers"] for gap in gaps_audited()] == [[1], [3]]


def test_a_correction_that_was_sent_under_another_number_is_no_gap(place):
    uuid = send(place, 1)
    set_returned(stored(uuid))

    send(place, 2, uuid=uuid, visits=6)

    assert report(place.viewer(), 2) == []


def test_an_entry_that_was_sent_by_hand_before_is_no_gap(place):
    uuid = uuid7()
    submit_activity(place.viewer(), uuid, place.content())

    send(place, 1, uuid=uuid)

    assert report(place.viewer(), 1) == []


def test_sending_the_same_again_writes_nothing(place):
    uuid = send(place, 1)
    report(place.viewer(), 1)

    with counting_statements() as statements:
        send(place, 1, uuid=uuid)

    assert not [one for one in statements if not one.startswith("SELECT")]


def test_nobody_has_hundreds_of_phones(place, monkeypatch):
    monkeypatch.setattr(queues, "MOST_QUEUES", 2)
    for number in range(2):
        report(place.viewer(), 1, device=f"d-{number}")

    with pytest.raises(RuleBroken, match="too_many_queues"):
        report(place.viewer(), 1, device="d-2")

    # An entry is received all the same.
    uuid = send(place, 1)
    send(place, 5, uuid=uuid, device="d-3")
    assert count(Queue) == 2


def test_a_gap_of_a_whole_life_is_kept_within_bounds(place):
    missing = report(place.viewer(), 100_000)

    assert len(missing) == 2_000
    assert sheet_of(place).missing == missing


def test_what_waits_for_a_day_is_worth_a_word(place, frozen_clock):
    report(place.viewer(), 3, waiting=[2, 3], discarded=[1])
    assert summary_of(place) is None
    frozen_clock.tick(hours=25)

    summary = summary_of(place)

    assert (summary.people, summary.waiting, summary.missing) == (1, 2, 0)
    assert summary.waiting_since == datetime(2022, 6, 16, 8, tzinfo=UTC)
    send(place, 2)
    send(place, 3)
    assert summary_of(place) is None


def test_what_is_missing_is_worth_a_word_at_once_for_whoever_may_see_it(place, world):
    report(place.viewer(), 2, waiting=[2])
    coordinator, other = world.coordinator(place.commune), world.coordinator(world.commune(name="Thống Nhất"))
    district = world.staff(Role.coordinator, world.district(world.province()))
    today, now = clock.today(), clock.now()

    assert summary_of(place).missing == 1
    assert summarise_own(place.viewer(place.leader), now) is None
    assert summarise_communes(world.viewer(coordinator), today, now).missing == 1
    for stranger in (other, district):
        assert summarise_communes(world.viewer(stranger), today, now) is None
    team = place.team
    assert summarise_team(place.viewer(place.leader), team, today, now).missing == 1
    assert summarise_team(place.viewer(), team, today, now) is None
    assert summarise_team(world.viewer(other), team, today, now) is None


def test_a_queue_is_seen_by_its_owner_leaders_and_coordinators_only(place, world):
    report(place.viewer(), 1)
    district = place.world.district(world.province(), "Bù Gia Mập")
    colleague = world.member(place.team)
    seen_by = {
        name: sheet_of(place, world.viewer(user)) is not None
        for name, user in {
            "owner": place.member,
            "leader": place.leader,
            "coordinator": world.coordinator(place.commune),
            "colleague": colleague,
            "other coordinator": world.coordinator(world.commune(district, "Thống Nhất")),
            "province": world.staff(Role.province_staff, district),
        }.items()
    }
    listed = list_queues(world.viewer(colleague), clock.today(), clock.now()).sheets

    assert [name for name, sees in seen_by.items() if sees] == ["owner", "leader", "coordinator"]
    assert listed == []


def test_who_has_left_the_team_lately_may_still_have_entries_of_it(place, world, frozen_clock):
    leaver = world.member(place.team, until=clock.today())
    report(world.viewer(leaver), 1)
    leader = place.viewer(place.leader)

    assert len(list_queues(leader, clock.today(), clock.now()).sheets) == 1
    frozen_clock.tick(days=61)
    assert list_queues(leader, clock.today(), clock.now()).sheets == []


def test_the_list_is_paged_by_urgency_in_a_bounded_number_of_statements(place, world, monkeypatch):
    monkeypatch.setattr("portal.queries.queues.PAGE_SIZE", 2)
    people = [world.member(place.team) for _ in range(5)]
    for number, person in enumerate(people):
        report(world.viewer(person), number % 3, waiting=[1] if number % 3 == 1 else [])
    leader, after, seen = place.viewer(place.leader), None, []

    while True:
        with counting_statements() as statements:
            page = list_queues(leader, clock.today(), clock.now(), after)
        seen += [sheet.user_id for sheet in page.sheets]
        assert len(statements) <= 4
        after = page.following
        if after is None:
            break

    # Two are missing of the third, one waits of the second and the fifth, the others have nothing.
    assert seen == [people[place].id for place in (2, 1, 4, 0, 3)]


def test_a_gap_is_settled_with_a_reason_and_stays_readable(place, world):
    report(place.viewer(), 3, waiting=[3])

    settle_gap(place.viewer(), sheet_of(place), [1], "phone_broken", "Rơi xuống suối")

    sheet = sheet_of(place)
    [told] = sheet.settlements
    assert sheet.missing == [2]
    assert (told.numbers, told.reason, told.note) == ([1], "phone_broken", "Rơi xuống suối")
    assert told.settled_by == place.member.name
    assert queue_of(place.member).unsettled_count == 1
    # The phone is told what never arrived, but it is no news any more.
    assert report(place.viewer(), 3, waiting=[3]) == [1, 2]
    assert [gap["numbers"] for gap in gaps_audited()] == [[1, 2]]
    rows = select(AuditRow.commune_id).where(AuditRow.action == "settle_gap")
    assert list(db.session.scalars(rows)) == [place.commune.id]


def test_the_coordinator_settles_and_the_leader_does_not(place, world):
    report(place.viewer(), 1)
    coordinator = world.viewer(world.coordinator(place.commune))

    with pytest.raises(NotAllowed):
        settle_gap(place.viewer(place.leader), sheet_of(place), [1], "on_paper")
    settle_gap(coordinator, sheet_of(place), [1], "on_paper")

    assert summary_of(place) is None


@pytest.mark.parametrize(
    ("numbers", "reason", "note", "code"),
    [
        ([1], "dog", "", "unknown_reason"),
        ([1], "other", " ", "note_needed"),
        ([1], "on_paper", "x" * 1001, "note_too_long"),
        ([1], "on_paper", "a\x00b", "bad_note"),
        ([], "on_paper", "", "nothing_chosen"),
        ([2], "on_paper", "", "gap_changed"),
        ([1, 9], "on_paper", "", "gap_changed"),
    ],
)
def test_a_gap_is_settled_only_with_sense(place, numbers, reason, note, code):
    report(place.viewer(), 2, waiting=[2])

    with pytest.raises(RuleBroken, match=code):
        settle_gap(place.viewer(), sheet_of(place), numbers, reason, note)

    assert count(QueueSettlement) == 0


def test_what_arrives_meanwhile_is_not_settled(place):
    report(place.viewer(), 1)
    seen = sheet_of(place)
    send(place, 1)
    report(place.viewer(), 1)

    with pytest.raises(RuleBroken, match="gap_changed"):
        settle_gap(place.viewer(), seen, [1], "on_paper")

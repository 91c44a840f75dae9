"""Files of queues: what becomes of each entry, what is stored, and what nobody may slip in."""

import json
from uuid import UUID

import pytest
from sqlalchemy import select
from uuid_utils.compat import uuid7

from portal import clock
from portal.domain.actions import Action
from portal.domain.activity_status import ActivityStatus
from portal.domain.errors import Missing, NotAllowed, RuleBroken
from portal.extensions import db
from portal.gateways.import_files import path_of
from portal.models import Activity, AuditRow, Photo
from portal.policy import allows
from portal.queries.activities import get_visible_activity
from portal.services import audit
from portal.services.activities import submit_activity, withdraw_activity
from portal.services.queue_files import FileOutcome, confirm_queue_file, preview_queue_file
from portal.services.reviews import approve_activity
from portal.services.tallies import list_differences
from tests.entries import EntryPlace, count, set_returned, stored
from tests.photo_files import photo
from tests.queue_files import DEVICE, report, stated_entry, stated_file, upload_file


@pytest.fixture
def place(world) -> EntryPlace:
    """A commune with a team and two coordinators."""
    place = EntryPlace(world)
    place.carrier = world.viewer(world.coordinator(place.commune))
    place.other = world.viewer(world.coordinator(place.commune, "Điểu Thị Bé"))
    return place


def bring_in(place, stated) -> FileOutcome:
    """Upload a file and confirm what it would bring."""
    sha256 = upload_file(place.carrier, stated)
    return confirm_queue_file(place.carrier, sha256, preview_queue_file(place.carrier, sha256).digest)


def verdicts(place, *entries) -> list[tuple]:
    """Return what would become of entries, and why not."""
    preview = preview_queue_file(
        place.carrier, upload_file(place.carrier, stated_file(place.member, entries))
    )
    return [(str(line.verdict), line.problems) for line in preview.lines]


def refusal(place, stated) -> str:
    """Return the code of the rule that refuses a whole file."""
    with pytest.raises(RuleBroken) as caught:
        upload_file(place.carrier, stated)
    return caught.value.code


def test_entries_come_in_as_if_the_phone_had_sent_them(place):
    uuid = uuid7()
    report(place.viewer(), 5, discarded=[1, 2, 3, 4])

    outcome = bring_in(place, stated_file(place.member, [stated_entry(place.stated(), 5, uuid=uuid)]))

    assert outcome.entries == 1

    row = stored(uuid)
    assert (row.author_id, row.logged_by_id) == (place.member.id, place.member.id)
    assert row.carried_by_id == place.carrier.id
    assert (row.device, row.device_seq, row.status) == (DEVICE, 5, ActivityStatus.submitted)
    # The gap is closed, and the phone that sends it after all gets the same receipt.
    assert report(place.viewer(), 5) == []
    receipt = submit_activity(place.viewer(), uuid, place.content(), device=DEVICE, seq=5)
    assert (receipt.created, receipt.sha256) == (False, row.content_sha256)
    assert count(Activity) == 1


def test_what_comes_in_is_recorded_and_counted(place):
    bring_in(place, stated_file(place.member, [stated_entry(place.stated(), seq) for seq in (1, 2)]))

    rows = db.session.execute(
        select(AuditRow.action, AuditRow.actor_id, AuditRow.commune_id).order_by(AuditRow.seq)
    ).all()
    who = (place.carrier.id, place.commune.id)
    assert [tuple(row) for row in rows] == [
        ("carry_activity", *who),
        ("carry_activity", *who),
        ("import_queue_file", *who),
    ]
    assert audit.verify_chains() is None
    assert list(list_differences()) == []


def test_who_brought_an_entry_in_does_not_decide_on_it(place):
    uuid = uuid7()
    bring_in(place, stated_file(place.member, [stated_entry(place.stated(), uuid=uuid)]))
    activity = get_visible_activity(place.carrier, uuid)

    with pytest.raises(NotAllowed):
        approve_activity(place.carrier, activity)
    approve_activity(place.other, activity)

    assert stored(uuid).status == ActivityStatus.approved
    assert not allows(place.carrier, Action.decide_activity, activity)


def test_work_of_others_stays_theirs(place):
    uuid = uuid7()
    stated = place.stated(on_behalf_of=place.member.id)

    bring_in(place, stated_file(place.leader, [stated_entry(stated, uuid=uuid)]))

    assert (stored(uuid).author_id, stored(uuid).logged_by_id) == (place.member.id, place.leader.id)


def test_old_work_comes_in_marked_late_because_a_coordinator_brings_it(place):
    uuid = uuid7()

    bring_in(
        place, stated_file(place.member, [stated_entry(place.stated(occurred_on="2022-04-20"), uuid=uuid)])
    )

    assert stored(uuid).is_late


def test_each_entry_is_told_what_becomes_of_it(place, world):
    here, other, back, gone = (place.submitted() for _ in range(4))
    set_returned(back)
    withdraw_activity(place.viewer(), get_visible_activity(place.viewer(), gone.uuid))
    foreign = world.activity(place.team, place.leader)
    elsewhere = world.team(world.commune(name="Thống Nhất"))
    told = [
        (stated_entry(place.stated(), 1), ("new", {})),
        (stated_entry(place.stated(), 2, uuid=here.uuid), ("same", {})),
        (stated_entry(place.stated(visits=9), 3, uuid=other.uuid), ("conflict", {"entry": "entry_conflict"})),
        (
            stated_entry(place.stated(visits=9), 4, uuid=back.uuid),
            ("conflict", {"entry": "correction_waits"}),
        ),
        (stated_entry(place.stated(), 5, uuid=gone.uuid), ("refused", {"entry": "entry_withdrawn"})),
        (stated_entry(place.stated(), 6, uuid=foreign.uuid), ("refused", {"entry": "id_taken"})),
        (stated_entry(place.stated(visits=0), 7), ("refused", {"visits": "out_of_range"})),
        (stated_entry(place.stated(team=elsewhere.code), 8), ("refused", {"team": "unknown_team"})),
        (
            stated_entry(place.stated(on_behalf_of=place.leader.id), 9),
            ("refused", {"on_behalf_of": "not_for_others"}),
        ),
        (stated_entry(place.stated(occurred_on="2022-06-17"), 10), ("refused", {"occurred_on": "future"})),
        (stated_entry(["no", "entry"], 11), ("refused", {"content": "wrong_type"})),
    ]

    assert verdicts(place, *(entry for entry, _ in told)) == [verdict for _, verdict in told]


def test_entries_for_teams_of_other_communes_stay_out(place, world):
    elsewhere = world.team(world.commune(name="Thống Nhất"))
    world.member(elsewhere, place.member)

    [(verdict, problems)] = verdicts(place, stated_entry(place.stated(team=elsewhere.code)))

    assert (verdict, problems) == ("refused", {"team": "team_elsewhere"})


def test_only_what_is_new_is_stored_and_the_rest_stays_out(place):
    here = place.submitted()
    entries = [
        stated_entry(place.stated(), 1, uuid=here.uuid),
        stated_entry(place.stated(visits=0), 2),
        stated_entry(place.stated(), 3),
    ]

    assert bring_in(place, stated_file(place.member, entries)).entries == 1
    assert count(Activity) == 2
    assert stored(here.uuid).carried_by_id is None


def test_the_same_file_again_changes_nothing(place):
    stated = stated_file(place.member, [stated_entry(place.stated(), photos=[photo(1), photo(2)])])
    assert bring_in(place, stated) == (1, 2, (), 0)
    rows = count(AuditRow)

    assert bring_in(place, stated) == (0, 0, (), 0)
    assert (count(Activity), count(Photo), count(AuditRow)) == (1, 2, rows)


def test_a_preview_that_is_out_of_date_stores_nothing(place):
    entries = [stated_entry(place.stated(), seq) for seq in (1, 2)]
    sha256 = upload_file(place.carrier, stated_file(place.member, entries))
    seen = preview_queue_file(place.carrier, sha256).digest
    submit_activity(place.viewer(), UUID(entries[0]["id"]), place.content())

    with pytest.raises(RuleBroken, match="queue_file_outdated"):
        confirm_queue_file(place.carrier, sha256, seen)

    assert count(Activity) == 1
    assert path_of(sha256).exists()


def test_a_file_is_forgotten_once_it_is_in_or_refused(place):
    stated = stated_file(place.member, [stated_entry(place.stated())])
    sha256 = upload_file(place.carrier, stated)
    confirm_queue_file(place.carrier, sha256, preview_queue_file(place.carrier, sha256).digest)

    before = set(path_of(sha256).parent.iterdir())
    refusal(place, b"[]")

    assert not path_of(sha256).exists()
    assert set(path_of(sha256).parent.iterdir()) == before


def test_owners_outside_the_commune_are_refused_with_the_whole_file(place, world):
    stranger = world.member(world.team(world.commune(name="Thống Nhất")))
    former = world.member(place.team, until=clock.today())
    entry = stated_entry(place.stated())

    for owner in (stranger, former, world.user()):
        assert refusal(place, stated_file(owner, [entry])) == "queue_file_elsewhere"
    nobody = stated_file(place.member, [entry]) | {"owner": 2_000_000_000}
    assert refusal(place, nobody) == "queue_file_elsewhere"


def test_only_a_coordinator_brings_files_in_and_sees_them_within_the_commune(place, world):
    stated = stated_file(place.member, [stated_entry(place.stated())])
    sha256 = upload_file(place.carrier, stated)
    stranger = world.viewer(world.coordinator(world.commune(name="Thống Nhất")))

    for viewer in (place.viewer(place.leader), place.viewer()):
        with pytest.raises(NotAllowed):
            upload_file(viewer, stated)
        with pytest.raises(NotAllowed):
            preview_queue_file(viewer, sha256)
    for act in (
        lambda: preview_queue_file(stranger, sha256),
        lambda: confirm_queue_file(stranger, sha256, ""),
    ):
        with pytest.raises(Missing):
            act()


@pytest.mark.parametrize("name", ["", "..", "0" * 64, "../secret_key", "A" * 64])
def test_no_other_file_is_opened(place, name):
    with pytest.raises(Missing):
        preview_queue_file(place.carrier, name)


def changed_entry(**changed):
    """Return what makes a file of one entry that is changed."""
    return lambda place: stated_file(place.member, [stated_entry(place.stated()) | changed])


def changed_file(**changed):
    """Return what makes a file that is changed."""
    return lambda place: stated_file(place.member, [stated_entry(place.stated())]) | changed


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda place: b"", "file_empty"),
        (lambda place: b"{", "queue_file_unreadable"),
        (lambda place: b"\xff\xfe\x00", "queue_file_unreadable"),
        (lambda place: b"[" * 200_000, "queue_file_unreadable"),
        (lambda place: b"9" * 100_000, "queue_file_unreadable"),
        (lambda place: b'{"format": NaN}', "queue_file_unreadable"),
        (lambda place: b'[{"format": "portal-queue"}]', "queue_file_unreadable"),
        (lambda place: b"[" + b"{}," * 1_000_000 + b"{}]", "queue_file_too_many"),
        (lambda place: stated_file(place.member, [{}] * 2_001), "queue_file_too_many"),
        (changed_file(format="other"), "queue_file_unreadable"),
        (changed_file(version=2), "queue_file_version"),
        (changed_file(version=True), "queue_file_version"),
        (changed_file(version=1e400), "queue_file_unreadable"),
        (changed_file(owner="1"), "queue_file_unreadable"),
        (changed_file(owner=2**64), "queue_file_unreadable"),
        (changed_file(owner=None), "queue_file_unreadable"),
        (changed_file(device="a b"), "queue_file_unreadable"),
        (changed_file(device="x" * 65), "queue_file_unreadable"),
        (changed_file(device=7), "queue_file_unreadable"),
        (changed_file(saved_at="yesterday"), "queue_file_unreadable"),
        (changed_file(entries={}), "queue_file_unreadable"),
        (changed_file(entries=[]), "queue_file_empty"),
        (changed_file(entries=[None]), "queue_file_broken"),
        (changed_entry(id="7"), "queue_file_broken"),
        (changed_entry(id=7), "queue_file_broken"),
        (changed_entry(seq=0), "queue_file_broken"),
        (changed_entry(seq=1.5), "queue_file_broken"),
        (changed_entry(seq=10**30), "queue_file_broken"),
        (changed_entry(saved_at=None), "queue_file_broken"),
        (changed_entry(photos={}), "queue_file_broken"),
        (changed_entry(photos=[{}]), "queue_file_broken"),
        (changed_entry(photos=[{"sha256": "0" * 64, "jpeg": 5}]), "queue_file_broken"),
        (changed_entry(photos=[{"sha256": "0" * 64, "jpeg": ""}] * 4), "queue_file_broken"),
        (
            lambda place: stated_file(place.member, [stated_entry({}, 1), stated_entry({}, 1)]),
            "queue_file_repeats",
        ),
        (
            lambda place: stated_file(
                place.member, [stated_entry({}, seq, uuid=UUID(int=5)) for seq in (1, 2)]
            ),
            "queue_file_repeats",
        ),
    ],
)
def test_hostile_files_are_refused_in_words(place, make, code):
    stated = make(place)
    if isinstance(stated, dict):
        stated = json.dumps(stated).encode()

    assert refusal(place, stated) == code
    assert count(Activity) == 0


def test_what_is_in_an_entry_is_refused_by_entry(place):
    deep = []
    for _ in range(200):
        deep = [deep]
    hostile = [
        deep,
        None,
        "text",
        {"visits": 10**40},
        {"note": "\ud800"},
        {"x" * 5_000: 1},
        place.stated(skills=[[]]),
    ]

    told = verdicts(place, *(stated_entry(content, seq) for seq, content in enumerate(hostile, start=1)))

    assert {verdict for verdict, _ in told} == {"refused"}

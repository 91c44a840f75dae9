"""Photos of entries: stored once, three at most, taken back, and deleted when their time is over."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock, jobs
from portal.domain.errors import Missing, NotAllowed, RuleBroken
from portal.domain.photos import KEPT_FOR, KEPT_ONCE_WITHDRAWN
from portal.domain.roles import Role
from portal.extensions import db
from portal.gateways import evidence
from portal.gateways.evidence import EvidenceAway
from portal.models import AuditRow, Photo, SignIn, Throttle
from portal.queries.photos import list_photos
from portal.services import audit, photos
from portal.services.activities import withdraw_activity
from portal.services.photos import add_photo, expire_photos, remove_photo
from portal.services.reviews import approve_activity
from tests.entries import EntryPlace, count, set_returned, stored
from tests.photo_files import photo, photo_with_everything, sha256_of


@pytest.fixture
def place(world) -> EntryPlace:
    """A commune with a team."""
    return EntryPlace(world)


@pytest.fixture
def entry(place):
    """An entry of the member that waits."""
    return place.submitted()


def add(place, entry, seed=1, *, user=None, **options):
    """Send a photo as the member, unless told otherwise."""
    content = photo(seed)
    return add_photo(place.viewer(user), entry, sha256_of(content), content, **options)


def rows() -> list[Photo]:
    """Read all photos afresh."""
    return list(
        db.session.scalars(select(Photo).order_by(Photo.id).execution_options(populate_existing=True))
    )


def acts(entry) -> list[str]:
    """Return what was recorded of an entry."""
    of_entry = select(AuditRow.action).where(AuditRow.thing == f"activity:{entry.uuid}")
    return list(db.session.scalars(of_entry.order_by(AuditRow.seq)))


def test_a_photo_is_stored_without_what_came_with_it(place, entry):
    content = photo_with_everything()

    receipt = add_photo(place.viewer(), entry, sha256_of(content), content)

    [row] = rows()
    assert (receipt.created, receipt.uuid, receipt.sha256) == (True, entry.uuid, sha256_of(content))
    assert (row.activity_id, row.commune_id, row.slot) == (entry.id, place.commune.id, 1)
    assert (row.sha256, row.sent_by_id) == (sha256_of(content), place.member.id)
    assert (row.received_at, row.expires_at) == (clock.now(), clock.now() + KEPT_FOR)
    assert (row.width, row.height) == (400, 300)
    kept = evidence.read(row.stored_sha256)
    assert row.size == len(kept) and b"Exif" not in kept and kept != content
    assert evidence.exists(row.thumbnail_sha256) and not evidence.exists(row.sha256)
    assert acts(entry) == ["submit_activity", "add_photo"]
    assert audit.verify_chains() is None


def test_the_same_photo_sent_again_earns_the_same_receipt(place, entry, frozen_clock):
    first = add(place, entry)
    sealed = count(AuditRow)
    frozen_clock.tick(hours=5)

    second = add(place, entry)

    assert (first.created, second.created) == (True, False)
    assert second._replace(created=True) == first
    assert (len(rows()), count(AuditRow)) == (1, sealed)


def test_an_entry_has_three_photos_at_most(place, entry):
    for seed in (1, 2, 3):
        add(place, entry, seed)

    with pytest.raises(RuleBroken, match="too_many_photos"):
        add(place, entry, 4)

    assert [row.slot for row in rows()] == [1, 2, 3]
    assert add(place, entry, 2).created is False


def test_phones_learn_of_a_photo_and_reviewers_go_on_deciding(place, entry, frozen_clock):
    version = entry.version
    frozen_clock.tick(minutes=5)

    add(place, entry)

    row = stored(entry.uuid)
    assert (row.updated_at, row.version) == (clock.now(), version)
    approve_activity(place.viewer(place.world.coordinator(place.commune)), row, version=version)


@pytest.mark.parametrize("who", ["leader", "other member", "coordinator", "province_staff"])
def test_only_who_made_or_logged_an_entry_adds_and_removes_photos(place, entry, who):
    people = {
        "leader": lambda: place.leader,
        "other member": lambda: place.world.member(place.team),
        "coordinator": lambda: place.world.coordinator(place.commune),
        "province_staff": lambda: place.world.staff(Role.province_staff, place.commune),
    }
    user = people[who]()
    add(place, entry)

    for act in (
        lambda: add(place, entry, 2, user=user),
        lambda: remove_photo(place.viewer(user), entry, sha256_of(photo(1))),
    ):
        with pytest.raises(NotAllowed):
            act()

    assert [row.removed_at for row in rows()] == [None]


def test_who_logged_for_a_member_may_add_and_so_may_the_member(place):
    entry = place.world.activity(place.team, place.member, logged_by=place.leader)

    add(place, entry, 1, user=place.leader)
    add(place, entry, 2, user=place.member)

    assert [row.sent_by_id for row in rows()] == [place.leader.id, place.member.id]


def test_photos_follow_a_returned_entry_and_an_approved_one_for_seven_days(place, entry, frozen_clock):
    set_returned(entry)
    add(place, stored(entry.uuid), 1)
    approved = place.world.activity(place.team, place.member, status="approved")
    frozen_clock.tick(days=7)
    add(place, approved, 2)
    frozen_clock.tick(seconds=1)

    with pytest.raises(RuleBroken, match="photo_too_late"):
        add(place, approved, 3)

    # What was received is still answered as such.
    assert add(place, approved, 2).created is False
    assert len(rows()) == 2


def test_a_withdrawn_entry_takes_no_photo(place, entry):
    add(place, entry)
    withdraw_activity(place.viewer(), entry)

    for seed in (1, 2):
        with pytest.raises(RuleBroken, match="entry_withdrawn"):
            add(place, entry, seed)

    assert len(rows()) == 1


def test_an_entry_that_is_withdrawn_while_its_photo_is_drawn_takes_it_not(place, entry, monkeypatch):
    def redraw(content):
        withdraw_activity(place.viewer(), stored(entry.uuid))
        return drawn(content)

    drawn = photos.redraw
    monkeypatch.setattr(photos, "redraw", redraw)

    with pytest.raises(RuleBroken, match="entry_withdrawn"):
        add(place, entry)

    pictures = drawn(photo(1))
    assert rows() == []
    assert not evidence.exists(sha256_of(pictures.photo))


def test_a_photo_that_arrives_damaged_is_refused(place, entry):
    with pytest.raises(RuleBroken, match="photo_differs"):
        add_photo(place.viewer(), entry, sha256_of(photo(1)), photo(1)[:-1])

    assert rows() == []


def test_nothing_is_stored_while_the_store_is_away(place, entry, monkeypatch):
    def away(_content):
        raise EvidenceAway

    monkeypatch.setattr(evidence, "store", away)

    with pytest.raises(EvidenceAway):
        add(place, entry)

    assert rows() == [] and acts(entry) == ["submit_activity"]


def test_photos_are_counted_against_a_limit(place, entry, monkeypatch):
    limit = photos.throttling.PHOTOS_BY_ACTOR
    for _ in range(limit.tries):
        photos.throttling.count_try(limit, str(place.member.id))

    with pytest.raises(RuleBroken, match="too_many_tries"):
        add(place, entry)

    assert rows() == []


def test_a_photo_that_is_taken_back_is_deleted_and_makes_room(place, entry):
    for seed in (1, 2, 3):
        add(place, entry, seed)
    before = rows()[1]
    pictures = (before.stored_sha256, before.thumbnail_sha256)

    remove_photo(place.viewer(), entry, sha256_of(photo(2)))
    remove_photo(place.viewer(), entry, sha256_of(photo(2)))

    row = rows()[1]
    assert (row.slot, row.removed_at, row.expires_at) == (None, clock.now(), None)
    assert (row.stored_sha256, row.thumbnail_sha256) == (None, None)
    assert [evidence.exists(name) for name in pictures] == [False, False]
    assert [one.slot for one in list_photos([entry.id])[entry.id]] == [1, 3]
    assert add(place, entry, 4).created and rows()[-1].slot == 2
    assert acts(entry).count("remove_photo") == 1


def test_a_late_copy_does_not_bring_back_what_a_person_took_back_but_the_person_may(place, entry):
    add(place, entry)
    remove_photo(place.viewer(), entry, sha256_of(photo(1)))

    with pytest.raises(RuleBroken, match="photo_removed"):
        add(place, entry)
    receipt = add(place, entry, again=True)

    [row] = rows()
    assert receipt.created and (row.slot, row.removed_at) == (1, None)
    assert evidence.exists(row.stored_sha256) and evidence.exists(row.thumbnail_sha256)


def test_photos_of_an_approved_entry_are_not_taken_back(place, entry):
    add(place, entry)
    approve_activity(place.viewer(place.world.coordinator(place.commune)), stored(entry.uuid))

    with pytest.raises(RuleBroken, match="illegal_transition"):
        remove_photo(place.viewer(), entry, sha256_of(photo(1)))
    with pytest.raises(Missing):
        remove_photo(place.viewer(), entry, "0" * 64)

    assert rows()[0].removed_at is None


def test_what_cannot_be_deleted_now_is_deleted_later(place, entry, monkeypatch):
    add(place, entry)
    pictures = (rows()[0].stored_sha256, rows()[0].thumbnail_sha256)

    def away(_name):
        raise EvidenceAway

    with monkeypatch.context() as patch:
        patch.setattr(evidence, "delete", away)
        remove_photo(place.viewer(), entry, sha256_of(photo(1)))
        assert rows()[0].removed_at and rows()[0].stored_sha256
        with pytest.raises(EvidenceAway):
            expire_photos()

    expire_photos()

    assert rows()[0].stored_sha256 is None
    assert [evidence.exists(name) for name in pictures] == [False, False]


def test_photos_are_really_deleted_after_24_months_and_their_number_stays(place, entry, frozen_clock):
    add(place, entry, 1)
    frozen_clock.tick(days=1)
    add(place, entry, 2)
    old, young = rows()
    pictures = (old.stored_sha256, old.thumbnail_sha256)
    frozen_clock.moment = old.received_at + KEPT_FOR - timedelta(seconds=1)
    jobs.run_once()
    assert [row.removed_at for row in rows()] == [None, None]
    frozen_clock.tick(seconds=1)

    jobs.run_once()

    old, young = rows()
    assert (old.removed_at, old.slot) == (clock.now(), 1)
    assert (old.stored_sha256, old.thumbnail_sha256, old.expires_at) == (None, None, None)
    assert [evidence.exists(name) for name in pictures] == [False, False]
    assert young.removed_at is None and evidence.exists(young.stored_sha256)
    assert len(list_photos([entry.id])[entry.id]) == 2
    assert acts(entry)[-1] == "expire_photo"
    assert audit.verify_chains() is None
    assert (count(SignIn), count(Throttle)) == (0, 0)


def test_photos_of_a_withdrawn_entry_go_after_thirty_days(place, entry, frozen_clock):
    add(place, entry)
    frozen_clock.tick(days=3)
    withdraw_activity(place.viewer(), stored(entry.uuid))
    frozen_clock.moment += KEPT_ONCE_WITHDRAWN - timedelta(seconds=1)
    expire_photos()
    assert rows()[0].removed_at is None
    frozen_clock.tick(seconds=1)

    expire_photos()

    assert rows()[0].removed_at == clock.now() and rows()[0].stored_sha256 is None


def test_a_picture_that_another_photo_shows_is_kept_until_the_last_is_gone(place, entry):
    other = place.submitted(visits=9)
    add(place, entry)
    add(place, other)
    name = rows()[0].stored_sha256
    assert rows()[1].stored_sha256 == name

    remove_photo(place.viewer(), entry, sha256_of(photo(1)))
    assert evidence.exists(name)
    remove_photo(place.viewer(), other, sha256_of(photo(1)))

    assert not evidence.exists(name)


def test_a_picture_that_is_added_while_it_is_deleted_elsewhere_is_there_afterwards(place, entry, monkeypatch):
    other = place.submitted(visits=9)
    add(place, entry)
    delete = evidence.delete

    def add_and_delete(name) -> None:
        monkeypatch.setattr(evidence, "delete", delete)
        add(place, other)
        delete(name)

    monkeypatch.setattr(evidence, "delete", add_and_delete)

    remove_photo(place.viewer(), entry, sha256_of(photo(1)))

    shown = rows()[1]
    assert shown.removed_at is None
    assert evidence.exists(shown.stored_sha256) and evidence.exists(shown.thumbnail_sha256)


def test_a_picture_that_is_deleted_just_before_its_row_is_there_is_stored_again(place, entry, monkeypatch):
    keep = photos._keep

    def delete_and_keep(*arguments):
        pictures = photos.redraw(photo(1))
        for content in (pictures.photo, pictures.thumbnail):
            evidence.delete(sha256_of(content))
        return keep(*arguments)

    monkeypatch.setattr(photos, "_keep", delete_and_keep)

    add(place, entry)

    [row] = rows()
    assert evidence.exists(row.stored_sha256) and evidence.exists(row.thumbnail_sha256)

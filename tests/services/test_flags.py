"""Flags are found in the background, follow every change, and take a few statements however many entries."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from portal import clock, jobs
from portal.domain.photo_hashes import photo_marks
from portal.domain.quality import rank
from portal.domain.quality_surroundings import FIRST_PHOTO_PRINT
from portal.extensions import db
from portal.models import Activity, EntryPrint, Flag
from portal.queries import flag_facts
from portal.queries.flag_facts import list_alike
from portal.queries.flags import list_due, list_flags
from portal.services import flags
from portal.services.activities import correct_activity, withdraw_activity
from portal.services.flags import find_flags
from portal.services.photos import add_photo, expire_photos, remove_photo
from portal.services.reviews import approve_activity
from portal.transaction import transaction
from tests.entries import EntryPlace, count, stored
from tests.photo_files import sha256_of
from tests.quality_entries import LONG_NOTE
from tests.quality_photos import scene
from tests.queries_counted import counting_statements


@pytest.fixture
def place(world) -> EntryPlace:
    """A commune with a team."""
    return EntryPlace(world)


def codes_of(activity) -> list[str]:
    """Return the codes of an entry's flags, and check that its rank is theirs and it is not due."""
    db.session.rollback()
    found = list(db.session.scalars(select(Flag.code).where(Flag.activity_id == activity.id)))
    row = stored(activity.uuid)
    assert row.flag_rank == rank(found) and not row.is_check_due
    return sorted(found)


def add_scene(place, entry, seed, **options):
    """Send a photo of a scene as the entry's author."""
    content = scene(seed, **options)
    add_photo(place.world.viewer(place.member), entry, sha256_of(content), content)
    return sha256_of(content)


def test_a_second_entry_like_the_first_is_flagged_with_its_figures(place):
    first, second = place.submitted(), place.submitted()
    version = second.version

    find_flags()

    assert codes_of(first) == []
    assert codes_of(second) == ["likely_duplicate"]
    flag = db.session.scalar(select(Flag))
    assert flag.details == {"case": "exact_own", "day": "2022-06-16", "visits": 5, "own_visits": 5}
    assert (flag.other_id, flag.found_at) == (first.id, clock.now())
    assert stored(second.uuid).version == version


def test_the_worker_finds_flags(place):
    place.submitted()
    second = place.submitted()

    jobs.run_once()

    assert codes_of(second) == ["likely_duplicate"]


def test_what_was_checked_is_not_checked_again(place):
    place.submitted()
    place.submitted()
    find_flags()

    with counting_statements() as statements:
        find_flags()

    assert list_due(10) == [] and len(statements) == 1


def test_a_correction_takes_the_flag_away_and_another_brings_it_back(place):
    place.submitted()
    second = place.submitted()
    find_flags()

    correct_activity(place.viewer(), stored(second.uuid), place.content(visits=8))
    find_flags()
    assert codes_of(second) == []

    correct_activity(place.viewer(), stored(second.uuid), place.content(note="lần nữa"))
    find_flags()
    assert codes_of(second) == ["likely_duplicate"]


def test_a_withdrawn_entry_loses_its_flags_at_once_and_its_prints_soon(place):
    place.submitted(note=LONG_NOTE, occurred_on="2022-06-15")
    second = place.submitted(visits=61, note="")
    find_flags()
    assert codes_of(second) == ["impossible_tempo"]

    withdraw_activity(place.viewer(), stored(second.uuid))

    assert count(Flag) == 0 and stored(second.uuid).flag_rank == 0
    find_flags()
    assert codes_of(second) == []


def test_an_entry_whose_likeness_was_withdrawn_is_checked_again(place):
    first, second = place.submitted(), place.submitted()
    find_flags()
    assert codes_of(second) == ["likely_duplicate"]

    withdraw_activity(place.viewer(), stored(first.uuid))
    find_flags()

    assert codes_of(second) == []


def test_an_approved_entry_keeps_its_flags(place, world):
    place.submitted()
    second = place.submitted()
    find_flags()

    approve_activity(world.viewer(world.coordinator(place.commune)), stored(second.uuid))
    find_flags()

    assert codes_of(second) == ["likely_duplicate"]


def test_a_photo_that_arrives_later_is_looked_at(place):
    first, second = place.submitted(), place.submitted(visits=9)
    add_scene(place, first, 1)
    find_flags()
    assert codes_of(second) == []

    # The same picture smaller and saved anew, as a messenger would send it on.
    sent = add_scene(place, second, 1, size=(500, 375), quality=45)
    find_flags()
    assert codes_of(second) == ["same_photo"]

    remove_photo(place.viewer(), stored(second.uuid), sent)
    find_flags()
    assert codes_of(second) == []


def test_other_photos_are_not_the_same(place):
    for seed in range(6):
        entry = place.submitted(visits=10 + 3 * seed, kind="session")
        add_scene(place, entry, seed)

    find_flags()

    assert count(Flag) == 0


def test_nothing_of_a_photo_is_left_once_its_time_is_over(place, frozen_clock):
    entry = place.submitted(note=LONG_NOTE)
    add_scene(place, entry, 1)
    find_flags()
    assert count(EntryPrint) == 8

    frozen_clock.tick(days=731)
    expire_photos()

    assert count(EntryPrint) == 4


def test_a_copied_note_is_found_in_another_commune_and_names_no_entry_there(place, world):
    other = EntryPlace(world)
    place.submitted(note=LONG_NOTE)
    find_flags()
    copy = other.submitted(note=LONG_NOTE.replace("5", "11"))

    find_flags()

    assert codes_of(copy) == ["copied_note"]
    [shown] = list_flags([copy.id])[copy.id]
    assert (shown.details["case"], shown.other_uuid) == ("elsewhere", None)


def test_flags_of_a_page_come_by_weight_with_the_other_entry_of_the_commune(place):
    first = place.submitted()
    # Both are longer ago than a notebook waits.
    days = {"occurred_on": (clock.today() - timedelta(days=20)).isoformat(), "visits": 61}
    old, copy = place.submitted(**days), place.submitted(**days)
    find_flags()

    found = list_flags([first.id, copy.id])

    assert found[first.id] == []
    codes = ["likely_duplicate", "impossible_tempo", "logged_late"]
    assert [flag.code for flag in found[copy.id]] == codes
    assert found[copy.id][0].other_uuid == old.uuid


def test_the_last_entry_of_a_burst_flags_the_first_that_were_checked_before(place):
    noted = clock.now().isoformat()
    entries = []
    for back in range(8):
        day = (clock.today() - timedelta(days=back)).isoformat()
        entries.append(place.submitted(occurred_on=day, recorded_at=noted, visits=back + 1))
        find_flags()

    assert [codes_of(entry) for entry in entries] == [["burst"]] * 8


def test_a_hamlet_with_a_known_number_of_people_is_a_bound(place):
    place.world.census(place.hamlets[0], population=40, households=12)
    within = place.submitted(visits=40, kind="session", hamlet=place.hamlets[0].id, households=12)
    beyond = place.submitted(
        visits=41, kind="session", hamlet=place.hamlets[0].id, households=13, occurred_on="2022-06-15"
    )

    find_flags()

    assert codes_of(within) == []
    assert codes_of(beyond) == ["above_households", "above_population"]


def test_a_team_far_above_others_of_the_district_is_flagged(place, world):
    # Square roots: 4 4 5 5 6 6 7 7 and 13, the median 6, the deviations 2 2 1 1 0 0 1 1 7, their median 1:
    # 0.6745 * (13 - 6) / 1 = 4.7 is beyond 3.5, and 169 more than three times 36.
    for visits in (16, 16, 25, 25, 36, 36, 49, 49):
        team = world.team(place.commune)
        world.activity(team, world.member(team), visits=visits, kind="session")
    others = [place.submitted(visits=60, kind="session", note=part) for part in ("sáng", "trưa")]
    last = place.submitted(visits=49, kind="session", note="cuối")

    find_flags()

    assert [codes_of(entry) for entry in (*others, last)] == [["team_outlier"]] * 3
    figures = db.session.scalar(select(Flag.details).where(Flag.activity_id == last.id))
    assert figures == {"visits": 169, "median": 36, "teams": 9, "month": "2022-06-01"}


def test_a_person_in_two_teams_has_one_day(place, world):
    other = EntryPlace(world)
    world.member(other.team, place.member)
    place.submitted(visits=31)
    find_flags()
    second = other.submitted(visits=1)
    moved = world.activity(other.team, place.member, visits=30)

    find_flags()

    assert codes_of(moved) == ["impossible_tempo"]
    assert codes_of(second) == []


def test_what_changes_while_it_is_checked_stays_due(place, monkeypatch):
    place.submitted()
    second = place.submitted()
    read = flag_facts.read_batch

    def read_and_change(ids):
        batch = read(ids)
        table = Activity.__table__
        with transaction():
            later = clock.now() + timedelta(seconds=1)
            db.session.execute(update(table).where(table.c.id == second.id).values(updated_at=later))
        return batch

    monkeypatch.setattr(flags, "read_batch", read_and_change)
    monkeypatch.setattr(flags, "MOST_BATCHES", 1)

    find_flags()

    assert list_due(10) == [second.id]


def test_many_entries_take_a_few_statements(place, monkeypatch):
    for number in range(40):
        day = date(2022, 6, 1) + timedelta(days=number % 14)
        place.world.activity(place.team, place.member, visits=number + 1, occurred_on=day, note=LONG_NOTE)

    with counting_statements() as statements:
        find_flags()

    assert count(Flag) > 10 and len(statements) <= 25


def test_batches_of_one_team_each_find_what_one_batch_finds(place, world, monkeypatch):
    other = EntryPlace(world)
    monkeypatch.setattr(flags, "BATCH", 1)
    place.submitted(note=LONG_NOTE)
    place.submitted(visits=9, note=LONG_NOTE)
    third = other.submitted(note=LONG_NOTE)

    find_flags()

    assert codes_of(third) == ["copied_note"]


def test_of_photos_that_share_a_print_only_those_alike_are_read_on(place):
    entry = place.submitted()
    sent = 0x0F0F_1234_5678_9ABC
    prints = {"value": FIRST_PHOTO_PRINT | photo_marks(sent)[0], "activity_id": entry.id}
    with transaction():
        db.session.add(EntryPrint(**prints, photo=sent))

    def found(photo: int) -> list[int]:
        return [one.id for _print, one in list_alike({prints["value"]: (photo,)})]

    assert found(sent ^ 0b111) == [entry.id]
    assert found(sent ^ 0b1111) == []
    db.session.scalars(select(EntryPrint)).one().photo = None
    # It stands for several photos of the entry, which are all to be looked at.
    assert found(sent ^ 0b1111) == [entry.id]

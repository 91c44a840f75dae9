"""Answers to difficulties: who gives them, where they show, and what still waits for one."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.domain.errors import NotAllowed, RuleBroken
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import AuditRow, DifficultyAnswer, Unit
from portal.queries import difficulties
from portal.queries.activities import get_visible_activity
from portal.queries.difficulties import list_answers, list_own_answers, list_unanswered
from portal.services.activities import correct_activity, withdraw_activity
from portal.services.difficulties import answer_difficulty
from tests.entries import EntryPlace, count
from tests.queries_counted import counting_statements


@pytest.fixture
def place(world) -> EntryPlace:
    return EntryPlace(world)


@pytest.fixture
def coordinator(world, place):
    """The commune's coordinator as services see them."""
    return world.viewer(world.coordinator(place.commune))


def test_an_answer_is_stored_once_and_recorded(place, coordinator):
    entry = place.submitted(difficulty="Mạng yếu")

    for _ in range(2):
        answer_difficulty(coordinator, entry, " Đã báo nhà mạng. ")
    answer_difficulty(coordinator, entry, "Hôm nay có người xuống.")

    rows = db.session.scalars(select(DifficultyAnswer).order_by(DifficultyAnswer.id)).all()
    assert [row.text for row in rows] == ["Đã báo nhà mạng.", "Hôm nay có người xuống."]
    assert (rows[0].activity_id, rows[0].answered_by_id) == (entry.id, coordinator.id)
    assert rows[0].answered_at == clock.now()
    last = db.session.scalars(select(AuditRow).order_by(AuditRow.id.desc())).first()
    assert (last.action, last.thing) == ("answer_difficulty", f"activity:{entry.uuid}")


def test_only_the_communes_coordinator_and_the_province_answer(world, place):
    entry = place.submitted(difficulty="Mạng yếu")
    district = world.staff(Role.coordinator, world.district(world.province("Khác", "71")))
    others = [place.member, place.leader, world.coordinator(world.commune(name="Khác")), district]

    for person in others:
        with pytest.raises(NotAllowed):
            answer_difficulty(world.viewer(person), entry, "Đã báo.")

    assert count(DifficultyAnswer) == 0


@pytest.mark.parametrize(
    ("difficulty", "text", "code"),
    [
        ("", "Đã báo.", "no_difficulty"),
        ("Mạng yếu", " ", "note_needed"),
        ("Mạng yếu", "x" * 1001, "note_too_long"),
    ],
)
def test_what_makes_no_sense_is_refused(place, coordinator, difficulty, text, code):
    entry = place.submitted(difficulty=difficulty)

    with pytest.raises(RuleBroken) as caught:
        answer_difficulty(coordinator, entry, text)

    assert (caught.value.code, count(DifficultyAnswer)) == (code, 0)


def test_what_waits_is_listed_oldest_first_until_it_is_answered(place, coordinator, frozen_clock):
    entries = []
    for words in ("Một", "", "Ba", "Bốn"):
        entries.append(place.submitted(difficulty=words))
        frozen_clock.tick(minutes=1)
    withdraw_activity(place.viewer(), entries[3])

    before = [line.difficulty for line in list_unanswered(coordinator)[0]]
    answer_difficulty(coordinator, entries[0], "Đã báo.")
    after = [line.difficulty for line in list_unanswered(coordinator)[0]]

    assert (before, after) == (["Một", "Ba"], ["Ba"])


def test_a_correction_opens_what_it_tells_for_the_first_time_and_nothing_that_was_answered(
    place, coordinator
):
    quiet, answered = place.submitted(), place.submitted(difficulty="Mạng yếu", visits=2)
    answer_difficulty(coordinator, answered, "Đã báo.")

    for entry, words in ((quiet, "Máy hỏng"), (answered, "")):
        correct_activity(place.viewer(), entry, place.content(difficulty=words, visits=3))
    corrected = get_visible_activity(place.viewer(), answered.uuid)
    correct_activity(place.viewer(), corrected, place.content(difficulty="Mạng vẫn yếu", visits=3))

    assert [line.difficulty for line in list_unanswered(coordinator)[0]] == ["Máy hỏng"]
    correct_activity(
        place.viewer(),
        get_visible_activity(place.viewer(), quiet.uuid),
        place.content(difficulty="", visits=3),
    )
    assert list_unanswered(coordinator)[0] == []


def test_those_of_several_communes_come_in_one_order(world, place, coordinator):
    district = db.session.get_one(Unit, place.commune.parent_id)
    team = world.team(world.commune(district, name="Khác"))
    place.submitted(difficulty="Một")
    for words, minutes in (("Hai", 1), ("Ba", 2)):
        later = clock.now() + timedelta(minutes=minutes)
        world.activity(team, world.member(team), difficulty=words, submitted_at=later)
    staff = world.viewer(world.staff(Role.province_staff, db.session.get_one(Unit, district.parent_id)))

    assert [line.difficulty for line in list_unanswered(staff)[0]] == ["Một", "Hai", "Ba"]
    assert [line.difficulty for line in list_unanswered(coordinator)[0]] == ["Một"]


def test_the_list_is_paged_by_key_and_holds_ones_own_area_only(world, place, coordinator, monkeypatch):
    monkeypatch.setattr(difficulties, "PAGE_SIZE", 1)
    for words in ("Một", "Hai"):
        place.submitted(difficulty=words)
    outsider = world.viewer(world.coordinator(world.commune(name="Khác")))

    first, following = list_unanswered(coordinator)
    with counting_statements() as statements:
        second, end = list_unanswered(coordinator, following)

    assert ([line.difficulty for line in (*first, *second)], end) == (["Một", "Hai"], None)
    assert len(statements) == 1
    assert list_unanswered(outsider) == ([], None)


def test_the_member_finds_the_answer_with_the_entry_and_among_the_own_work(place, coordinator, client):
    entry = place.submitted(difficulty="Mạng yếu", occurred_on=date(2022, 6, 15).isoformat())
    answer_difficulty(coordinator, entry, "Đã báo nhà mạng.")

    [own] = list_own_answers(place.viewer())
    assert (own.uuid, own.difficulty, own.text) == (entry.uuid, "Mạng yếu", "Đã báo nhà mạng.")
    assert list_own_answers(place.viewer(place.leader)) == []
    assert [one.text for one in list_answers(entry.id)] == ["Đã báo nhà mạng."]
    client.sign_in(place.member)
    assert "Đã báo nhà mạng." in client.get(f"/activities/{entry.uuid}").text
    assert "Đã báo nhà mạng." in client.get("/my-work").text

"""Trainings completed online, from a spreadsheet: who is found, what is refused, and taking it back."""

from datetime import date

import pytest
from sqlalchemy import select

from portal.domain.team_status import TeamRole
from portal.extensions import db
from portal.models import TrainingCompletion
from portal.services.imports import undo_import
from tests.import_files import apply, codes_of, everything, import_rows, upload

DONE = {"title": "Thanh toán trực tuyến", "completed_on": "20/05/2022"}
COURSE = DONE | {"provider": "onetouch.mic.gov.vn", "certificate": "CN-7"}


@pytest.fixture
def commune(world):
    return world.commune(code="25399")


@pytest.fixture
def team(world, commune):
    return world.team(commune, leader=False)


@pytest.fixture
def coordinator(world, commune):
    return world.viewer(world.coordinator(commune))


@pytest.fixture
def lan(world, team):
    return world.member(team, world.user("Điểu Thị Lan", phone="0912345678"), role=TeamRole.leader)


def completions() -> list[tuple]:
    """Return what is recorded, in the order of people and days."""
    stored = TrainingCompletion
    columns = (stored.user_id, stored.title, stored.completed_on, stored.provider, stored.certificate)
    return [tuple(row) for row in db.session.execute(select(*columns).order_by(*columns[:3]))]


def test_a_completion_is_recorded_with_its_certificate(commune, coordinator, lan):
    imported = upload(
        coordinator, "completions", commune, [COURSE | {"phone": "0912 345 678", "name": "Điểu Thị Lan"}]
    )
    assert completions() == []

    apply(coordinator, imported)

    assert completions() == [(lan.id, "payment", date(2022, 5, 20), "onetouch.mic.gov.vn", "CN-7")]


def test_the_same_file_again_changes_nothing_and_more_is_filled_in(commune, coordinator, lan):
    row = DONE | {"phone": lan.phone, "name": lan.name}
    import_rows(coordinator, "completions", commune, [row])
    before = everything(but=("imports", "audit_rows", "audit_heads", "throttles", "acts", "act_rows"))

    again = upload(coordinator, "completions", commune, [row])

    assert again.outcome["counts"] == {"create": 0, "change": 0, "same": 1}
    assert everything(but=("imports", "audit_rows", "audit_heads", "throttles", "acts", "act_rows")) == before
    import_rows(coordinator, "completions", commune, [COURSE | {"phone": lan.phone, "name": lan.name}])
    assert completions()[0][3:] == ("onetouch.mic.gov.vn", "CN-7")


def test_what_is_recorded_otherwise_is_a_problem_of_its_cell(commune, coordinator, lan):
    import_rows(coordinator, "completions", commune, [COURSE | {"phone": lan.phone, "name": lan.name}])

    other = COURSE | {"phone": lan.phone, "name": lan.name, "certificate": "CN-8"}

    assert codes_of(upload(coordinator, "completions", commune, [other])) == [
        (2, "certificate", "completion_differs")
    ]


def test_an_import_is_undone_as_one_act(commune, coordinator, lan):
    import_rows(coordinator, "completions", commune, [DONE | {"phone": lan.phone, "name": lan.name}])
    more = [COURSE, DONE | {"title": "Kỹ năng số cơ bản"}]
    rows = [row | {"phone": lan.phone, "name": lan.name} for row in more]
    imported = import_rows(coordinator, "completions", commune, rows)
    assert len(completions()) == 2

    undo_import(coordinator, imported.id)

    assert completions() == [(lan.id, "payment", date(2022, 5, 20), None, None)]


def test_free_topics_stay_as_written_and_words_for_skills_become_skills(commune, coordinator, lan):
    titles = ("  Kỹ năng   số cơ bản ", "an toan tren mang")
    rows = [DONE | {"phone": lan.phone, "name": lan.name, "title": title} for title in titles]

    import_rows(coordinator, "completions", commune, rows)

    assert [row[1] for row in completions()] == ["Kỹ năng số cơ bản", "safety"]


def test_former_members_and_members_without_a_number_are_found(world, commune, coordinator, team):
    gone = world.member(team, world.user("Lý Văn Đi"), until=date(2022, 6, 1))
    bare = world.member(team, world.user("Y Bình", phone=None))
    rows = [
        DONE | {"phone": gone.phone, "name": "ly van di"},
        DONE | {"team_code": team.code, "name": "Y Bình"},
    ]

    import_rows(coordinator, "completions", commune, rows)

    assert {row[0] for row in completions()} == {gone.id, bare.id}


def test_problems_are_told_by_row_and_cell_and_nothing_is_written(world, commune, coordinator, team, lan):
    world.member(team, world.user("Y Bình", phone=None)), world.member(team, world.user("Y Bình", phone=None))
    good = DONE | {"phone": lan.phone, "name": lan.name}
    rows = [
        good,
        good | {"name": "Người Khác"},
        good | {"phone": "", "name": "Ai"},
        good | {"phone": "", "team_code": "T-XXXXX", "name": "Ai"},
        good | {"phone": "", "team_code": team.code, "name": "Y Bình"},
        good | {"phone": "", "team_code": team.code, "name": "Không Ai"},
        good | {"completed_on": "17/06/2022"},
        good | {"title": ""},
        good | {"completed_on": "31/02/2022"},
    ]

    imported = upload(coordinator, "completions", commune, rows)

    assert imported.state == "has_problems" and completions() == []
    assert [(line, key) for line, key, _code in sorted(codes_of(imported))] == [
        (3, "name"),
        (4, "phone"),
        (5, "team_code"),
        (6, "phone"),
        (7, "name"),
        (8, "completed_on"),
        (9, "title"),
        (10, "completed_on"),
    ]


def test_people_of_other_communes_are_answered_like_nobody(world, commune, coordinator):
    far = world.member(world.team(world.commune(name="Tân Tiến"), leader=False), world.user("Điểu Xa"))
    rows = [
        DONE | {"phone": far.phone, "name": "Điểu Xa"},
        DONE | {"phone": "0999999999", "name": "Điểu Xa"},
    ]

    imported = upload(coordinator, "completions", commune, rows)

    assert codes_of(imported) == [(2, "phone", "no_member_with_phone"), (3, "phone", "no_member_with_phone")]
    assert "Điểu Xa" not in str(imported.outcome["problems"]).replace(far.phone, "")


def test_a_row_repeated_counts_once_and_one_that_contradicts_is_refused(commune, coordinator, lan):
    row = COURSE | {"phone": lan.phone, "name": lan.name}

    same = upload(coordinator, "completions", commune, [row, row])
    other = upload(coordinator, "completions", commune, [row, row | {"certificate": "CN-9"}])

    assert same.outcome["counts"]["create"] == 1 and same.outcome["note_count"] == 1
    assert codes_of(other) == [(3, "certificate", "rows_contradict")]

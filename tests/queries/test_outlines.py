"""Which outlines a map shows, and what is told of a file before it is published."""

from datetime import date, timedelta

import pytest

from portal.domain.roles import Role
from portal.queries.outlines import get_outline_sheet, list_outline_files, list_outlines
from tests.factories import EARLY
from tests.queries_counted import counting_statements

MERGED = date(2022, 6, 1)


@pytest.fixture
def district(world):
    return world.district(world.province())


@pytest.fixture
def admin(world, district):
    return world.staff(Role.admin, district, "Quản Trị")


@pytest.fixture
def communes(world, district):
    return [world.commune(district, name) for name in ("Ánh", "Bình", "Chánh")]


def test_outlines_are_those_of_the_published_file_that_holds_on_the_day(world, admin, communes):
    one, two, _three = communes
    world.outlines(admin, one, two, until=MERGED, published=True, attribution="© Trước")
    world.outlines(admin, one, since=MERGED, published=True, attribution="© Sau")
    ids = [commune.id for commune in communes]

    with counting_statements() as statements:
        before, after = list_outlines(ids, MERGED - timedelta(days=1)), list_outlines(ids, MERGED)

    assert (set(before.rings), before.attribution) == ({one.id, two.id}, "© Trước")
    assert (set(after.rings), after.attribution) == ({one.id}, "© Sau")
    assert before.rings[one.id][0][:2] == [10_650_000, 1_150_000]
    assert len(statements) == 2


def test_drafts_and_other_places_are_left_out(world, admin, communes):
    world.outlines(admin, *communes)
    world.outlines(admin, communes[1], published=True)

    found = list_outlines([communes[0].id], MERGED)

    assert (found.rings, found.attribution) == ({}, None)


def test_a_day_before_all_files_has_no_outlines(world, admin, communes):
    world.outlines(admin, *communes, published=True)

    assert list_outlines([communes[0].id], EARLY - timedelta(days=1)).rings == {}


def test_files_are_listed_with_the_latest_day_first_and_drafts_before_what_they_replace(
    world, admin, communes
):
    published = world.outlines(admin, *communes, published=True)
    later = world.outlines(admin, communes[0], since=MERGED)
    draft = world.outlines(admin, *communes[:2])

    lines = list_outline_files()

    assert [line.id for line in lines] == [later.id, draft.id, published.id]
    assert [line.places for line in lines] == [1, 2, 3]
    assert [line.uploaded_by for line in lines] == ["Quản Trị"] * 3
    assert lines[0].last_day is None


def test_a_sheet_tells_what_the_file_lacks_and_replaces(world, admin, communes):
    one, two, three = communes
    world.outlines(admin, *communes, published=True, attribution="© Cũ")
    world.outlines(admin, one, since=MERGED, published=True)
    draft = world.outlines(admin, one, two)

    sheet = get_outline_sheet(draft.id)

    assert [unit.id for unit in sheet.communes] == [one.id, two.id]
    assert [unit.id for unit in sheet.missing] == [three.id]
    assert sheet.remarks == (("other_name", "90003: Xã Khác ≠ Xã Tân Tiến"),)
    assert sheet.replaces == "© Cũ"
    assert sheet.line.last_day == MERGED - timedelta(days=1)
    assert set(sheet.rings) == {one.id, two.id}


def test_an_unknown_file_has_no_sheet(world):
    assert get_outline_sheet(1) is None

"""Files of outlines are taken in as drafts, published for a time, replaced and removed."""

import hashlib
import threading
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from portal.domain.errors import Missing, NotAllowed, RuleBroken
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import AuditRow, OutlineFile, Unit, UnitOutline, UnitVersion
from portal.services.outlines import publish_outlines, remove_outlines, upload_outlines
from portal.transaction import transaction
from tests.factories import EARLY
from tests.outline_files import outline, outline_file, square

MERGED = date(2022, 6, 1)


@pytest.fixture
def place(world):
    """Two communes, an administrator, and a third commune that took over the code of the first."""
    district = world.district(world.province())
    old = world.commune(district, "Tân Phú", code="25195")
    near = world.commune(district, "Tân Đồng", code="25198")
    with transaction():
        db.session.get(Unit, old.id).versions[0].valid_to = MERGED
    new = world.unit(old.level, "Bình Phước", district, code="25195", since=MERGED)
    admin = world.viewer(world.staff(Role.admin, district))
    return SimpleNamespace(old=old, near=near, new=new, admin=admin, district=district)


def upload(place, *features, since=EARLY, attribution="© Sở Nội vụ", actor=None) -> int:
    """Upload a file; the two communes unless told otherwise."""
    content = outline_file(*(features or (outline("25195", name="Phường Tân Phú"), outline("25198"))))
    return upload_outlines(actor or place.admin, content, attribution=attribution, valid_from=since)


def files() -> list[tuple]:
    """Return every file as (id, published, valid from, valid to), afresh."""
    db.session.rollback()
    rows = db.session.execute(
        select(
            OutlineFile.id, OutlineFile.published_at, OutlineFile.valid_from, OutlineFile.valid_to
        ).order_by(OutlineFile.id)
    )
    return [(row.id, row.published_at is not None, row.valid_from, row.valid_to) for row in rows]


def outlined(file_id: int) -> set[int]:
    return set(db.session.scalars(select(UnitOutline.unit_id).where(UnitOutline.file_id == file_id)))


def actions() -> list[str]:
    return list(db.session.scalars(select(AuditRow.action).order_by(AuditRow.id)))


def test_an_upload_is_a_draft_with_the_shapes_of_the_communes_of_its_day(world, place):
    file_id = upload(place)

    assert files() == [(file_id, False, EARLY, None)]
    assert outlined(file_id) == {place.old.id, place.near.id}
    file = db.session.get(OutlineFile, file_id)
    assert (
        file.sha256
        == hashlib.sha256(outline_file(outline("25195", name="Phường Tân Phú"), outline("25198"))).hexdigest()
    )
    assert (file.attribution, file.remarks, file.uploaded_by_id) == ("© Sở Nội vụ", [], place.admin.id)
    rings = db.session.scalars(select(UnitOutline.rings)).first()
    assert sorted(zip(rings[0][::2], rings[0][1::2], strict=True))[0] == (10_650_000, 1_150_000)
    assert actions() == ["upload_outlines"]


def test_a_code_means_the_commune_that_had_it_on_the_day(world, place):
    file_id = upload(place, since=MERGED)

    assert outlined(file_id) == {place.new.id, place.near.id}
    # The file still calls it by the name of the commune before.
    assert db.session.get(OutlineFile, file_id).remarks == [
        ["other_name", "25195: Phường Tân Phú ≠ Xã Bình Phước"]
    ]


def test_names_in_any_unicode_form_and_case_are_the_same(world, place):
    file_id = upload(place, outline("25195", name="phu\u031bo\u031b\u0300ng ta\u0302n phu\u0301"))

    assert db.session.get(OutlineFile, file_id).remarks == []


def test_codes_that_no_commune_had_are_left_out_and_noted(world, place):
    file_id = upload(place, outline("25195"), outline("11111", name="Xã Lạ"), outline("\x00\ud800"))

    assert outlined(file_id) == {place.old.id}
    remarks = db.session.get(OutlineFile, file_id).remarks
    assert remarks == [["unknown_code", "11111 Xã Lạ"], ["unknown_code", "??"]]


@pytest.mark.parametrize(
    ("features", "codes"),
    [
        ([outline("25195", square()[:4])], ["open_ring"]),
        ([outline("11111")], ["no_known_code"]),
        # The code of the district is none of a commune.
        ([outline("90002")], ["no_known_code"]),
        ([outline("25195"), None, outline("25195")], ["not_feature", "repeated_code"]),
    ],
)
def test_a_file_with_problems_is_refused_as_a_whole(world, place, features, codes):
    with pytest.raises(RuleBroken) as refused:
        upload(place, *features)

    assert refused.value.code == "broken_outlines"
    assert [problem.code for problem in refused.value.details["problems"]] == codes
    assert files() == []
    assert actions() == []


def test_the_same_upload_twice_is_stored_once(world, place):
    first, second = upload(place), upload(place)

    assert first == second
    assert len(files()) == 1
    assert actions() == ["upload_outlines"]
    assert upload(place, attribution="© Khác") != first


def test_two_uploads_at_once_are_stored_once(app, world, place):
    found, start = [], threading.Barrier(2)

    def send() -> None:
        with app.app_context():
            start.wait()
            found.append(upload(place))
            db.session.remove()

    threads = [threading.Thread(target=send) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 2
    assert len(set(found)) == 1
    assert len(files()) == 1


def test_a_published_file_holds_until_the_next_one_begins(world, place):
    later = upload(place, since=MERGED)
    publish_outlines(place.admin, later)
    earlier = upload(place)

    publish_outlines(place.admin, earlier)

    assert files() == [(later, True, MERGED, None), (earlier, True, EARLY, MERGED)]
    assert actions()[-1] == "publish_outlines"


def test_publishing_replaces_the_file_of_the_same_day(world, place):
    first = upload(place)
    publish_outlines(place.admin, first)
    second = upload(place, attribution="© Mới")

    publish_outlines(place.admin, second)

    assert files() == [(second, True, EARLY, None)]
    assert outlined(first) == set()


def test_publishing_twice_changes_nothing(world, place, frozen_clock):
    file_id = upload(place)
    publish_outlines(place.admin, file_id)
    published_at = db.session.get(OutlineFile, file_id).published_at
    frozen_clock.tick(hours=1)

    publish_outlines(place.admin, file_id)

    db.session.rollback()
    assert db.session.get(OutlineFile, file_id).published_at == published_at
    assert actions().count("publish_outlines") == 1


def test_removing_a_file_gives_its_time_back_to_the_one_before(world, place):
    earlier, later = upload(place), upload(place, since=MERGED)
    publish_outlines(place.admin, earlier)
    publish_outlines(place.admin, later)

    remove_outlines(place.admin, later)

    assert files() == [(earlier, True, EARLY, None)]
    assert db.session.scalar(select(func.count()).select_from(UnitOutline)) == 2
    assert actions()[-1] == "remove_outlines"


def test_a_file_that_somebody_removed_meanwhile_is_missing(world, place):
    file_id = upload(place)
    remove_outlines(place.admin, file_id)

    with pytest.raises(Missing):
        publish_outlines(place.admin, file_id)
    with pytest.raises(Missing):
        remove_outlines(place.admin, file_id)

    assert actions() == ["upload_outlines", "remove_outlines"]


def test_only_administrators_keep_outlines(world, place):
    file_id = upload(place)
    staff = world.viewer(world.staff(Role.province_staff, place.district))

    for act in (
        lambda: upload(place, actor=staff),
        lambda: publish_outlines(staff, file_id),
        lambda: remove_outlines(staff, file_id),
    ):
        with pytest.raises(NotAllowed):
            act()

    assert files() == [(file_id, False, EARLY, None)]


def test_a_large_file_is_thinned_out(world, place, monkeypatch):
    monkeypatch.setattr("portal.services.outlines.MOST_POINTS", 40)
    # A saw of 1000 teeth on one side of the square.
    teeth = [[106.5 + number / 10_000, 11.5 - (number % 2) / 1000] for number in range(1001)]

    file_id = upload(place, outline("25195", [*teeth, [106.6, 11.6], [106.5, 11.6], teeth[0]]))

    [rings] = db.session.scalars(select(UnitOutline.rings).where(UnitOutline.file_id == file_id))
    assert sum(len(ring) // 2 for ring in rings) <= 40


def test_too_many_parts_are_refused(world, place, monkeypatch):
    monkeypatch.setattr("portal.services.outlines.MOST_POINTS", 5)
    islands = [[square(106.5 + number / 100, 11.5, 0.005)] for number in range(8)]

    with pytest.raises(RuleBroken) as refused:
        upload(place, outline("25195", geometry={"type": "MultiPolygon", "coordinates": islands}))

    assert [problem.code for problem in refused.value.details["problems"]] == ["too_detailed"]


def test_a_day_before_all_places_knows_no_code(world, place):
    with pytest.raises(RuleBroken) as refused:
        upload(place, since=EARLY - timedelta(days=1))

    assert [problem.code for problem in refused.value.details["problems"]] == ["no_known_code"]
    assert db.session.scalar(select(func.count()).select_from(UnitVersion)) > 0

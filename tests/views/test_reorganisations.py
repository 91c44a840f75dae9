"""Administrators see what a reorganisation would do, apply exactly that, and take it back."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from sqlalchemy import func, select

from portal.domain.reorganisations import MappingRow
from portal.extensions import db
from portal.models import Act, AuditRow, Reorganisation, Unit, UnitVersion
from portal.queries.units import find_unit_by_code
from portal.services.units import load_shipped_places
from tests.queries_counted import counting_statements
from tests.reorganisation_files import carried, mapping_csv, roster_csv
from tests.reorganised import BASIS, DAY, MAPPING, ROSTER, Old, new_unit

NEW = "/admin/reorganisations/new"


@pytest.fixture
def old(world, frozen_clock):
    """The five communes, three weeks after the day on which they are to be reorganised."""
    places = Old(world)
    frozen_clock.tick(days=34)
    return places


@pytest.fixture
def admin(client, old):
    """The browser of an administrator, in English."""
    client.sign_in(old.admin)
    client.get("/account?lang=en")
    return client


def preview(admin, roster: str | bytes | None = None, mapping: str | bytes | None = None, **values):
    """Send the form with both files in it."""
    files = {"roster_file": roster_csv() if roster is None else roster}
    files["mapping_file"] = mapping_csv() if mapping is None else mapping
    sent = {
        name: (BytesIO(one if isinstance(one, bytes) else one.encode()), "../../bảng.csv")
        for name, one in files.items()
    }
    return admin.get(NEW).submit(NEW, **sent, **({"on": "01/07/2022", "legal_basis": BASIS} | values))


def stored() -> list[int]:
    """Return how many reorganisations, places and facts about them there are."""
    return [
        db.session.scalar(select(func.count()).select_from(model))
        for model in (Reorganisation, Unit, UnitVersion, AuditRow, Act)
    ]


def typed(page) -> dict[str, str]:
    """Return what the boxes of a page hold."""
    return {box.get("name"): box.get("value") for box in page.all("input")}


def test_everything_is_shown_first_and_nothing_changes(admin, old):
    before = stored()

    page = preview(admin)

    assert page.status == 200
    assert page.h1 == "What the reorganisation would do"
    assert "Nobody would see more, and nobody would lose sight of anything." in page.text
    # 101 with 103, and 104 with 105: each of their coordinators keeps their own part only.
    assert "2 new communes would have no coordinator of their own yet" in page.text
    assert "Xã Lộc Thạnh" in page.text
    assert "line 8.1 is then out of 3 communes and no longer out of 5" in page.text
    assert "days up to 30/06/2022" in page.text
    assert "Tổ xã 104" in page.text
    assert "Xã Xã 101, Xã Xã 103" in page.text
    assert "Điều phối 102 (Coordinator, Xã Xã 102): Xã Bù Gia Mập" in page.text
    assert stored() == before


def test_what_was_shown_is_applied_and_says_what_to_do_next(admin, old):
    done = preview(admin).submit(NEW, confirmed="1")

    assert done.h1 == "Reorganisation of 01/07/2022"
    assert "The reorganisation is applied." in done.html
    assert "Phường Bình Phước" in done.text
    assert done.links()["Điều phối 103 – Xã Xã 103"] == f"/admin/users/{old.coordinators['103'].id}"
    assert "Điều phối 102 –" not in done.text
    assert done.links()["See the teams to be re-formed"] == "/teams?needs_reform=y"
    assert "Tổ xã 104" in done.follow("See the teams to be re-formed").text
    assert new_unit("101").full_name == "Phường Bình Phước"
    row = db.session.scalars(select(Reorganisation)).one()
    assert (row.changed_on, row.legal_basis) == (DAY, BASIS)
    act = db.session.get(Act, row.act_id)
    assert act.done_by_id == old.admin.id
    listed = admin.get("/admin/reorganisations")
    assert "5 became 3" in listed.text
    assert "Applied, can still be undone" in listed.text
    assert "Quản trị" in listed.text


def test_a_commune_that_got_a_coordinator_is_no_longer_asked_about(admin, world, old):
    done = preview(admin).submit(NEW, confirmed="1")
    world.coordinator(db.session.get(Unit, new_unit("101").id), "Điều phối mới")
    world.coordinator(db.session.get(Unit, new_unit("103").id), "Điều phối khác")

    page = admin.get(done.path)

    assert "Every new commune has a coordinator." in page.text


def test_a_second_click_on_apply_is_told_that_it_is_done(admin, old):
    shown = preview(admin)
    shown.submit(NEW, confirmed="1")
    before = stored()

    again = shown.submit(NEW, confirmed="1")

    assert again.status == 422
    assert "These places were reorganised on 01/07/2022 already." in again.text
    assert stored() == before


def test_when_something_changed_meanwhile_the_new_effects_are_shown_and_nothing_is_done(admin, world, old):
    shown = preview(admin)
    world.coordinator(old.communes["101"], "Điều phối thứ hai")
    before = stored()

    again = shown.submit(NEW, confirmed="1")

    assert again.status == 422
    assert "Something that this touches has changed since you looked. Nothing was done." in again.text
    assert stored() == before
    assert again.submit(NEW, confirmed="1").h1 == "Reorganisation of 01/07/2022"


def test_entries_that_arrive_meanwhile_do_not_hold_it_up(admin, world, old):
    shown = preview(admin)
    world.activity(old.teams["101"], old.members["101"])

    assert shown.submit(NEW, confirmed="1").h1 == "Reorganisation of 01/07/2022"


@pytest.mark.parametrize("name", ["on", "legal_basis", "mapping", "roster", "digest"])
def test_what_was_not_shown_is_not_applied(admin, old, name):
    values = typed(preview(admin))
    other = {"on": "2022-07-02", "legal_basis": "Khác", "digest": "0" * 64}
    other["mapping"] = mapping_csv((*MAPPING[:2], MappingRow(4, "103", "103"), *MAPPING[3:]))
    other["roster"] = roster_csv((*ROSTER[:2], replace(ROSTER[2], name="Khác"), *ROSTER[3:]))
    before = stored()

    sent = {key: value for key, value in values.items() if key in {*carried(), "digest", "csrf_token"}}
    page = admin.post(NEW, sent | {name: other[name], "confirmed": "1"})

    assert page.status == 422
    assert stored() == before


def test_each_problem_names_file_line_column_and_value_and_what_was_typed_stays(admin, old):
    page = preview(
        admin,
        roster_csv((*ROSTER[:3], replace(ROSTER[3], type="làng"))),
        "old_code,new\n101,101\n",
        legal_basis="Nghị quyết số 1",
    )

    assert page.status == 422
    assert "Map from old to new, line 1, column new_code: This column is missing" in page.text
    values = typed(page)
    assert (values["on"], values["legal_basis"]) == ("01/07/2022", "Nghị quyết số 1")
    assert "A table with 4 lines is there already." in page.text

    # Only the map is chosen anew; the list came along.
    again = page.submit(NEW, mapping_file=(BytesIO(mapping_csv().encode()), "map.csv"))

    assert again.status == 422
    assert (
        "List of the new places, line 5, column type: “làng” This type of place is not known." in again.text
    )


def test_problems_of_the_map_against_the_places_are_told_by_line(admin, old):
    page = preview(admin, mapping=mapping_csv((*MAPPING[1:], MappingRow(6, "99999", "101"))))

    assert page.status == 422
    assert "Map from old to new, line 6, column old_code: “99999” No commune has this code" in page.text
    assert "Map from old to new, column old_code: “101 Xã Xã 101” This commune goes nowhere." in page.text
    assert stored()[0] == 0


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        (b"PK\x03\x04\xff\xfe", "The file is not UTF-8 text."),
        (b"old_code,new_code\n1\x00,1\n", "Remove the invisible characters."),
        (b"x" * 100_001, "The file is larger than 100 KB."),
        (b"old_code,new_code\n" + b"1,2\n" * 5_001, "The map has more than 5,000 lines."),
        (b"", "Choose the file that says which old commune goes to which new one."),
        (b"old_code,new_code\n", "The map holds no line."),
        (b'old_code,new_code\n"101,' + b"1" * 99_000, "No commune has this code"),
    ],
)
def test_a_file_that_is_no_map_is_refused_with_what_to_do(admin, old, mapping, words):
    before = stored()

    page = preview(admin, mapping=mapping)

    assert page.status == 422
    assert words in page.text
    assert stored() == before


def test_what_came_along_in_the_page_is_no_larger_than_a_file(admin, old):
    values = typed(preview(admin))
    long = "old_code,new_code\n" + "".join(f"{number},1\n" for number in range(30_000))

    page = admin.post(NEW, {key: values[key] for key in ("csrf_token", *carried())} | {"mapping": long})

    assert page.status == 422
    assert "The file is larger than 100 KB." in page.text


def test_both_unicode_forms_and_a_byte_order_mark_are_read(admin, old):
    marked = "\N{BYTE ORDER MARK}" + roster_csv().replace("Đồng", "Đồng")

    done = preview(admin, marked).submit(NEW, confirmed="1")

    assert done.h1 == "Reorganisation of 01/07/2022"
    assert new_unit("75").full_name == "Tỉnh Đồng Nai"


def test_a_change_of_a_later_day_is_prepared_beforehand(admin, old):
    done = preview(admin, on="01/08/2022").submit(NEW, confirmed="1")

    assert "The new places begin on 01/08/2022." in done.text
    assert new_unit("101", date(2022, 7, 31)).id == old.communes["101"].id
    assert new_unit("101", date(2022, 8, 1)).full_name == "Phường Bình Phước"
    assert "Everything is as it was before." in done.submit("/undo").text
    assert new_unit("101", date(2022, 8, 1)).id == old.communes["101"].id


def test_whoever_wants_to_change_something_finds_the_form_as_it_was(admin, old):
    page = preview(admin).submit(NEW, change="1")

    assert page.status == 200
    assert page.h1 == "Prepare a reorganisation"
    assert typed(page)["legal_basis"] == BASIS
    assert page.submit(NEW).h1 == "What the reorganisation would do"


def test_it_is_undone_within_a_day(admin, old):
    done = preview(admin).submit(NEW, confirmed="1")

    undone = done.submit("/undo")

    assert "Quản trị undid this at" in undone.text
    assert "The reorganisation is undone. Everything is as it was before." in undone.html
    assert new_unit("101").id == old.communes["101"].id
    assert "Undone" in admin.get("/admin/reorganisations").text
    assert "This was undone already." in done.submit("/undo").html


def test_after_a_day_or_once_it_is_built_on_it_stays(admin, world, old, frozen_clock):
    done = preview(admin).submit(NEW, confirmed="1")
    world.coordinator(db.session.get(Unit, new_unit("101").id), "Điều phối mới")

    refused = done.submit("/undo")
    frozen_clock.tick(hours=24, seconds=1)
    admin.http.delete_cookie("session")
    admin.sign_in(old.admin)
    admin.get("/account?lang=en")
    late = admin.get(done.path)

    assert "Something that this made is in use by now" in refused.html
    assert "can no longer be undone" in late.text
    assert "/undo" not in late.html
    assert new_unit("101").full_name == "Phường Bình Phước"


def test_the_change_that_the_portal_brings_needs_no_file(client, world, frozen_clock):
    load_shipped_places()
    frozen_clock.set(frozen_clock.moment.replace(year=2025, month=7, day=20))
    client.sign_in(world.staff("admin", db.session.get(Unit, find_unit_by_code("70", date(2022, 6, 1)).id)))
    client.get("/account?lang=en")

    page = client.get("/admin/reorganisations")
    assert "111 communes become 40 by 1662/NQ-UBTVQH15" in page.text
    with counting_statements() as statements:
        shown = page.follow("Use it").submit(NEW)

    # The look writes all of it and takes it back, but asks nothing commune by commune.
    assert sum(one.startswith("SELECT") for one in statements) <= 60
    assert "111 become 40" in shown.text
    done = shown.submit(NEW, confirmed="1")
    assert done.h1 == "Reorganisation of 01/07/2025"
    assert "1662/NQ-UBTVQH15" in done.text
    assert "Ready to use" not in client.get("/admin/reorganisations").text


@pytest.mark.parametrize("person", ["staff", "district_staff"])
def test_nobody_else_gets_there(client, old, person):
    client.sign_in(getattr(old, person))

    assert client.get("/admin/reorganisations").status == 403
    assert client.get(NEW).status == 403


def test_an_unknown_reorganisation_is_not_found(admin, old):
    assert admin.get("/admin/reorganisations/2000000000").status == 404


def test_the_pages_ask_no_more_for_more_places(admin, old):
    done = preview(admin).submit(NEW, confirmed="1")

    with counting_statements() as listed:
        admin.get("/admin/reorganisations")
    with counting_statements() as shown:
        admin.get(done.path)

    assert len(listed) <= 6
    assert len(shown) <= 9


def test_the_way_there_is_offered_to_administrators(admin, old):
    assert "/admin/reorganisations" in admin.get("/admin/users").links().values()
    assert "/admin/reorganisations" in admin.get("/units").links().values()


def test_the_way_there_is_not_offered_to_others(client, old):
    client.sign_in(old.staff)

    assert "/admin/reorganisations" not in client.get("/units").links().values()

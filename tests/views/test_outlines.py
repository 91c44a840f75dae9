"""Administrators upload outlines, look at the draft, publish and remove it."""

from io import BytesIO

import pytest
from sqlalchemy import select

from portal.domain.outlines import MOST_BYTES
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import OutlineFile
from tests.outline_files import outline, outline_file, square


@pytest.fixture
def place(world):
    """A commune with a position, and a campaign."""
    province = world.province()
    commune = world.commune(world.district(province), "Đak Nhau", code="25405")
    world.point(commune, 11.9, 107.1)
    world.campaign(province)
    return commune


@pytest.fixture
def admin(client, world, place):
    """The browser of an administrator, in English."""
    user = world.staff(Role.admin, world.province("Đồng Nai", code="75"))
    world.grant(user, Role.admin, place.parent_id and db.session.get(type(place), place.parent_id))
    client.sign_in(user)
    client.get("/account?lang=en")
    return client


def upload(client, content: bytes, **values):
    """Send the form of the page with a file in it."""
    stated = {"attribution": "© Sở Nội vụ", "valid_from": "01/12/2018"} | values
    return client.get("/admin/outlines").submit(
        "/admin/outlines", file=(BytesIO(content), "../../xã.geojson"), **stated
    )


def stored() -> list[OutlineFile]:
    return list(db.session.scalars(select(OutlineFile).order_by(OutlineFile.id)))


def test_a_file_is_looked_at_then_published_then_removed(admin, place):
    draft = upload(admin, outline_file(outline("25405", name="Xã Đak Nhau")))

    assert draft.h1 == "Outlines from 01/12/2018 on"
    assert "no map shows it yet" in draft.text
    assert '<path class="map-shape' in draft.html
    assert "25405 Xã Đak Nhau" in draft.html
    before = admin.get(f"/coverage/map?unit={place.id}")
    assert "<circle" in before.html

    listed = draft.submit("/publish")

    assert "The maps show these outlines now." in listed.text
    after = admin.get(f"/coverage/map?unit={place.id}")
    assert '<circle class="map-shape' not in after.html
    assert "Outlines: © Sở Nội vụ" in after.text

    listed.follow("from 01/12/2018 on").submit("/remove")

    assert stored() == []
    assert "<circle" in admin.get(f"/coverage/map?unit={place.id}").html


def test_what_a_file_lacks_is_named_in_the_draft(admin, world, place):
    world.commune(db.session.get(type(place), place.parent_id), "Thọ Sơn", code="25408")

    draft = upload(admin, outline_file(outline("25405", name="Xã <b>Khác"), outline("11111")))

    assert "1 commune of that day has no outline" in draft.text
    assert "25408 Xã Thọ Sơn" in draft.text
    assert "25405: Xã <b>Khác ≠ Xã Đak Nhau" in draft.text
    assert "11111" in draft.text
    assert "<b>Khác" not in draft.html


def test_problems_of_a_file_are_told_one_by_one_and_what_was_typed_stays(admin, place):
    swapped = [[south, west] for west, south in square()]

    page = upload(admin, outline_file(outline("25405"), outline("25408", swapped), outline("25405")))

    assert page.status == 422
    assert "Place 2 of the file: Longitude and latitude are swapped (11.5, 106.5)" in page.text
    assert "Place 3 of the file: The code 25405 occurs twice." in page.text
    values = {box.get("name"): box.get("value") for box in page.all("input")}
    assert (values["attribution"], values["valid_from"]) == ("© Sở Nội vụ", "01/12/2018")
    assert stored() == []


@pytest.mark.parametrize(
    ("values", "field"),
    [({"attribution": " "}, "#attribution"), ({"valid_from": "2022-02-30"}, "#valid_from")],
)
def test_source_and_day_have_to_be_given(admin, place, values, field):
    page = upload(admin, outline_file(outline("25405")), **values)

    assert page.status == 422
    assert field in page.links().values()
    assert stored() == []


def test_a_form_without_a_file_says_so(admin, place):
    page = admin.get("/admin/outlines").submit("/admin/outlines", attribution="©", valid_from="2018-12-01")

    assert page.status == 422
    assert "Choose the file." in page.text


def test_five_megabytes_are_taken_and_more_are_not(admin, place):
    sound = outline_file(outline("25405"))

    taken = upload(admin, sound + b" " * (MOST_BYTES - len(sound)))
    refused = upload(admin, sound + b" " * (MOST_BYTES - len(sound) + 1))
    far_too_large = upload(admin, b" " * (MOST_BYTES + 100_000))

    assert taken.h1 == "Outlines from 01/12/2018 on"
    assert refused.status == 422
    assert "larger than 5 MB" in refused.text
    assert far_too_large.status == 413
    assert len(stored()) == 1


def test_other_forms_keep_their_smaller_limit(admin):
    page = admin.get("/admin/users/new")
    answer = admin.http.post("/admin/users/new", data={"name": "x" * 3_000_000})

    assert page.status == 200
    assert answer.status_code == 413


def test_a_file_that_is_gone_is_not_found(admin, place):
    draft = upload(admin, outline_file(outline("25405")))
    draft.submit("/remove")

    assert draft.submit("/publish").status == 404
    assert draft.submit("/remove").status == 404
    assert admin.get("/admin/outlines/2000000000").status == 404


def test_a_draft_says_what_it_would_replace(admin, world, place):
    upload(admin, outline_file(outline("25405")), attribution="© Trước").submit("/publish")

    draft = upload(admin, outline_file(outline("25405")), attribution="© Sau")

    assert "Maps show outlines from that day on already (© Trước)" in draft.text

"""Administrators find people, create staff, give and end roles, and close accounts."""

import re

import pytest
from sqlalchemy import select

from portal.domain.roles import Role
from portal.extensions import db
from portal.models import ActivationLink, RoleGrant, User

ADDRESS = "http://localhost"


@pytest.fixture
def province(world):
    """A province."""
    return world.province()


@pytest.fixture
def commune(world, province):
    """A commune of the province."""
    return world.commune(world.district(province))


@pytest.fixture
def admin(world, province, client):
    """The only administrator, signed in."""
    user = world.staff(Role.admin, province, "Quản Trị")
    client.sign_in(user)
    return user


def grants(user_id):
    """Return the roles of a person that have not ended."""
    return db.session.scalars(
        select(RoleGrant.role).where(RoleGrant.user_id == user_id, RoleGrant.ends_on.is_(None))
    ).all()


def link_on(page) -> str:
    """Return the path of the link that the page shows."""
    return re.search(rf"{ADDRESS}(/join/[a-z2-9-]+)", page.html)[1]


def token_of(client) -> str:
    """Return the token of a page's form."""
    boxes = client.get("/account").all("input")
    return next(box.get("value") for box in boxes if box.get("name") == "csrf_token")


def test_a_staff_account_is_created_and_its_link_works(client, app, commune, admin):
    page = client.get("/admin/users/new")

    seen = page.submit(
        "/admin/users/new", name="Lê Văn Sỹ", phone="0912 345 678", role="coordinator", unit=str(commune.id)
    )
    assert seen.status == 200 and db.session.scalar(select(User.id).where(User.phone == "0912345678")) is None
    shown = seen.submit("/admin/users/new", confirmed="1")

    user = db.session.scalars(select(User).where(User.phone == "0912345678")).one()
    assert grants(user.id) == ["coordinator"]
    person = type(client)(app)
    landed = person.get(link_on(shown)).submit("/join/", password="bảy con gà trống 31")
    assert landed.path == "/reviews"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "#name"),
        ({"phone": "abc"}, "#phone"),
        ({"phone": ""}, "#phone"),
        ({"phone": "0987654321"}, "#phone"),
        ({"role": "member"}, "#role"),
        ({"role": "admin"}, "#unit"),
        ({"unit": "999999"}, "#unit"),
    ],
)
def test_an_account_that_does_not_fit_comes_back_with_what_was_typed(
    client, world, commune, admin, values, field
):
    world.user("Somebody else", phone="0987654321")
    good = {"name": "Lê Văn Sỹ", "phone": "0912345678", "role": "coordinator", "unit": str(commune.id)}

    page = client.get("/admin/users/new").submit("/admin/users/new", **(good | values))

    assert page.status == 422 and field in page.links().values()
    assert "Somebody else" not in page.text
    assert db.session.scalar(select(User.id).where(User.name == "Lê Văn Sỹ")) is None


def test_the_list_shows_staff_and_finds_members_without_their_numbers(client, world, commune, admin):
    world.coordinator(commune, "Trần Thị Phượng")
    member = world.member(world.team(commune), world.user("Điểu Khuê", phone="0912345678"))

    page = client.get("/admin/users")
    assert "Trần Thị Phượng" in page.text and "Điểu Khuê" not in page.text
    found = page.submit("/admin/users", words="dieu khue")

    assert "Điểu Khuê" in found.text and "Trần Thị Phượng" not in found.text
    account = client.get(f"/admin/users/{member.id}")
    assert "0912345678" not in account.html and "09*****678" in account.text


def test_roles_are_given_and_ended(client, world, commune, admin):
    person = world.coordinator(commune)
    other = world.commune(db.session.get(type(commune), commune.parent_id), "Bom Bo")
    page = client.get(f"/admin/users/{person.id}").follow("Giao vai trò")

    page = page.submit("/roles/new", role="coordinator", unit=str(other.id))
    assert grants(person.id) == ["coordinator"]
    page = page.submit("/roles/new", confirmed="1")
    assert grants(person.id) == ["coordinator", "coordinator"]
    page = page.submit("/end")

    assert page.path == f"/admin/users/{person.id}"
    assert grants(person.id) == ["coordinator"]


def test_a_member_who_becomes_staff_gets_a_link(client, world, commune, admin):
    person = world.member(world.team(commune))

    seen = client.get(f"/admin/users/{person.id}/roles/new").submit(
        "/roles/new", role="coordinator", unit=str(commune.id)
    )
    shown = seen.submit("/roles/new", confirmed="1")

    assert link_on(shown).startswith("/join/")
    assert grants(person.id) == ["coordinator"]


def test_a_link_is_reissued_and_ends_the_earlier_one(client, world, commune, admin):
    person = world.coordinator(commune)
    first = link_on(client.get(f"/admin/users/{person.id}").submit("/link"))

    second = link_on(client.get(f"/admin/users/{person.id}").submit("/link"))

    client.http.delete_cookie("portal")
    assert client.get(first).status == 404
    assert client.get(second).status == 200


def test_a_disabled_person_is_out_at_once_and_can_come_back(client, app, world, commune, admin):
    person = world.coordinator(commune)
    theirs = type(client)(app)
    theirs.sign_in(person)

    client.get(f"/admin/users/{person.id}").submit("/disable")

    assert theirs.get("/teams").path.startswith("/sign-in")
    page = theirs.get("/sign-in").submit("/sign-in", phone=person.phone, password="bón phân cho lúa 58")
    assert page.status == 422
    client.get(f"/admin/users/{person.id}").submit("/enable")
    assert theirs.sign_in(person).status == 200


def test_the_last_administrator_stays(client, admin):
    page = client.get(f"/admin/users/{admin.id}").submit("/disable")
    assert page.path == f"/admin/users/{admin.id}"

    page = page.submit("/end")

    assert grants(admin.id) == ["admin"]
    assert db.session.scalar(select(User.disabled_at)) is None
    assert client.get("/admin/users").status == 200


def test_nobody_else_comes_near(client, world, province, commune):
    team = world.team(commune)
    target = world.user("Đích", can_sign_in=False)
    people = (
        world.member(team),
        world.coordinator(commune),
        world.staff(Role.province_staff, province),
    )
    for person in people:
        client.http.delete_cookie("portal")
        client.sign_in(person)
        data = {
            "csrf_token": token_of(client),
            "name": "X",
            "phone": "0912345678",
            "role": "admin",
            "unit": "1",
        }
        for path in ("/admin/users", "/admin/users/new", f"/admin/users/{target.id}"):
            assert client.get(path).status == 403
        for tail in ("roles/new", "grants/1/last-day", "grants/1/end", "link", "disable", "enable"):
            assert client.post(f"/admin/users/{target.id}/{tail}", data).status == 403
        assert client.post("/admin/users/new", data).status == 403

    assert db.session.scalars(select(ActivationLink.id)).all() == []
    assert grants(target.id) == [] and target.disabled_at is None
    assert db.session.scalar(select(User.id).where(User.phone == "0912345678")) is None


def test_unknown_people_and_roles_are_not_found(client, world, commune, admin):
    person, other = world.coordinator(commune), world.coordinator(commune)
    others_grant = db.session.scalar(select(RoleGrant.id).where(RoleGrant.user_id == other.id))
    data = {"csrf_token": token_of(client)}

    assert client.get("/admin/users/999999").status == 404
    assert client.post("/admin/users/999999/disable", data).status == 404
    assert client.post(f"/admin/users/{person.id}/grants/{others_grant}/end", data).status == 404

    assert grants(other.id) == ["coordinator"]


@pytest.mark.parametrize(
    "query", ["role=x", "after=x", "after=99999999999999999999", "words=%25", "words=!!!"]
)
def test_nonsense_in_the_address_of_the_list_is_taken_as_nothing(client, admin, query):
    assert client.get(f"/admin/users?{query}").status == 200

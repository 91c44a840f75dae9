"""Administrators find people, create staff, give and end roles, and close accounts."""

import re
from datetime import date

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


def test_what_a_role_means_is_seen_before_it_is_given(client, world, province, commune, admin):
    person = world.user("Lê Văn Sỹ")
    world.team(commune)
    page = client.get(f"/admin/users/{person.id}/roles/new")

    of_commune = page.submit("/roles/new", role="coordinator", unit=str(commune.id))
    of_district = page.submit("/roles/new", role="coordinator", unit=str(commune.parent_id))
    of_province = page.submit("/roles/new", role="admin", unit=str(province.id), last_day="31/12/2022")

    assert "Lê Văn Sỹ" in of_commune.text
    assert "Số xã: 1 · số tổ: 1 · số người trong các tổ: 1" in of_commune.text
    assert "Duyệt, trả lại kèm lý do" in of_commune.text and "Số điện thoại của tổ viên" in of_commune.text
    assert "Duyệt, trả lại" not in of_district.text and "Xem lại" in of_district.text
    assert "khóa và mở mọi tài khoản" in of_province.text and "31/12/2022" in of_province.text
    assert grants(person.id) == []


def test_what_was_typed_comes_back_to_be_changed(client, world, commune, admin):
    good = {"name": "Lê Văn Sỹ", "phone": "0912 345 678", "role": "coordinator", "unit": str(commune.id)}
    seen = client.get("/admin/users/new").submit("/admin/users/new", **good, starts_on="01/07/2022")

    form = seen.submit("/admin/users/new", change="1")

    assert form.status == 200
    for typed in ("Lê Văn Sỹ", "0912 345 678", "01/07/2022"):
        assert f'value="{typed}"' in form.html
    assert db.session.scalar(select(User.id).where(User.phone == "0912345678")) is None
    form.submit("/admin/users/new").submit("/admin/users/new", confirmed="1")
    given = db.session.execute(select(RoleGrant.starts_on, RoleGrant.ends_on).order_by(RoleGrant.id.desc()))
    assert tuple(given.first()) == (date(2022, 7, 1), None)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"starts_on": ""}, "#starts_on"),
        ({"starts_on": "15/06/2022"}, "#starts_on"),
        ({"starts_on": "31/02/2022"}, "#starts_on"),
        ({"last_day": "15/06/2022"}, "#last_day"),
        ({"starts_on": "01/07/2022", "last_day": "30/06/2022"}, "#last_day"),
        ({"last_day": "x"}, "#last_day"),
    ],
)
@pytest.mark.parametrize("step", [{}, {"confirmed": "1"}])
def test_days_that_do_not_fit_are_refused_beside_their_field(
    client, world, commune, admin, values, field, step
):
    person = world.user()
    good = {"role": "coordinator", "unit": str(commune.id), "starts_on": "16/06/2022", "last_day": ""}
    data = {"csrf_token": token_of(client)} | good | values | step

    page = client.post(f"/admin/users/{person.id}/roles/new", data)

    assert page.status == 422 and field in page.links().values()
    assert grants(person.id) == []


def test_a_role_shows_its_days_is_given_an_end_and_stays_in_the_history(client, world, commune, admin):
    person = world.coordinator(commune)
    world.grant(person, Role.coordinator, world.commune(name="Bom Bo"), until=date(2022, 3, 1))
    world.grant(person, Role.coordinator, world.commune(name="Bình Minh"), since=date(2022, 7, 1))
    page = client.get(f"/admin/users/{person.id}")
    assert "từ 01/07/2022" in page.text
    assert "Vai trò trước đây" in page.text and "28/02/2022" in page.text
    held = db.session.scalar(select(RoleGrant.id).where(RoleGrant.unit_id == commune.id))

    wrong = page.submit(f"/{held}/last-day", **{f"grant-{held}-last_day": "01/06/2022"})
    assert wrong.status == 422 and f"#grant-{held}-last_day" in wrong.links().values()
    page = wrong.submit(f"/{held}/last-day", **{f"grant-{held}-last_day": "31/12/2022"})

    assert "ngày cuối 31/12/2022" in page.text
    ends = db.session.scalar(select(RoleGrant.ends_on).where(RoleGrant.id == held))
    assert ends == date(2023, 1, 1)


def test_who_becomes_staff_later_is_listed_with_the_day(client, world, commune, admin):
    world.grant(world.user("Lê Văn Sỹ"), Role.coordinator, commune, since=date(2022, 7, 1))

    page = client.get("/admin/users")

    assert "Lê Văn Sỹ" in page.text and "từ 01/07/2022" in page.text


def test_a_resting_account_is_told_apart_and_woken(client, app, world, commune, admin):
    person = world.resting_user("Lý Thị Ngủ")
    world.grant(person, Role.coordinator, commune)
    page = client.get(f"/admin/users/{person.id}")
    assert "Tạm nghỉ do lâu không dùng" in page.text

    page.submit("/enable")

    assert type(client)(app).sign_in_on_page(person).status == 200


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
    assert theirs.sign_in_on_page(person).status == 200


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

"""What a coordinator does about the people of a team."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from portal.domain.roles import Role
from portal.extensions import db
from portal.models import ActivationLink, Membership, TrainingCompletion, User
from tests.factories import PASSWORD


@pytest.fixture
def commune(world):
    """A commune."""
    return world.commune()


@pytest.fixture
def team(world, commune):
    """A team with a leader."""
    return world.team(commune)


@pytest.fixture
def coordinator(world, commune, client):
    """The commune's coordinator, signed in."""
    user = world.coordinator(commune)
    client.sign_in(user)
    return user


def seats():
    """Return name, role and days of all seats."""
    rows = db.session.execute(
        select(User.name, Membership.role, Membership.starts_on, Membership.ends_on)
        .join(User, User.id == Membership.user_id)
        .order_by(Membership.id)
    )
    return [tuple(row) for row in rows]


def seat_id(user):
    """Return the id of a person's latest seat."""
    return db.session.scalar(
        select(Membership.id).where(Membership.user_id == user.id).order_by(Membership.id.desc()).limit(1)
    )


def test_somebody_new_is_added(client, team, coordinator):
    page = client.get(f"/teams/{team.id}/members/new")

    page = page.submit("/members/new", name="Điểu Khuê", phone="0912 345 678", since="15/06/2022")

    assert page.path == f"/teams/{team.id}" and "0912345678" in page.text
    assert seats()[1] == ("Điểu Khuê", "member", date(2022, 6, 15), None)


def test_a_person_of_the_commune_is_chosen(client, world, commune, team, coordinator):
    person = world.member(world.team(commune, leader=False, name="Tổ xã"), world.user("Bình"))

    client.get(f"/teams/{team.id}/members/new").submit("/members/new", person=str(person.id), role="deputy")

    assert [row[:2] for row in seats()][-1] == ("Bình", "deputy")
    assert len({row[0] for row in seats()}) == 2


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "#name"),
        ({"name": "An", "phone": "12"}, "#phone"),
        ({"name": "An", "phone": "0912345678"}, "#phone"),
        ({"name": "An", "since": "17/06/2022"}, "#since"),
        ({"name": "An", "role": "leader"}, "#replace_leader"),
        ({"name": "An", "role": "king"}, "#role"),
        ({"name": "An", "affiliation": "king"}, "#affiliation"),
        ({"name": "x" * 101}, "#name"),
    ],
)
def test_what_does_not_fit_is_refused_beside_its_field(client, world, team, coordinator, values, field):
    world.user("Somebody else", phone="0912345678")
    before = seats()

    page = client.get(f"/teams/{team.id}/members/new").submit("/members/new", **values)

    assert page.status == 422
    assert field in page.links().values()
    assert f'value="{values["name"]}"' in page.html
    assert "Somebody else" not in page.text
    assert seats() == before


def test_a_form_sent_twice_adds_one_member(client, team, coordinator):
    page = client.get(f"/teams/{team.id}/members/new")
    values = {"name": "Điểu Khuê", "phone": "0912345678"}
    page.submit("/members/new", **values)

    again = page.submit("/members/new", **values)

    assert again.status == 422
    assert len(seats()) == 2


def test_a_new_leader_takes_over_after_a_tick(client, world, team, coordinator):
    deputy = world.member(team, world.user("Bình"), role="deputy")
    page = client.get(f"/teams/{team.id}/members/{seat_id(deputy)}")

    asked = page.submit(f"/members/{seat_id(deputy)}", role="leader")
    assert asked.status == 422 and "#replace_leader" in asked.links().values()
    done = asked.submit(f"/members/{seat_id(deputy)}", replace_leader="y")

    assert done.path == f"/teams/{team.id}"
    assert [row[1:] for row in seats() if row[3] is None] == [
        ("member", date(2022, 6, 16), None),
        ("leader", date(2022, 6, 16), None),
    ]


def test_a_membership_is_ended_and_folded_away(client, world, team, coordinator):
    person = world.member(team, world.user("Bình"))
    page = client.get(f"/teams/{team.id}/members/{seat_id(person)}")

    page = page.submit("/end", ends_on="15/06/2022")

    assert page.path == f"/teams/{team.id}"
    assert seats()[1][3] == date(2022, 6, 15)
    folded = " ".join("".join(one.itertext()) for one in page.all("details"))
    assert "Bình" in folded


def test_an_end_before_the_beginning_comes_back_with_what_was_typed(client, world, team, coordinator):
    person = world.member(team, world.user("Bình"))

    page = client.get(f"/teams/{team.id}/members/{seat_id(person)}").submit("/end", ends_on="01/01/2022")

    assert page.status == 422 and "#ends_on" in page.links().values()
    assert 'value="2022-01-01"' in page.html or 'value="01/01/2022"' in page.html
    assert seats()[1][3] is None


def test_a_name_and_number_are_corrected(client, world, team, coordinator):
    person = world.member(team, world.user("Binh", phone="0912345678"))

    page = client.get(f"/teams/{team.id}/members/{seat_id(person)}").submit(
        "/person", name="Bình", phone="0987654321"
    )

    assert "0987654321" in page.text
    stored = db.session.execute(select(User.name, User.phone).where(User.id == person.id)).one()
    assert tuple(stored) == ("Bình", "0987654321")


def test_an_activation_link_is_shown_once_and_lets_the_member_in(client, app, world, team, coordinator):
    person = world.member(team, world.user("Bình", phone="0912345678", can_sign_in=False))

    shown = client.get(f"/teams/{team.id}").submit(f"/members/{seat_id(person)}/invite")

    address = re.search(r"http://localhost/join/[a-z2-9-]+", shown.html)[0]
    assert shown.status == 200
    assert shown.headers["Cache-Control"] == "no-store"
    assert address not in client.get(f"/teams/{team.id}").html
    member = type(client)(app)
    page = member.get(address.removeprefix("http://localhost")).submit(
        "/join/", password="bảy con gà trống 31"
    )
    assert page.status == 200 and page.path == "/log"
    assert db.session.scalars(select(ActivationLink.used_at)).one() is not None


def test_a_lost_phone_is_replaced_in_one_step(client, app, world, team, coordinator):
    person = world.member(team, world.user("Bình", phone="0912345678"))
    old_phone = type(client)(app)
    old_phone.sign_in(person)
    page = client.get(f"/teams/{team.id}/members/{seat_id(person)}")

    shown = page.submit("/rebind", **{"rebind-phone": "0987 654 321"})

    address = re.search(r"http://localhost(/join/[a-z2-9-]+)", shown.html)[1]
    assert shown.status == 200 and "Bình" in shown.text
    assert old_phone.get("/log").path.startswith("/sign-in")
    new_phone = type(client)(app)
    assert new_phone.get(address).submit("/join/", password="bảy con gà trống 31").path == "/log"
    assert db.session.scalar(select(User.phone).where(User.id == person.id)) == "0987654321"


@pytest.mark.parametrize("typed", ["", "12", "0987654321"])
def test_a_number_that_does_not_fit_moves_no_account(client, world, team, coordinator, typed):
    world.user("Somebody else", phone="0987654321")
    person = world.member(team, world.user("Bình", phone="0912345678"))

    page = client.get(f"/teams/{team.id}/members/{seat_id(person)}").submit(
        "/rebind", **{"rebind-phone": typed}
    )

    assert page.status == 422 and "#rebind-phone" in page.links().values()
    assert "Somebody else" not in page.text and f'value="{typed}"' in page.html
    assert db.session.scalar(select(User.phone).where(User.id == person.id)) == "0912345678"
    assert db.session.scalars(select(ActivationLink.id)).all() == []


def test_a_resting_member_is_shown_and_woken_with_one_tap(client, app, world, team, coordinator):
    person = world.member(team, world.resting_user("Lý Thị Ngủ"))
    theirs = type(client)(app)
    told = theirs.get("/sign-in").submit("/sign-in", phone=person.phone, password=PASSWORD)
    assert told.status == 422 and "tạm nghỉ vì 45 ngày" in told.text
    page = client.get(f"/teams/{team.id}")
    assert "Tạm nghỉ do lâu không dùng" in page.text

    page = page.submit(f"/members/{seat_id(person)}/wake")

    assert page.path == f"/teams/{team.id}" and "Lý Thị Ngủ đã đăng nhập lại được" in page.text
    assert "Tạm nghỉ" not in page.text
    assert theirs.sign_in_on_page(person).path == "/log"


def test_a_resting_member_of_staff_is_left_to_the_administrator(client, world, commune, team, coordinator):
    person = world.member(team, world.resting_user())
    world.grant(person, Role.coordinator, commune)

    page = client.get(f"/teams/{team.id}").submit(f"/members/{seat_id(person)}/wake")

    assert page.path == f"/teams/{team.id}" and "quản trị viên" in page.text
    assert db.session.scalar(select(User.disabled_at).where(User.id == person.id)) is not None


def test_a_link_for_staff_is_refused_in_words(client, world, commune, team, coordinator):
    person = world.member(team, world.staff(Role.admin, commune))

    page = client.get(f"/teams/{team.id}").submit(f"/members/{seat_id(person)}/invite")

    assert page.path == f"/teams/{team.id}"
    assert "/join/" not in page.html
    assert db.session.scalars(select(ActivationLink.id)).all() == []


def test_a_seat_of_another_team_or_commune_is_not_found(client, world, commune, team, coordinator):
    other = world.team(commune, leader=False, name="Tổ xã")
    foreign_seat = seat_id(world.member(other))
    token = next(
        one.get("value") for one in client.get("/account").all("input") if one.get("name") == "csrf_token"
    )

    for tail in ("", "/end", "/person", "/invite", "/rebind", "/wake"):
        path = f"/teams/{team.id}/members/{foreign_seat}{tail}"
        data = {"csrf_token": token, "ends_on": "2022-06-16", "name": "X", "role": "leader"}
        assert client.post(path, data).status == 404

    assert seats()[1][3] is None


def test_members_and_neighbours_change_nobody(client, world, commune, team):
    person = world.member(team, world.user("Bình"))
    for user, status in ((person, 403), (world.coordinator(world.commune()), 404)):
        client.http.delete_cookie("portal")
        client.sign_in(user)
        token = next(
            one.get("value") for one in client.get("/account").all("input") if one.get("name") == "csrf_token"
        )
        for tail in ("new", str(seat_id(person)), f"{seat_id(person)}/end", f"{seat_id(person)}/invite"):
            data = {"csrf_token": token, "ends_on": "2022-06-16", "name": "X", "since": "2022-06-16"}
            assert client.post(f"/teams/{team.id}/members/{tail}", data).status == status

    assert [row[3] for row in seats()] == [None, None]
    assert db.session.scalars(select(ActivationLink.id)).all() == []


def test_a_training_is_recorded_for_several_members(client, world, team, coordinator):
    people = [world.member(team, world.user(name)) for name in ("An", "Bình")]
    page = client.get(f"/teams/{team.id}/trainings/new")

    page = page.submit(
        "/trainings/new", members=[str(one.id) for one in people], topic="payment", completed_on="20/05/2022"
    )

    assert page.path == f"/teams/{team.id}"
    assert db.session.scalars(
        select(TrainingCompletion.user_id).order_by(TrainingCompletion.user_id)
    ).all() == [one.id for one in people]
    assert db.session.scalars(select(TrainingCompletion.title).distinct()).all() == ["payment"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"topic": "payment"}, "#members"),
        ({"members": ["1"], "topic": "other"}, "#title"),
        ({"members": ["1"], "topic": "payment", "completed_on": "17/06/2022"}, "#completed_on"),
        ({"members": ["1"]}, "#topic"),
        ({"members": ["999"], "topic": "payment"}, "#members"),
    ],
)
def test_a_training_that_does_not_fit_is_refused_beside_its_field(
    client, world, team, coordinator, values, field
):
    leader = db.session.scalar(select(Membership.user_id))
    values = values | {"members": [str(leader) if one == "1" else one for one in values.get("members", [])]}

    page = client.get(f"/teams/{team.id}/trainings/new").submit("/trainings/new", **values)

    assert page.status == 422 and field in page.links().values()
    assert db.session.scalars(select(TrainingCompletion.id)).all() == []

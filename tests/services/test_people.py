"""A member's name and number are corrected within the own commune only, and a new number ends sessions."""

import pytest
from sqlalchemy import select

from portal import clock
from portal.domain.errors import Missing, NotAllowed, RuleBroken
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import ActivationLink, AuditRow, SignIn, User
from portal.queries.viewers import get_sign_in
from portal.services.accounts import authenticate, hash_token, sign_in
from portal.services.activations import activate, find_activation, invite_member
from portal.services.people import NewPerson, correct_person, rebind_member
from tests.factories import PASSWORD


@pytest.fixture
def commune(world):
    """A commune."""
    return world.commune()


@pytest.fixture
def actor(world, commune):
    """Its coordinator."""
    return world.viewer(world.coordinator(commune))


def stored(user_id):
    """Return name and number as the database has them."""
    return db.session.execute(select(User.name, User.phone).where(User.id == user_id)).one()


def test_name_and_number_are_corrected_and_the_number_ends_sessions(world, commune, actor):
    team = world.team(commune)
    person = world.member(team, world.user("Nguyen Van Dong", phone="0912345678"))
    token = sign_in(person, device="phone")

    correct_person(actor, team, person.id, NewPerson("Nguyễn Văn Đồng", "0987654321"))

    assert tuple(stored(person.id)) == ("Nguyễn Văn Đồng", "0987654321")
    assert get_sign_in(hash_token(token), at=clock.now(), today=clock.today()) is None
    detail = db.session.scalars(select(AuditRow.detail).where(AuditRow.action == "correct_person")).one()
    assert "0987654321" not in detail


def test_another_name_alone_leaves_the_session(world, commune, actor):
    team = world.team(commune)
    person = world.member(team, world.user("Nguyen Van Dong", phone="0912345678"))
    sign_in(person, device="phone")

    correct_person(actor, team, person.id, NewPerson("Nguyễn Văn Đồng", "0912345678"))

    assert db.session.scalars(select(SignIn.ended_at)).all() == [None]


def test_a_number_of_somebody_else_is_refused(world, commune, actor):
    team = world.team(commune)
    world.user(phone="0987654321")
    person = world.member(team, world.user(phone="0912345678"))

    with pytest.raises(RuleBroken) as caught:
        correct_person(actor, team, person.id, NewPerson(person.name, "0987654321"))

    assert caught.value.code == "phone_taken"
    assert stored(person.id).phone == "0912345678"


def test_who_signs_in_keeps_a_number(world, commune, actor):
    team = world.team(commune)
    person = world.member(team)

    with pytest.raises(RuleBroken) as caught:
        correct_person(actor, team, person.id, NewPerson(person.name, None))

    assert caught.value.code == "phone_needed"
    assert stored(person.id).phone is not None


def test_a_coordinator_does_not_change_the_number_of_staff_or_of_another_communes_member(
    world, commune, actor
):
    team = world.team(commune)
    staff = world.member(team, world.staff(Role.admin, commune))
    both = world.member(team)
    world.member(world.team(world.commune()), both)

    for person in (staff, both):
        with pytest.raises(RuleBroken) as caught:
            correct_person(actor, team, person.id, NewPerson(person.name, "0987654321"))
        assert caught.value.code == "account_elsewhere"

    assert db.session.scalar(select(User.id).where(User.phone == "0987654321")) is None


def test_somebody_who_does_not_sit_in_the_team_is_missing(world, commune, actor):
    team = world.team(commune)
    stranger = world.user("Lạ")

    with pytest.raises(Missing):
        correct_person(actor, team, stranger.id, NewPerson("Khác", None))

    assert stored(stranger.id).name == "Lạ"


def test_a_member_corrects_nobody(world, commune):
    team = world.team(commune)
    person = world.member(team, world.user("Cũ"))

    with pytest.raises(NotAllowed):
        correct_person(world.viewer(person), team, person.id, NewPerson("Mới", None))

    assert stored(person.id).name == "Cũ"


@pytest.mark.parametrize("number", ["0912345678", "0987654321"])
def test_an_account_moves_to_another_phone_with_everything_old_ended(world, commune, actor, number):
    team = world.team(commune)
    person = world.member(team, world.user(phone="0912345678"))
    token, earlier = sign_in(person, device="phone"), invite_member(actor, person, team)

    link = rebind_member(actor, team, person.id, number)

    assert stored(person.id).phone == number
    assert get_sign_in(hash_token(token), at=clock.now(), today=clock.today()) is None
    with pytest.raises(Missing):
        find_activation(earlier.token)
    # Whoever found the phone may know the password that it kept.
    with pytest.raises(RuleBroken, match="wrong_sign_in"):
        authenticate(number, PASSWORD, address="1.2.3.4")
    assert activate(link.token, "bảy con gà trống 31").id == person.id
    [sealed] = db.session.scalars(select(AuditRow).where(AuditRow.action == "rebind_member")).all()
    assert (sealed.thing, sealed.actor_id) == (f"user:{person.id}", actor.id)
    assert number not in sealed.detail and link.token not in sealed.detail


def test_a_member_without_a_phone_gets_one_and_a_resting_one_wakes(world, commune, actor):
    team = world.team(commune)
    without = world.member(team, world.user(phone=None, can_sign_in=False))
    resting = world.member(team, world.resting_user())

    for number, person in (("0911111111", without), ("0922222222", resting)):
        link = rebind_member(actor, team, person.id, number)
        assert find_activation(link.token).id == person.id

    assert db.session.scalars(select(User.disabled_at).where(User.id == resting.id)).one() is None


def test_an_account_is_not_moved_to_a_number_in_use_nor_when_it_is_closed(world, commune, actor):
    team = world.team(commune)
    world.user(phone="0987654321")
    person = world.member(team, world.user(phone="0912345678"))
    closed = world.member(team, world.user(phone="0933333333"))
    closed.disabled_at = clock.now()
    db.session.commit()
    token = sign_in(person, device="phone")

    for one, number, code in (
        (person, "0987654321", "phone_taken"),
        (closed, "0944444444", "account_disabled"),
    ):
        with pytest.raises(RuleBroken, match=code):
            rebind_member(actor, team, one.id, number)

    assert [stored(one.id).phone for one in (person, closed)] == ["0912345678", "0933333333"]
    assert get_sign_in(hash_token(token), at=clock.now(), today=clock.today()) is not None
    assert db.session.scalars(select(ActivationLink.id)).all() == []


def test_nobody_moves_an_account_that_reaches_further_than_they_do(world, commune, actor):
    team = world.team(commune)
    staff, both = world.member(team, world.coordinator(commune)), world.member(team)
    world.member(world.team(world.commune()), both)
    stranger, member = world.user(), world.member(team)
    neighbour = world.viewer(world.coordinator(world.commune()))

    for other, person, error in (
        (actor, staff, RuleBroken),
        (actor, both, RuleBroken),
        (actor, stranger, Missing),
        (neighbour, member, NotAllowed),
        (world.viewer(world.member(team, role="deputy")), member, NotAllowed),
    ):
        was = stored(person.id)
        with pytest.raises(error):
            rebind_member(other, team, person.id, "0987654321")
        assert stored(person.id) == was

    assert db.session.scalars(select(ActivationLink.id)).all() == []

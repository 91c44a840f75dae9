"""Staff accounts, their roles at places, and the last administrator who cannot be removed."""

import threading
from datetime import date

import pytest
from sqlalchemy import select

from portal import clock
from portal.domain.errors import Missing, NotAllowed, RuleBroken
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import AuditRow, RoleGrant, SignIn, User
from portal.queries.viewers import get_sign_in
from portal.services.accounts import hash_token, sign_in
from portal.services.activations import activate, find_activation
from portal.services.roles import end_role, grant_role
from portal.services.staff import create_staff, disable_account, enable_account, reissue_link

TODAY = date(2022, 6, 16)
STAFF_PASSWORD = "mười con trâu gặm cỏ 58"


@pytest.fixture
def province(world):
    """A province."""
    return world.province()


@pytest.fixture
def commune(world, province):
    """A commune of the province."""
    return world.commune(world.district(province))


@pytest.fixture
def actor(world, province):
    """The only administrator."""
    return world.viewer(world.staff(Role.admin, province))


def grants(user_id):
    """Return a person's grants as the database has them."""
    rows = db.session.execute(
        select(RoleGrant.role, RoleGrant.unit_id, RoleGrant.starts_on, RoleGrant.ends_on)
        .where(RoleGrant.user_id == user_id)
        .order_by(RoleGrant.id)
    )
    return [tuple(row) for row in rows]


def is_signed_in(token):
    """Tell whether the session still lives."""
    return get_sign_in(hash_token(token), at=clock.now(), today=clock.today()) is not None


def broken(act, *args, **kwargs) -> str:
    """Return the code of the rule that the act breaks."""
    with pytest.raises(RuleBroken) as caught:
        act(*args, **kwargs)
    return caught.value.code


def test_a_staff_account_is_created_with_a_link_that_works(actor, commune):
    user, invitation = create_staff(
        actor, name="Trần Thị Phượng", phone="0912345678", role=Role.coordinator, unit=commune
    )

    assert grants(user.id) == [("coordinator", commune.id, TODAY, None)]
    assert find_activation(invitation.token).id == user.id
    assert db.session.scalars(select(AuditRow.action)).all() == ["create_staff"]


def test_a_number_in_use_is_refused(world, actor, commune):
    world.user(phone="0912345678")

    code = broken(create_staff, actor, name="Trần", phone="0912345678", role=Role.coordinator, unit=commune)

    assert code == "phone_taken"
    assert db.session.scalars(select(RoleGrant.role)).all() == ["admin"]


@pytest.mark.parametrize(
    ("role", "level"),
    [
        (Role.coordinator, "province"),
        (Role.province_staff, "commune"),
        (Role.admin, "commune"),
        ("member", "commune"),
    ],
)
def test_a_role_is_held_only_at_its_level(actor, commune, province, role, level):
    unit = province if level == "province" else commune

    assert (
        broken(create_staff, actor, name="Trần", phone="0912345678", role=role, unit=unit)
        == "role_not_at_level"
    )
    assert db.session.scalar(select(User.id).where(User.phone == "0912345678")) is None


@pytest.mark.parametrize("role", [Role.coordinator, Role.province_staff])
def test_only_administrators_touch_accounts(world, province, commune, role):
    unit = commune if role == Role.coordinator else province
    actor, other = world.viewer(world.staff(role, unit)), world.user()

    for act in (
        lambda: create_staff(actor, name="T", phone="0912345678", role=Role.coordinator, unit=commune),
        lambda: grant_role(actor, other.id, Role.coordinator, commune),
        lambda: end_role(actor, actor.id, 1),
        lambda: reissue_link(actor, other.id),
        lambda: disable_account(actor, other.id),
        lambda: enable_account(actor, other.id),
    ):
        with pytest.raises(NotAllowed):
            act()

    assert grants(other.id) == []
    assert db.session.scalars(select(User.disabled_at)).all() == [None, None]


def test_a_member_who_becomes_staff_chooses_a_new_password(world, actor, commune):
    person = world.member(world.team(commune))
    token = sign_in(person, device="phone")

    invitation = grant_role(actor, person.id, Role.coordinator, commune)

    assert grants(person.id) == [("coordinator", commune.id, TODAY, None)]
    assert not is_signed_in(token)
    assert db.session.scalar(select(User.password_hash).where(User.id == person.id)) is None
    assert broken(activate, invitation.token, "con mèo 58") == "password_too_short_for_staff"
    assert activate(invitation.token, STAFF_PASSWORD).id == person.id


def test_a_second_role_keeps_the_password_but_ends_sessions(world, actor, commune):
    person = world.coordinator(commune)
    other = world.commune()
    token = sign_in(person, device="phone")

    assert grant_role(actor, person.id, Role.coordinator, other) is None

    assert not is_signed_in(token)
    assert db.session.scalar(select(User.password_hash).where(User.id == person.id))
    assert broken(grant_role, actor, person.id, Role.coordinator, other) == "role_held"
    assert len(grants(person.id)) == 2


def test_an_ended_role_ends_rights_and_sessions_at_once(world, actor, commune):
    person = world.coordinator(commune)
    token = sign_in(person, device="phone")
    grant_id = db.session.scalar(select(RoleGrant.id).where(RoleGrant.user_id == person.id))

    end_role(actor, person.id, grant_id)

    assert grants(person.id)[0][3] == TODAY
    assert world.viewer(person).grants == ()
    assert not is_signed_in(token)
    with pytest.raises(Missing):
        end_role(actor, person.id, grant_id)


def test_a_role_of_somebody_else_is_missing(world, actor, commune):
    person, other = world.coordinator(commune), world.coordinator(commune)
    grant_id = db.session.scalar(select(RoleGrant.id).where(RoleGrant.user_id == other.id))

    with pytest.raises(Missing):
        end_role(actor, person.id, grant_id)

    assert grants(other.id)[0][3] is None


def test_a_disabled_account_is_signed_out_and_its_link_dead_until_it_is_enabled(world, actor, commune):
    person = world.coordinator(commune)
    token, invitation = sign_in(person, device="phone"), reissue_link(actor, person.id)

    disable_account(actor, person.id)

    assert not is_signed_in(token)
    with pytest.raises(Missing):
        find_activation(invitation.token)
    assert broken(reissue_link, actor, person.id) == "account_disabled"

    enable_account(actor, person.id)

    assert db.session.scalar(select(User.disabled_at).where(User.id == person.id)) is None
    assert not is_signed_in(token)
    with pytest.raises(Missing):
        find_activation(invitation.token)


def test_the_last_administrator_stays(world, actor, province):
    grant_id = db.session.scalar(select(RoleGrant.id))
    # Who never activated cannot let anybody in.
    world.grant(world.user(can_sign_in=False), Role.admin, province)

    assert broken(disable_account, actor, actor.id) == "last_admin"
    assert broken(end_role, actor, actor.id, grant_id) == "last_admin"

    assert grants(actor.id)[0][3] is None
    assert db.session.scalar(select(User.disabled_at).where(User.id == actor.id)) is None


def test_one_of_two_administrators_can_go(world, actor, province):
    other = world.staff(Role.admin, province)

    disable_account(world.viewer(other), actor.id)

    assert db.session.scalar(select(User.disabled_at).where(User.id == actor.id)) is not None
    assert broken(disable_account, world.viewer(other), other.id) == "last_admin"


def test_two_administrators_who_disable_each_other_at_once_leave_one(app, world, actor, province):
    other = world.viewer(world.staff(Role.admin, province))
    outcomes = []

    def disable(one, two) -> None:
        with app.app_context():
            try:
                disable_account(one, two.id)
                outcomes.append("done")
            except RuleBroken as error:
                outcomes.append(error.code)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=disable, args=pair) for pair in ((actor, other), (other, actor))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["done", "last_admin"]
    db.session.rollback()
    disabled = db.session.scalars(select(User.disabled_at)).all()
    assert sum(moment is not None for moment in disabled) == 1


def test_a_new_link_needs_a_number(world, actor):
    person = world.user(phone=None)

    assert broken(reissue_link, actor, person.id) == "phone_needed"
    assert db.session.scalars(select(SignIn.id)).all() == []

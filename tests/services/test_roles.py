"""Roles have days: they begin later and end, and no day is ever left without an administrator."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.domain.errors import Missing, RuleBroken
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import AuditRow, RoleGrant, User
from portal.queries.viewers import get_sign_in
from portal.services.accounts import hash_token, sign_in
from portal.services.activations import activate
from portal.services.roles import change_role_end, end_role, grant_role
from portal.services.staff import create_staff, disable_account

TODAY = date(2022, 6, 16)
TOMORROW, LATER, LATEST = (TODAY + timedelta(days=days) for days in (1, 20, 80))


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


def days_of(user_id):
    """Return the days of a person's grants as the database has them."""
    rows = db.session.execute(
        select(RoleGrant.starts_on, RoleGrant.ends_on)
        .where(RoleGrant.user_id == user_id)
        .order_by(RoleGrant.id)
    )
    return [tuple(row) for row in rows]


def grant_of(user_id):
    """Return the person's latest grant."""
    ids = select(RoleGrant.id).where(RoleGrant.user_id == user_id).order_by(RoleGrant.id.desc())
    return db.session.scalars(ids.limit(1)).one()


def broken(act, *args, **kwargs) -> str:
    """Return the code of the rule that the act breaks."""
    with pytest.raises(RuleBroken) as caught:
        act(*args, **kwargs)
    return caught.value.code


def is_signed_in(token):
    """Tell whether the session still lives."""
    return get_sign_in(hash_token(token), at=clock.now(), today=clock.today()) is not None


def test_a_role_begins_on_its_day_and_ends_after_its_last(world, actor, commune, frozen_clock):
    person = world.user()

    grant_role(actor, person.id, Role.coordinator, commune, starts_on=LATER, ends_on=LATEST)

    assert days_of(person.id) == [(LATER, LATEST)]
    held = []
    for days in (0, 19, 1, 59, 1):
        frozen_clock.tick(days=days)
        held.append(bool(world.viewer(person).grants))
    assert held == [False, False, True, True, False]


def test_a_session_from_before_the_role_ends_on_the_day_it_begins(world, actor, commune, frozen_clock):
    person = world.member(world.team(commune))
    link = grant_role(actor, person.id, Role.coordinator, commune, starts_on=TOMORROW)
    activate(link.token, "mười con trâu gặm cỏ 58")
    token = sign_in(person, device="phone")

    # 23:59 and 00:00 in Vietnam.
    frozen_clock.tick(hours=8, minutes=59)
    assert is_signed_in(token)
    frozen_clock.tick(minutes=1)

    assert not is_signed_in(token)
    assert is_signed_in(sign_in(person, device="phone"))


def test_who_becomes_staff_later_chooses_the_longer_password_now(world, actor, commune):
    person = world.member(world.team(commune))

    link = grant_role(actor, person.id, Role.coordinator, commune, starts_on=LATER)

    assert db.session.scalar(select(User.password_hash).where(User.id == person.id)) is None
    assert broken(activate, link.token, "con mèo 58") == "password_too_short_for_staff"
    assert grant_role(actor, person.id, Role.coordinator, world.commune(name="Bom Bo")) is None


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "code"),
    [
        (TODAY - timedelta(days=1), None, "role_in_past"),
        (TODAY, TODAY, "role_ends_early"),
        (LATER, LATER, "role_ends_early"),
        (None, TODAY - timedelta(days=3), "role_ends_early"),
    ],
)
def test_days_that_do_not_fit_are_refused(world, actor, commune, starts_on, ends_on, code):
    person, days = world.user(), {"starts_on": starts_on, "ends_on": ends_on}

    assert broken(grant_role, actor, person.id, Role.coordinator, commune, **days) == code
    new = {"name": "Trần", "phone": "0912345678", "role": Role.coordinator, "unit": commune}
    assert broken(create_staff, actor, **new, **days) == code

    assert days_of(person.id) == []
    assert db.session.scalar(select(User.id).where(User.phone == "0912345678")) is None


def test_one_role_at_one_place_is_not_held_twice_on_a_day(world, actor, commune):
    person = world.user()
    world.grant(person, Role.coordinator, commune, since=TODAY, until=LATER)

    again = {"starts_on": LATER - timedelta(days=1)}
    assert broken(grant_role, actor, person.id, Role.coordinator, commune, **again) == "role_held"
    grant_role(actor, person.id, Role.coordinator, commune, starts_on=LATER)

    assert days_of(person.id) == [(TODAY, LATER), (LATER, None)]
    first = db.session.scalars(select(RoleGrant.id).where(RoleGrant.user_id == person.id)).first()
    assert broken(change_role_end, actor, person.id, first, LATEST) == "role_held"


def test_the_end_of_a_role_is_moved_and_taken_away(world, actor, commune):
    person = world.coordinator(commune)
    token = sign_in(person, device="phone")

    change_role_end(actor, person.id, grant_of(person.id), LATER)
    assert days_of(person.id)[0][1] == LATER
    change_role_end(actor, person.id, grant_of(person.id), None)

    assert days_of(person.id)[0][1] is None
    assert is_signed_in(token)
    changes = select(AuditRow.action).where(AuditRow.action == "change_role_end")
    assert len(db.session.scalars(changes).all()) == 2
    assert broken(change_role_end, actor, person.id, grant_of(person.id), TODAY) == "role_ends_early"


def test_an_ended_role_and_somebody_elses_are_missing(world, actor, commune):
    person, other = world.coordinator(commune), world.coordinator(commune)
    end_role(actor, person.id, grant_of(person.id))

    for grant_id in (grant_of(person.id), grant_of(other.id)):
        with pytest.raises(Missing):
            change_role_end(actor, person.id, grant_id, None)

    assert days_of(person.id)[0][1] == TODAY
    assert days_of(other.id)[0][1] is None


def test_a_role_that_is_ended_before_it_began_never_begins(world, actor, commune, frozen_clock):
    person = world.user()
    grant_role(actor, person.id, Role.coordinator, commune, starts_on=LATER)

    end_role(actor, person.id, grant_of(person.id))

    assert days_of(person.id) == [(LATER, LATER)]
    frozen_clock.tick(days=30)
    assert world.viewer(person).grants == ()


def test_the_last_administrator_gets_no_last_day(world, actor, province):
    mine = grant_of(actor.id)

    assert broken(change_role_end, actor, actor.id, mine, LATEST) == "last_admin"
    world.grant(world.user(can_sign_in=False), Role.admin, province)
    assert broken(change_role_end, actor, actor.id, mine, LATEST) == "last_admin"

    assert days_of(actor.id)[0][1] is None


def test_administrators_may_follow_each_other_without_a_day_between(world, actor, province):
    successor = world.user()
    world.grant(successor, Role.admin, province, since=LATER)
    mine = grant_of(actor.id)

    assert broken(end_role, actor, actor.id, mine) == "last_admin"
    assert broken(disable_account, actor, actor.id) == "last_admin"
    assert broken(change_role_end, actor, actor.id, mine, LATER - timedelta(days=1)) == "last_admin"
    change_role_end(actor, actor.id, mine, LATER)

    assert days_of(actor.id)[0][1] == LATER
    assert broken(end_role, actor, successor.id, grant_of(successor.id)) == "last_admin"
    assert broken(disable_account, actor, successor.id) == "last_admin"


def test_a_gap_that_was_there_before_keeps_nobody_from_other_changes(world, province):
    first, second = world.user(), world.user()
    for one in (first, second):
        world.grant(one, Role.admin, province, until=LATEST)

    disable_account(None, first.id)

    assert broken(disable_account, None, second.id) == "last_admin"
    assert broken(change_role_end, None, second.id, grant_of(second.id), LATER) == "last_admin"

"""Accounts rest after 45 days without use, except the last administrator's, and wake with one tap."""

import threading
from dataclasses import replace

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.domain.errors import NotAllowed, RuleBroken
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import AuditRow, SignIn, User
from portal.queries.memberships import list_account_states
from portal.services.accounts import authenticate, mark_seen, sign_in
from portal.services.activations import activate, invite_member, new_link
from portal.services.idle_accounts import rest_idle_accounts, wake_member
from portal.services.staff import disable_account, enable_account
from tests.factories import PASSWORD


@pytest.fixture
def commune(world):
    """A commune."""
    return world.commune()


@pytest.fixture
def coordinator(world, commune):
    """Its coordinator, who is here today."""
    return world.coordinator(commune)


@pytest.fixture
def actor(world, coordinator):
    """The coordinator as the services see them."""
    return world.viewer(coordinator)


@pytest.fixture
def team(world, commune):
    """A team of the commune."""
    return world.team(commune, leader=False)


def state_of(user):
    """Return the state of the account in the word of its label."""
    return list_account_states([user.id], clock.now())[user.id].code


def stored(user):
    """Return why the account is closed, if it is."""
    row = db.session.execute(select(User.disabled_at, User.disabled_reason).where(User.id == user.id)).one()
    return tuple(row)


def acts():
    """Return what was done to accounts, without the signing in."""
    rows = db.session.execute(select(AuditRow.action, AuditRow.thing).order_by(AuditRow.seq))
    return [tuple(row) for row in rows if row.action != "sign_in"]


@pytest.mark.parametrize(("days", "rests"), [(44, False), (45, True), (46, True)])
def test_an_account_rests_after_45_days_without_use(world, team, frozen_clock, days, rests):
    member = world.member(team)
    sign_in(member, device="phone")
    frozen_clock.tick(days=days)

    assert rest_idle_accounts() == int(rests)

    assert state_of(member) == ("resting" if rests else "active")
    assert stored(member) == ((clock.now(), "idle") if rests else (None, None))
    assert acts() == ([("rest_account", f"user:{member.id}")] if rests else [])


def test_the_last_minute_before_the_45_days_are_over_still_counts(world, team, frozen_clock):
    member = world.member(team)
    sign_in(member, device="phone")

    frozen_clock.tick(days=44, hours=23, minutes=59)
    assert rest_idle_accounts() == 0
    frozen_clock.tick(minutes=1)

    assert rest_idle_accounts() == 1
    assert rest_idle_accounts() == 0


def test_an_open_session_is_no_use_but_a_page_is(world, team, frozen_clock):
    busy, away = world.member(team), world.member(team)
    for one in (busy, away):
        sign_in(one, device="phone")
    frozen_clock.tick(days=30)
    session = db.session.scalars(select(SignIn.id).where(SignIn.user_id == busy.id)).one()
    mark_seen(replace(world.viewer(busy), sign_in_id=session))
    frozen_clock.tick(days=20)

    assert rest_idle_accounts() == 1

    assert (state_of(busy), state_of(away)) == ("active", "resting")
    ended = select(SignIn.user_id).where(SignIn.ended_at.is_not(None))
    assert db.session.scalars(ended).all() == [away.id]


def test_who_never_activated_or_was_just_given_a_link_does_not_rest(world, team, actor, frozen_clock):
    newcomer = world.member(team, world.user(can_sign_in=False))
    forgetful = world.member(team)
    sign_in(forgetful, device="phone")
    frozen_clock.tick(days=44)
    new_link(newcomer.id, None)
    link = invite_member(actor, forgetful, team)
    frozen_clock.tick(days=2)

    assert rest_idle_accounts() == 0
    activate(link.token, "bảy con gà trống 31")
    frozen_clock.tick(days=44)

    assert rest_idle_accounts() == 0
    assert (state_of(newcomer), state_of(forgetful)) == ("not_invited", "active")


def test_more_accounts_than_fit_into_one_batch_all_rest(world, team, frozen_clock, monkeypatch):
    monkeypatch.setattr("portal.services.idle_accounts.BATCH", 3)
    for one in [world.member(team) for _ in range(7)]:
        sign_in(one, device="phone")
    frozen_clock.tick(days=45)

    assert rest_idle_accounts() == 7


def test_the_last_administrator_stays_awake_and_it_is_the_one_seen_last(world, frozen_clock):
    province = world.province()
    later, earlier = world.staff(Role.admin, province), world.staff(Role.admin, province)
    sign_in(earlier, device="desk")
    frozen_clock.tick(hours=1)
    sign_in(later, device="desk")
    frozen_clock.tick(days=60)

    assert rest_idle_accounts() == 1

    assert (state_of(earlier), state_of(later)) == ("resting", "active")


def test_an_administrator_with_a_last_day_does_not_count_as_the_one_who_is_left(world, frozen_clock):
    province = world.province()
    leaving = world.user()
    world.grant(leaving, Role.admin, province, until=clock.today().replace(month=12))
    staying = world.staff(Role.admin, province)
    sign_in(staying, device="desk")
    frozen_clock.tick(days=50)
    sign_in(leaving, device="desk")

    assert rest_idle_accounts() == 0
    assert state_of(staying) == "active"


def test_only_who_knows_the_password_hears_that_the_account_rests(world, team):
    user = world.member(team, world.resting_user())

    codes = []
    for phone, password in ((user.phone, PASSWORD), (user.phone, "sai bét 99"), ("0999999999", PASSWORD)):
        with pytest.raises(RuleBroken) as caught:
            authenticate(phone, password, address="1.2.3.4")
        codes.append(caught.value.code)

    assert codes == ["account_resting", "wrong_sign_in", "wrong_sign_in"]
    assert db.session.scalars(select(SignIn.id)).all() == []


def test_the_coordinator_wakes_a_member_whose_password_is_as_before(world, team, actor, frozen_clock):
    user = world.member(team, world.resting_user())

    wake_member(actor, team, user.id)

    assert stored(user) == (None, None)
    assert authenticate(user.phone, PASSWORD, address="1.2.3.4").id == user.id
    assert acts() == [("wake_member", f"user:{user.id}")]
    # The days count from the waking, not from the last visit.
    frozen_clock.tick(days=44)
    assert rest_idle_accounts() == 0
    frozen_clock.tick(days=1)
    assert rest_idle_accounts() == 1


def test_waking_who_is_awake_does_nothing(world, team, actor):
    user = world.member(team)

    wake_member(actor, team, user.id)

    assert acts() == []


def test_a_new_link_wakes_a_resting_member(world, team, actor):
    user = world.member(team, world.resting_user())

    link = invite_member(actor, user, team)

    assert stored(user) == (None, None)
    assert activate(link.token, "bảy con gà trống 31").id == user.id


def test_staff_strangers_and_accounts_that_an_administrator_closed_are_not_woken(world, commune, team, actor):
    admin = world.viewer(world.staff(Role.admin, world.province("Đồng Nai", "75")))
    staff = world.member(team, world.resting_user())
    world.grant(staff, Role.coordinator, commune)
    closed, stranger = world.member(team, world.resting_user()), world.resting_user()
    disable_account(admin, closed.id)

    for person, error in ((staff, RuleBroken), (closed, RuleBroken), (stranger, NotAllowed)):
        with pytest.raises(error):
            wake_member(actor, team, person.id)
    with pytest.raises(NotAllowed):
        wake_member(world.viewer(world.member(team, role="leader")), team, closed.id)

    assert [stored(one)[1] for one in (staff, closed, stranger)] == ["idle", "admin", "idle"]
    enable_account(admin, staff.id)
    assert stored(staff) == (None, None)


def test_what_an_administrator_opened_after_months_does_not_rest_the_next_minute(world, team, frozen_clock):
    admin = world.viewer(world.staff(Role.admin, world.province("Đồng Nai", "75")))
    member = world.member(team)
    sign_in(member, device="phone")
    disable_account(admin, member.id)
    frozen_clock.tick(days=90)

    enable_account(admin, member.id)

    assert rest_idle_accounts() == 0
    assert state_of(member) == "active"


def test_two_workers_rest_an_account_once(app, world, team, frozen_clock):
    for one in [world.member(team) for _ in range(5)]:
        sign_in(one, device="phone")
    frozen_clock.tick(days=45)
    rested = []

    def work() -> None:
        with app.app_context():
            rested.append(rest_idle_accounts())
            db.session.remove()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    db.session.rollback()
    assert sum(rested) == 5
    assert len(acts()) == 5


def test_an_account_is_closed_only_for_a_reason_that_is_known(world):
    user = world.resting_user()

    with pytest.raises(IntegrityError):
        db.session.execute(update(User).where(User.id == user.id).values(disabled_reason="tired"))
    db.session.rollback()

    assert stored(user)[1] == "idle"

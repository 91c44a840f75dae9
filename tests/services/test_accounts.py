"""Signing in, sessions that end when they are ended, and one's own password."""

import unicodedata
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.domain.errors import RuleBroken
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import AuditRow, SignIn, Throttle, User
from portal.queries.viewers import get_sign_in
from portal.services import passwords, throttling
from portal.services.accounts import (
    authenticate,
    change_password,
    hash_token,
    mark_seen,
    sign_in,
    sign_out,
)
from tests.factories import PASSWORD


def state_of(token):
    """Return the live session of a token, or None."""
    return get_sign_in(hash_token(token), at=clock.now(), today=clock.today())


def refused(phone, password, address="1.2.3.4"):
    """Return why a sign-in is refused."""
    with pytest.raises(RuleBroken) as caught:
        authenticate(phone, password, address=address)
    return caught.value.code, caught.value.details


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_right_password_opens_from_any_keyboard(world, form):
    user = world.user(phone="0912345678")

    found = authenticate("0912345678", unicodedata.normalize(form, PASSWORD), address="1.2.3.4")

    assert found.id == user.id
    assert db.session.scalars(select(Throttle.tries)).all() == [0]


def test_wrong_password_unknown_number_disabled_and_inactive_account_get_one_answer(world, monkeypatch):
    world.user(phone="0912345678")
    world.user(phone="0912345679", can_sign_in=False)
    disabled = world.user(phone="0912345670")
    disabled.disabled_at = clock.now()
    db.session.commit()
    checked = []
    verify = passwords.password_matches
    monkeypatch.setattr(passwords, "password_matches", lambda *args: checked.append(1) or verify(*args))

    answers = [
        refused(phone, password)
        for phone, password in (
            ("0912345678", "sai mật khẩu rồi"),
            ("0999999999", PASSWORD),
            ("0912345679", PASSWORD),
            ("0912345670", PASSWORD),
        )
    ]

    assert answers == [("wrong_sign_in", {})] * 4
    assert len(checked) == 4
    assert db.session.scalars(select(AuditRow.result)).all() == ["refused"] * 4
    assert "0999999999" not in "".join(db.session.scalars(select(AuditRow.thing)))


def test_the_sixth_try_waits_for_known_and_unknown_numbers_alike(world, frozen_clock):
    world.user(phone="0912345678")
    for phone in ("0912345678", "0999999999"):
        assert {refused(phone, "sai mật khẩu rồi")[0] for _ in range(5)} == {"wrong_sign_in"}

        assert refused(phone, PASSWORD) == ("too_many_tries", {"seconds": 31})

    frozen_clock.tick(seconds=31)
    assert authenticate("0912345678", PASSWORD, address="1.2.3.4")
    assert refused("0912345678", "sai")[0] == "wrong_sign_in"


def test_a_success_clears_the_count(world):
    world.user(phone="0912345678")
    for _ in range(3):
        for _ in range(4):
            refused("0912345678", "sai mật khẩu rồi")
        authenticate("0912345678", PASSWORD, address="1.2.3.4")

    assert db.session.scalar(select(Throttle.tries).where(Throttle.subject == "account:0912345678")) is None


def test_an_address_that_fails_too_often_waits_but_successes_do_not_count(world, monkeypatch):
    limit = replace(throttling.SIGN_IN_BY_ADDRESS, tries=3)
    monkeypatch.setattr(throttling, "SIGN_IN_BY_ADDRESS", limit)
    world.user(phone="0912345678")
    for _ in range(4):
        authenticate("0912345678", PASSWORD, address="10.0.0.1")

    for number in range(3):
        assert refused(f"098{number:07d}", "sai", address="10.0.0.1")[0] == "wrong_sign_in"

    assert refused("0912345678", PASSWORD, address="10.0.0.1")[0] == "too_many_tries"
    assert authenticate("0912345678", PASSWORD, address="10.0.0.2")


def test_a_hash_of_older_settings_is_renewed(world, monkeypatch):
    user = world.user(phone="0912345678")
    old_hash = user.password_hash
    monkeypatch.setattr(passwords, "needs_rehash", lambda _hash: True)

    authenticate("0912345678", PASSWORD, address="1.2.3.4")

    new_hash = db.session.scalar(select(User.password_hash).where(User.id == user.id))
    assert new_hash != old_hash and passwords.password_matches(PASSWORD, new_hash)


@pytest.mark.parametrize(
    ("role", "lasts", "idle"),
    [
        (None, timedelta(days=90), None),
        (Role.coordinator, timedelta(days=14), None),
        (Role.province_staff, timedelta(hours=12), 1800),
        (Role.admin, timedelta(hours=12), 1800),
    ],
)
def test_sessions_last_as_long_as_the_role_allows(world, frozen_clock, role, lasts, idle):
    user = world.staff(role, world.province()) if role else world.user()

    token = sign_in(user, device="phone")

    row = db.session.scalars(select(SignIn)).one()
    assert (row.expires_at - clock.now(), row.idle_seconds) == (lasts, idle)
    assert token not in row.token_hash
    frozen_clock.moment += lasts
    assert state_of(token) is None


def test_staff_who_rest_for_half_an_hour_are_signed_out_and_who_works_is_not(world, frozen_clock):
    token = sign_in(world.staff(Role.admin, world.province()), device="desk")
    for _ in range(5):
        frozen_clock.tick(minutes=29)
        mark_seen(state_of(token).viewer)

    frozen_clock.tick(minutes=30)
    assert state_of(token) is not None
    frozen_clock.tick(seconds=1)

    assert state_of(token) is None


def test_signing_out_ends_this_session_only(world):
    user = world.user()
    here, there = sign_in(user, device="a"), sign_in(user, device="b")

    sign_out(state_of(here).viewer)

    assert state_of(here) is None
    assert state_of(there) is not None


def test_another_password_ends_the_other_sessions(world):
    user = world.user(phone="0912345678")
    here, there = sign_in(user, device="a"), sign_in(user, device="b")

    change_password(state_of(here).viewer, PASSWORD, "bảy con gà trống 31")

    assert state_of(here) is not None
    assert state_of(there) is None
    assert authenticate("0912345678", "bảy con gà trống 31", address="1.2.3.4")


@pytest.mark.parametrize(
    ("current", "new", "code"),
    [
        ("sai mật khẩu", "bảy con gà trống 31", "wrong_current_password"),
        (PASSWORD, "ngắn", "password_too_short"),
        (PASSWORD, "thihuong1970", "password_too_easy"),
        (PASSWORD, "Đak Nhau 75", "password_too_easy"),
    ],
)
def test_a_password_that_does_not_do_changes_nothing(world, current, new, code):
    user = world.user("Lê Thị Hương", phone="0912345678")
    world.member(world.team(world.commune(name="Đak Nhau")), user)
    viewer = state_of(sign_in(user, device="a")).viewer

    with pytest.raises(RuleBroken) as caught:
        change_password(viewer, current, new)

    assert caught.value.code == code
    assert authenticate("0912345678", PASSWORD, address="1.2.3.4")


def test_staff_need_a_longer_password(world):
    viewer = state_of(sign_in(world.coordinator(world.commune()), device="a")).viewer

    with pytest.raises(RuleBroken) as caught:
        change_password(viewer, PASSWORD, "bảy con gà 31")

    assert caught.value.code == "password_too_short_for_staff"


def test_guessing_the_present_password_has_an_end(world):
    viewer = state_of(sign_in(world.user(), device="a")).viewer
    codes = []
    for _ in range(6):
        with pytest.raises(RuleBroken) as caught:
            change_password(viewer, "đoán mò thôi", "bảy con gà trống 31")
        codes.append(caught.value.code)

    assert codes == [*["wrong_current_password"] * 5, "too_many_tries"]

"""An activation link works once, for 72 hours, for one person, and is never a way into another's account."""

import threading
from dataclasses import replace

import pytest
from sqlalchemy import select

from portal import clock
from portal.domain.errors import Missing, NotAllowed, RuleBroken
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import ActivationLink, AuditRow, User
from portal.queries.memberships import list_account_states
from portal.services import throttling
from portal.services.accounts import authenticate
from portal.services.activations import activate, find_activation, invite_member

PASSWORD = "bảy con gà trống 31"


@pytest.fixture
def commune(world):
    """A commune."""
    return world.commune()


@pytest.fixture
def actor(world, commune):
    """Its coordinator."""
    return world.viewer(world.coordinator(commune))


@pytest.fixture
def team(world, commune):
    """A team of the commune."""
    return world.team(commune)


@pytest.fixture
def member(world, team):
    """A member who has never signed in."""
    return world.member(team, world.user("K’Liêu Thị Hương", phone="0912345678", can_sign_in=False))


def state_of(user):
    """Return the state of the account in the word of its label."""
    return list_account_states([user.id], clock.now())[user.id].code


def test_a_link_activates_once_and_only_its_hash_is_stored(actor, team, member):
    assert state_of(member) == "not_invited"
    token, expires_at = invite_member(actor, member, team)
    assert state_of(member) == "invited"

    activate(token, PASSWORD)

    assert state_of(member) == "active"
    assert authenticate("0912345678", PASSWORD, address="1.2.3.4").id == member.id
    with pytest.raises(Missing):
        activate(token, "tám con vịt xiêm 44")
    link = db.session.scalars(select(ActivationLink)).one()
    assert token not in link.token_hash and link.expires_at == expires_at
    assert link.used_at == clock.now()
    assert token not in "".join(db.session.scalars(select(AuditRow.detail)))


def test_a_link_dies_after_72_hours(actor, team, member, frozen_clock):
    token, _ = invite_member(actor, member, team)

    frozen_clock.tick(hours=71, minutes=59)
    assert find_activation(token).id == member.id
    frozen_clock.tick(minutes=1)

    with pytest.raises(Missing):
        activate(token, PASSWORD)
    assert db.session.scalar(select(User.password_hash).where(User.id == member.id)) is None
    assert state_of(member) == "not_invited"


def test_a_new_link_ends_the_earlier_one(actor, team, member):
    first, _ = invite_member(actor, member, team)
    second, _ = invite_member(actor, member, team)

    with pytest.raises(Missing):
        find_activation(first)
    assert find_activation(second).id == member.id


def test_a_password_that_does_not_do_leaves_the_link_alive(actor, team, member):
    token, _ = invite_member(actor, member, team)

    with pytest.raises(RuleBroken) as caught:
        activate(token, "klieuhuong58")

    assert caught.value.code == "password_too_easy"
    assert find_activation(token).id == member.id
    assert db.session.scalar(select(User.password_hash).where(User.id == member.id)) is None


def test_five_people_who_use_one_link_at_once_set_one_password(app, actor, team, member):
    token, _ = invite_member(actor, member, team)
    outcomes = []

    def use(number: int) -> None:
        with app.app_context():
            try:
                activate(token, f"{number} mươi con ngựa đua")
                outcomes.append(number)
            except Missing:
                outcomes.append("missing")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=use, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    winners = [one for one in outcomes if one != "missing"]
    assert len(winners) == 1 and len(outcomes) == 5
    db.session.rollback()
    assert authenticate("0912345678", f"{winners[0]} mươi con ngựa đua", address="1.2.3.4")


def test_a_member_without_a_number_or_with_a_disabled_account_gets_no_link(world, actor, team):
    without = world.member(team, world.user(phone=None))
    disabled = world.member(team)
    disabled.disabled_at = clock.now()
    db.session.commit()

    for person, code in ((without, "phone_needed"), (disabled, "account_disabled")):
        with pytest.raises(RuleBroken) as caught:
            invite_member(actor, person, team)
        assert caught.value.code == code

    assert db.session.scalars(select(ActivationLink.id)).all() == []


def test_a_coordinator_gets_no_link_into_an_account_that_reaches_further(world, commune, actor, team):
    admin = world.member(team, world.staff(Role.admin, commune))
    both = world.member(team)
    world.member(world.team(world.commune()), both)

    for person in (admin, both):
        with pytest.raises(RuleBroken) as caught:
            invite_member(actor, person, team)
        assert caught.value.code == "account_elsewhere"

    assert db.session.scalars(select(ActivationLink.id)).all() == []


def test_only_the_communes_coordinator_invites_and_only_members(world, actor, team, member):
    leader = world.viewer(world.member(team, role="deputy"))
    neighbour = world.viewer(world.coordinator(world.commune()))

    for inviter, person in ((leader, member), (neighbour, member), (actor, world.user())):
        with pytest.raises(NotAllowed):
            invite_member(inviter, person, team)

    assert db.session.scalars(select(ActivationLink.id)).all() == []


def test_whoever_makes_hundreds_of_links_has_to_wait(actor, team, member, monkeypatch):
    monkeypatch.setattr(throttling, "INVITATIONS_BY_ACTOR", replace(throttling.INVITATIONS_BY_ACTOR, tries=2))
    invite_member(actor, member, team)
    invite_member(actor, member, team)

    with pytest.raises(RuleBroken) as caught:
        invite_member(actor, member, team)

    assert caught.value.code == "too_many_tries"

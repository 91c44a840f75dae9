"""A whole team is invited at once: each member gets a link of their own, or the reason why not."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from portal import clock
from portal.domain.errors import Missing, NotAllowed, RuleBroken
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import ActivationLink, AuditRow, Throttle
from portal.queries.invitations import list_candidates
from portal.services import throttling
from portal.services.activations import activate, find_activation, invite_member
from portal.services.invitations import invite_team
from tests.queries_counted import counting_statements


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
    """A team of the commune without anybody."""
    return world.team(commune, leader=False)


@pytest.fixture
def newcomers(world, team):
    """Two members who have never signed in."""
    return [world.member(team, world.user(name, can_sign_in=False)) for name in ("An", "Bình")]


def ids_of(people):
    """Return the people's ids."""
    return [person.id for person in people]


def links():
    """Return whose links were made."""
    return db.session.scalars(select(ActivationLink.user_id).order_by(ActivationLink.id)).all()


def test_each_member_gets_a_link_that_works_once(actor, team, newcomers):
    made = invite_team(actor, team, ids_of(newcomers))

    assert [one.name for one in made.invited] == ["An", "Bình"]
    for person, one in zip(newcomers, made.invited, strict=True):
        assert activate(one.invitation.token, "bảy con gà trống 31").id == person.id
        with pytest.raises(Missing):
            find_activation(one.invitation.token)
    [sealed] = db.session.scalars(select(AuditRow).where(AuditRow.action == "invite_team")).all()
    assert (sealed.thing, sealed.actor_id, sealed.commune_id) == (
        f"team:{team.id}", actor.id, team.commune_id,
    )  # fmt: skip
    assert all(one.invitation.token not in sealed.detail for one in made.invited)


def test_who_cannot_use_a_link_is_named_with_the_reason(world, commune, actor, team, newcomers):
    world.member(team, world.user("C không máy", phone=None, can_sign_in=False))
    world.member(team, world.user("D đã vào"))
    world.member(team, world.resting_user("E tạm nghỉ"))
    world.member(team, world.user("G nơi khác", can_sign_in=False))
    elsewhere = world.member(team, world.user("H cán bộ", can_sign_in=False))
    world.grant(elsewhere, Role.coordinator, commune, since=clock.today().replace(month=12))
    neighbour = world.member(world.team(world.commune()), world.user("I hai xã", can_sign_in=False))
    world.member(team, neighbour)
    closed = world.member(team, world.user("K đã khóa", can_sign_in=False))
    closed.disabled_at = clock.now()
    db.session.commit()

    told = {one.name: one.obstacle for one in list_candidates(actor, team, clock.today(), clock.now())}

    assert told == {
        "An": None,
        "Bình": None,
        "C không máy": "no_phone",
        "D đã vào": "active",
        "E tạm nghỉ": "resting",
        "G nơi khác": None,
        "H cán bộ": "elsewhere",
        "I hai xã": "elsewhere",
        "K đã khóa": "disabled",
    }


def test_nobody_who_was_not_chosen_or_cannot_use_one_gets_a_link(world, actor, team, newcomers):
    ready, stranger = world.member(team), world.user("Người lạ", can_sign_in=False)

    made = invite_team(actor, team, [newcomers[0].id, ready.id, stranger.id])

    assert [one.name for one in made.invited] == ["An"]
    assert [one.obstacle for one in made.left_out] == ["active"]
    assert links() == [newcomers[0].id]
    with pytest.raises(RuleBroken, match="nobody_chosen"):
        invite_team(actor, team, [ready.id, stranger.id])


def test_a_new_sheet_ends_the_links_of_the_earlier_one(actor, team, newcomers):
    first = invite_team(actor, team, ids_of(newcomers))
    second = invite_team(actor, team, [newcomers[0].id])

    with pytest.raises(Missing):
        find_activation(first.invited[0].invitation.token)
    assert find_activation(first.invited[1].invitation.token).id == newcomers[1].id
    assert find_activation(second.invited[0].invitation.token).id == newcomers[0].id


def test_a_link_lasts_72_hours_and_not_a_moment_longer(actor, team, newcomers, frozen_clock):
    token = invite_team(actor, team, ids_of(newcomers)).invited[0].invitation.token

    frozen_clock.tick(hours=71, minutes=59, seconds=59)
    assert find_activation(token).id == newcomers[0].id
    frozen_clock.tick(seconds=1)

    with pytest.raises(Missing):
        find_activation(token)


def test_a_link_is_found_however_its_signs_are_typed(actor, team, newcomers):
    token = invite_team(actor, team, ids_of(newcomers)).invited[0].invitation.token

    assert len(token.replace("-", "")) == 24 and not set(token) & set("01ilo")
    for typed in (token.upper(), token.replace("-", "")):
        assert find_activation(typed).id == newcomers[0].id


def test_each_link_of_a_sheet_counts_as_a_try(actor, team, newcomers, monkeypatch):
    monkeypatch.setattr(throttling, "INVITATIONS_BY_ACTOR", replace(throttling.INVITATIONS_BY_ACTOR, tries=4))
    for _ in range(2):
        invite_team(actor, team, ids_of(newcomers))

    for act in (
        lambda: invite_team(actor, team, ids_of(newcomers)),
        lambda: invite_member(actor, newcomers[0], team),
    ):
        with pytest.raises(RuleBroken, match="too_many_tries"):
            act()

    assert len(links()) == 4
    assert db.session.scalars(select(Throttle.tries)).one() == 4


def test_nobody_else_invites_a_team(world, actor, team, newcomers):
    province = world.province("Đồng Nai", "75")
    others = (
        world.member(team, role="leader"),
        world.coordinator(world.commune()),
        world.staff(Role.admin, province),
    )

    for other in others:
        with pytest.raises(NotAllowed):
            invite_team(world.viewer(other), team, ids_of(newcomers))

    assert links() == []
    assert db.session.scalars(select(Throttle.subject)).all() == []


def test_a_large_team_costs_as_many_statements_as_a_small_one(world, commune, actor, team, newcomers):
    large = world.team(commune, name="Tổ lớn", leader=False)
    many = [world.member(large, world.user(can_sign_in=False)) for _ in range(40)]
    # The first of all acts opens the audit log of the commune.
    invite_team(actor, team, ids_of(newcomers))

    with counting_statements() as for_small:
        invite_team(actor, team, ids_of(newcomers))
    with counting_statements() as for_large:
        invite_team(actor, large, ids_of(many))

    assert len(for_large) == len(for_small) <= 20

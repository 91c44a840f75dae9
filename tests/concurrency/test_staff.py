"""Administrators who remove each other at one moment, in several processes: one of them is always left."""

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from portal import clock
from portal.domain.roles import Role
from portal.extensions import db
from portal.models import RoleGrant, Unit, User
from portal.queries.dated import in_force
from portal.services.audit import verify_chains
from portal.services.roles import change_role_end, end_role, grant_role
from portal.services.staff import disable_account
from tests.concurrency.contenders import compete, viewer_of

PROCESSES = 2


def remove(actor_id: int, other_id: int, act: str):
    """Look at the accounts as an administrator does, and return what removes the other one."""
    actor = viewer_of(actor_id)
    grant_id = db.session.scalars(select(RoleGrant.id).where(RoleGrant.user_id == other_id)).one()
    if act == "end":
        return partial(end_role, actor, other_id, grant_id)
    if act == "date":
        # The other processes' clocks run.
        return partial(change_role_end, actor, other_id, grant_id, clock.today() + timedelta(days=9))
    return partial(disable_account, actor, other_id)


def give(actor_id: int, user_id: int, unit_id: int):
    """Return what makes somebody an administrator."""
    actor = viewer_of(actor_id)
    unit = db.session.get_one(Unit, unit_id)
    return partial(grant_role, actor, user_id, Role.admin, unit)


@pytest.mark.parametrize(
    "acts", [("end", "end"), ("disable", "disable"), ("date", "date"), ("end", "disable")]
)
def test_two_administrators_who_remove_each_other_leave_one(app, world, acts):
    province = world.province()
    first, second = (world.staff(Role.admin, province) for _ in range(2))

    outcomes = compete(
        app, remove, [(first.id, second.id, acts[0]), (second.id, first.id, acts[1])], PROCESSES
    )

    assert sorted(outcomes) == ["done", "last_admin"]
    assert len(lasting_admins()) == 1
    assert verify_chains() is None


def test_of_six_administrators_who_all_remove_their_neighbour_one_is_left(app, world):
    province = world.province()
    people = [world.staff(Role.admin, province) for _ in range(6)]
    jobs = [(one.id, people[place - 1].id, "end") for place, one in enumerate(people)]

    outcomes = Counter(compete(app, remove, jobs, PROCESSES))

    assert outcomes == {"done": 5, "last_admin": 1}
    assert len(lasting_admins()) == 1


def test_two_administrators_who_give_somebody_a_role_at_once_give_it_once(app, world):
    province, person = world.province(), world.user()
    people = [world.staff(Role.admin, province) for _ in range(2)]

    outcomes = compete(app, give, [(one.id, person.id, province.id) for one in people], PROCESSES)

    assert sorted(outcomes) == ["done", "role_held"]
    db.session.rollback()
    grants = select(RoleGrant.role).where(RoleGrant.user_id == person.id)
    assert db.session.scalars(grants).all() == ["admin"]


def lasting_admins() -> list[int]:
    """Return who can sign in as an administrator long after what was done."""
    db.session.rollback()
    held = (
        select(User.id)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(in_force(RoleGrant, clock.today() + timedelta(days=3650)), User.disabled_at.is_(None))
    )
    return db.session.scalars(held).all()

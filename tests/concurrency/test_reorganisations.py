"""Administrators who apply one reorganisation at the same moment: it is done once, the others are told."""

from functools import partial

from sqlalchemy import func, select

from portal.extensions import db
from portal.models import Reorganisation, UnitSuccession
from portal.services.audit import verify_chains
from portal.services.reorganisations import reorganise
from tests.concurrency.contenders import compete, viewer_of
from tests.reorganised import Old, change


def apply(actor_id: int):
    """Return what applies the reorganisation."""
    return partial(reorganise, viewer_of(actor_id), change())


def test_of_three_who_apply_the_same_one_does(app, world):
    old = Old(world)

    outcomes = compete(app, apply, [(old.admin.id,)] * 3, processes=2)

    assert sorted(outcomes) == ["already_reorganised", "already_reorganised", "done"]
    assert db.session.scalar(select(func.count()).select_from(Reorganisation)) == 1
    # Five communes and their province were followed.
    assert db.session.scalar(select(func.count()).select_from(UnitSuccession)) == 6
    assert verify_chains() is None

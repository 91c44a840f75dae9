"""Draws and visits at the same moment, in several processes: one is kept, the others are told."""

from collections import Counter
from datetime import date
from functools import partial

from sqlalchemy import select

from portal.domain.campaign_periods import resolve_period
from portal.extensions import db
from portal.models import SpotCheck, SpotCheckDraw, Unit
from portal.queries.campaigns import get_campaign, named_windows
from portal.queries.spot_checks import get_visible_check
from portal.services.audit import verify_chains
from portal.services.spot_checks import draw_spot_checks, record_spot_check
from tests.concurrency.contenders import compete, viewer_of
from tests.entries import count
from tests.spot_checks import CheckedPlace

PROCESSES = 3


def get_ready_to_draw(user_id: int, unit_id: int, seed: str):
    """Look at the draw as its page does, and return what makes it."""
    campaign = get_campaign("kh170-2022")
    period = resolve_period("w1", campaign.period, named_windows(campaign))
    unit = db.session.get_one(Unit, unit_id)
    return partial(draw_spot_checks, viewer_of(user_id), campaign, unit, period, seed, 20)


def get_ready_to_record(user_id: int, check_id: int, result: str):
    """Open a visit, and return what records its result."""
    viewer = viewer_of(user_id)
    sheet = get_visible_check(viewer, check_id)
    return partial(record_spot_check, viewer, sheet, result, date(2022, 6, 16), "Có", version=1)


def test_of_many_draws_of_a_period_exactly_one_is_kept(app, world):
    place = CheckedPlace(world)
    jobs = [(place.staff.id, place.province.id, f"seed {number}") for number in range(9)]

    outcomes = Counter(compete(app, get_ready_to_draw, jobs, PROCESSES))

    assert outcomes == {"done": 1, "already_drawn": 8}
    db.session.expire_all()
    draw = db.session.scalars(select(SpotCheckDraw)).one()
    assert sum(drawn for *_stratum, drawn in draw.strata) == count(SpotCheck)
    assert verify_chains() is None


def test_of_many_results_of_a_visit_exactly_one_is_kept(app, world):
    place = CheckedPlace(world)
    place.draw()
    check_id = db.session.scalar(select(SpotCheck.id).where(SpotCheck.commune_id == place.commune.id))
    people = (place.staff, place.admin, place.coordinator)
    jobs = [(person.id, check_id, result) for person in people for result in ("confirmed", "partly")]

    outcomes = Counter(compete(app, get_ready_to_record, jobs, PROCESSES))

    assert outcomes == {"done": 1, "spot_check_recorded": 5}
    # Whoever goes on reading as of before does not see what the others wrote.
    db.session.rollback()
    assert db.session.get_one(SpotCheck, check_id).version == 2
    assert verify_chains() is None

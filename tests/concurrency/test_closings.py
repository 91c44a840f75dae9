"""Closing a period while others close it, decide on its entries or send new ones: nothing slips through."""

from collections import Counter
from datetime import date
from functools import partial

from uuid_utils.compat import uuid7

from portal.domain.activity_content import read_content
from portal.extensions import db
from portal.models import Activity, Campaign, Closing, Review, Unit
from portal.queries.activities import get_visible_activity
from portal.queries.campaigns import get_campaign
from portal.services.activities import prepare_entry, store_all
from portal.services.audit import verify_chains
from portal.services.closings import close_period
from portal.services.reviews import approve_activity
from portal.services.tallies import list_differences
from tests.closings import MID_JUNE, WINDOW, ClosingPlace, ledger, published
from tests.concurrency.contenders import compete, viewer_of

PROCESSES = 3
ORIGIN = {"device": None, "device_seq": None, "client_time": None}


def prepare(act: str, user_id: int, thing):
    """Look at a period or an entry as somebody does, and return what they do to it."""
    viewer = viewer_of(user_id)
    if act == "close":
        campaign, unit = get_campaign("kh170-2022"), db.session.get_one(Unit, thing)
        assert isinstance(campaign, Campaign)
        return partial(close_period, viewer, campaign, unit, WINDOW, "Còn bản ghi chờ duyệt")
    if act == "log":
        content = read_content(thing)
        # The other processes' clocks run, so a day of this June is late for them.
        return partial(store_all, [prepare_entry(viewer, uuid7(), content, ORIGIN)])
    activity = get_visible_activity(viewer, thing)
    correction = "Xác minh muộn" if act == "correct" else ""
    return partial(approve_activity, viewer, activity, version=activity.version, correction=correction)


def test_of_twelve_who_close_a_period_at_once_one_does(app, world):
    place = ClosingPlace(world)

    outcomes = compete(app, prepare, [("close", place.coordinator.id, place.commune.id)] * 12, PROCESSES)

    assert Counter(outcomes) == {"done": 1, "already_closed": 11}
    assert db.session.scalars(db.select(Closing.revision)).all() == [1]
    assert verify_chains() is None


def test_a_decision_that_races_with_the_closing_is_published_or_refused(app, world):
    place = ClosingPlace(world)
    entries = [
        world.activity(place.teams[0], place.member, occurred_on=MID_JUNE, visits=1) for _ in range(20)
    ]
    jobs = [("approve", place.coordinator.id, entry.uuid) for entry in entries]
    jobs.insert(10, ("close", place.coordinator.id, place.commune.id))

    outcomes = Counter(compete(app, prepare, jobs, PROCESSES))

    assert set(outcomes) <= {"done", "closed_period"}
    db.session.rollback()
    [closing] = db.session.scalars(db.select(Closing)).all()
    approved = db.session.scalars(db.select(Review)).all()
    assert len(approved) == outcomes["done"] - 1
    # What is published is what is there: 5 visits of before, and 1 of each decision that came in time.
    assert published(closing)["8.5"] == (5 + len(approved), None)
    assert (ledger(), list_differences(), verify_chains()) == ([], [], None)


def test_corrections_that_race_with_the_closing_of_the_province_add_up(app, world):
    place = ClosingPlace(world)
    entries = [
        world.activity(place.teams[0], place.member, occurred_on=MID_JUNE, visits=1) for _ in range(12)
    ]
    commune = place.close_commune()
    jobs = [("correct", place.coordinator.id, entry.uuid) for entry in entries]
    jobs.insert(6, ("close", place.staff.id, place.province.id))

    outcomes = compete(app, prepare, jobs, PROCESSES)

    assert outcomes == ["done"] * 13
    db.session.rollback()
    for closing in db.session.scalars(db.select(Closing)).all():
        rows = [row for row in ledger() if row.closing_id == closing.id]
        changed = sum(row.after["figures"]["8.5"] - row.before["figures"]["8.5"] for row in rows)
        # 5 visits of before and 12 corrections, whichever of them were published already.
        assert published(closing)["8.5"][0] + changed == 17
        assert closing.id != commune.id or len(rows) == 12
    assert (list_differences(), verify_chains()) == ([], None)


def test_an_entry_that_arrives_while_the_period_is_closed_is_published_or_refused(app, world):
    place = ClosingPlace(world)
    stated = {"team": place.teams[0].code, "occurred_on": date(2022, 6, 10).isoformat()}
    stated |= {"kind": "assistance", "skills": ["payment"], "visits": 1, "on_behalf_of": place.member.id}
    world.member(place.teams[0], place.member)
    jobs = [("log", place.coordinator.id, stated)] * 16
    jobs.insert(8, ("close", place.coordinator.id, place.commune.id))

    outcomes = Counter(compete(app, prepare, jobs, PROCESSES))

    assert set(outcomes) <= {"done", "closed_period"}
    db.session.rollback()
    arrived = len(db.session.scalars(db.select(Activity.id)).all()) - 2
    assert arrived == outcomes["done"] - 1
    [closing] = db.session.scalars(db.select(Closing)).all()
    # One entry waited before.
    assert closing.open_points["waiting"] == 1 + arrived
    assert (list_differences(), verify_chains()) == ([], None)

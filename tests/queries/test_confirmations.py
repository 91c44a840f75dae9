"""What citizens bear out of a place's approved visits, worked out by hand, in one statement."""

from datetime import date

import pytest

from portal import clock
from portal.domain.activity_status import ActivityStatus
from portal.domain.confirmations import Answers, BorneOut
from portal.domain.periods import Period
from portal.extensions import db
from portal.models import Confirmation, UnitReach
from portal.queries.confirmations import count_answers, count_borne_out, list_asking
from portal.transaction import transaction
from tests.entries import EntryPlace
from tests.queries_counted import counting_statements

JUNE = Period(date(2022, 6, 1), date(2022, 7, 1))
APPROVED = ActivityStatus.approved


@pytest.fixture
def place(world) -> EntryPlace:
    return EntryPlace(world)


def answered(place, *answers: str, status=APPROVED, **content):
    """Make an entry with answers."""
    entry = place.world.activity(place.team, place.member, status=status, **content)
    with transaction():
        for answer in answers:
            db.session.add(Confirmation(activity_id=entry.id, answer=answer, answered_on=clock.today()))
    return entry


def test_only_a_yes_to_an_approved_visit_of_the_period_counts(place):
    answered(place, "yes", "yes", "not_me", "different", visits=5)
    answered(place, visits=4)
    answered(place, "yes", visits=1, occurred_on=date(2022, 6, 1))
    # Not of the period, or not approved.
    answered(place, "yes", visits=8, occurred_on=date(2022, 5, 31))
    answered(place, "yes", visits=8, occurred_on=date(2022, 7, 1))
    for status in (ActivityStatus.submitted, ActivityStatus.returned, ActivityStatus.withdrawn):
        answered(place, "yes", visits=8, status=status)

    # 5 + 4 + 1 = 10 visits, of which 2 + 0 + 1 = 3 are confirmed.
    assert count_borne_out(10, [place.commune.id], JUNE) == BorneOut(7, 3, 0)


def test_no_entry_bears_out_more_visits_than_it_has(place):
    # Corrected from three visits to one after three had answered; the other stays as it is.
    answered(place, "yes", "yes", "yes", visits=1)
    answered(place, "yes", visits=2)

    assert count_borne_out(3, [place.commune.id], JUNE) == BorneOut(1, 2, 0)


def test_other_communes_do_not_count_and_the_same_land_under_its_other_name_does(place, world):
    later = world.commune(world.district(world.province("Đồng Nai", code="75")), "Bù Gia Mập")
    answered(place, "yes", visits=5)

    assert count_borne_out(5, [later.id], JUNE) == BorneOut(5, 0, 0)
    with transaction():
        db.session.add(UnitReach(unit_id=later.id, reached_id=place.commune.id))
    assert count_borne_out(5, [later.id], JUNE) == BorneOut(4, 1, 0)


def test_nothing_is_borne_out_where_nothing_was_approved(place):
    assert count_borne_out(0, [place.commune.id], JUNE) == BorneOut(0, 0, 0)


def test_figures_and_lists_take_one_statement_each(place):
    entries = [answered(place, "yes", "not_me") for _number in range(5)] + [answered(place)]
    ids = [entry.id for entry in entries]

    with counting_statements() as figures:
        count_borne_out(30, [place.commune.id], JUNE)
    with counting_statements() as answers:
        counted = count_answers(ids)
    with counting_statements() as asking:
        list_asking(ids)
    with counting_statements() as nothing:
        assert (count_answers([]), list_asking([])) == ({}, set())

    assert (len(figures), len(answers), len(asking), len(nothing)) == (1, 1, 1, 0)
    assert counted == dict.fromkeys(ids[:5], Answers(confirmed=1, not_me=1))


def test_entries_ask_by_their_day_and_place(place, world):
    world.campaign(place.commune, asks_citizens=True)
    elsewhere = EntryPlace(world)
    first = answered(place, occurred_on=date(2022, 6, 1))
    last = answered(place, occurred_on=date(2022, 8, 31), status=ActivityStatus.submitted)
    others = [
        answered(place, occurred_on=date(2022, 5, 31)),
        answered(place, occurred_on=date(2022, 9, 1)),
        answered(place, status=ActivityStatus.withdrawn),
        answered(elsewhere),
    ]

    assert list_asking([one.id for one in (first, last, *others)]) == {first.id, last.id}

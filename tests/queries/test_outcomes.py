"""How visits ended in a place, worked out by hand from its entries."""

from datetime import date

import pytest

from portal.domain.activity_status import ActivityStatus
from portal.domain.outcomes import Outcome
from portal.domain.periods import Period
from portal.queries.outcomes import get_outcome
from tests.entries import EntryPlace
from tests.queries_counted import counting_statements

APPROVED = ActivityStatus.approved
SUMMER = Period(date(2022, 6, 1), date(2022, 9, 1))


@pytest.fixture
def there(world) -> EntryPlace:
    return EntryPlace(world)


def entry(there, month, day, visits, skills=("payment",), *, status=APPROVED, **endings):
    """Make an entry of the member."""
    return there.world.activity(
        there.team,
        there.member,
        status=status,
        occurred_on=date(2022, month, day),
        visits=visits,
        skills=skills,
        **endings,
    )


def test_approved_visits_are_added_up_by_month_and_by_each_of_their_skills(there):
    entry(there, 6, 1, 10, ("payment", "safety"), alone=4, together=3, shown=1)
    entry(there, 6, 30, 5, alone=5)
    entry(there, 7, 1, 8, ("safety",))
    entry(there, 6, 2, 100, status=ActivityStatus.submitted, alone=100)
    entry(there, 6, 2, 50, status=ActivityStatus.returned, alone=50)

    found = get_outcome(there.commune.path, SUMMER)

    assert [month.outcome for month in found.months] == [Outcome(15, 9, 3, 1), Outcome(8), Outcome()]
    # Payment: 10 + 5 visits, 4 + 5 alone. Safety: 10 + 8, and of the 8 nothing was stated.
    assert found.by_skill["payment"] == Outcome(15, 9, 3, 1)
    assert found.by_skill["safety"] == Outcome(18, 4, 3, 1)
    assert found.by_skill["shopping"] == Outcome()
    assert found.total == Outcome(23, 9, 3, 1) and found.total.not_stated == 10
    assert found.waiting == 100


def test_a_part_of_a_month_is_read_by_day(there):
    entry(there, 6, 14, 3, alone=1), entry(there, 6, 15, 4, shown=2), entry(there, 7, 14, 5)
    entry(there, 7, 15, 7, together=7)

    found = get_outcome(there.commune.path, Period(date(2022, 6, 15), date(2022, 7, 15)))

    assert [(month.part.code, month.outcome) for month in found.months] == [
        ("2022-06", Outcome(4, shown=2)),
        ("2022-07", Outcome(5)),
    ]
    assert found.by_skill["payment"] == Outcome(9, shown=2)


def test_other_communes_stay_out_and_statements_are_bounded(there, world):
    entry(there, 6, 3, 6, alone=6)
    far = EntryPlace(world)
    entry(far, 6, 3, 9)

    with counting_statements() as statements:
        found = get_outcome(there.commune.path, SUMMER)

    assert found.total == Outcome(6, alone=6)
    assert len(statements) == 2

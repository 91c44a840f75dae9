"""From when on a team counts as asleep."""

from datetime import date

import pytest

from portal.domain.needs import first_day_awake, is_asleep

TODAY = date(2022, 6, 16)
LONG_AGO = date(2022, 4, 1)


def test_the_last_fourteen_days_begin_thirteen_days_ago():
    assert first_day_awake(TODAY, 14) == date(2022, 6, 3)
    assert first_day_awake(TODAY, 1) == TODAY


@pytest.mark.parametrize(
    ("status", "began_on", "last_on", "asleep"),
    [
        ("active", LONG_AGO, date(2022, 6, 3), False),
        ("active", LONG_AGO, date(2022, 6, 2), True),
        ("active", LONG_AGO, None, True),
        ("active", None, None, True),
        ("needs_support", LONG_AGO, None, True),
        ("suspended", LONG_AGO, None, False),
        ("dissolved", LONG_AGO, None, False),
        # Who began in these days has not had the time yet; who began on their first day has.
        ("active", date(2022, 6, 4), None, False),
        ("active", date(2022, 6, 3), None, True),
    ],
)
def test_a_team_at_work_sleeps_without_an_entry_of_the_days(status, began_on, last_on, asleep):
    assert is_asleep(status, began_on, last_on, date(2022, 6, 3)) is asleep

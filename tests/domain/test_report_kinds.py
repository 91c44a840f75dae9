"""Which periods fit a kind of report."""

from datetime import date

import pytest

from portal.domain.campaign_periods import NamedPeriod, resolve_period
from portal.domain.errors import RuleBroken
from portal.domain.periods import Period
from portal.domain.report_kinds import check_period, fits, list_repeated

WHOLE = Period(date(2022, 6, 15), date(2022, 9, 15))


@pytest.mark.parametrize(
    ("code", "kinds"),
    [
        ("2022-W25", ["weekly"]),
        # The first month of the campaign has 16 days only.
        ("2022-06", ["monthly"]),
        ("2022-R07", ["monthly"]),
        ("2022-Q2", ["quarterly"]),
        ("whole", ["final"]),
    ],
)
def test_a_period_of_the_calendar_fits_its_kind_however_short_it_is_cut(code, kinds):
    period = resolve_period(code, WHOLE)

    assert [kind for kind in ("weekly", "monthly", "quarterly", "final") if fits(kind, period)] == kinds
    assert fits("interim", period)


@pytest.mark.parametrize(
    ("code", "last", "kinds"),
    [
        ("w1", 25, ["weekly"]),
        ("w1", 29, []),
        # A window that was cut from the calendar bears its code.
        ("2022-06", 29, ["monthly"]),
    ],
)
def test_a_window_fits_by_its_days_or_by_the_calendar_that_it_was_cut_from(code, last, kinds):
    window = NamedPeriod(code, "window", Period(date(2022, 6, 15), date(2022, 6, last)))

    assert [kind for kind in ("weekly", "monthly", "quarterly", "final") if fits(kind, window)] == kinds


def test_what_does_not_fit_is_refused_by_the_kind():
    with pytest.raises(RuleBroken) as refused:
        check_period("weekly", resolve_period("2022-07", WHOLE))

    assert refused.value.code == "weekly_of"


def test_a_report_is_repeated_as_often_as_its_kind_comes_again():
    assert list_repeated("weekly") == ("once", "weekly")
    assert list_repeated("interim") == ("once", "weekly", "monthly")
    assert list_repeated("final") == ("once",)

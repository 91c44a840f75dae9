from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.domain.campaign_periods import NamedPeriod, cut_calendar, list_periods
from portal.domain.campaign_plans import (
    CampaignPlan,
    check_plan,
    make_windows,
    name_windows,
    plan_period,
    read_windows,
    write_windows,
)
from portal.domain.errors import RuleBroken
from portal.domain.periods import Period, iso_week, local_day

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
# From before a leap day, over New Year with a week 53, to the end of a January.
WHOLE = plan_period(date(2020, 2, 10), date(2021, 1, 31))
KINDS = ("week", "month", "quarter", "reporting_month")


def days_of(kind: str, whole: Period = WHOLE) -> dict[str, tuple[date, date]]:
    """Return the first and the last day of each period of a kind, by code."""
    return {part.code: (part.period.starts_on, part.period.last_day) for part in cut_calendar(whole, kind)}


@pytest.mark.parametrize("kind", KINDS)
def test_periods_of_each_kind_hold_every_day_once(kind):
    parts = cut_calendar(WHOLE, kind)

    days = [part.period.starts_on + timedelta(number) for part in parts for number in range(part.period.days)]

    # 2020 from 10/2 on has 366 - 31 - 9 = 326 days, and January 31.
    assert len(days) == 326 + 31
    assert days == [WHOLE.starts_on + timedelta(number) for number in range(WHOLE.days)]
    assert {part.kind for part in parts} == {kind}


def test_month_of_a_leap_year_ends_on_the_29th():
    months = days_of("month")

    assert months["2020-02"] == (date(2020, 2, 10), date(2020, 2, 29))
    assert months["2020-03"] == (date(2020, 3, 1), date(2020, 3, 31))
    assert months["2020-12"] == (date(2020, 12, 1), date(2020, 12, 31))
    assert months["2021-01"] == (date(2021, 1, 1), date(2021, 1, 31))
    assert days_of("month", plan_period(date(2021, 2, 28), date(2021, 3, 1))) == {
        "2021-02": (date(2021, 2, 28), date(2021, 2, 28)),
        "2021-03": (date(2021, 3, 1), date(2021, 3, 1)),
    }


def test_week_53_goes_over_new_year_and_is_one_week():
    weeks = days_of("week")

    # Monday 28/12/2020 to Sunday 3/1/2021.
    assert weeks["2020-W53"] == (date(2020, 12, 28), date(2021, 1, 3))
    assert weeks["2021-W01"] == (date(2021, 1, 4), date(2021, 1, 10))
    assert "2020-W01" not in weeks
    # 1/1/2022 is a Saturday of the last week of 2021.
    assert list(days_of("week", plan_period(date(2022, 1, 1), date(2022, 1, 3)))) == ["2021-W52", "2022-W01"]


def test_quarters_end_with_their_last_month():
    assert days_of("quarter") == {
        "2020-Q1": (date(2020, 2, 10), date(2020, 3, 31)),
        "2020-Q2": (date(2020, 4, 1), date(2020, 6, 30)),
        "2020-Q3": (date(2020, 7, 1), date(2020, 9, 30)),
        "2020-Q4": (date(2020, 10, 1), date(2020, 12, 31)),
        "2021-Q1": (date(2021, 1, 1), date(2021, 1, 31)),
    }


def test_reporting_month_of_january_begins_in_december():
    months = days_of("reporting_month")

    assert months["2020-R02"] == (date(2020, 2, 10), date(2020, 2, 14))
    # From 15/2 to 14/3 of a leap year: 15 + 14 days.
    assert months["2020-R03"] == (date(2020, 2, 15), date(2020, 3, 14))
    assert months["2020-R12"] == (date(2020, 11, 15), date(2020, 12, 14))
    assert months["2021-R01"] == (date(2020, 12, 15), date(2021, 1, 14))
    assert months["2021-R02"] == (date(2021, 1, 15), date(2021, 1, 31))
    assert len(months) == 13


@pytest.mark.parametrize(
    ("moment", "codes"),
    [
        # 16:59:59 UTC is the last second of 31/12 in Hanoi, 17:00 the first of 1/1.
        (datetime(2020, 12, 31, 16, 59, 59, tzinfo=UTC), ["2020-W53", "2020-12", "2020-Q4", "2021-R01"]),
        (datetime(2020, 12, 31, 17, 0, tzinfo=UTC), ["2020-W53", "2021-01", "2021-Q1", "2021-R01"]),
        (datetime(2020, 2, 29, 16, 59, 59, tzinfo=UTC), ["2020-W09", "2020-02", "2020-Q1", "2020-R03"]),
        (datetime(2020, 2, 29, 17, 0, tzinfo=UTC), ["2020-W09", "2020-03", "2020-Q1", "2020-R03"]),
        # Sunday 3/1/2021 and Monday 4/1/2021.
        (datetime(2021, 1, 3, 16, 59, 59, tzinfo=UTC), ["2020-W53", "2021-01", "2021-Q1", "2021-R01"]),
        (datetime(2021, 1, 3, 17, 0, tzinfo=UTC), ["2021-W01", "2021-01", "2021-Q1", "2021-R01"]),
        (datetime(2021, 1, 14, 16, 59, 59, tzinfo=UTC), ["2021-W02", "2021-01", "2021-Q1", "2021-R01"]),
        (datetime(2021, 1, 14, 17, 0, tzinfo=UTC), ["2021-W02", "2021-01", "2021-Q1", "2021-R02"]),
    ],
)
def test_midnight_of_vietnam_parts_the_periods(moment, codes):
    day = local_day(moment, HANOI)

    found = [part.code for kind in KINDS for part in cut_calendar(WHOLE, kind) if part.period.contains(day)]

    assert found == codes


def test_pages_offer_quarters_and_reporting_months_that_have_begun():
    offered = list_periods(WHOLE, (), date(2020, 4, 15))

    assert [part.code for part in offered["quarter"]] == ["2020-Q1", "2020-Q2"]
    assert [part.code for part in offered["reporting_month"]] == [
        "2020-R02",
        "2020-R03",
        "2020-R04",
        "2020-R05",
    ]


def test_what_lasts_for_years_is_offered_by_months_and_quarters_only():
    whole = plan_period(date(2022, 5, 26), date(2025, 12, 31))

    offered = list_periods(whole, (), date(2026, 11, 29))

    # May 2022 to December 2025 are 44 months in 15 quarters.
    assert {kind: len(parts) for kind, parts in offered.items()} == {
        "whole": 1,
        "window": 0,
        "month": 44,
        "quarter": 15,
    }


@pytest.mark.parametrize("kind", KINDS)
def test_windows_can_be_made_from_each_kind(kind):
    plan = CampaignPlan("A", "A", WHOLE, windows=name_windows(make_windows(kind, WHOLE)))

    check_plan(plan)

    assert [window.code for window in plan.windows] == list(days_of(kind))
    assert {window.kind for window in plan.windows} == {"window"}


def test_windows_are_read_one_a_line_and_written_the_same():
    text = "16/06/2022 - 21/06/2022; 16 - 22/6/2022\n\n1/6/2022–15/6/2022"

    windows = read_windows(text)

    assert [(one.period, one.published_label) for one in windows] == [
        (Period(date(2022, 6, 1), date(2022, 6, 16)), ""),
        (Period(date(2022, 6, 16), date(2022, 6, 22)), "16 - 22/6/2022"),
    ]
    assert write_windows(windows) == "01/06/2022 - 15/06/2022\n16/06/2022 - 21/06/2022; 16 - 22/6/2022"
    assert read_windows(write_windows(windows)) == windows


@pytest.mark.parametrize(
    "line",
    [
        "01/06/2022", "31/06/2022 - 01/07/2022", "30/2/2022 - 1/3/2022", "15/06/2022 - 01/06/2022", "June",
        "01/06/9999 - 31/12/9999", "1/1/0000 - 1/2/0000",
    ],
)  # fmt: skip
def test_a_line_that_is_not_two_days_is_refused_by_its_number(line):
    with pytest.raises(RuleBroken) as refused:
        read_windows(f"01/06/2022 - 15/06/2022\n{line}")

    assert (refused.value.code, refused.value.details) == ("bad_window_line", {"line": 2})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        # The 16th would lie in both.
        ("01/06/2022 - 16/06/2022\n16/06/2022 - 21/06/2022", "windows_overlap"),
        ("31/05/2022 - 16/06/2022", "window_outside"),
        ("20/08/2022 - 01/09/2022", "window_outside"),
        ("01/01/2023 - 01/02/2023", "window_outside"),
    ],
)
def test_windows_neither_overlap_nor_leave_the_campaign(text, code):
    plan = CampaignPlan(
        "A", "A", plan_period(date(2022, 6, 1), date(2022, 8, 31)), windows=tuple(read_windows(text))
    )

    with pytest.raises(RuleBroken, match=code):
        check_plan(plan)


def test_windows_of_the_same_days_keep_their_code_and_new_ones_get_a_free_one():
    known = [NamedPeriod("w1", "window", iso_week(2022, 22)), NamedPeriod("w2", "window", iso_week(2022, 23))]
    wanted = [
        NamedPeriod("w1", "window", iso_week(2022, 24)),
        NamedPeriod("w2", "window", iso_week(2022, 22)),
    ]

    named = name_windows(wanted, known)

    assert [(one.code, one.period) for one in named] == [
        ("w1", iso_week(2022, 22)),
        ("w3", iso_week(2022, 24)),
    ]


def test_a_campaign_ends_after_it_begins_and_within_ten_years():
    assert plan_period(date(2020, 2, 29), date(2020, 2, 29)).days == 1
    with pytest.raises(RuleBroken, match="last_before_first"):
        plan_period(date(2022, 6, 2), date(2022, 6, 1))
    with pytest.raises(RuleBroken, match="campaign_too_long"):
        plan_period(date(2022, 6, 2), date(2033, 6, 1))


def test_a_campaign_is_judged_on_its_last_day_or_later():
    days = plan_period(date(2022, 6, 1), date(2022, 8, 31))

    check_plan(CampaignPlan("A", "A", days, judged_on=date(2022, 8, 31)))
    with pytest.raises(RuleBroken, match="judged_too_early"):
        check_plan(CampaignPlan("A", "A", days, judged_on=date(2022, 8, 30)))


@pytest.mark.parametrize(("percent", "is_right"), [(0, False), (1, True), (100, True), (101, False)])
def test_spot_checks_take_one_to_a_hundred_percent(percent, is_right):
    plan = CampaignPlan(
        "A", "A", plan_period(date(2022, 6, 1), date(2022, 8, 31)), spot_check_percent=percent
    )

    if is_right:
        check_plan(plan)
    else:
        with pytest.raises(RuleBroken, match="bad_share"):
            check_plan(plan)

"""Community sessions: the days on which they recur, how they stand, and what a plan must say."""

from datetime import date, datetime, time, timedelta

import pytest

from portal.domain.community_sessions import (
    LONGEST_AHEAD,
    MOST_REPEATS,
    Repetition,
    SessionPlan,
    SessionState,
    list_days,
    may_be_logged,
    moved,
    read_plan,
    state_of,
)
from portal.domain.errors import RuleBroken

TODAY = date(2022, 6, 16)
# 16/06/2022 is the third Thursday of June.
PLAN = SessionPlan(1, TODAY, time(19, 0), "Nhà văn hóa thôn", ("payment",))


def days(first, repetition, until) -> list[str]:
    return [f"{day:%d/%m}" for day in list_days(first, repetition, until)]


def test_a_session_that_does_not_recur_is_on_its_day_alone():
    assert list_days(TODAY, Repetition.once, None) == [TODAY]
    assert list_days(TODAY, Repetition.once, date(2022, 12, 1)) == [TODAY]


def test_every_week_and_every_two_weeks_count_from_the_first_day_to_the_last_one_included():
    assert days(TODAY, Repetition.weekly, date(2022, 7, 7)) == ["16/06", "23/06", "30/06", "07/07"]
    assert days(TODAY, Repetition.weekly, date(2022, 7, 6)) == ["16/06", "23/06", "30/06"]
    assert days(TODAY, Repetition.fortnightly, date(2022, 7, 14)) == ["16/06", "30/06", "14/07"]


def test_monthly_keeps_the_place_of_the_weekday_in_its_month():
    # The third Thursdays of 2022: 16/6, 21/7, 18/8, 15/9.
    assert days(TODAY, Repetition.monthly, date(2022, 9, 15)) == ["16/06", "21/07", "18/08", "15/09"]


def test_the_fifth_weekday_is_the_last_of_each_month():
    # 30/6 is June's fifth Thursday; the last ones after it: 28/7 (its fourth), 25/8 (fourth), 29/9 (fifth).
    assert days(date(2022, 6, 30), Repetition.monthly, date(2022, 9, 30)) == [
        "30/06", "28/07", "25/08", "29/09",
    ]  # fmt: skip


def test_monthly_goes_over_the_end_of_the_year():
    # First Saturdays: 05/11, 03/12, 07/01, 04/02.
    found = days(date(2022, 11, 5), Repetition.monthly, date(2023, 2, 4))

    assert found == ["05/11", "03/12", "07/01", "04/02"]


@pytest.mark.parametrize(
    ("repetition", "until", "code"),
    [
        (Repetition.weekly, None, "until_needed"),
        (Repetition.weekly, TODAY - timedelta(days=1), "until_too_early"),
        (Repetition.monthly, TODAY + LONGEST_AHEAD + timedelta(days=1), "until_too_far"),
        # 27 Thursdays: the first one and 26 more.
        (Repetition.weekly, TODAY + timedelta(weeks=26), "too_many_repeats"),
    ],
)
def test_a_series_without_a_proper_end_is_refused(repetition, until, code):
    with pytest.raises(RuleBroken, match=f"^{code}$"):
        list_days(TODAY, repetition, until)


def test_26_sessions_in_a_series_are_the_most():
    assert len(list_days(TODAY, Repetition.weekly, TODAY + timedelta(weeks=25))) == MOST_REPEATS


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        (datetime(2022, 6, 16, 18, 59), SessionState.planned),
        (datetime(2022, 6, 16, 19, 0), SessionState.held),
        (datetime(2022, 6, 17, 0, 0), SessionState.held),
    ],
)
def test_a_session_can_be_logged_once_it_has_begun(moment, state):
    assert state_of(TODAY, time(19), is_cancelled=False, is_logged=False, local_now=moment) == state


def test_cancelled_and_logged_say_so_whatever_the_hour():
    moment = datetime(2022, 6, 17)
    assert state_of(TODAY, time(19), is_cancelled=True, is_logged=False, local_now=moment) == "cancelled"
    assert state_of(TODAY, time(19), is_cancelled=False, is_logged=True, local_now=moment) == "logged"


def test_a_session_is_logged_within_30_days():
    assert may_be_logged(TODAY, TODAY)
    assert may_be_logged(TODAY - timedelta(days=30), TODAY)
    assert not may_be_logged(TODAY - timedelta(days=31), TODAY)
    assert not may_be_logged(TODAY + timedelta(days=1), TODAY)


def test_a_series_moves_by_as_many_days_and_never_into_the_past():
    assert moved([TODAY, date(2022, 6, 23)], timedelta(days=1), TODAY) == [
        date(2022, 6, 17),
        date(2022, 6, 24),
    ]
    with pytest.raises(RuleBroken, match="session_in_past"):
        moved([TODAY], timedelta(days=-1), TODAY)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"held_on": TODAY - timedelta(days=1)}, "session_in_past"),
        ({"held_on": TODAY + LONGEST_AHEAD + timedelta(days=1)}, "session_too_far"),
        ({"end_time": time(19, 0)}, "session_ends_early"),
        ({"skills": ()}, "session_needs_skill"),
        ({"skills": ("cooking",)}, "session_needs_skill"),
        ({"place": "  "}, "session_needs_place"),
        ({"place": "x" * 201}, "session_text_too_long"),
        ({"place": "Gọi 0912 345 678"}, "session_personal_number"),
        ({"bring": "CCCD 070123456789"}, "session_personal_number"),
        ({"bring": "\x00"}, "bad_note"),
        ({"expected": 0}, "bad_expected"),
        ({"expected": 1000}, "bad_expected"),
    ],
)
def test_a_plan_that_cannot_be_announced_is_refused(wrong, code):
    values = {name: getattr(PLAN, name) for name in PLAN.__slots__} | wrong

    with pytest.raises(RuleBroken, match=f"^{code}$"):
        read_plan(SessionPlan(**values), TODAY)


def test_a_plan_is_kept_in_order_and_composed():
    values = {name: getattr(PLAN, name) for name in PLAN.__slots__}
    plan = SessionPlan(
        **(values | {"place": " Nha\u0300 văn hóa ", "skills": ("safety", "payment", "safety")})
    )

    kept = read_plan(plan, TODAY)

    assert (kept.place, kept.skills) == ("Nhà văn hóa", ("payment", "safety"))

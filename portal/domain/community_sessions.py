"""Community sessions that a team plans: when they recur, how they stand, and what a plan must say."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from portal.domain.errors import RuleBroken
from portal.domain.personal_numbers import has_personal_number
from portal.domain.skills import in_order
from portal.domain.text import has_control_characters, nfc

MOST_REPEATS = 26
LONGEST_AHEAD = timedelta(days=366)
# So many days after a session its team may still log it; see the entry's own rule.
LOGGED_WITHIN = timedelta(days=30)
SOON = timedelta(days=7)
# How long a public page goes on showing what is over.
SHOWN_AFTER = timedelta(days=60)
PLACE_LENGTH = 200
BRING_LENGTH = 500
REASON_LENGTH = 300
MOST_EXPECTED = 999
DAYS_A_WEEK = 7


class Repetition(StrEnum):
    """How a planned session recurs."""

    once = "once"
    weekly = "weekly"
    fortnightly = "fortnightly"
    monthly = "monthly"


class SessionState(StrEnum):
    """How a session stands: to come, over and not logged yet, logged, or cancelled."""

    planned = "planned"
    held = "held"
    logged = "logged"
    cancelled = "cancelled"


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """What a team announces of one session; `expected` is a plan and never counts as visits."""

    hamlet_id: int
    held_on: date
    start_time: time
    place: str
    skills: tuple[str, ...]
    end_time: time | None = None
    expected: int | None = None
    bring: str = ""


def read_plan(plan: SessionPlan, today: date) -> SessionPlan:
    """Return a plan as it is kept.

    Raises RuleBroken("session_in_past", "session_too_far", "session_ends_early", "session_needs_skill",
    "session_needs_place", "session_text_too_long", "bad_expected", "session_personal_number" or "bad_note").
    """
    if plan.held_on < today:
        raise RuleBroken("session_in_past")
    if plan.held_on > today + LONGEST_AHEAD:
        raise RuleBroken("session_too_far")
    if plan.end_time is not None and plan.end_time <= plan.start_time:
        raise RuleBroken("session_ends_early")
    skills = in_order(plan.skills)
    if not skills:
        raise RuleBroken("session_needs_skill")
    if plan.expected is not None and not 1 <= plan.expected <= MOST_EXPECTED:
        raise RuleBroken("bad_expected", most=MOST_EXPECTED)
    place, bring = public_text(plan.place, PLACE_LENGTH), public_text(plan.bring, BRING_LENGTH)
    if not place:
        raise RuleBroken("session_needs_place")
    return replace(plan, skills=skills, place=place, bring=bring)


def public_text(text: str, longest: int) -> str:
    """Return a text as everybody may read it.

    Raises RuleBroken("session_text_too_long", "session_personal_number" or "bad_note").
    """
    text = nfc(text).strip()
    if len(text) > longest:
        raise RuleBroken("session_text_too_long", most=longest)
    if has_control_characters(text, multiline=True):
        raise RuleBroken("bad_note")
    if has_personal_number(text):
        raise RuleBroken("session_personal_number")
    return text


def list_days(first: date, repetition: Repetition, until: date | None) -> list[date]:
    """List the days of a session that recurs from a day until another, both included.

    Monthly means the same weekday of the month, such as each second Tuesday; the fifth one is always the
    last of its month. Raises RuleBroken("until_needed", "until_too_early", "until_too_far" or
    "too_many_repeats").
    """
    if repetition == Repetition.once:
        return [first]
    if until is None:
        raise RuleBroken("until_needed")
    if until < first:
        raise RuleBroken("until_too_early")
    if until > first + LONGEST_AHEAD:
        raise RuleBroken("until_too_far")
    days = _monthly(first, until) if repetition == Repetition.monthly else _weekly(first, repetition, until)
    if len(days) > MOST_REPEATS:
        raise RuleBroken("too_many_repeats", most=MOST_REPEATS)
    return days


def state_of(
    held_on: date, start_time: time, *, is_cancelled: bool, is_logged: bool, local_now: datetime
) -> SessionState:
    """Tell how a session stands at a local moment; what has begun can be logged."""
    if is_logged:
        return SessionState.logged
    if is_cancelled:
        return SessionState.cancelled
    has_begun = (held_on, start_time) <= (local_now.date(), local_now.time().replace(tzinfo=None))
    return SessionState.held if has_begun else SessionState.planned


def may_be_logged(held_on: date, today: date) -> bool:
    """Tell whether a session's team may still log what came of it."""
    return held_on <= today <= held_on + LOGGED_WITHIN


def moved(days: Sequence[date], step: timedelta, today: date) -> list[date]:
    """Return the days of a series after its plan was moved. Raises RuleBroken("session_in_past")."""
    shifted = [day + step for day in days]
    if any(day < today for day in shifted):
        raise RuleBroken("session_in_past")
    return shifted


def _weekly(first: date, repetition: Repetition, until: date) -> list[date]:
    step = timedelta(days=DAYS_A_WEEK * (2 if repetition == Repetition.fortnightly else 1))
    count = (until - first) // step + 1
    return [first + number * step for number in range(count)]


def _monthly(first: date, until: date) -> list[date]:
    place = (first.day - 1) // DAYS_A_WEEK
    days, month = [], first.replace(day=1)
    while (day := _weekday_of(month, first.weekday(), place)) <= until:
        days.append(day)
        month = (month + timedelta(days=31)).replace(day=1)
    return days


def _weekday_of(month: date, weekday: int, place: int) -> date:
    """Return a weekday of a month by its place; the fifth, which few months have, means the last."""
    first = month + timedelta(days=(weekday - month.weekday()) % DAYS_A_WEEK)
    day = first + timedelta(days=DAYS_A_WEEK * place)
    return day if day.month == month.month else day - timedelta(days=DAYS_A_WEEK)

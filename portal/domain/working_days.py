"""Working days between two days: Monday to Friday; public holidays are not known here and count."""

from datetime import date

# A difficulty that a member named is answered within so many working days.
ANSWER_WITHIN = 5
_WORKING_DAYS_A_WEEK = 5


def count_working_days(since: date, until: date) -> int:
    """Count the working days after `since` up to and with `until`; 0 when `until` is not after it.

    From a Thursday to the next Tuesday: Friday, Monday and Tuesday, so 3.
    """
    if until <= since:
        return 0
    weeks, rest = divmod((until - since).days, 7)
    weekday = since.weekday()
    return weeks * _WORKING_DAYS_A_WEEK + sum((weekday + step) % 7 < 5 for step in range(1, rest + 1))


def is_answered_in_time(asked_on: date, answered_on: date) -> bool:
    """Tell whether an answer came within ANSWER_WITHIN working days."""
    return count_working_days(asked_on, answered_on) <= ANSWER_WITHIN

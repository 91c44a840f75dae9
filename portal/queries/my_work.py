"""One person's own work of last month and this one: by week, by skill, and what came back."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from portal import clock
from portal.domain.activity_status import ActivityAct, ActivityStatus
from portal.domain.campaign_periods import calendar_months, calendar_weeks
from portal.domain.periods import Period, month
from portal.domain.return_reasons import RETURN_REASONS
from portal.domain.roles import Viewer
from portal.domain.skills import SKILLS
from portal.extensions import db
from portal.models import Activity, Review, TrainingCompletion
from portal.queries.activities import own


@dataclass(frozen=True, slots=True)
class Span:
    """What was done in some days: approved visits, those that wait beside them, and the entries of both."""

    period: Period
    entries: int
    visits: int
    waiting_visits: int

    @property
    def all_visits(self) -> int:
        """The visits as they were logged, decided on or not."""
        return self.visits + self.waiting_visits


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month with its ISO weeks, cut to it so that the weeks add up to the month."""

    whole: Span
    weeks: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class CameBack:
    """The entries that were ever returned, each once, and by reason; one may have come back for two."""

    entries: int
    approved_since: int
    by_reason: dict[str, int]


@dataclass(frozen=True, slots=True)
class MyWork:
    """All that is counted of a person's own work in `period`, as the server has it at `as_of`."""

    period: Period
    months: tuple[Month, ...]
    visits_by_skill: dict[str, int]
    came_back: CameBack
    as_of: datetime

    @property
    def busiest_week(self) -> int:
        """The visits of the week that has the most, by which bars are drawn."""
        return max(week.all_visits for month in self.months for week in month.weeks)


@dataclass(frozen=True, slots=True)
class _Day:
    """Entries of one day, status and set of skills, added up."""

    occurred_on: date
    status: str
    skills: tuple[str, ...]
    entries: int
    visits: int


def two_months(today: date) -> Period:
    """Return last month and this one."""
    first = today.replace(day=1)
    before = first - timedelta(days=1)
    return Period(before.replace(day=1), month(today.year, today.month).ends_on)


def get_my_work(viewer: Viewer, today: date) -> MyWork:
    """Add up the viewer's own work of last month and this one, the latest month first, in two statements.

    A month's weeks are those that have begun. An entry with two skills counts in both.
    """
    period = two_months(today)
    days = _list_days(viewer, period)
    months = [_month(part.period, days, today) for part in calendar_months(period)]
    by_skill = {skill: sum(day.visits for day in _approved(days) if skill in day.skills) for skill in SKILLS}
    return MyWork(
        period=period,
        months=tuple(reversed(months)),
        visits_by_skill={skill: visits for skill, visits in by_skill.items() if visits},
        came_back=_came_back(viewer, period),
        as_of=clock.now(),
    )


def list_trainings(viewer: Viewer) -> list[tuple[str, date]]:
    """List the trainings that the viewer completed as (skill or title, day), the latest first."""
    completed = (
        select(TrainingCompletion.title, TrainingCompletion.completed_on)
        .where(TrainingCompletion.user_id == viewer.id)
        # What the portal and somebody by hand both recorded is one training.
        .group_by(TrainingCompletion.title, TrainingCompletion.completed_on)
        .order_by(TrainingCompletion.completed_on.desc(), func.max(TrainingCompletion.id).desc())
    )
    return [(row.title, row.completed_on) for row in db.session.execute(completed)]


def _month(whole: Period, days: Sequence[_Day], today: date) -> Month:
    begun = [week.period for week in calendar_weeks(whole) if week.period.starts_on <= today]
    return Month(_span(whole, days), tuple(_span(week, days) for week in begun))


def _span(period: Period, days: Sequence[_Day]) -> Span:
    within = [day for day in days if period.contains(day.occurred_on)]
    approved = sum(day.visits for day in _approved(within))
    return Span(
        period=period,
        entries=sum(day.entries for day in within),
        visits=approved,
        waiting_visits=sum(day.visits for day in within) - approved,
    )


def _approved(days: Sequence[_Day]) -> Iterator[_Day]:
    return (day for day in days if day.status == ActivityStatus.approved)


def _list_days(viewer: Viewer, period: Period) -> list[_Day]:
    """Add up the approved and the waiting entries by day, status and set of skills."""
    key = (Activity.occurred_on, Activity.status, Activity.skills)
    rows = db.session.execute(
        select(*key, func.count(), func.sum(Activity.visits))
        .where(
            Activity.author_id == viewer.id,
            Activity.status.in_((ActivityStatus.approved, ActivityStatus.submitted)),
            _dated_in(period),
        )
        .group_by(*key)
    )
    return [_Day(*row) for row in rows]


def _came_back(viewer: Viewer, period: Period) -> CameBack:
    rows = db.session.execute(
        select(Review.activity_id, Review.reason, Activity.status)
        .join(Activity, Activity.id == Review.activity_id)
        .where(own(viewer), _dated_in(period), Review.outcome == ActivityAct.return_)
        .distinct()
    ).all()
    by_reason: dict[str, int] = defaultdict(int)
    for row in rows:
        by_reason[row.reason] += 1
    return CameBack(
        entries=len({row.activity_id for row in rows}),
        approved_since=len({row.activity_id for row in rows if row.status == ActivityStatus.approved}),
        by_reason={reason: by_reason[reason] for reason in RETURN_REASONS if reason in by_reason},
    )


def _dated_in(period: Period) -> ColumnElement[bool]:
    return Activity.occurred_on.between(period.starts_on, period.last_day)

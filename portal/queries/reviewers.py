"""How reviewers decide: how many, how fast, how often taken back, and what waits for them.

What was decided is read from the sums of each reviewer's days, so that the number of decisions does not
matter. How fast is told as the first step of `domain/decision_times` within which half of the timed decisions
came, and nine in ten of them.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, time

from sqlalchemy import BigInteger, and_, case, cast, exists, func, select
from sqlalchemy.orm import aliased

from portal import clock
from portal.domain.activity_status import ActivityStatus
from portal.domain.decision_times import hours_within
from portal.domain.figures import percent_text
from portal.domain.periods import Period
from portal.domain.roles import Role
from portal.domain.second_looks import DISAGREES
from portal.domain.units import UnitLevel
from portal.domain.working_days import is_answered_in_time
from portal.extensions import db
from portal.models import (
    Activity,
    DifficultyAnswer,
    Review,
    ReviewerDay,
    RoleGrant,
    SecondLook,
    Tally,
    Unit,
    UnitVersion,
    User,
)
from portal.models.reviewer_days import COUNTS, DAY_MEASURES
from portal.models.tallies import ALL_SKILLS
from portal.queries.among import among
from portal.queries.dated import in_force
from portal.queries.units import in_force as unit_in_force


@dataclass(slots=True)
class ReviewerLine:
    """One reviewer over a period; `timed` decisions, half of which came within so many hours.

    Hours are None where nothing was timed, and where it took longer than the longest step.

    `bulk_approved` counts what was approved together with others, `bulk_opened` what of it was drawn and
    opened before.
    """

    user_id: int
    name: str = ""
    name_sort: str = ""
    communes: list[str] = field(default_factory=list)
    approved: int = 0
    returned: int = 0
    reopened: int = 0
    taken_back: int = 0
    of_own_team: int = 0
    timed: int = 0
    half_hours: int | None = None
    ninth_hours: int | None = None
    waiting: int = 0
    oldest_at: datetime | None = None
    looks: int = 0
    disagreed: int = 0
    answered: int = 0
    answered_in_time: int = 0
    bulk_approved: int = 0
    bulk_opened: int = 0

    @property
    def decisions(self) -> int:
        """All approvals and returns."""
        return self.approved + self.returned

    @property
    def return_percent(self) -> str | None:
        """The share of returns among the decisions, as printed; None without any."""
        return percent_text(self.returned, self.decisions)


def list_reviewers(communes: Collection[int], period: Period, only: int | None = None) -> list[ReviewerLine]:
    """List who coordinates one of the communes or decided there in the period, by name; or one person only.

    Eight statements, whatever their number.
    """
    lines: dict[int, ReviewerLine] = defaultdict(lambda: ReviewerLine(0))
    _add_duties(lines, communes, only)
    _add_decisions(lines, communes, period, only)
    _add_looks(lines, communes, period, only)
    _add_answers(lines, communes, period, only)
    _name(lines)
    return sorted(lines.values(), key=lambda line: (line.name_sort, line.user_id))


def _add_duties(lines: dict[int, ReviewerLine], communes: Collection[int], only: int | None) -> None:
    """Add who coordinates which commune today, and what waits there now."""
    today = clock.today()
    held = (
        select(RoleGrant.user_id, Unit.id, UnitVersion.full_name)
        .join(Unit, Unit.id == RoleGrant.unit_id)
        .outerjoin(UnitVersion, and_(UnitVersion.unit_id == Unit.id, unit_in_force(today)))
        .where(
            RoleGrant.role == Role.coordinator,
            Unit.level == UnitLevel.commune,
            among(Unit.id, communes),
            in_force(RoleGrant, today),
        )
        .order_by(UnitVersion.name_sort, Unit.id)
    )
    if only is not None:
        held = held.where(RoleGrant.user_id == only)
        lines[only] = ReviewerLine(only)
    duties = db.session.execute(held).all()
    waiting, oldest = _read_waiting({duty.id for duty in duties})
    for user_id, commune_id, name in duties:
        line = lines[user_id]
        line.communes += [name] if name else []
        line.waiting += waiting.get(commune_id, 0)
        since = [moment for moment in (line.oldest_at, oldest.get(commune_id)) if moment]
        line.oldest_at = min(since, default=None)


def _read_waiting(communes: Collection[int]) -> tuple[dict[int, int], dict[int, datetime]]:
    """Read from the tallies how much waits in each commune, and from the queue's index since when."""
    counted = db.session.execute(
        select(Tally.commune_id, func.sum(Tally.waiting))
        .where(among(Tally.commune_id, communes), Tally.grain == "ever", Tally.skill == ALL_SKILLS)
        .group_by(Tally.commune_id)
    )
    oldest = (
        select(Activity.submitted_at)
        .where(Activity.commune_id == Unit.id, Activity.status == ActivityStatus.submitted)
        .order_by(Activity.submitted_at)
        .limit(1)
        .correlate(Unit)
        .scalar_subquery()
    )
    since = db.session.execute(select(Unit.id, oldest).where(among(Unit.id, communes)))
    return {commune_id: int(many or 0) for commune_id, many in counted}, dict(since.all())


def _beginning(day) -> datetime:
    return datetime.combine(day, time.min, clock.LOCAL_ZONE)


def _add_decisions(lines: dict[int, ReviewerLine], communes, period: Period, only: int | None) -> None:
    """Add up the days of each reviewer; the number of decisions does not matter."""
    day = ReviewerDay
    sums = (cast(func.sum(getattr(day, name)), BigInteger) for name in DAY_MEASURES)
    decided = (
        select(day.reviewer_id, *sums)
        .where(
            among(day.commune_id, communes),
            day.decided_on >= period.starts_on,
            day.decided_on < period.ends_on,
        )
        .group_by(day.reviewer_id)
    )
    if only is not None:
        decided = decided.where(day.reviewer_id == only)
    for user_id, *numbers in db.session.execute(decided):
        line = lines[user_id]
        for name, number in zip(COUNTS, numbers[: len(COUNTS)], strict=True):
            setattr(line, name, number)
        times = numbers[len(COUNTS) :]
        line.timed = sum(times)
        if line.timed:
            line.half_hours, line.ninth_hours = hours_within(times, 5), hours_within(times, 9)


def _add_looks(lines: dict[int, ReviewerLine], communes, period: Period, only: int | None) -> None:
    disagreed = cast(func.sum(case((SecondLook.outcome == DISAGREES, 1), else_=0)), BigInteger)
    drawn = (
        select(Review.reviewer_id, func.count(), disagreed)
        .join(SecondLook, SecondLook.review_id == Review.id)
        .where(
            among(SecondLook.commune_id, communes),
            SecondLook.drawn_at >= _beginning(period.starts_on),
            SecondLook.drawn_at < _beginning(period.ends_on),
        )
        .group_by(Review.reviewer_id)
    )
    if only is not None:
        drawn = drawn.where(Review.reviewer_id == only)
    for user_id, looks, against in db.session.execute(drawn):
        lines[user_id].looks, lines[user_id].disagreed = looks, against


def _add_answers(lines: dict[int, ReviewerLine], communes, period: Period, only: int | None) -> None:
    """Count the first answers to difficulties, and those that came in time."""
    answer, earlier = DifficultyAnswer, aliased(DifficultyAnswer)
    is_second = exists().where(earlier.activity_id == answer.activity_id, earlier.id < answer.id)
    asked_at = case(
        (answer.answered_at >= Activity.submitted_at, Activity.submitted_at), else_=Activity.received_at
    )
    given = (
        select(answer.answered_by_id, asked_at, answer.answered_at)
        .join(Activity, Activity.id == answer.activity_id)
        .where(
            answer.answered_at >= _beginning(period.starts_on),
            answer.answered_at < _beginning(period.ends_on),
            among(Activity.commune_id, communes),
            ~is_second,
        )
    )
    if only is not None:
        given = given.where(answer.answered_by_id == only)
    for user_id, since, until in db.session.execute(given):
        line = lines[user_id]
        line.answered += 1
        line.answered_in_time += is_answered_in_time(clock.local_day(since), clock.local_day(until))


def _name(lines: dict[int, ReviewerLine]) -> None:
    rows = db.session.execute(select(User.id, User.name, User.name_sort).where(User.id.in_(list(lines))))
    for user_id, name, name_sort in rows:
        line = lines[user_id]
        line.user_id, line.name, line.name_sort = user_id, name, name_sort

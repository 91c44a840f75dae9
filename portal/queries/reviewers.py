"""How reviewers decide: how many, how fast, how often taken back, and what waits for them.

**The time of a decision** is from when the entry was sent, or sent again after a return, to the first
approval or return after that. Each decision keeps which sending it was about; old ones of which that was not
kept have no known time and are left out of median and percentile, and so are decisions after a reopening.
Correcting an entry that waits does not begin its time anew.

**The median** is the middle time, or the mean of the two in the middle; **the 90th percentile** is the
smallest time that at least nine in ten of them do not exceed (nearest rank).
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, time

from sqlalchemy import BigInteger, Select, Text, and_, case, cast, exists, extract, func, literal, or_, select
from sqlalchemy.orm import aliased

from portal import clock
from portal.domain.activity_status import ActivityAct, ActivityStatus
from portal.domain.figures import percent_text
from portal.domain.periods import Period
from portal.domain.roles import Role
from portal.domain.second_looks import DISAGREES
from portal.domain.units import UnitLevel
from portal.domain.working_days import is_answered_in_time
from portal.extensions import db
from portal.models import (
    Activity,
    BulkReview,
    DifficultyAnswer,
    Membership,
    Review,
    RoleGrant,
    SecondLook,
    Tally,
    Unit,
    UnitVersion,
    User,
)
from portal.models.tallies import ALL_SKILLS
from portal.queries.among import among
from portal.queries.dated import in_force
from portal.queries.units import in_force as unit_in_force


@dataclass(slots=True)
class ReviewerLine:
    """One reviewer over a period; times in seconds, None where nothing was timed.

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
    median_seconds: int | None = None
    ninetieth_seconds: int | None = None
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

    Nine statements, whatever their number.
    """
    lines: dict[int, ReviewerLine] = defaultdict(lambda: ReviewerLine(0))
    _add_duties(lines, communes, only)
    decided = _decisions(communes, period, only)
    for user_id, *counts in db.session.execute(_counts(decided)):
        line = lines[user_id]
        line.approved, line.returned, line.reopened, line.of_own_team, line.taken_back = counts[:5]
        line.timed, line.bulk_approved, line.bulk_opened = counts[5:]
    _add_times(lines, decided)
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


def _decisions(communes: Collection[int], period: Period, only: int | None):
    """Select each decision of the period with its time in seconds, or null where that is not known."""
    earlier, later = aliased(Review), aliased(Review)
    is_second = exists().where(
        earlier.activity_id == Review.activity_id,
        earlier.submitted_at == Review.submitted_at,
        earlier.id < Review.id,
    )
    taken_back = exists().where(
        later.activity_id == Review.activity_id,
        later.outcome == ActivityAct.reopen,
        later.id > Review.id,
    )
    seconds = _epoch(Review.decided_at) - _epoch(Review.submitted_at)
    approves, reopens = Review.outcome == ActivityAct.approve, Review.outcome == ActivityAct.reopen
    decided = (
        select(
            Review.reviewer_id,
            Review.outcome,
            case((and_(approves, _is_own_team()), 1), else_=0).label("of_own_team"),
            case((and_(approves, taken_back), 1), else_=0).label("taken_back"),
            case((Review.bulk_id.is_not(None), 1), else_=0).label("in_bulk"),
            case((_was_opened(), 1), else_=0).label("opened_in_bulk"),
            case((~or_(reopens, is_second), seconds)).label("seconds"),
        )
        .join(Activity, Activity.id == Review.activity_id)
        .outerjoin(BulkReview, BulkReview.id == Review.bulk_id)
        .where(
            among(Review.commune_id, communes),
            Review.decided_at >= _beginning(period.starts_on),
            Review.decided_at < _beginning(period.ends_on),
        )
    )
    if only is not None:
        decided = decided.where(Review.reviewer_id == only)
    return decided.subquery()


def _is_own_team():
    """Tell whether a reviewer belongs or belonged to the team of the entry."""
    return exists().where(
        Membership.user_id == Review.reviewer_id,
        Membership.team_id == Activity.team_id,
        or_(Membership.ends_on.is_(None), Membership.ends_on > Membership.starts_on),
    )


def _was_opened():
    """Tell whether the entry of a decision is among those that were opened before many were approved.

    They are the keys of a JSON object, which both databases keep as it was written: {"12": "2022-06-16T…"}.
    """
    key = literal('"').concat(cast(Review.activity_id, Text)).concat('":')
    return cast(BulkReview.opened, Text).contains(key)


def _epoch(moment):
    return cast(extract("epoch", moment), BigInteger)


def _beginning(day) -> datetime:
    return datetime.combine(day, time.min, clock.LOCAL_ZONE)


def _counts(decided) -> Select:
    rows = decided.c

    def total(column):
        return cast(func.sum(column), BigInteger)

    def count(outcome: ActivityAct):
        return total(case((rows.outcome == outcome.value, 1), else_=0))

    return select(
        rows.reviewer_id,
        count(ActivityAct.approve),
        count(ActivityAct.return_),
        count(ActivityAct.reopen),
        total(rows.of_own_team),
        total(rows.taken_back),
        func.count(rows.seconds),
        total(rows.in_bulk),
        total(rows.opened_in_bulk),
    ).group_by(rows.reviewer_id)


def _add_times(lines: dict[int, ReviewerLine], decided) -> None:
    """Read of each reviewer only the one or two times in the middle and the one at nine tenths."""
    by_reviewer = {"partition_by": decided.c.reviewer_id}
    ranked = (
        select(
            decided.c.reviewer_id,
            decided.c.seconds,
            func.row_number().over(order_by=decided.c.seconds, **by_reviewer).label("rank"),
            func.count().over(**by_reviewer).label("many"),
        )
        .where(decided.c.seconds.is_not(None))
        .subquery()
    )
    rank, many = ranked.c.rank, ranked.c.many
    wanted = or_(rank == (many + 1) // 2, rank == (many + 2) // 2, rank == (9 * many + 9) // 10)
    rows = db.session.execute(
        select(ranked.c.reviewer_id, ranked.c.seconds, rank, many).where(wanted).order_by(rank)
    )
    middle: dict[int, list[int]] = defaultdict(list)
    for user_id, seconds, place, count in rows:
        if place in ((count + 1) // 2, (count + 2) // 2):
            middle[user_id].append(seconds)
        if place == (9 * count + 9) // 10:
            lines[user_id].ninetieth_seconds = seconds
    for user_id, times in middle.items():
        lines[user_id].median_seconds = sum(times) // len(times)


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

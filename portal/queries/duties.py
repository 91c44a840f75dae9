"""What waits for the staff of an area besides entries: counted in one statement, at most to a bound."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import (
    Date,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from portal.domain.periods import Period
from portal.domain.roles import Viewer
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import (
    Activity,
    Closing,
    FollowUp,
    Review,
    SecondLook,
    SpotCheck,
    Unit,
    UnitVersion,
)
from portal.models.columns import Moment
from portal.queries.among import among

# Nobody needs to know more than that they are many, and a page must not cost more because more waits.
COUNTED_TO = 100


class Duties(NamedTuple):
    """How many second looks, unanswered difficulties, open spot-checks, follow-ups and closings are due.

    Each but the closings is counted up to COUNTED_TO, which means that many or more.
    """

    second_looks: int
    difficulties: int
    spot_checks: int
    follow_ups: int
    closings: int


def count_duties(
    viewer: Viewer,
    communes: Collection[int],
    today: date,
    difficulties_since: datetime,
    campaign_id: int | None = None,
    ended: Sequence[Period] = (),
) -> Duties:
    """Count what waits in the communes of the viewer's area now, each as its own page lists it.

    Of the ended periods of a campaign: how often a commune that was there has not closed one.
    """
    lent = {grant.unit_id for grant in viewer.grants if grant.deputy_for is not None}
    own = {grant.unit_id for grant in viewer.grants if grant.deputy_for is None}
    asked = {
        "communes": list(communes),
        "viewer": viewer.id,
        "seats": [seat.team_id for seat in viewer.seats],
        "since": difficulties_since,
        "today": today,
        "campaign": campaign_id,
        # Who stands in for somebody decides on entries, and closes nothing.
        "closers": list(set(communes) - (lent - own)),
    }
    for number, period in enumerate(ended):
        asked |= {f"starts_{number}": period.starts_on, f"ends_{number}": period.ends_on}
    return Duties(*db.session.execute(_counted(len(ended)), asked).one())


@cache
def _counted(periods: int) -> Select:
    """Return the statement, which is built once: it is asked on each first page."""
    parts = (_second_looks(), _difficulties(), _spot_checks(), _follow_ups())
    counts = [_count(part.limit(COUNTED_TO)) for part in parts]
    # Closings need no bound: there are as many as communes and windows.
    return select(*counts, _count(_closings(periods)) if periods else literal(0))


def _count(waiting: Select):
    return select(func.count()).select_from(waiting.subquery()).scalar_subquery()


def _second_looks() -> Select:
    """Those that policy lets the viewer give: of nothing that they decided, made or belong to."""
    viewer = bindparam("viewer")
    return (
        select(SecondLook.id)
        .join(Activity, Activity.id == SecondLook.activity_id)
        .join(Review, Review.id == SecondLook.review_id)
        .where(
            among(SecondLook.commune_id, _COMMUNES),
            SecondLook.outcome.is_(None),
            Review.reviewer_id != viewer,
            Activity.author_id != viewer,
            Activity.logged_by_id != viewer,
            Activity.team_id.not_in(bindparam("seats", expanding=True)),
        )
    )


def _difficulties() -> Select:
    return (
        select(Activity.id)
        .where(
            among(Activity.commune_id, _COMMUNES),
            Activity.has_open_difficulty,
            Activity.submitted_at >= bindparam("since", type_=Moment()),
        )
        # Or PostgreSQL hopes to meet enough of them by chance, and reads all entries.
        .order_by(Activity.submitted_at, Activity.id)
    )


def _spot_checks() -> Select:
    return select(SpotCheck.id).where(among(SpotCheck.commune_id, _COMMUNES), SpotCheck.result.is_(None))


def _follow_ups() -> Select:
    """Those that somebody wanted to look at again by today, unless something was noted since."""
    newer = aliased(FollowUp)
    is_same = func.coalesce(newer.team_id, 0) == func.coalesce(FollowUp.team_id, 0)
    is_same &= func.coalesce(newer.hamlet_id, 0) == func.coalesce(FollowUp.hamlet_id, 0)
    return select(FollowUp.id).where(
        among(FollowUp.commune_id, _COMMUNES),
        FollowUp.look_again_on <= bindparam("today", type_=Date),
        ~exists().where(newer.need == FollowUp.need, newer.id > FollowUp.id, is_same),
    )


def _closings(periods: int) -> Select:
    """Select each commune that was there on the last day of an ended period and has not closed it."""
    days = [
        select(
            bindparam(f"starts_{number}", type_=Date).label("starts_on"),
            bindparam(f"ends_{number}", type_=Date).label("ends_on"),
        )
        for number in range(periods)
    ]
    ended = (days[0] if periods == 1 else union_all(*days)).subquery()
    was_there = and_(
        UnitVersion.valid_from < ended.c.ends_on,
        or_(UnitVersion.valid_to.is_(None), UnitVersion.valid_to >= ended.c.ends_on),
    )
    is_closed = exists().where(
        Closing.unit_id == UnitVersion.unit_id,
        Closing.starts_on == ended.c.starts_on,
        Closing.ends_on == ended.c.ends_on,
        Closing.campaign_id == bindparam("campaign"),
        Closing.reopened_at.is_(None),
    )
    return (
        select(UnitVersion.unit_id)
        .join(Unit, Unit.id == UnitVersion.unit_id)
        .join(ended, was_there)
        .where(
            Unit.level == UnitLevel.commune,
            among(UnitVersion.unit_id, "closers"),
            ~is_closed,
        )
    )


_COMMUNES = "communes"

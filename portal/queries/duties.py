"""What waits for the staff of an area besides entries: counted in one statement, at most to a bound."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Select, exists, func, literal_column, select
from sqlalchemy.orm import aliased

from portal.domain.activity_status import ActivityStatus
from portal.domain.roles import Viewer
from portal.extensions import db
from portal.models import Activity, DifficultyAnswer, FollowUp, Review, SecondLook, SpotCheck
from portal.queries.scope import commune_ids

# Nobody needs to know more than that they are many, and a page must not cost more because more waits.
COUNTED_TO = 100


class Duties(NamedTuple):
    """How many second looks, unanswered difficulties, open spot-checks and follow-ups are due.

    Each is counted up to COUNTED_TO, which means that many or more.
    """

    second_looks: int
    difficulties: int
    spot_checks: int
    follow_ups: int


def count_duties(viewer: Viewer, today: date, difficulties_since: datetime) -> Duties:
    """Count what waits in the viewer's area now, each as its own page lists it."""
    communes = commune_ids(viewer)
    counts = (
        _second_looks(viewer, communes),
        _difficulties(communes, difficulties_since),
        _spot_checks(communes),
        _follow_ups(communes, today),
    )
    row = db.session.execute(select(*map(_count, counts))).one()
    return Duties(*map(int, row))


def _count(waiting: Select):
    """Count the rows of a statement up to the bound."""
    return select(func.count()).select_from(waiting.limit(COUNTED_TO).subquery()).scalar_subquery()


def _second_looks(viewer: Viewer, communes: Collection[int]):
    """Those that policy lets the viewer give: of nothing that they decided, made or belong to."""
    return (
        select(SecondLook.id)
        .join(Activity, Activity.id == SecondLook.activity_id)
        .join(Review, Review.id == SecondLook.review_id)
        .where(
            SecondLook.commune_id.in_(communes),
            SecondLook.outcome.is_(None),
            Review.reviewer_id != viewer.id,
            Activity.author_id != viewer.id,
            Activity.logged_by_id != viewer.id,
            Activity.team_id.not_in([seat.team_id for seat in viewer.seats]),
        )
    )


def _difficulties(communes: Collection[int], since: datetime):
    return select(Activity.id).where(
        Activity.commune_id.in_(communes),
        # The index of difficulties serves only who asks for them in these very words.
        Activity.difficulty != literal_column("''"),
        Activity.status != ActivityStatus.withdrawn,
        Activity.submitted_at >= since,
        ~exists().where(DifficultyAnswer.activity_id == Activity.id),
    )


def _spot_checks(communes: Collection[int]):
    return select(SpotCheck.id).where(SpotCheck.commune_id.in_(communes), SpotCheck.result.is_(None))


def _follow_ups(communes: Collection[int], today: date):
    """Those that somebody wanted to look at again by today, unless something was noted since."""
    newer = aliased(FollowUp)
    is_same = func.coalesce(newer.team_id, 0) == func.coalesce(FollowUp.team_id, 0)
    is_same &= func.coalesce(newer.hamlet_id, 0) == func.coalesce(FollowUp.hamlet_id, 0)
    return select(FollowUp.id).where(
        FollowUp.commune_id.in_(communes),
        FollowUp.look_again_on <= today,
        ~exists().where(newer.need == FollowUp.need, newer.id > FollowUp.id, is_same),
    )

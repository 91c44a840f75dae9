"""What a reviewer knows of a team beside one of its entries: its usual visits, decisions, latest entries."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Date, bindparam, func, select

from portal.domain.activity_status import ActivityAct, ActivityStatus
from portal.domain.usual_visits import DECISIONS_SINCE_DAYS, LATEST_APPROVED, usual_visits
from portal.extensions import db
from portal.models import Activity, Review, User
from portal.models.columns import Moment

LATEST = 5
APPROVED_WITHIN = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class LatestEntry:
    """One of the team's other entries, with its state."""

    occurred_on: date
    kind: str
    visits: int
    status: str
    author_name: str


@dataclass(frozen=True, slots=True)
class TeamContext:
    """The team around an entry; `usual` is None while nothing of the team is approved."""

    usual: int | None
    usual_of: int
    approved: int
    returned: int
    latest: tuple[LatestEntry, ...]


def get_team_context(activity: Activity, now: datetime) -> TeamContext:
    """Read what surrounds an entry of a team, in three statements whatever the team has logged."""
    since = activity.occurred_on - APPROVED_WITHIN
    visits = db.session.scalars(_VISITS, {"team": activity.team_id, "since": since}).all()
    decided = _count_decisions(activity, now - timedelta(days=DECISIONS_SINCE_DAYS))
    return TeamContext(
        usual=usual_visits(visits),
        usual_of=len(visits),
        approved=decided.get(ActivityAct.approve, 0),
        returned=decided.get(ActivityAct.return_, 0),
        latest=_list_latest(activity),
    )


def _count_decisions(activity: Activity, since: datetime) -> dict[str, int]:
    """Count the team's entries that were decided on since a moment, each once for an outcome."""
    asked = {"commune": activity.commune_id, "since": since, "team": activity.team_id}
    return dict(db.session.execute(_DECISIONS, asked).all())


def _list_latest(activity: Activity) -> tuple[LatestEntry, ...]:
    rows = db.session.execute(_LATEST, {"team": activity.team_id, "entry": activity.id})
    return tuple(LatestEntry(*row) for row in rows)


# The desk asks for each entry that is opened, so the statements are put together once.
_IN_TEAM = Activity.team_id == bindparam("team")
_NEWEST = (Activity.occurred_on.desc(), Activity.id.desc())
_VISITS = (
    select(Activity.visits)
    .where(
        _IN_TEAM,
        Activity.status == ActivityStatus.approved,
        # So that a team with nothing approved is not read through to its beginning.
        Activity.occurred_on >= bindparam("since", type_=Date),
    )
    .order_by(*_NEWEST)
    .limit(LATEST_APPROVED)
)
_DECISIONS = (
    select(Review.outcome, func.count(Review.activity_id.distinct()))
    .join(Activity, Activity.id == Review.activity_id)
    .where(
        Review.commune_id == bindparam("commune"),
        Review.decided_at >= bindparam("since", type_=Moment()),
        _IN_TEAM,
    )
    .group_by(Review.outcome)
)
_LATEST = (
    select(Activity.occurred_on, Activity.kind, Activity.visits, Activity.status, User.name)
    .join(User, User.id == Activity.author_id)
    .where(_IN_TEAM, Activity.id != bindparam("entry"), Activity.status != ActivityStatus.withdrawn)
    .order_by(*_NEWEST)
    .limit(LATEST)
)

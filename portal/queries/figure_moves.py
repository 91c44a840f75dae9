"""The decisions that moved a figure lately: approvals and reopenings of entries dated in its period."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, tuple_

from portal.domain.activity_status import ActivityAct
from portal.domain.periods import Period
from portal.extensions import db
from portal.models import Activity, Review, Team, User
from portal.queries.among import among

PAGE_SIZE = 50
Place = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class FigureMove:
    """A decision that added an entry to the figures of its day, or took it out again."""

    id: int
    decided_at: datetime
    outcome: str
    reviewer: str
    uuid: UUID
    occurred_on: date
    team_name: str
    visits: int
    households: int | None

    @property
    def sign(self) -> str:
        """Tell whether the entry was added or taken out."""
        return "+" if self.outcome == ActivityAct.approve else "−"


def list_moves(
    communes: Collection[int], period: Period, since: datetime, before: Place | None = None
) -> tuple[list[FigureMove], Place | None]:
    """List a page of the decisions since a moment, the latest first, and where the next page begins."""
    key = (Review.decided_at, Review.id)
    moves = (
        select(
            Review.id,
            Review.decided_at,
            Review.outcome,
            User.name,
            Activity.uuid,
            Activity.occurred_on,
            Team.name,
            Activity.visits,
            Activity.households,
        )
        .join(Activity, Activity.id == Review.activity_id)
        .join(Team, Team.id == Activity.team_id)
        .join(User, User.id == Review.reviewer_id)
        .where(
            among(Review.commune_id, communes),
            Review.decided_at >= since,
            Review.outcome.in_((ActivityAct.approve, ActivityAct.reopen)),
            Activity.occurred_on >= period.starts_on,
            Activity.occurred_on < period.ends_on,
        )
        .order_by(*(column.desc() for column in key))
        .limit(PAGE_SIZE + 1)
    )
    if before:
        moves = moves.where(tuple_(*key) < before)
    found = [FigureMove(*row) for row in db.session.execute(moves)]
    page = found[:PAGE_SIZE]
    return page, (page[-1].decided_at, page[-1].id) if len(found) > PAGE_SIZE else None

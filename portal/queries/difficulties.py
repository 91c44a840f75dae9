"""What members wrote was difficult: what still waits for an answer, and the answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select, tuple_

from portal.domain.roles import Viewer
from portal.extensions import db
from portal.models import Activity, DifficultyAnswer, Team, User
from portal.queries.activities import own
from portal.queries.among import among
from portal.queries.scope import commune_ids

PAGE_SIZE = 30
MOST_OWN = 5
Place = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class DifficultyLine:
    """An entry whose difficulty nobody has answered yet."""

    id: int
    uuid: UUID
    occurred_on: date
    difficulty: str
    submitted_at: datetime
    team_id: int
    team_name: str
    author_name: str


class Answer(NamedTuple):
    """What somebody answered."""

    text: str
    answered_by: str
    answered_at: datetime


class OwnAnswer(NamedTuple):
    """An answer to a difficulty that one wrote about oneself."""

    uuid: UUID
    occurred_on: date
    difficulty: str
    text: str
    answered_by: str
    answered_at: datetime


def list_unanswered(
    viewer: Viewer, after: Place | None = None, since: datetime | None = None
) -> tuple[list[DifficultyLine], Place | None]:
    """List a page of the area's difficulties that wait for an answer, the oldest first, and what follows.

    With `since`, only those of entries that were sent from then on.
    """
    communes = commune_ids(viewer)
    # Those of several communes are met on one walk along all that is open; else they were sorted first.
    in_area = Activity.commune_id if len(communes) == 1 else Activity.commune_id + 0
    key = (Activity.submitted_at, Activity.id)
    waiting = (
        select(
            Activity.id,
            Activity.uuid,
            Activity.occurred_on,
            Activity.difficulty,
            Activity.submitted_at,
            Activity.team_id,
            Team.name,
            User.name,
        )
        .join(Team, Team.id == Activity.team_id)
        .join(User, User.id == Activity.author_id)
        .where(among(in_area, communes), Activity.has_open_difficulty)
    )
    if since:
        waiting = waiting.where(Activity.submitted_at >= since)
    if after:
        waiting = waiting.where(tuple_(*key) > after)
    found = [DifficultyLine(*row) for row in db.session.execute(waiting.order_by(*key).limit(PAGE_SIZE + 1))]
    page = found[:PAGE_SIZE]
    return page, (page[-1].submitted_at, page[-1].id) if len(found) > PAGE_SIZE else None


def list_answers(activity_id: int) -> Sequence[Answer]:
    """List the answers to the difficulty of an entry, in the order in which they came."""
    rows = db.session.execute(
        select(DifficultyAnswer.text, User.name, DifficultyAnswer.answered_at)
        .join(User, User.id == DifficultyAnswer.answered_by_id)
        .where(DifficultyAnswer.activity_id == activity_id)
        .order_by(DifficultyAnswer.id)
    )
    return [Answer(*row) for row in rows]


def list_own_answers(viewer: Viewer) -> list[OwnAnswer]:
    """List the latest answers to difficulties of the viewer's own entries."""
    rows = db.session.execute(
        select(
            Activity.uuid,
            Activity.occurred_on,
            Activity.difficulty,
            DifficultyAnswer.text,
            User.name,
            DifficultyAnswer.answered_at,
        )
        .join(Activity, Activity.id == DifficultyAnswer.activity_id)
        .join(User, User.id == DifficultyAnswer.answered_by_id)
        .where(own(viewer))
        .order_by(DifficultyAnswer.answered_at.desc(), DifficultyAnswer.id.desc())
        .limit(MOST_OWN)
    )
    return [OwnAnswer(*row) for row in rows]

"""Approvals drawn for a second look: those that wait for somebody, and what was found about one's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from portal.domain.actions import Action
from portal.domain.roles import Viewer
from portal.extensions import db
from portal.models import Activity, Review, SecondLook, Team, Unit, User
from portal.policy import allows
from portal.queries.among import among
from portal.queries.scope import commune_ids

PAGE_SIZE = 50
MOST_OWN = 30


@dataclass(frozen=True, slots=True)
class LookSheet:
    """An approval that was drawn, with what policy asks for; `outcome` is None while nobody looked."""

    id: int
    uuid: UUID
    occurred_on: date
    kind: str
    visits: int
    team_id: int
    team_name: str
    author_id: int
    author_name: str
    logged_by_id: int
    commune_id: int
    commune_path: str
    reviewer_id: int
    reviewer_name: str
    decided_at: datetime
    looked_by: str | None
    looked_at: datetime | None
    outcome: str | None
    note: str


def list_to_look_at(viewer: Viewer, after: int | None = None) -> tuple[list[LookSheet], int | None]:
    """List a page of what waits for a second look that the viewer may give, and where the next begins."""
    waiting = _looks().where(among(SecondLook.commune_id, commune_ids(viewer)), SecondLook.outcome.is_(None))
    # One's own approvals are for others to look at.
    waiting = waiting.where(Review.reviewer_id != viewer.id)
    if after:
        waiting = waiting.where(SecondLook.id > after)
    found = _read(waiting.order_by(SecondLook.id).limit(PAGE_SIZE + 1))
    page = found[:PAGE_SIZE]
    shown = [look for look in page if allows(viewer, Action.look_again, look)]
    return shown, page[-1].id if len(found) > PAGE_SIZE else None


def list_about_own(viewer: Viewer) -> list[LookSheet]:
    """List what others found about the viewer's approvals, the latest first."""
    found = _looks().where(Review.reviewer_id == viewer.id, SecondLook.outcome.is_not(None))
    return _read(found.order_by(SecondLook.looked_at.desc(), SecondLook.id.desc()).limit(MOST_OWN))


def list_of_activity(activity_id: int) -> list[LookSheet]:
    """List the second looks at the approvals of one entry that were given, the latest first."""
    given = _looks().where(SecondLook.activity_id == activity_id, SecondLook.outcome.is_not(None))
    return _read(given.order_by(SecondLook.id.desc()))


def get_visible_look(viewer: Viewer, look_id: int) -> LookSheet | None:
    """Return a second look within the area of the viewer's roles, or None."""
    in_area = among(SecondLook.commune_id, commune_ids(viewer))
    return next(iter(_read(_looks().where(SecondLook.id == look_id, in_area))), None)


def _looks() -> Select:
    author, reviewer, looker = aliased(User), aliased(User), aliased(User)
    return (
        select(
            SecondLook.id,
            Activity.uuid,
            Activity.occurred_on,
            Activity.kind,
            Activity.visits,
            Activity.team_id,
            Team.name,
            Activity.author_id,
            author.name,
            Activity.logged_by_id,
            SecondLook.commune_id,
            Unit.path,
            Review.reviewer_id,
            reviewer.name,
            Review.decided_at,
            looker.name,
            SecondLook.looked_at,
            SecondLook.outcome,
            SecondLook.note,
        )
        .join(Activity, Activity.id == SecondLook.activity_id)
        .join(Team, Team.id == Activity.team_id)
        .join(Unit, Unit.id == SecondLook.commune_id)
        .join(Review, Review.id == SecondLook.review_id)
        .join(author, author.id == Activity.author_id)
        .join(reviewer, reviewer.id == Review.reviewer_id)
        .outerjoin(looker, looker.id == SecondLook.looked_by_id)
    )


def _read(statement: Select) -> Sequence[LookSheet]:
    return [LookSheet(*row) for row in db.session.execute(statement)]

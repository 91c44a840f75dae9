"""Around the review desk: how much waits, which teams it concerns, and what an entry read before."""

import json
from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import func, select

from portal.domain.activity_content import FIELDS, as_json
from portal.domain.activity_status import ActivityStatus
from portal.extensions import db
from portal.models import Activity, Review, Tally, Team
from portal.models.tallies import ALL_SKILLS
from portal.queries.among import among


class FieldChange(NamedTuple):
    """A field of an entry before and after its correction, as values of its JSON."""

    field: str
    before: object
    after: object


def count_by_status(communes: Collection[int], team_id: int | None = None) -> dict[str, int]:
    """Count what waits and what was returned, from the tallies."""
    counted = _WAITING if team_id is None else _WAITING.where(Tally.team_id == team_id)
    waiting, returned = db.session.execute(counted, {"communes": list(communes)}).one()
    return {ActivityStatus.submitted: int(waiting or 0), ActivityStatus.returned: int(returned or 0)}


def list_teams(communes: Collection[int]) -> Sequence[tuple[int, str]]:
    """List id and name of the teams of communes, by name."""
    teams = select(Team.id, Team.name).where(among(Team.commune_id, communes))
    return [tuple(row) for row in db.session.execute(teams.order_by(Team.name_sort, Team.id))]


def get_last_return(activity: Activity, reviews: Sequence[Review]) -> Review | None:
    """Return the decision for which an entry was sent again; None while it was not, or never came back.

    `reviews` are its decisions, the newest first.
    """
    if activity.status == ActivityStatus.returned:
        return None
    return next((review for review in reviews if review.outcome == "return"), None)


def changes_since_return(activity: Activity, reviews: Sequence[Review]) -> list[FieldChange]:
    """Compare the entry with how it read when it was returned last; empty when it never was.

    `reviews` are its decisions, the newest first. When and by which device it was written down is left out.
    """
    returned = get_last_return(activity, reviews)
    if returned is None:
        return []
    before, after = json.loads(returned.content), as_json(activity.content())
    names = (one.name for one in FIELDS if one.name != "recorded_at")
    return [
        FieldChange(name, before.get(name), after[name]) for name in names if before.get(name) != after[name]
    ]


_WAITING = select(func.sum(Tally.waiting), func.sum(Tally.returned)).where(
    among(Tally.commune_id, "communes"),
    Tally.grain == "ever",
    Tally.skill == ALL_SKILLS,
)

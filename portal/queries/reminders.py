"""Whom to remind of what came back: by team, the members with their days and the coded reasons."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from portal.domain.activity_status import ActivityStatus
from portal.extensions import db
from portal.models import Activity, Team, User
from portal.queries.among import among

# A reminder that is longer than this nobody reads; the oldest come first.
MOST_ENTRIES = 200


@dataclass(frozen=True)
class Reminded:
    """A member with the days and reasons of what came back to them."""

    name: str
    entries: list[tuple[date, str]] = field(default_factory=list)


@dataclass(frozen=True)
class TeamReminder:
    """A team's members to be reminded, for the group in which the team talks."""

    team_id: int
    team_name: str
    members: list[Reminded] = field(default_factory=list)


def list_reminders(communes: Collection[int]) -> list[TeamReminder]:
    """List what waits for correction in some communes, in one statement and without notes."""
    returned = (
        select(Team.id, Team.name, User.id.label("user_id"), User.name.label("user_name"))
        .add_columns(Activity.occurred_on, Activity.reason)
        .select_from(Activity)
        .join(Team, Team.id == Activity.team_id)
        .join(User, User.id == Activity.author_id)
        .where(among(Activity.commune_id, sorted(communes)), Activity.status == ActivityStatus.returned)
        .order_by(Activity.submitted_at, Activity.id)
        .limit(MOST_ENTRIES)
    )
    reminders: dict[int, TeamReminder] = {}
    members: dict[tuple[int, int], Reminded] = {}
    for row in db.session.execute(returned):
        team = reminders.setdefault(row.id, TeamReminder(row.id, row.name))
        if (row.id, row.user_id) not in members:
            members[row.id, row.user_id] = Reminded(row.user_name)
            team.members.append(members[row.id, row.user_id])
        members[row.id, row.user_id].entries.append((row.occurred_on, row.reason))
    return sorted(reminders.values(), key=lambda one: (one.team_name, one.team_id))

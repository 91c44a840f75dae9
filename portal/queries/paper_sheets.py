"""Paper sheets: the numbers by which a team's people stand on them, and what was typed in from one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy import and_, case, exists, func, or_, select
from sqlalchemy.orm import contains_eager

from portal.domain.activity_status import ActivityStatus
from portal.domain.paper_sheets import UNDO_WITHIN, Listed
from portal.domain.roles import Viewer
from portal.extensions import db
from portal.models import Activity, Membership, Review, Team, User
from portal.queries.dated import in_force
from portal.queries.scope import visible_teams


@dataclass(frozen=True, slots=True)
class NumberedPerson:
    """Somebody who sits or sat in a team, under a number that stays theirs."""

    listed: Listed
    is_present: bool


@dataclass(frozen=True)
class PaperSheet:
    """The entries that one person typed in from one sheet, in the order of their names and days."""

    team: Team
    entries: Sequence[Activity]
    was_decided: bool

    @property
    def received_at(self) -> datetime:
        """When the sheet arrived."""
        return min(entry.received_at for entry in self.entries)

    @property
    def by_member(self) -> list[tuple[str, list[Activity]]]:
        """Whose work it was, by name, with the entries of each."""
        runs = groupby(self.entries, key=lambda entry: entry.author)
        return [(author.name, list(entries)) for author, entries in runs]

    @property
    def is_undone(self) -> bool:
        """Tell whether nothing of it counts any more."""
        return all(entry.status == ActivityStatus.withdrawn for entry in self.entries)

    def refusal(self, moment: datetime) -> str | None:
        """Say why the sheet cannot be undone as a whole at a moment, or None when it can."""
        if self.was_decided:
            return "paper_sheet_decided"
        return "paper_sheet_settled" if moment - self.received_at > UNDO_WITHIN else None


def device_of(sheet_id: UUID) -> str:
    """Return what the entries of a sheet name as the thing that they were written on."""
    return f"paper-sheet-{sheet_id}"


def find_visible_team(viewer: Viewer, code: str) -> Team | None:
    """Return the team with this code that the viewer may see, with its commune, or None."""
    return db.session.scalar(
        select(Team)
        .join(Team.commune)
        .where(Team.code == code, visible_teams(viewer))
        .options(contains_eager(Team.commune))
    )


def list_numbered(team_id: int, on: date) -> list[NumberedPerson]:
    """Number everybody who ever sat in the team in the order of their coming.

    Whoever comes gets the next number and nobody inherits one, so that a sheet printed before a change is
    still read right after it.
    """
    is_present = func.max(case((in_force(Membership, on), 1), else_=0))
    rows = db.session.execute(
        select(User.id, User.name, is_present)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.team_id == team_id)
        .group_by(User.id, User.name)
        .order_by(func.min(Membership.id))
    )
    return [
        NumberedPerson(Listed(user_id, name, number), bool(present))
        for number, (user_id, name, present) in enumerate(rows, start=1)
    ]


def get_paper_sheet(viewer: Viewer, sheet_id: UUID) -> PaperSheet | None:
    """Return what the viewer typed in from a sheet, or None; what others typed in is theirs."""
    own = and_(Activity.logged_by_id == viewer.id, Activity.device == device_of(sheet_id))
    entries = (
        db.session.scalars(
            select(Activity)
            .join(Activity.author)
            .join(Activity.team)
            .join(Activity.commune)
            .where(own)
            .options(
                contains_eager(Activity.author),
                contains_eager(Activity.team),
                contains_eager(Activity.commune),
            )
            .order_by(User.name_sort, User.id, Activity.occurred_on, Activity.id)
            .execution_options(populate_existing=True)
        )
        .unique()
        .all()
    )
    if not entries:
        return None
    # An entry that came back and was corrected waits again, yet somebody has spent thought on it.
    open_states = (ActivityStatus.submitted, ActivityStatus.withdrawn)
    decided = or_(Activity.status.not_in(open_states), exists().where(Review.activity_id == Activity.id))
    was_decided = bool(db.session.scalar(select(Activity.id).where(own, decided).limit(1)))
    return PaperSheet(entries[0].team, entries, was_decided)

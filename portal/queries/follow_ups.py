"""What was done about teams and hamlets that needed help, and whether anything happened after it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, literal_column, select
from sqlalchemy.orm import aliased

from portal import clock
from portal.domain.activity_status import ActivityStatus
from portal.domain.needs import HAMLET_NEEDS
from portal.extensions import db
from portal.models import Activity, FollowUp, Team, UnitVersion, User
from portal.queries.among import among
from portal.queries.need_places import NeedPlace

# Work may be logged so many days after it was done, and longer ago only late.
_LOGGED_WITHIN = timedelta(days=31)
# What no longer needs help is still told for so long after somebody saw to it.
TOLD_FOR = timedelta(days=60)
MOST_TOLD = 20
MOST_HISTORY = 50


@dataclass(frozen=True, slots=True)
class FollowUpLine:
    """What somebody did; `approved_at` is when an entry of there was first approved after it."""

    id: int
    about_id: int
    note: str
    noted_by: str
    noted_at: datetime
    look_again_on: date | None
    about: str | None = None
    approved_at: datetime | None = None

    def is_due(self, today: date) -> bool:
        """Tell whether it is time to look again."""
        return self.look_again_on is not None and self.look_again_on <= today


def list_latest(need: str, about_ids: Collection[int]) -> dict[int, FollowUpLine]:
    """Return the last follow-up of each team or hamlet about a need, with what happened after it."""
    about, newer = _about(need), aliased(FollowUp)
    is_same = _about(need, newer) == about
    has_newer = select(newer.id).where(is_same, newer.need == need, newer.id > FollowUp.id)
    found = _read(_lines(need).where(about.in_(about_ids), ~has_newer.correlate(FollowUp).exists()))
    return {line.about_id: line for line in _with_approvals(need, found)}


def list_history(need: str, place: NeedPlace) -> list[FollowUpLine]:
    """List what was done about a need of one place, the latest first."""
    about_id = place.team_id or place.hamlet_id
    lines = _lines(need).where(_about(need) == about_id).order_by(FollowUp.id.desc())
    return _with_approvals(need, _read(lines.limit(MOST_HISTORY)))


def list_settled(
    need: str, communes: Collection[int], still: Collection[int], now: datetime
) -> list[FollowUpLine]:
    """List what was done lately about places that no longer have the need, the latest first, with names."""
    name = (
        select(func.max(UnitVersion.full_name)).where(
            UnitVersion.unit_id == FollowUp.hamlet_id, UnitVersion.valid_to.is_(None)
        )
        if need in HAMLET_NEEDS
        else select(Team.name).where(Team.id == FollowUp.team_id)
    )
    recent = _lines(need, name.correlate(FollowUp).scalar_subquery()).where(
        among(FollowUp.commune_id, communes),
        FollowUp.noted_at >= now - TOLD_FOR,
        _about(need).not_in(still),
    )
    found: dict[int, FollowUpLine] = {}
    for line in _read(recent.order_by(FollowUp.id.desc()).limit(10 * MOST_TOLD)):
        found.setdefault(line.about_id, line)
    return _with_approvals(need, list(found.values())[:MOST_TOLD])


def _lines(need: str, name: ColumnElement | None = None) -> Select:
    return (
        select(
            FollowUp.id,
            _about(need),
            FollowUp.note,
            User.name,
            FollowUp.noted_at,
            FollowUp.look_again_on,
            literal_column("NULL") if name is None else name,
        )
        .join(User, User.id == FollowUp.noted_by_id)
        .where(FollowUp.need == need)
    )


def _read(statement: Select) -> list[FollowUpLine]:
    return [FollowUpLine(*row) for row in db.session.execute(statement)]


def _about(need: str, model=FollowUp) -> ColumnElement:
    return model.hamlet_id if need in HAMLET_NEEDS else model.team_id


def _with_approvals(need: str, lines: Sequence[FollowUpLine]) -> list[FollowUpLine]:
    """Add when an entry was first approved after each follow-up, in one statement."""
    if not lines:
        return []
    earliest = clock.local_day(min(line.noted_at for line in lines)) - _LOGGED_WITHIN
    moments = dict(db.session.execute(_first_approvals(need, [line.id for line in lines], earliest)).all())
    return [replace(line, approved_at=moments[line.id]) for line in lines]


def _first_approvals(need: str, ids: Collection[int], earliest: date) -> Select:
    is_of_place = Activity.team_id == FollowUp.team_id
    is_approved = func.coalesce(Activity.status, "") == ActivityStatus.approved.value
    if need in HAMLET_NEEDS:
        is_of_place = Activity.hamlet_id == FollowUp.hamlet_id
        # The index of approved entries serves only who asks for them in these very words.
        is_approved = Activity.status == literal_column("'approved'")
    first = select(func.min(Activity.decided_at)).where(
        is_of_place,
        is_approved,
        Activity.occurred_on >= earliest,
        Activity.decided_at > FollowUp.noted_at,
    )
    return select(FollowUp.id, first.correlate(FollowUp).scalar_subquery()).where(FollowUp.id.in_(ids))

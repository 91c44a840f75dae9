"""Good practices: those offered to all with what came of their copies, those that wait, and one in full."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, Text, case, cast, func, or_, select, type_coerce
from sqlalchemy.orm import aliased

from portal.domain.actions import Action
from portal.domain.activity_status import ActivityStatus
from portal.domain.practices import NO_OUTCOME, Outcome, PracticeStatus, PracticeText, order_by_outcome
from portal.domain.roles import PROVINCE_ROLES, Role, Viewer
from portal.domain.text import fold
from portal.extensions import db
from portal.models import Activity, CommunitySession, Practice, Team, Unit, UnitVersion, User
from portal.policy import allows
from portal.queries.scope import commune_ids

PAGE_SIZE = 20
# More than a list could be read to the end; the search finds the rest.
MOST_COMPARED = 500


@dataclass(frozen=True, slots=True)
class PracticeSheet:
    """A practice with the session that it describes, and what policy asks for."""

    id: int
    status: str
    title: str
    steps: str
    audience: str
    minutes: int | None
    skills: tuple[str, ...]
    links: str
    note: str
    team_id: int
    team_name: str
    commune_path: str
    commune_id: int
    commune_name: str | None
    activity_id: int
    activity_uuid: UUID
    entry_status: str
    held_on: date
    author_id: int
    logged_by_id: int
    proposed_by_id: int
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    version: int

    @property
    def is_open(self) -> bool:
        """Tell whether it is offered: published, and its session still approved."""
        return self.status == PracticeStatus.published and self.entry_status == ActivityStatus.approved

    @property
    def text(self) -> PracticeText:
        """What it tells those who copy it."""
        return PracticeText(
            title=self.title,
            steps=self.steps,
            skills=self.skills,
            audience=self.audience,
            minutes=self.minutes,
            links=self.addresses,
        )

    @property
    def addresses(self) -> tuple[str, ...]:
        """The materials."""
        return tuple(self.links.splitlines())


@dataclass(frozen=True, slots=True)
class PracticePage:
    """Some practices of a list with their outcomes, and the number of the page that follows."""

    lines: list[tuple[PracticeSheet, Outcome]]
    next_page: int | None


def list_published(words: str, skill: str | None, page: int) -> PracticePage:
    """List a page of the offered practices, the best outcome first, in three statements.

    `words` must all occur in title, audience or steps, written in any way.
    """
    wanted = select(Practice.id).join(Activity, Activity.id == Practice.activity_id).where(_is_open())
    for word in fold(words).split():
        wanted = wanted.where(Practice.words_fold.contains(word, autoescape=True))
    if skill:
        wanted = wanted.where(type_coerce(Practice.skills, Text).contains(f",{skill},", autoescape=True))
    newest = wanted.order_by(Practice.decided_at.desc(), Practice.id.desc()).limit(MOST_COMPARED)
    ids = list(db.session.scalars(newest))
    outcomes = read_outcomes(ids)
    ordered = order_by_outcome([(key, outcomes.get(key, NO_OUTCOME)) for key in ids])
    shown = ordered[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    sheets = {sheet.id: sheet for sheet in _read(_sheets().where(Practice.id.in_(shown)))} if shown else {}
    lines = [(sheets[key], outcomes.get(key, NO_OUTCOME)) for key in shown if key in sheets]
    return PracticePage(lines, page + 1 if len(ordered) > page * PAGE_SIZE else None)


def list_unpublished(viewer: Viewer) -> list[PracticeSheet]:
    """List what waits in the viewer's area to be published, and their own proposals, the oldest first."""
    led = [seat.team_id for seat in viewer.seats if viewer.leads(seat.team_id)]
    area = commune_ids(viewer, (Role.coordinator, *PROVINCE_ROLES))
    waiting = (Practice.status == PracticeStatus.proposed) & Practice.commune_id.in_(area)
    own = or_(Practice.proposed_by_id == viewer.id, Practice.team_id.in_(led))
    unsettled = Practice.status.in_((PracticeStatus.proposed, PracticeStatus.returned))
    found = _sheets().where(or_(waiting, own & unsettled)).order_by(Practice.proposed_at, Practice.id)
    return [sheet for sheet in _read(found.limit(100)) if allows(viewer, Action.view_practice, sheet)]


def get_visible_practice(viewer: Viewer, practice_id: int) -> PracticeSheet | None:
    """Return a practice that the viewer may see, or None."""
    sheet = next(iter(_read(_sheets().where(Practice.id == practice_id))), None)
    return sheet if sheet is not None and allows(viewer, Action.view_practice, sheet) else None


def get_practice_of(activity_id: int) -> int | None:
    """Return the practice that describes an entry, whatever became of it, or None."""
    return db.session.scalar(select(Practice.id).where(Practice.activity_id == activity_id))


def is_practice_open(practice_id: int) -> bool:
    """Tell whether a practice is offered now."""
    offered = select(Practice.id).join(Activity, Activity.id == Practice.activity_id)
    return db.session.scalar(offered.where(Practice.id == practice_id, _is_open())) is not None


def read_outcomes(practice_ids: Collection[int]) -> dict[int, Outcome]:
    """Count what came of the copies of practices by other teams, in one statement; without any, left out."""
    if not practice_ids:
        return {}
    is_approved = Activity.status == ActivityStatus.approved
    stated = sum(func.coalesce(ending, 0) for ending in (Activity.alone, Activity.together, Activity.shown))
    rows = db.session.execute(
        select(
            CommunitySession.practice_id,
            func.count(),
            func.count(CommunitySession.team_id.distinct()),
            _total(is_approved, 1),
            _total(is_approved, Activity.visits),
            _total(is_approved, func.coalesce(Activity.alone, 0)),
            _total(is_approved, Activity.visits - stated),
        )
        .join(Practice, Practice.id == CommunitySession.practice_id)
        .outerjoin(Activity, Activity.id == CommunitySession.activity_id)
        .where(
            CommunitySession.practice_id.in_(practice_ids),
            CommunitySession.cancelled_at.is_(None),
            # How a team's own sessions went on tells nothing of whether others can do the same.
            CommunitySession.team_id != Practice.team_id,
        )
        .group_by(CommunitySession.practice_id)
    )
    return {row[0]: Outcome(*row[1:]) for row in rows}


def _total(condition: ColumnElement[bool], value: object) -> ColumnElement[int]:
    return cast(func.coalesce(func.sum(case((condition, value), else_=0)), 0), Integer)


def _is_open() -> ColumnElement[bool]:
    return (Practice.status == PracticeStatus.published) & (Activity.status == ActivityStatus.approved)


def _sheets() -> Select:
    return (
        select(*_COLUMNS)
        .join(Team, Team.id == Practice.team_id)
        .join(Unit, Unit.id == Practice.commune_id)
        .join(Activity, Activity.id == Practice.activity_id)
        .join(_proposer, _proposer.id == Practice.proposed_by_id)
        .outerjoin(_decider, _decider.id == Practice.decided_by_id)
    )


def _read(statement: Select) -> list[PracticeSheet]:
    return [PracticeSheet(*row) for row in db.session.execute(statement)]


_proposer, _decider = aliased(User), aliased(User)
_COMMUNE_NAME = (
    select(UnitVersion.full_name)
    .where(UnitVersion.unit_id == Practice.commune_id)
    .order_by(UnitVersion.valid_from.desc())
    .limit(1)
    .correlate(Practice)
    .scalar_subquery()
)
# In the order of PracticeSheet.
_COLUMNS = (
    Practice.id,
    Practice.status,
    Practice.title,
    Practice.steps,
    Practice.audience,
    Practice.minutes,
    Practice.skills,
    Practice.links,
    Practice.note,
    Practice.team_id,
    Team.name,
    Unit.path,
    Practice.commune_id,
    _COMMUNE_NAME,
    Practice.activity_id,
    Activity.uuid,
    Activity.status,
    Activity.occurred_on,
    Activity.author_id,
    Activity.logged_by_id,
    Practice.proposed_by_id,
    _proposer.name,
    Practice.proposed_at,
    _decider.name,
    Practice.decided_at,
    Practice.version,
)

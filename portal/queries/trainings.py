"""Trainings as a viewer may see them: the list, one with its people, and what a member is asked."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select, tuple_
from sqlalchemy.orm import aliased, contains_eager

from portal import clock
from portal.domain.roles import STAFF_ROLES, Viewer
from portal.domain.trainings import Answer, TrainingPhase, TrainingStatus, phase_of
from portal.extensions import db
from portal.models import Team, Training, TrainingInvitation, TrainingTeam, Unit
from portal.queries.activities import place_name_on
from portal.queries.among import among
from portal.queries.scope import commune_ids

PAGE_SIZE = 50
UPCOMING, PAST = "upcoming", "past"
WHEN = (UPCOMING, PAST)
REMIND_BEFORE = timedelta(days=1)
WAITS_FOR_RESULTS = timedelta(days=30)
Place = tuple[datetime, int]
# Whoever is counted, beside the viewer's own invitation.
_person = aliased(TrainingInvitation)


@dataclass(frozen=True, slots=True)
class TrainingLine:
    """A training as a list prints it; `answer` is the viewer's own, `is_invited` whether they were asked."""

    id: int
    topic: str
    title: str
    starts_at: datetime
    ends_at: datetime
    status: str
    place: str
    online_url: str
    unit_name: str
    invited: int
    coming: int
    attended: int
    is_invited: bool
    answer: str | None

    @property
    def name_code(self) -> str:
        """The title that was written out, or the topic's code."""
        return self.title or self.topic

    @property
    def phase(self) -> TrainingPhase:
        """How it stands now."""
        return phase_of(self.status, self.starts_at, self.ends_at, clock.now())


@dataclass(frozen=True, slots=True)
class TrainingSheet:
    """One training as a viewer sees it, with their own invitation and what is counted of all."""

    training: Training
    unit_name: str
    own: TrainingInvitation | None
    invited: int
    coming: int
    attended: int

    @property
    def id(self) -> int:
        """The training's key."""
        return self.training.id

    @property
    def name_code(self) -> str:
        """The title that was written out, or the topic's code."""
        return self.training.title or self.training.topic

    @property
    def phase(self) -> TrainingPhase:
        """How it stands now."""
        return self.training.phase_at(clock.now())

    @property
    def commune_path(self) -> str:
        """The path that policy asks for."""
        return self.training.commune_path

    @property
    def trainer_id(self) -> int | None:
        """The account of the trainer, which policy asks for."""
        return self.training.trainer_id


@dataclass(frozen=True, slots=True)
class OwnInvitation:
    """What a member is asked or reminded of: a training to come, and what they answered."""

    training_id: int
    topic: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    online_url: str
    answer: str | None

    @property
    def name_code(self) -> str:
        """The title that was written out, or the topic's code."""
        return self.title or self.topic

    @property
    def is_soon(self) -> bool:
        """Tell whether it begins today or tomorrow, so that who is coming is reminded."""
        return clock.local_day(self.starts_at) <= clock.today() + REMIND_BEFORE

    @property
    def needs_answer(self) -> bool:
        """Tell whether the member has said nothing yet."""
        return self.answer is None


def list_trainings(
    viewer: Viewer, when: str, topic: str | None = None, *, after: Place | None = None
) -> tuple[list[TrainingLine], Place | None]:
    """List a page of trainings that the viewer may see, and where the next page begins.

    Upcoming ones and those that wait for results come soonest first, past ones latest first.
    """
    now, key = clock.now(), (Training.starts_at, Training.id)
    # What waits for its results stays among the next ones for a month.
    is_open = and_(Training.status == TrainingStatus.planned, Training.ends_at > now - WAITS_FOR_RESULTS)
    wanted = [_is_visible(viewer), is_open if when == UPCOMING else ~is_open]
    if topic:
        wanted.append(Training.topic == topic)
    if after:
        beyond = tuple_(*key) > after if when == UPCOMING else tuple_(*key) < after
        wanted.append(beyond)
    order = key if when == UPCOMING else [column.desc() for column in key]
    found = _line_select(viewer).where(*wanted).order_by(*order).limit(PAGE_SIZE + 1)
    lines = _lines(found)
    page = lines[:PAGE_SIZE]
    return page, (page[-1].starts_at, page[-1].id) if len(lines) > PAGE_SIZE else None


def list_team_trainings(viewer: Viewer, team_id: int) -> list[TrainingLine]:
    """List the trainings to which a team is invited and which the viewer may see, the latest first."""
    invited = select(TrainingTeam.training_id).where(TrainingTeam.team_id == team_id)
    statement = _line_select(viewer).where(Training.id.in_(invited), _is_visible(viewer))
    return _lines(statement.order_by(Training.starts_at.desc(), Training.id.desc()).limit(PAGE_SIZE))


def get_visible_training(viewer: Viewer, training_id: int) -> TrainingSheet | None:
    """Return a training that the viewer organises, gives, is invited to, or sees as staff; else None."""
    row = db.session.execute(
        select(
            Training,
            place_name_on(Training.unit_id, clock.today()),
            _count(),
            _count(_person.answer == Answer.coming),
            _count(_person.attended_by.is_not(None)),
        )
        .join(Training.unit)
        .options(contains_eager(Training.unit))
        .where(Training.id == training_id, _is_visible(viewer))
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        return None
    training, unit_name, invited, coming, attended = row
    return TrainingSheet(
        training, unit_name, get_invitation(training_id, viewer.id), invited, coming, attended
    )


def get_invitation(training_id: int, user_id: int) -> TrainingInvitation | None:
    """Return the invitation of a person to a training."""
    return db.session.scalar(
        select(TrainingInvitation)
        .where(TrainingInvitation.training_id == training_id, TrainingInvitation.user_id == user_id)
        .execution_options(populate_existing=True)
    )


def get_invited_training(user_id: int, training_id: int) -> Training | None:
    """Return a training to which a person is invited."""
    invited = select(TrainingInvitation.training_id).where(TrainingInvitation.user_id == user_id)
    return db.session.scalar(
        select(Training)
        .join(Training.unit)
        .options(contains_eager(Training.unit))
        .where(Training.id == training_id, Training.id.in_(invited))
        .execution_options(populate_existing=True)
    )


def list_own_invitations(viewer: Viewer, now: datetime) -> list[OwnInvitation]:
    """List the trainings to come that the viewer is invited to and has not declined, the next one first."""
    rows = db.session.execute(
        select(
            Training.id,
            Training.topic,
            Training.title,
            Training.starts_at,
            Training.ends_at,
            Training.place,
            Training.online_url,
            TrainingInvitation.answer,
        )
        .join(TrainingInvitation, TrainingInvitation.training_id == Training.id)
        .where(
            TrainingInvitation.user_id == viewer.id,
            Training.status == TrainingStatus.planned,
            Training.ends_at > now,
            func.coalesce(TrainingInvitation.answer, "") != Answer.not_coming,
        )
        .order_by(Training.starts_at, Training.id)
    )
    return [OwnInvitation(*row) for row in rows]


def list_organising_units(viewer: Viewer, today: date) -> list[tuple[int, str]]:
    """List the places at which the viewer organises trainings of their own, as (id, name)."""
    ids = {grant.unit_id for grant in viewer.grants if grant.deputy_for is None}
    rows = db.session.execute(
        select(Unit.id, place_name_on(Unit.id, today)).where(Unit.id.in_(ids)).order_by(Unit.path)
    )
    return [(row[0], row[1]) for row in rows]


def _is_visible(viewer: Viewer) -> ColumnElement[bool]:
    invited = select(TrainingInvitation.training_id).where(TrainingInvitation.user_id == viewer.id)
    ways = [Training.id.in_(invited), Training.trainer_id == viewer.id]
    areas = [grant.unit_path for grant in viewer.grants if grant.role in STAFF_ROLES]
    if areas:
        within = or_(*(Unit.path.startswith(path, autoescape=True) for path in areas))
        ways.append(Training.unit_id.in_(select(Unit.id).where(within)))
        theirs = select(TrainingTeam.training_id).join(Team, Team.id == TrainingTeam.team_id)
        ways.append(Training.id.in_(theirs.where(among(Team.commune_id, commune_ids(viewer)))))
    return or_(*ways)


def _line_select(viewer: Viewer) -> Select:
    own = and_(TrainingInvitation.training_id == Training.id, TrainingInvitation.user_id == viewer.id)
    return select(
        Training.id,
        Training.topic,
        Training.title,
        Training.starts_at,
        Training.ends_at,
        Training.status,
        Training.place,
        Training.online_url,
        place_name_on(Training.unit_id, clock.today()).label("unit_name"),
        _count().label("invited"),
        _count(_person.answer == Answer.coming).label("coming"),
        _count(_person.attended_by.is_not(None)).label("attended"),
        TrainingInvitation.id.is_not(None).label("is_invited"),
        TrainingInvitation.answer,
    ).outerjoin(TrainingInvitation, own)


def _count(*conditions: ColumnElement[bool]) -> ScalarSelect:
    rows = select(func.count()).select_from(_person).where(_person.training_id == Training.id, *conditions)
    return rows.correlate(Training).scalar_subquery()


def _lines(statement: Select) -> list[TrainingLine]:
    return [TrainingLine(**row) for row in db.session.execute(statement).mappings()]

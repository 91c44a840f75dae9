"""Queues on phones as they are now: what each phone last reported, less what has arrived since."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, or_, select, tuple_, union, union_all
from sqlalchemy.orm import joinedload

from portal.domain.actions import Action
from portal.domain.queues import LONG_WAIT, minutes_off, oldest_saved
from portal.domain.roles import Role, Viewer
from portal.extensions import db
from portal.models import Activity, Membership, Queue, QueueSettlement, Team, Unit, User
from portal.policy import allows
from portal.queries.among import among
from portal.queries.scope import commune_ids

PAGE_SIZE = 50
# The lines on other pages look at no more queues than this.
MOST_SUMMARISED = 500
# Who has left a team may still have entries of it on the phone.
AFTER_LEAVING = timedelta(days=60)

# A place in the list: how pressing a queue is, and its id.
Place = tuple[int, int]


class QueueSeat(NamedTuple):
    """A seat of a queue's owner, with what policy asks for."""

    team_id: int
    team_name: str
    commune_id: int
    commune_path: str


class TeamQueues(NamedTuple):
    """All queues of a team's people, as policy asks about them."""

    seats: tuple[QueueSeat, ...]
    user_id: None = None


class Settlement(NamedTuple):
    """What somebody said became of numbers that never arrived."""

    numbers: list[int]
    reason: str
    note: str
    settled_by: str
    settled_at: datetime


@dataclass(frozen=True, slots=True)
class QueueSheet:
    """A queue as it is now; `missing` are the numbers of which nobody said what became of them."""

    id: int
    user_id: int
    person: str
    device: str
    waiting: int
    waiting_since: datetime | None
    photos_waiting: int
    missing: list[int]
    minutes_off: int
    reported_at: datetime
    first_seen_at: datetime
    seats: tuple[QueueSeat, ...] = ()
    settlements: list[Settlement] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Some queues, the most pressing first, and the place after which the next page begins."""

    sheets: list[QueueSheet]
    following: Place | None


@dataclass(frozen=True, slots=True)
class QueueSummary:
    """What the lines on other pages say of all queues that they are about."""

    people: int
    waiting: int
    waiting_since: datetime | None
    missing: int
    reported_at: datetime


def list_arrived(user_id: int, device: str) -> set[int]:
    """Return the numbers of a queue whose entries are stored."""
    return set(db.session.scalars(_ARRIVED, {"user": user_id, "device": device}))


def list_queues(viewer: Viewer, today: date, now: datetime, after: Place | None = None) -> QueuePage:
    """List the queues that the viewer may see: one's own, of the teams one leads, of one's communes."""
    seats = _seats_seen(viewer, today)
    queues = select(Queue).options(joinedload(Queue.user))
    queues = queues.where(or_(Queue.user_id == viewer.id, Queue.user_id.in_(seats)))
    if after:
        queues = queues.where(tuple_(_URGENCY, Queue.id) > after)
    found = db.session.scalars(queues.order_by(_URGENCY, Queue.id).limit(PAGE_SIZE + 1)).all()
    page = found[:PAGE_SIZE]
    following = (_urgency_of(page[-1]), page[-1].id) if len(found) > PAGE_SIZE else None
    return QueuePage(_sheets(page, now, _list_seats(viewer, page, today)), following)


def get_visible_queue(viewer: Viewer, queue_id: int, today: date, now: datetime) -> QueueSheet | None:
    """Return a queue that the viewer may see, or None."""
    queue = db.session.scalar(select(Queue).where(Queue.id == queue_id).options(joinedload(Queue.user)))
    if queue is None:
        return None
    [sheet] = _sheets([queue], now, _list_seats(None, [queue], today))
    return sheet if allows(viewer, Action.view_queue, sheet) else None


def summarise_own(viewer: Viewer, now: datetime) -> QueueSummary | None:
    """Sum up what has waited long or is missing on one's own phones; None when nothing is."""
    return _summarise(Queue.user_id == viewer.id, now)


def summarise_communes(viewer: Viewer, today: date, now: datetime) -> QueueSummary | None:
    """Sum up what has waited long or is missing in one's communes; None when nothing is."""
    communes = commune_ids(viewer, [Role.coordinator])
    if not communes:
        return None
    return _summarise(Queue.user_id.in_(_people(among(Team.commune_id, communes), today)), now)


def summarise_team(viewer: Viewer, team: Team, today: date, now: datetime) -> QueueSummary | None:
    """Sum up what has waited long or is missing on the phones of a team, for who may see its queues."""
    seat = QueueSeat(team.id, team.name, team.commune_id, team.commune_path)
    if not allows(viewer, Action.view_queue, TeamQueues((seat,))):
        return None
    return _summarise(Queue.user_id.in_(_people(Team.id == team.id, today)), now)


def count_on_phones(communes: Collection[int], today: date, now: datetime) -> int:
    """Count the entries that wait on phones of people of these communes, or never arrived."""
    people = _people(among(Team.commune_id, communes), today)
    unsent = or_(Queue.unsettled_count > 0, Queue.waiting_count > 0)
    found = db.session.scalars(select(Queue).where(Queue.user_id.in_(people), unsent).order_by(Queue.id))
    return sum(sheet.waiting + len(sheet.missing) for sheet in _sheets(found.all(), now))


def _summarise(whose: ColumnElement[bool], now: datetime) -> QueueSummary | None:
    pressing = or_(Queue.unsettled_count > 0, Queue.oldest_waiting_at < now - LONG_WAIT)
    found = db.session.scalars(select(Queue).where(whose, pressing).order_by(Queue.id).limit(MOST_SUMMARISED))
    sheets = [one for one in _sheets(found.all(), now) if one.missing or _has_waited_long(one, now)]
    if not sheets:
        return None
    return QueueSummary(
        people=len({sheet.user_id for sheet in sheets}),
        waiting=sum(sheet.waiting for sheet in sheets),
        waiting_since=min((sheet.waiting_since for sheet in sheets if sheet.waiting_since), default=None),
        missing=sum(len(sheet.missing) for sheet in sheets),
        reported_at=max(sheet.reported_at for sheet in sheets),
    )


def _has_waited_long(sheet: QueueSheet, now: datetime) -> bool:
    return sheet.waiting_since is not None and sheet.waiting_since < now - LONG_WAIT


def _seats_seen(viewer: Viewer, today: date) -> Select:
    """Select the people of the teams that the viewer leads or coordinates."""
    led = [seat.team_id for seat in viewer.seats if viewer.leads(seat.team_id)]
    return _people(
        or_(Team.id.in_(led), among(Team.commune_id, commune_ids(viewer, [Role.coordinator]))), today
    )


def _people(teams: ColumnElement[bool], today: date) -> Select:
    return (
        select(Membership.user_id).join(Team, Team.id == Membership.team_id).where(teams, _sits_or_sat(today))
    )


def _sits_or_sat(today: date) -> ColumnElement[bool]:
    return and_(
        Membership.starts_on <= today,
        or_(Membership.ends_on.is_(None), Membership.ends_on > today - AFTER_LEAVING),
    )


def _list_seats(viewer: Viewer | None, queues: Iterable[Queue], today: date) -> dict[int, list[QueueSeat]]:
    """Return the seats of the owners; for a viewer only those through which they see others' queues."""
    owners = sorted({queue.user_id for queue in queues})
    seats = (
        select(Membership.user_id, Team.id, Team.name, Team.commune_id, Unit.path)
        .join(Team, Team.id == Membership.team_id)
        .join(Unit, Unit.id == Team.commune_id)
        .where(Membership.user_id.in_(owners), _sits_or_sat(today))
        .order_by(Team.name_sort, Team.id)
    )
    found: dict[int, list[QueueSeat]] = defaultdict(list)
    for user_id, *facts in db.session.execute(seats):
        seat = QueueSeat(*facts)
        if seat not in found[user_id] and (viewer is None or _shows(viewer, user_id, seat)):
            found[user_id].append(seat)
    return found


def _shows(viewer: Viewer, user_id: int, seat: QueueSeat) -> bool:
    above = viewer.holds_over((Role.coordinator,), seat.commune_path)
    return user_id == viewer.id or viewer.leads(seat.team_id) or above


def _sheets(
    queues: Sequence[Queue], now: datetime, seats: dict[int, list[QueueSeat]] | None = None
) -> list[QueueSheet]:
    """Return the queues as they are now; with seats, for pages, also who owns them and what was settled."""
    changed = [queue.id for queue in queues if queue.waiting_count or queue.unsettled_count]
    arrived = _list_arrived_since(changed)
    told = _list_settlements([queue.id for queue in queues if queue.settled]) if seats is not None else {}
    sheets = []
    for queue in queues:
        waiting = [pair for pair in queue.waiting if pair[0] not in arrived[queue.id]]
        accounted_for = arrived[queue.id].union(queue.settled)
        sheets.append(
            QueueSheet(
                id=queue.id,
                user_id=queue.user_id,
                person=queue.user.name if seats is not None else "",
                device=queue.device,
                waiting=len(waiting),
                waiting_since=oldest_saved(waiting, queue.clock_offset_seconds, queue.reported_at),
                photos_waiting=queue.photos_waiting,
                missing=[number for number in queue.missing if number not in accounted_for],
                minutes_off=minutes_off(queue.clock_offset_seconds),
                reported_at=queue.reported_at,
                first_seen_at=queue.first_seen_at,
                seats=tuple((seats or {}).get(queue.user_id, ())),
                settlements=told.get(queue.id, []),
            )
        )
    return sheets


def _list_arrived_since(queue_ids: Collection[int]) -> dict[int, set[int]]:
    """Return for each queue the numbers of the entries that were stored since it was counted.

    Each queue costs a short walk along the latest entries of its owner.
    """
    arrived: dict[int, set[int]] = defaultdict(set)
    if not queue_ids:
        return arrived
    parts = (
        select(Queue.id, Activity.device_seq).join(
            Activity,
            and_(
                owner == Queue.user_id,
                Activity.updated_at >= Queue.counted_at,
                Activity.device == Queue.device,
                Activity.device_seq.is_not(None),
            ),
        ).where(Queue.id.in_(queue_ids))
        for owner in (Activity.author_id, Activity.logged_by_id)
    )  # fmt: skip
    for queue_id, seq in db.session.execute(union_all(*parts)):
        arrived[queue_id].add(seq)
    return arrived


def _list_settlements(queue_ids: Collection[int]) -> dict[int, list[Settlement]]:
    told: dict[int, list[Settlement]] = defaultdict(list)
    if not queue_ids:
        return told
    settlement = QueueSettlement
    rows = db.session.execute(
        select(
            settlement.queue_id,
            settlement.numbers,
            settlement.reason,
            settlement.note,
            User.name,
            settlement.settled_at,
        )
        .join(User, User.id == settlement.settled_by_id)
        .where(settlement.queue_id.in_(queue_ids))
        .order_by(settlement.id.desc())
    )
    for queue_id, *facts in rows:
        told[queue_id].append(Settlement(*facts))
    return told


def _urgency_of(queue: Queue) -> int:
    if queue.unsettled_count:
        return 0
    return 1 if queue.waiting_count or queue.photos_waiting else 2


_URGENCY = case(
    (Queue.unsettled_count > 0, 0), (or_(Queue.waiting_count > 0, Queue.photos_waiting > 0), 1), else_=2
)


def _arrived_as(owner) -> Select:
    entries = Activity.__table__.c
    return select(entries.device_seq).where(
        owner == bindparam("user"), entries.device == bindparam("device"), entries.device_seq.is_not(None)
    )


# Built once: every contact of every phone passes here. The two indexes on whose an entry is serve it.
_ARRIVED = union(_arrived_as(Activity.__table__.c.author_id), _arrived_as(Activity.__table__.c.logged_by_id))

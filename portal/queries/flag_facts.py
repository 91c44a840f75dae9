"""What the checks of domain/quality.py read, for many entries with a few statements."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Row, Select, func, select

from portal import clock
from portal.domain.activity_status import ActivityStatus
from portal.domain.photo_hashes import distance
from portal.domain.quality import DEFAULT_BOUNDS
from portal.domain.quality_facts import Census, Entry, written_at
from portal.domain.quality_surroundings import HISTORY, Surroundings, TeamTotals, prints_of
from portal.extensions import db
from portal.models import Activity, EntryPrint, Flag, Photo, Tally, Team, Unit, UnitCensus
from portal.models.tallies import ALL_SKILLS
from portal.queries.batches import batches

# Entries of the same author that arrived so recently are checked again, for a burst shows only with its last.
RECENT = timedelta(days=1)
PAPER = "paper-sheet-"
_PHOTO_DISTANCE = DEFAULT_BOUNDS.photo_distance

_entries = Activity.__table__.c
_READ = (
    _entries.id, _entries.team_id, _entries.author_id, _entries.occurred_on, _entries.kind, _entries.skills,
    _entries.visits, _entries.people, _entries.households, _entries.hamlet_id, _entries.note,
    _entries.recorded_at, _entries.client_time, _entries.received_at, _entries.commune_id, _entries.device,
    _entries.logged_by_id,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Batch:
    """Entries to be checked with what lies around them.

    `seen` tells of each when it had changed last as it was read, and `gone` which of them were withdrawn.
    """

    entries: Sequence[Entry]
    surroundings: Surroundings
    seen: dict[int, datetime]
    gone: frozenset[int]


def read_batch(ids: Collection[int]) -> Batch:
    """Read entries with those whose flags hang on them, and all that their checks ask for."""
    rows = _read_due(ids)
    gone = frozenset(row.id for row in rows if row.status == ActivityStatus.withdrawn)
    photos = _list_hashes([row.id for row in rows])
    # The first of several that are alike is the original, as long as all of them are checked at once.
    kept = sorted((row for row in rows if row.id not in gone), key=lambda row: row.id)
    entries = [_entry(row, photos.get(row.id, ())) for row in kept]
    surroundings = Surroundings(
        _list_history(entries),
        originals=_list_originals(entries),
        copies=_list_copies([entry.id for entry in entries]),
        censuses=_list_censuses({entry.hamlet_id for entry in entries} - {None}),
        totals=_sum_teams(entries),
    )
    return Batch(entries, surroundings, {row.id: row.updated_at for row in rows}, gone)


def list_alike(sought: Mapping[int, Collection[int]]) -> Iterator[tuple[int, Entry]]:
    """Yield the entries that have one of the prints, each with it; those that were withdrawn have none.

    A print comes with the photos that it is sought for, none for a note. Thousands of photos may share one,
    so only those are read on that are alike.
    """
    columns = (EntryPrint.value, EntryPrint.activity_id, EntryPrint.photo)
    found = [
        (value, activity_id)
        for value, activity_id, photo in _rows(select(*columns), EntryPrint.value, sought)
        if photo is None or any(distance(photo, one) <= _PHOTO_DISTANCE for one in sought[value])
    ]
    ids = {activity_id for _value, activity_id in found}
    photos = _list_hashes(ids)
    kept = select(*_READ).where(_entries.status != ActivityStatus.withdrawn)
    entries = {row.id: _entry(row, photos.get(row.id, ())) for row in _rows(kept, _entries.id, ids)}
    for value, activity_id in found:
        if activity_id in entries:
            yield value, entries[activity_id]


def _read_due(ids: Collection[int]) -> list[Row]:
    """Read the entries, those that were like one of them, and what their authors sent within the last day."""
    due = select(*_READ, _entries.updated_at, _entries.status).order_by(_entries.team_id, _entries.id)
    rows = _rows(due, _entries.id, ids)
    hanging = set(db.session.scalars(select(Flag.activity_id).where(Flag.other_id.in_(ids))))
    rows += _rows(due, _entries.id, hanging - set(ids))
    authors, known = {row.author_id for row in rows}, {row.id for row in rows}
    since = clock.now() - RECENT
    recent = due.where(
        _entries.status == ActivityStatus.submitted,
        _entries.updated_at >= since,
        _entries.received_at >= since,
    )
    return rows + [row for row in _rows(recent, _entries.author_id, authors) if row.id not in known]


def _list_history(entries: Sequence[Entry]) -> list[Entry]:
    """Read what the teams and authors of entries did around the days of these."""
    if not entries:
        return []
    first = min(entry.occurred_on for entry in entries) - HISTORY
    last = max(entry.occurred_on for entry in entries)
    counted = select(*_READ).where(
        _entries.status != ActivityStatus.withdrawn, _entries.occurred_on.between(first, last)
    )
    teams = {entry.team_id for entry in entries}
    rows = _rows(counted, _entries.team_id, teams)
    # Who sits in two teams has one day only; what is dated since then changed since then.
    since = datetime.combine(first, datetime.min.time(), clock.LOCAL_ZONE)
    elsewhere = counted.where(_entries.updated_at >= since, (_entries.team_id + 0).not_in(sorted(teams)))
    rows += _rows(elsewhere, _entries.author_id, {entry.author_id for entry in entries})
    return [_entry(row) for row in rows]


def _list_originals(entries: Iterable[Entry]) -> list[tuple[int, Entry]]:
    """Read which entries had the same prints first; those that are checked now come anew."""
    checked = {entry.id for entry in entries}
    sought: dict[int, set[int]] = defaultdict(set)
    for entry in entries:
        for mark in prints_of(entry):
            sought[mark].update(entry.photos)
    return [(mark, entry) for mark, entry in list_alike(sought) if entry.id not in checked]


def _list_copies(ids: Collection[int]) -> list[tuple[int, int]]:
    """Read which entries were found to be like some, as (one of these, its copy)."""
    copies = select(Flag.other_id, Flag.activity_id)
    return [tuple(row) for row in _rows(copies, Flag.other_id, ids)]


def _list_hashes(ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    """Read the difference hashes of the photos that entries show."""
    found: dict[int, tuple[int, ...]] = defaultdict(tuple)
    shown = select(Photo.activity_id, Photo.difference_hash).where(
        Photo.difference_hash.is_not(None), Photo.removed_at.is_(None)
    )
    for activity_id, value in _rows(shown.order_by(Photo.activity_id, Photo.slot), Photo.activity_id, ids):
        found[activity_id] += (value,)
    return found


def _list_censuses(hamlets: Collection[int]) -> dict[int, Census]:
    """Read the latest count of each hamlet; estimates are no bound."""
    columns = (UnitCensus.unit_id, UnitCensus.population, UnitCensus.households, UnitCensus.counted_on)
    counted = select(*columns).where(~UnitCensus.is_estimate).order_by(UnitCensus.counted_on)
    return {unit_id: Census(*census) for unit_id, *census in _rows(counted, UnitCensus.unit_id, hamlets)}


def _sum_teams(entries: Sequence[Entry]) -> TeamTotals:
    """Add up the visits by month of the teams of the same level in the same district or province."""
    months = sorted({entry.occurred_on.replace(day=1) for entry in entries})
    if not months:
        return TeamTotals({}, {})
    its_communes = {entry.commune_id for entry in entries}
    parents = select(Unit.parent_id).where(Unit.id.in_(sorted(its_communes)))
    rows = db.session.execute(
        select(Team.id, Team.level, Unit.parent_id)
        .join(Unit, Unit.id == Team.commune_id)
        .where(Unit.parent_id.in_(parents))
    ).all()
    groups: dict[tuple[str, int], list[int]] = defaultdict(list)
    for team_id, level, parent_id in rows:
        groups[level, parent_id].append(team_id)
    peers = {team_id: groups[level, parent_id] for team_id, level, parent_id in rows}
    return TeamTotals(_month_sums(parents, months), peers)


def _month_sums(parents: Select, months: list[date]) -> dict[tuple[int, date], int]:
    sums = (
        select(Tally.team_id, Tally.starts_on, func.sum(Tally.visits + Tally.waiting_visits))
        .join(Unit, Unit.id == Tally.commune_id)
        .where(Unit.parent_id.in_(parents), Tally.grain == "month", Tally.skill == ALL_SKILLS)
        .where(Tally.starts_on.in_(months))
        .group_by(Tally.team_id, Tally.starts_on)
    )
    return {(team_id, month): int(visits) for team_id, month, visits in db.session.execute(sums)}


def _rows(statement: Select, column: ColumnElement, values: Collection[int]) -> list[Row]:
    return [
        row
        for some in batches(sorted(values))
        for row in db.session.execute(statement.where(column.in_(some)))
    ]


def _entry(row: Row, photos: tuple[int, ...] = ()) -> Entry:
    is_on_paper = row.logged_by_id != row.author_id or (row.device or "").startswith(PAPER)
    moment = written_at(row.recorded_at, row.client_time, row.received_at, has_device=row.device is not None)
    return Entry(
        row.id, row.team_id, row.author_id, row.occurred_on, row.kind, row.skills, row.visits, row.people,
        row.households, row.hamlet_id, row.note, moment, moment and clock.local_day(moment), is_on_paper,
        row.client_time, row.received_at, row.commune_id, photos,
    )  # fmt: skip

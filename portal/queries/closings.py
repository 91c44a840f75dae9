"""Closed periods: whether a day is closed, what was published of a place, and what is open before closing."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from portal.domain.closings import COMMUNES_OPEN, ON_PHONES, OPEN_VISITS, RETURNED, UNCONFIRMED, WAITING
from portal.domain.periods import Period
from portal.domain.skills import rank
from portal.domain.units import UnitLevel, path_ids
from portal.extensions import db
from portal.models import Closing, PublishedValue
from portal.queries.among import among
from portal.queries.coverage import Coverage
from portal.queries.coverage_records import Place
from portal.queries.queues import count_on_phones
from portal.queries.spot_checks import count_open_visits

# What is counted besides entries and lists: code -> how many in some communes, as of a day and a moment.
COUNTS: dict[str, Callable[[Collection[int], date, datetime], int]] = {
    ON_PHONES: count_on_phones,
    OPEN_VISITS: count_open_visits,
}


class ClosedPeriod(NamedTuple):
    """A closing in force, as far as an entry is concerned."""

    id: int
    unit_id: int
    starts_on: date
    ends_on: date
    definition_version: int

    @property
    def period(self) -> Period:
        """The days that are closed, half-open."""
        return Period(self.starts_on, self.ends_on)

    def covers(self, path: str, day: date) -> bool:
        """Tell whether an entry lies in it, given by its commune's path and its day."""
        return self.unit_id in path_ids(path) and self.period.contains(day)


@dataclass(frozen=True, slots=True)
class OpenPoints:
    """What is open before a period is closed; `communes` are those of a province that have not closed."""

    counts: dict[str, int]
    communes: tuple[Place, ...] = ()

    @property
    def is_clear(self) -> bool:
        """Tell whether nothing is open."""
        return not any(self.counts.values())


def list_closed_over(entries: Iterable[tuple[str, date]]) -> list[ClosedPeriod]:
    """List the closings in force over entries, each given by its commune's path and its day.

    A commune's day is closed by the commune itself and by what it lies in.
    """
    wanted = [(path_ids(path), day) for path, day in entries]
    if not wanted:
        return []
    units = sorted({unit for ids, _day in wanted for unit in ids})
    days = [day for _ids, day in wanted]
    rows = db.session.execute(_CLOSED, {"units": units, "first": min(days), "last": max(days)})
    closed = [ClosedPeriod(*row) for row in rows]
    return [
        one
        for one in closed
        if any(one.unit_id in ids and one.starts_on <= day < one.ends_on for ids, day in wanted)
    ]


def get_in_force(campaign_id: int, unit_id: int, period: Period) -> Closing | None:
    """Return the closing of a place and period that is in force, with its campaign."""
    return db.session.scalar(
        select(Closing)
        .where(*_of(campaign_id, [unit_id], period), Closing.reopened_at.is_(None))
        .options(joinedload(Closing.campaign))
        .execution_options(populate_existing=True)
    )


def list_in_force(campaign_id: int, unit_ids: Collection[int], period: Period) -> dict[int, Closing]:
    """Return the closings in force of several places in a period, by place."""
    found = db.session.scalars(
        select(Closing)
        .where(*_of(campaign_id, unit_ids, period), Closing.reopened_at.is_(None))
        .options(joinedload(Closing.closed_by))
    )
    return {closing.unit_id: closing for closing in found}


def list_revisions(campaign_id: int, unit_id: int, period: Period) -> Sequence[Closing]:
    """List all closings of a place and period with who closed and reopened them, the latest first."""
    return db.session.scalars(
        select(Closing)
        .where(*_of(campaign_id, [unit_id], period))
        .order_by(Closing.revision.desc())
        .options(joinedload(Closing.closed_by), joinedload(Closing.reopened_by))
    ).all()


def list_closed_periods(campaign_id: int, unit_ids: Collection[int]) -> dict[tuple[int, Period], Closing]:
    """Return all closings in force of some places in a campaign, by place and period."""
    found = db.session.scalars(
        select(Closing)
        .where(
            Closing.campaign_id == campaign_id,
            among(Closing.unit_id, unit_ids),
            Closing.reopened_at.is_(None),
        )
        .options(joinedload(Closing.closed_by))
    )
    return {(closing.unit_id, closing.period): closing for closing in found}


def list_published(closing_ids: Collection[int]) -> dict[int, list[PublishedValue]]:
    """Return the values published by some closings, by closing, in the order of the lines."""
    found: dict[int, list[PublishedValue]] = {closing_id: [] for closing_id in closing_ids}
    values = PublishedValue
    rows = select(values).where(values.closing_id.in_(found)).order_by(values.line, values.part)
    # The parts of a line are skills, which stand in the order of their register.
    for value in sorted(db.session.scalars(rows), key=lambda one: (one.line, rank(one.part))):
        found[value.closing_id].append(value)
    return found


def count_open_points(campaign_id: int, coverage: Coverage, today: date, now: datetime) -> OpenPoints:
    """Count what is open in a commune or a province in the period of its figures."""
    communes = tuple(coverage.communes.values())
    counts = {
        WAITING: coverage.facts.waiting,
        RETURNED: coverage.facts.returned,
        UNCONFIRMED: coverage.facts.communes_unknown,
    }
    counts |= {code: count([one.id for one in communes], today, now) for code, count in COUNTS.items()}
    if coverage.place.level != UnitLevel.province:
        return OpenPoints(counts)
    closed = list_in_force(campaign_id, [one.id for one in communes], coverage.basis.period.period)
    still_open = tuple(one for one in communes if one.id not in closed)
    return OpenPoints({COMMUNES_OPEN: len(still_open)} | counts, still_open)


def _of(campaign_id: int, unit_ids: Collection[int], period: Period) -> tuple:
    return (
        Closing.campaign_id == campaign_id,
        among(Closing.unit_id, unit_ids),
        Closing.starts_on == period.starts_on,
        Closing.ends_on == period.ends_on,
    )


# Built once: every entry that is written passes here.
_closings = Closing.__table__.c
_CLOSED = select(*(_closings[name] for name in ClosedPeriod._fields)).where(
    _closings.reopened_at.is_(None),
    _closings.unit_id.in_(bindparam("units", expanding=True)),
    _closings.starts_on <= bindparam("last"),
    _closings.ends_on > bindparam("first"),
)

"""Keep the sums of each reviewer's days in the transaction of each decision, and prove them.

**The time of a decision** is from when the entry was sent, or sent again after a return, to the first
approval or return after that. Each decision keeps which sending it was about; old ones of which that was not
kept have no known time, and neither have decisions after a reopening. Correcting an entry that waits does not
begin its time anew.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Select,
    Text,
    and_,
    case,
    cast,
    delete,
    exists,
    extract,
    func,
    literal,
    null,
    or_,
    select,
    text,
    true,
    union_all,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from portal import clock
from portal.domain.activity_status import ActivityAct
from portal.domain.decision_times import STEPS, TIME_MEASURES
from portal.extensions import db
from portal.models import Activity, BulkReview, Membership, Review, ReviewerDay
from portal.models.reviewer_days import COUNTS, DAY_MEASURES
from portal.queries.among import among
from portal.services import audit
from portal.services.tallies import Difference
from portal.transaction import snapshot, transactional

DAY_KEY = ("commune_id", "decided_on", "reviewer_id")
NOTHING = dict.fromkeys(DAY_MEASURES, 0)
# Seats may be entered or corrected after a decision, which stays counted as it was taken.
PROVEN = tuple(name for name in DAY_MEASURES if name != "of_own_team")


def count_decisions(entries: Sequence[int], reopened: Sequence[int]) -> None:
    """Put the last decision on each entry into the sums; of those `reopened` it took an approval back."""
    statement = _counting(db.engine.dialect.name, bool(reopened))
    db.session.execute(
        statement, {"entries": list(entries)} | ({"reopened": list(reopened)} if reopened else {})
    )


@transactional
def rebuild() -> int:
    """Recompute the sums from all decisions; return how many rows there are."""
    dialect = db.engine.dialect.name
    if dialect == "postgresql":
        # Whoever is deciding now finishes first; who decides meanwhile waits, and adds to the new sums.
        db.session.execute(text("LOCK TABLE reviewer_days IN EXCLUSIVE MODE"))
    db.session.execute(delete(ReviewerDay))
    db.session.execute(_table.insert().from_select([*DAY_KEY, *DAY_MEASURES], _add_up(_all(dialect))))
    written = db.session.scalar(select(func.count()).select_from(ReviewerDay))
    audit.record(None, "rebuild_tallies", "reviewer_days", rows=written)
    return written


def list_differences() -> list[Difference]:
    """Compare every sum with the decisions; an empty list proves them."""
    with snapshot():
        expected = _by_key(_add_up(_all(db.engine.dialect.name)))
        stored = _by_key(select(*(_table.c[name] for name in (*DAY_KEY, *DAY_MEASURES))))
    pairs = {
        key: (stored.get(key, NOTHING), expected.get(key, NOTHING)) for key in stored.keys() | expected.keys()
    }
    return [
        Difference(key, *pairs[key])
        for key in sorted(pairs)
        if any(pairs[key][0][name] != pairs[key][1][name] for name in PROVEN)
    ]


def _by_key(rows: Select) -> dict[tuple[int, date, int], dict[str, int]]:
    sums = {
        tuple(row[: len(DAY_KEY)]): dict(zip(DAY_MEASURES, row[len(DAY_KEY) :], strict=True))
        for row in db.session.execute(rows)
    }
    return {key: measures for key, measures in sums.items() if any(measures.values())}


def _facts(dialect: str, measures: dict[str, ColumnElement], *conditions: ColumnElement[bool]) -> Select:
    """Select of decisions the key of their day, what each adds to its counts, and how long it took."""
    return (
        select(
            Review.commune_id,
            _local_day(dialect).label("decided_on"),
            Review.reviewer_id,
            *(measures.get(name, literal(0)).label(name) for name in COUNTS),
            measures.get("seconds", cast(null(), BigInteger)).label("seconds"),
        )
        .join(Activity, Activity.id == Review.activity_id)
        .outerjoin(BulkReview, BulkReview.id == Review.bulk_id)
        .where(*conditions)
    )


def _all(dialect: str) -> Select:
    later = aliased(Review)
    taken_back = exists().where(
        later.activity_id == Review.activity_id,
        later.outcome == ActivityAct.reopen.value,
        later.id > Review.id,
    )
    measures = _measures()
    return _facts(dialect, measures | {"taken_back": _one(_is(ActivityAct.approve), taken_back)})


def _measures() -> dict[str, ColumnElement]:
    """Return what a decision adds when it is taken; nothing takes it back yet."""
    approves = _is(ActivityAct.approve)
    return {
        "approved": _one(approves),
        "returned": _one(_is(ActivityAct.return_)),
        "reopened": _one(_is(ActivityAct.reopen)),
        "of_own_team": _one(approves, _is_own_team()),
        "bulk_approved": _one(Review.bulk_id.is_not(None)),
        "bulk_opened": _one(_was_opened()),
        "seconds": _seconds(),
    }


def _one(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return case((and_(*conditions), 1), else_=0)


def _is(act: ActivityAct) -> ColumnElement[bool]:
    return Review.outcome == act.value


def _seconds() -> ColumnElement[int]:
    """Say how long a decision took, in seconds; null where that is not known."""
    earlier = aliased(Review)
    is_second = exists().where(
        earlier.activity_id == Review.activity_id,
        earlier.submitted_at == Review.submitted_at,
        earlier.id < Review.id,
    )
    took = _epoch(Review.decided_at) - _epoch(Review.submitted_at)
    return case((~or_(_is(ActivityAct.reopen), is_second), took))


def _is_own_team() -> ColumnElement[bool]:
    """Tell whether a reviewer belongs or belonged to the team of the entry."""
    return exists().where(
        Membership.user_id == Review.reviewer_id,
        Membership.team_id == Activity.team_id,
        or_(Membership.ends_on.is_(None), Membership.ends_on > Membership.starts_on),
    )


def _was_opened() -> ColumnElement[bool]:
    """Tell whether the entry of a decision is among those that were opened before many were approved.

    They are the keys of a JSON object, which both databases keep as it was written: {"12": "2022-06-16T…"}.
    """
    key = literal('"').concat(cast(Review.activity_id, Text)).concat('":')
    return cast(BulkReview.opened, Text).contains(key)


def _epoch(moment) -> ColumnElement[int]:
    return cast(extract("epoch", moment), BigInteger)


def _local_day(dialect: str) -> ColumnElement[date]:
    if dialect == "postgresql":
        return cast(func.timezone(str(clock.LOCAL_ZONE), Review.decided_at), Date)
    # SQLite knows no zones; here the clock has not been changed since before there were any entries.
    return func.date(Review.decided_at, "+7 hours", type_=Date)


def _add_up(facts) -> Select:
    """Add up what decisions add to each day, in one order for all, so that two never wait in a ring."""
    # Taken as it stands, or SQLite would ask for the time of a decision once for each step.
    rows = facts.cte("facts").prefix_with("MATERIALIZED").c
    key = [rows[name] for name in DAY_KEY]
    measures = {name: rows[name] for name in COUNTS} | dict(
        zip(TIME_MEASURES, _steps(rows.seconds), strict=True)
    )
    sums = (cast(func.sum(measure), BigInteger).label(name) for name, measure in measures.items())
    # Without a condition SQLite takes what follows for a part of a join.
    return select(*key, *sums).where(true()).group_by(*key).order_by(*key)


def _steps(seconds) -> Iterator[ColumnElement[int]]:
    """Tell of each step whether a decision of so many seconds counts under it."""
    for first, last in zip((None, *STEPS), (*STEPS, None), strict=True):
        yield _one(
            seconds > first * 3600 if first else seconds.is_not(None),
            seconds <= last * 3600 if last else true(),
        )


@cache
def _counting(dialect: str, has_reopened: bool):
    """Build the statement that counts decisions; hundreds of them a second pass here."""
    later, approval = aliased(Review), aliased(Review)
    is_last = ~exists().where(later.activity_id == Review.activity_id, later.id > Review.id)
    facts = _facts(dialect, _measures(), among(Review.activity_id, "entries"), is_last)
    if has_reopened:
        approvals = (
            select(func.max(approval.id))
            .where(among(approval.activity_id, "reopened"), approval.outcome == ActivityAct.approve.value)
            .group_by(approval.activity_id)
        )
        facts = union_all(
            facts, _facts(dialect, {"taken_back": literal(1)}, Review.id.in_(approvals.scalar_subquery()))
        )
    insert = _INSERTS[dialect](_table).from_select([*DAY_KEY, *DAY_MEASURES], _add_up(facts))
    sums = {name: _table.c[name] + insert.excluded[name] for name in DAY_MEASURES}
    return insert.on_conflict_do_update(index_elements=list(DAY_KEY), set_=sums)


_INSERTS = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
_table = ReviewerDay.__table__

"""Keep the sums that coverage and the indicator read, in the transaction of each change, and prove them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, Text, case, delete, func, select, text, type_coerce
from sqlalchemy.dialects import postgresql, sqlite

from portal.domain.activity_status import ActivityStatus
from portal.extensions import db
from portal.models import Activity, Tally
from portal.models.tallies import ALL_SKILLS, EVER, MEASURES
from portal.services import audit
from portal.transaction import snapshot, transactional

Key = tuple[int, str, str, date, int]
KEY_COLUMNS = ("commune_id", "grain", "skill", "starts_on", "team_id")
# What is summed up by skill, too: approved entries, their visits and how these ended.
SKILL_MEASURES = ("approved", "visits", "alone", "together", "shown")
NOTHING = dict.fromkeys(MEASURES, 0)
BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one entry adds to the tallies in its present state."""

    commune_id: int
    team_id: int
    occurred_on: date
    status: str
    skills: tuple[str, ...]
    visits: int
    households: int | None = None
    alone: int | None = None
    together: int | None = None
    shown: int | None = None
    is_late: bool = False


@dataclass(frozen=True)
class Difference:
    """A tally that does not equal the sum of the entries."""

    key: Key
    stored: dict[str, int]
    recomputed: dict[str, int]


def contribution_of(activity: Activity) -> Contribution:
    """Return what the entry adds to the tallies now."""
    return Contribution(
        activity.commune_id,
        activity.team_id,
        activity.occurred_on,
        activity.status,
        activity.skills,
        activity.visits,
        activity.households,
        activity.alone,
        activity.together,
        activity.shown,
        activity.is_late,
    )


def replace(before: Contribution | None, after: Contribution | None) -> None:
    """Take what an entry added before out of the tallies and put in what it adds now."""
    _add([(part, sign) for part, sign in ((before, -1), (after, 1)) if part is not None])


def replace_all(before: Iterable[Contribution], after: Iterable[Contribution]) -> None:
    """Take what entries added before out of the tallies and put in what they add now."""
    _add([*((part, -1) for part in before), *((part, 1) for part in after)])


def add(contributions: Iterable[Contribution]) -> None:
    """Put what new entries add into the tallies."""
    _add([(contribution, 1) for contribution in contributions])


def _add(signed: Iterable[tuple[Contribution, int]]) -> None:
    changes: dict[Key, dict[str, int]] = defaultdict(lambda: dict.fromkeys(MEASURES, 0))
    for contribution, sign in signed:
        for key, measures in _parts(contribution):
            row = changes[key]
            for measure, amount in measures.items():
                row[measure] += sign * amount
    # One order for all, so that two transactions never wait for each other in a ring.
    rows = [
        dict(zip(KEY_COLUMNS, key, strict=True)) | measures
        for key, measures in sorted(changes.items())
        if any(measures.values())
    ]
    if rows:
        db.session.execute(_UPSERTS[db.engine.dialect.name], rows)


@transactional
def rebuild() -> int:
    """Recompute all tallies from the entries; return how many rows there are."""
    if db.engine.dialect.name == "postgresql":
        # Whoever is deciding now finishes first; who decides meanwhile waits, and adds to the new tallies.
        db.session.execute(text("LOCK TABLE tallies IN EXCLUSIVE MODE"))
    db.session.execute(delete(Tally))
    written = 0
    for skill in _list_skills():
        rows = [dict(zip(KEY_COLUMNS, key, strict=True)) | sums for key, sums in _recompute(skill).items()]
        for first in range(0, len(rows), BATCH):
            db.session.execute(_table.insert(), rows[first : first + BATCH])
        written += len(rows)
    audit.record(None, "rebuild_tallies", "tallies", rows=written)
    return written


def list_differences() -> list[Difference]:
    """Compare every tally with the entries; an empty list proves the tallies."""
    with snapshot():
        # One skill at a time, so that the memory needed stays a fraction of the table.
        return [difference for skill in _list_skills() for difference in _compare(skill)]


def month_of(day: date) -> date:
    """Return the first of the day's month, under which its monthly tally stands."""
    return day.replace(day=1)


def _parts(entry: Contribution) -> Iterator[tuple[Key, dict[str, int]]]:
    total = _total_measures(entry)
    if not total:
        return
    yield (entry.commune_id, "ever", ALL_SKILLS, EVER, entry.team_id), total
    for grain, starts_on in (("day", entry.occurred_on), ("month", month_of(entry.occurred_on))):
        yield (entry.commune_id, grain, ALL_SKILLS, starts_on, entry.team_id), total
        if entry.status == ActivityStatus.approved:
            for skill in entry.skills:
                measures = {name: total[name] for name in SKILL_MEASURES}
                yield (entry.commune_id, grain, skill, starts_on, entry.team_id), measures


def _total_measures(entry: Contribution) -> dict[str, int]:
    if entry.status == ActivityStatus.submitted:
        return {"waiting": 1, "waiting_visits": entry.visits}
    if entry.status == ActivityStatus.returned:
        return {"returned": 1}
    if entry.status == ActivityStatus.approved:
        return {
            "approved": 1,
            "visits": entry.visits,
            "households": entry.households or 0,
            "alone": entry.alone or 0,
            "together": entry.together or 0,
            "shown": entry.shown or 0,
            "late": int(entry.is_late),
        }
    return {}


def _compare(skill: str) -> Iterator[Difference]:
    expected = _recompute(skill)
    columns = (_table.c[name] for name in (*KEY_COLUMNS, *MEASURES))
    of_skill = select(*columns).where(_table.c.skill == skill)
    stored = {
        tuple(row[: len(KEY_COLUMNS)]): dict(zip(MEASURES, row[len(KEY_COLUMNS) :], strict=True))
        for row in db.session.execute(of_skill.execution_options(yield_per=BATCH))
    }
    keys = stored.keys() | expected.keys()
    for key in sorted(key for key in keys if stored.get(key, NOTHING) != expected.get(key, NOTHING)):
        yield Difference(key, stored.get(key, NOTHING), expected.get(key, NOTHING))


def _recompute(skill: str) -> dict[Key, dict[str, int]]:
    statement = _day_sums(skill)
    names = statement.selected_columns.keys()[3:]
    sums: dict[Key, dict[str, int]] = {}
    rows = db.session.execute(statement.execution_options(yield_per=BATCH))
    for commune_id, team_id, day, *amounts in rows:
        of_day = NOTHING | dict(zip(names, map(int, amounts), strict=True))
        if not any(of_day.values()):
            continue
        sums[commune_id, "day", skill, day, team_id] = of_day
        wider = [(commune_id, "month", skill, month_of(day), team_id)]
        if skill == ALL_SKILLS:
            wider.append((commune_id, "ever", skill, EVER, team_id))
        for key in wider:
            present = sums.get(key, NOTHING)
            sums[key] = {measure: present[measure] + of_day[measure] for measure in MEASURES}
    return sums


def _list_skills() -> list[str]:
    """List all skills together, and each skill of an approved entry or a tally."""
    approved = Activity.status == ActivityStatus.approved
    combinations = db.session.scalars(select(Activity.skills).where(approved).distinct())
    occurring = {code for skills in combinations for code in skills}
    return sorted({ALL_SKILLS} | occurring | set(db.session.scalars(select(_table.c.skill).distinct())))


def _day_sums(skill: str) -> Select:
    """Read the sums of each team and day, for the totals or for one skill."""
    group = (Activity.commune_id, Activity.team_id, Activity.occurred_on)
    approved = Activity.status == ActivityStatus.approved
    if skill != ALL_SKILLS:
        has_skill = type_coerce(Activity.skills, Text).contains(f",{skill},", autoescape=True)
        sums = (
            func.sum(func.coalesce(getattr(Activity, part), 0)).label(part) for part in SKILL_MEASURES[1:]
        )
        entries = func.count().label("approved")
        return select(*group, entries, *sums).where(approved, has_skill).group_by(*group)

    def add_up(condition, amount, name: str):
        return func.sum(case((condition, amount), else_=0)).label(name)

    waiting = Activity.status == ActivityStatus.submitted
    returned = Activity.status == ActivityStatus.returned
    parts = ("visits", "households", "alone", "together", "shown")
    return select(
        *group,
        add_up(waiting, 1, "waiting"),
        add_up(waiting, Activity.visits, "waiting_visits"),
        add_up(returned, 1, "returned"),
        add_up(approved, 1, "approved"),
        *(add_up(approved, func.coalesce(getattr(Activity, part), 0), part) for part in parts),
        add_up(approved & Activity.is_late, 1, "late"),
    ).group_by(*group)


def _upsert(insert):
    statement = insert(_table)
    sums = {measure: _table.c[measure] + statement.excluded[measure] for measure in MEASURES}
    return statement.on_conflict_do_update(index_elements=list(KEY_COLUMNS), set_=sums)


_table = Tally.__table__
_UPSERTS = {"sqlite": _upsert(sqlite.insert), "postgresql": _upsert(postgresql.insert)}

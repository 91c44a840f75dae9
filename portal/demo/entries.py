"""The demo's entries: weeks of help given, mostly decided, some waiting, returned or withdrawn."""

import random
from dataclasses import fields, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from uuid import UUID

from portal import clock
from portal.demo.names import DIFFICULTIES, LONG_NOTE, NOTES, PLACES
from portal.demo.rows import insert_rows
from portal.demo.teams import DemoTeam
from portal.domain.activity_content import ActivityContent, canonical_json, digest
from portal.domain.activity_kinds import ACTIVITY_KINDS
from portal.domain.activity_status import ActivityStatus
from portal.domain.periods import Period
from portal.domain.return_reasons import LIKELY_DUPLICATE, MISSING_DETAIL, WRONG_COUNTS, WRONG_DATE
from portal.domain.skills import SKILLS, in_order
from portal.models import Activity, Review

BATCH = 5_000
REASONS = (WRONG_DATE, WRONG_COUNTS, LIKELY_DUPLICATE, MISSING_DETAIL)
# How many days a decision takes in the demo, at most.
SLOWEST_DECISION = 5


def add_entries(
    source: random.Random, teams: list[DemoTeam], reviewers: dict[int, int], period: Period, *, entries: int
) -> int:
    """Add so many entries of the awake teams over the period, up to today; return how many.

    `reviewers` names the coordinator of each commune by the commune's id.
    """
    days = min(period.days, (clock.today() - period.starts_on).days + 1)
    awake = [team for team in teams if not team.asleep]
    if not awake or days < 1:
        return 0
    weights = [source.lognormvariate(0, 0.6) for _team in awake]
    picks = source.choices(awake, weights, k=entries)
    dates = sorted(period.starts_on + timedelta(days=source.randrange(days)) for _team in picks)
    rows = (_entry(source, team, reviewers, day) for team, day in zip(picks, dates, strict=True))
    written = 0
    while batch := list(islice(rows, BATCH)):
        _write(batch)
        written += len(batch)
    return written


def add_examples(source: random.Random, team: DemoTeam, author: int, reviewers: dict[int, int]) -> None:
    """Give one member an entry that came back and some that wait, to try the portal with at once."""
    states = (
        ActivityStatus.returned,
        ActivityStatus.submitted,
        ActivityStatus.submitted,
        ActivityStatus.approved,
    )
    days = (clock.today() - timedelta(days=back) for back in (4, 3, 1, 6))
    _write(
        [
            _entry(source, team, reviewers, day, author=author, status=status)
            for day, status in zip(days, states, strict=True)
        ]
    )


def add_doubtful(team: DemoTeam, author: int, reviewers: dict[int, int]) -> None:
    """Give the team entries that wait with a sign for the checks to find, and one that came back corrected.

    `author` finds a sign at an own entry. A source of its own leaves the rest of the world as it was.
    """
    source, today = random.Random(team.code), clock.today()
    colleague = next((one for one in team.members if one != author), author)
    plain = dict.fromkeys(("people", "households", "alone", "together", "shown", "elderly", "minority"))
    plain |= {"kind": "assistance", "hamlet": None, "difficulty": "", "note": "", "skills": SKILLS[:1]}

    def wait(who: int, ago: int, **stated) -> tuple[dict, dict | None]:
        day, waiting = today - timedelta(days=ago), ActivityStatus.submitted
        return _entry(source, team, reviewers, day, author=who, status=waiting, **plain | stated)

    corrected, _none = wait(colleague, 5, visits=14, note=NOTES[2])
    before = _content_of(corrected, team, visits=40)
    _write(
        [
            wait(author, 2, visits=6, days_later=0),
            wait(author, 2, visits=6, days_later=1),
            wait(colleague, 1, visits=72, days_later=0),
            wait(colleague, 17, visits=2, days_later=16),
            wait(colleague, 4, visits=3, note=LONG_NOTE, days_later=0),
            wait(author, 3, visits=4, note=LONG_NOTE, days_later=0),
            (corrected, _return(corrected, before, reviewers[team.commune.id])),
        ]
    )


def _content_of(row: dict, team: DemoTeam, **stated: object) -> ActivityContent:
    """Return what an entry states, but for some values."""
    values = {one.name: row[one.name] for one in fields(ActivityContent) if one.name in row}
    return ActivityContent(**values | {"team": team.code, "hamlet": row["hamlet_id"]} | stated)


def _return(row: dict, before: ActivityContent, reviewer: int) -> dict:
    """Let an entry that waits have been returned a day after it first came, and sent again an hour later."""
    row["version"], row["submitted_at"] = 3, row["received_at"] + timedelta(hours=25)
    return {
        "commune_id": row["commune_id"],
        "reviewer_id": reviewer,
        "outcome": "return",
        "reason": WRONG_COUNTS,
        "note": "Một buổi sáng khó hỗ trợ được 40 lượt. Anh/chị xem lại giúp.",
        "content": canonical_json(before).decode(),
        "content_sha256": digest(before),
        "submitted_at": row["received_at"],
        "decided_at": row["received_at"] + timedelta(hours=24),
    }


def _write(batch: list[tuple[dict, dict | None]]) -> None:
    ids = insert_rows(Activity, [entry for entry, _review in batch])
    reviews = [
        review | {"activity_id": activity_id}
        for activity_id, (_entry_row, review) in zip(ids, batch, strict=True)
        if review
    ]
    insert_rows(Review, reviews)


def _entry(
    source: random.Random,
    team: DemoTeam,
    reviewers: dict[int, int],
    day: date,
    *,
    author: int | None = None,
    status: ActivityStatus | None = None,
    days_later: int | None = None,
    **stated: object,
) -> tuple[dict, dict | None]:
    author = author or source.choice(team.members)
    hamlet = source.choice(team.hamlets) if team.hamlets else None
    content = _content(source, team, hamlet.id if hamlet else None, max(day, team.founded_on))
    content = replace(content, **stated)
    received_at = datetime.combine(
        content.occurred_on, time(source.randint(1, 13), source.randrange(60)), UTC
    )
    delay = source.choice((0, 0, 0, 1, 2)) if days_later is None else days_later
    received_at = min(received_at + timedelta(days=delay), clock.now())
    status = status or _status(source, received_at)
    row = _row(content, team, author, received_at, status)
    row["uuid"] = _uuid7(source, received_at)
    if status not in (ActivityStatus.approved, ActivityStatus.returned):
        return row, None
    return row, _decide(source, row, content, reviewers[team.commune.id])


def _content(source: random.Random, team: DemoTeam, hamlet_id: int | None, day: date) -> ActivityContent:
    kind = source.choices(ACTIVITY_KINDS, (70, 12, 18))[0]
    visits = (
        source.randint(12, 60)
        if kind == "session"
        else 1
        if kind == "household_visit"
        else source.randint(1, 9)
    )
    told = source.random() < 0.7
    alone = source.randint(0, visits // 2) if told else None
    together = source.randint(0, visits - alone) if told else None
    return ActivityContent(
        team=team.code,
        occurred_on=day,
        kind=kind,
        skills=in_order(source.sample(SKILLS, source.choices((1, 2, 3), (65, 28, 7))[0])),
        visits=visits,
        people=source.randint(max(1, visits - 2), visits) if source.random() < 0.4 else None,
        households=source.randint(1, visits) if source.random() < 0.6 else None,
        alone=alone,
        together=together,
        shown=visits - alone - together if told else None,
        elderly=source.randint(0, visits) if source.random() < 0.3 else None,
        minority=source.randint(0, visits) if source.random() < 0.15 else None,
        hamlet=hamlet_id,
        place=source.choice(PLACES),
        note=source.choice(NOTES),
        difficulty=source.choice(DIFFICULTIES),
    )


def _status(source: random.Random, received_at: datetime) -> ActivityStatus:
    """Old entries are decided; of the last days' many still wait."""
    age = clock.now() - received_at
    waits = 0.85 if age < timedelta(days=3) else 0.25 if age < timedelta(days=8) else 0
    chance = source.random()
    if chance < waits:
        return ActivityStatus.submitted
    if chance > 0.99:
        return ActivityStatus.withdrawn
    if chance > 0.965:
        return ActivityStatus.returned
    return ActivityStatus.approved


def _row(
    content: ActivityContent, team: DemoTeam, author: int, received_at: datetime, status: ActivityStatus
) -> dict:
    return {
        "commune_id": team.commune.id,
        "team_id": team.id,
        "hamlet_id": content.hamlet,
        "author_id": author,
        "logged_by_id": author,
        "occurred_on": content.occurred_on,
        "kind": content.kind,
        "skills": content.skills,
        "visits": content.visits,
        "people": content.people,
        "households": content.households,
        "alone": content.alone,
        "together": content.together,
        "shown": content.shown,
        "elderly": content.elderly,
        "minority": content.minority,
        "place": content.place,
        "note": content.note,
        "difficulty": content.difficulty,
        "has_open_difficulty": bool(content.difficulty) and status != ActivityStatus.withdrawn,
        "content_sha256": digest(content),
        "status": status,
        "is_late": False,
        "received_at": received_at,
        "submitted_at": received_at,
        "updated_at": received_at,
        "decided_at": None,
        "decided_by_id": None,
        "reason": None,
        "reason_note": None,
        "version": 1,
    }


def _decide(source: random.Random, row: dict, content: ActivityContent, reviewer: int) -> dict:
    delay = timedelta(hours=source.randint(2, 24 * SLOWEST_DECISION))
    decided_at = min(row["received_at"] + delay, clock.now())
    returned = row["status"] == ActivityStatus.returned
    reason = source.choice(REASONS) if returned else None
    note = "Đề nghị xem lại số liệu và gửi lại." if returned else ""
    row |= {
        "decided_at": decided_at,
        "decided_by_id": reviewer,
        "reason": reason,
        "reason_note": note or None,
        "updated_at": decided_at,
    }
    return {
        "commune_id": row["commune_id"],
        "reviewer_id": reviewer,
        "outcome": "return" if returned else "approve",
        "reason": reason,
        "note": note,
        "content": canonical_json(content).decode(),
        "content_sha256": row["content_sha256"],
        "submitted_at": row["submitted_at"],
        "decided_at": decided_at,
    }


def _uuid7(source: random.Random, moment: datetime) -> UUID:
    """Make a version-7 id from the seed, so that the same seed makes the same world."""
    milliseconds = int(moment.timestamp() * 1000)
    value = (
        milliseconds << 80 | 0x7 << 76 | source.getrandbits(12) << 64 | 0b10 << 62 | source.getrandbits(62)
    )
    return UUID(int=value)

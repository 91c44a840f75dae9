"""What the portal has stored and counted, read through its own queries, beside what the reference says."""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from portal import clock
from portal.domain.campaign_periods import CUMULATIVE, IN_PERIOD, NamedPeriod
from portal.domain.closings import list_numerators
from portal.domain.periods import Period
from portal.extensions import db
from portal.models import Activity, AuditRow, Closing, LedgerEntry, PublishedValue, Review, SecondLook
from portal.queries.closed_figures import get_present
from portal.queries.coverage import Coverage, list_coverage
from portal.queries.ledger import sum_changes
from portal.queries.review_queue import QueueFilter, list_queue
from portal.queries.reviews import count_by_status
from portal.services import reviewer_days
from portal.services.audit import verify_chains
from portal.services.tallies import list_differences
from tests.stateful.cast import PROVINCE
from tests.stateful.reference_figures import count_figures
from tests.stateful.reference_model import ReferenceModel
from tests.stateful.stage import Stage

CAMPAIGN_DAYS = Period(date(2022, 6, 1), date(2022, 9, 1))
W1, W2 = Period(date(2022, 6, 1), date(2022, 6, 16)), Period(date(2022, 6, 16), date(2022, 6, 22))
JUNE = Period(date(2022, 6, 1), date(2022, 7, 1))
PLACES, PERIODS, WHOLE_EVERY = ("A", PROVINCE, "B"), (W1, JUNE, W2, CAMPAIGN_DAYS), 10
ENTRY = ("key", "team", "author", "logger", "status", "version", "day", "skills", "visits", "households")


def check_agreement(stage: Stage, model: ReferenceModel, step: int = 0) -> None:
    """Assert that the portal agrees with itself and with the reference, in all that people rely on.

    Figures cost the most, so of most steps those of one place in one period are counted, in turn.
    """
    assert list_differences() == [] and reviewer_days.list_differences() == []
    assert verify_chains() is None
    assert stored_entries(stage) == expected_entries(model)
    assert stored_log(stage) == expected_log(stage, model)
    _check_desk(stage, model)
    is_whole = step % WHOLE_EVERY == 0
    places = PLACES if is_whole else PLACES[step % 3 : step % 3 + 1]
    periods = PERIODS if is_whole else PERIODS[step % 4 : step % 4 + 1]
    for place in places:
        _check_figures(stage, model, place, periods)
    _check_closings(stage, model, is_whole)
    assert stored_ledger(stage) == expected_ledger(model)


def stored_entries(stage: Stage) -> list[tuple]:
    """Return the entries as they are stored, in the order of their keys."""
    teams = {team_id: name for name, team_id in stage.teams.items()}
    rows = db.session.scalars(select(Activity).execution_options(populate_existing=True)).all()
    return sorted(
        (
            row.uuid.int, teams[row.team_id], stage.who[row.author_id], stage.who[row.logged_by_id],
            row.status, row.version, row.occurred_on, row.skills, row.visits, row.households,
        )
        for row in rows
    )  # fmt: skip


def expected_entries(model: ReferenceModel) -> list[tuple]:
    """Return the entries as the reference has them."""
    found = [vars(entry) | entry.stated for entry in model.entries.values()]
    return sorted(tuple(entry[name] for name in ENTRY) for entry in found)


def stored_log(stage: Stage) -> dict[str, list[tuple]]:
    """Return of each commune, and of the province, who did what in the order of its chain."""
    found: dict[str, list[tuple]] = {name: [] for name in stage.units}
    acts = select(AuditRow).where(AuditRow.action != "sign_in")
    for row in db.session.scalars(acts.order_by(AuditRow.commune_id, AuditRow.seq)):
        thing = row.thing if row.action.endswith("_activity") else ""
        place = stage.where.get(row.commune_id, PROVINCE)
        found[place].append((stage.who[row.actor_id], row.action, thing))
    return found


def expected_log(stage: Stage, model: ReferenceModel) -> dict[str, list[tuple]]:
    """Return the same from the reference."""
    found: dict[str, list[tuple]] = {name: [] for name in stage.units}
    for place, who, action, key in model.log:
        thing = f"activity:{UUID(int=key)}" if action.endswith("_activity") else ""
        found[place].append((who, action, thing))
    return found


def _check_desk(stage: Stage, model: ReferenceModel) -> None:
    """Compare what waits, the counts above the desk, the decisions and the second looks."""
    for name in model.communes:
        here = [entry for entry in model.entries.values() if entry.commune == name]
        waiting = sorted((one.sent, one.key) for one in here if one.status == "submitted")
        communes = frozenset({stage.units[name]})
        page = list_queue(QueueFilter(communes=communes), now=clock.now())
        assert [line.uuid.int for line in page.lines] == [key for _sent, key in waiting][:50]
        returned = sum(one.status == "returned" for one in here)
        assert count_by_status(communes) == {"submitted": len(waiting), "returned": returned}
    decided = [who for _place, who, action, _key in model.log if action in DECISIONS]
    reviewers = db.session.scalars(select(Review.reviewer_id).order_by(Review.id))
    assert [stage.who[user_id] for user_id in reviewers] == decided
    looks = db.session.execute(
        select(Activity.uuid, Review.reviewer_id, SecondLook.outcome)
        .join(Activity, Activity.id == SecondLook.activity_id)
        .join(Review, Review.id == SecondLook.review_id)
        .order_by(SecondLook.id)
    )
    told = [(uuid.int, stage.who[user_id], outcome) for uuid, user_id, outcome in looks]
    assert told == [(one.key, one.reviewer, one.outcome) for one in model.looks]


DECISIONS = ("approve_activity", "return_activity", "reopen_activity")


def shown_figures(coverage: Coverage) -> dict[str, tuple]:
    """Return above, below, unknown and waiting of each line that a page of figures shows."""
    figures = {
        line.code: (line.numerator, line.denominator, line.unknown_units, line.waiting)
        for line in coverage.lines
    }
    by_skill = coverage.facts.visits_by_skill
    # 8.5 is measured against a target, and there is none.
    return figures | {f"8.5/{skill}": (visits, None, 0, 0) for skill, visits in by_skill.items() if visits}


def _check_figures(stage: Stage, model: ReferenceModel, place: str, periods: tuple[Period, ...]) -> None:
    """Compare what a page of figures shows, and in cumulative mode all since the campaign began."""
    named = [NamedPeriod("p", "window", period) for period in periods]
    mode = CUMULATIVE if periods == (W2,) else IN_PERIOD
    for shown in list_coverage(stage.campaign, stage.units[place], named, mode, today=clock.today()):
        days = shown.basis.counted
        assert shown_figures(shown) == count_figures(model, place, days.starts_on, days.ends_on), (
            place,
            days,
        )


def _check_closings(stage: Stage, model: ReferenceModel, is_whole: bool) -> None:
    """Compare each closing with the one of the reference, whose figures are those of its day."""
    closings = db.session.scalars(
        select(Closing).order_by(Closing.id).execution_options(populate_existing=True)
    ).all()
    assert len(closings) == len(model.closings)
    for closing, expected in zip(closings, model.closings, strict=True):
        about = (stage.where[closing.unit_id], closing.starts_on, closing.ends_on, closing.revision)
        assert about == (expected.place, expected.first, expected.end, expected.revision)
        assert (closing.reopened_at is None) == expected.is_in_force
        values = db.session.scalars(select(PublishedValue).filter_by(closing_id=closing.id))
        published = {
            f"{one.line}/{one.part}".rstrip("/"): (
                one.numerator,
                one.denominator,
                one.unknown_units,
                one.waiting,
            )
            for one in values
        }
        assert published == expected.published
        if is_whole and expected.is_in_force and expected.number not in model.disturbed:
            _check_explained(stage, closing, published)


def _check_explained(stage: Stage, closing: Closing, published: dict[str, tuple]) -> None:
    """Assert that the present figures are the published ones and the sum of the ledger."""
    coverage = get_present(stage.campaign, closing, clock.today())
    now, changes = list_numerators(coverage.lines, coverage.facts.visits_by_skill), sum_changes([closing.id])
    for line in now.keys() | published.keys() | changes.keys():
        was = published.get(line, (0,))[0]
        assert now.get(line, 0) == was + changes.get(line, 0), line


def stored_ledger(stage: Stage) -> list[tuple]:
    """Return the ledger by closing, and within each in the order in which it was written."""
    numbers = {key: at for at, key in enumerate(db.session.scalars(select(Closing.id).order_by(Closing.id)))}
    rows = db.session.execute(
        select(LedgerEntry, Activity.uuid)
        .join(Activity, Activity.id == LedgerEntry.activity_id)
        .order_by(LedgerEntry.closing_id, LedgerEntry.id)
    )
    return [
        (
            numbers[row.closing_id], uuid.int, row.cause, stage.who[row.corrected_by_id], row.corrected_at,
            row.reason, row.before["status"], row.before["figures"],
            row.after["status"], row.after["figures"],
        )
        for row, uuid in rows
    ]  # fmt: skip


def expected_ledger(model: ReferenceModel) -> list[tuple]:
    """Return the same from the reference: of the figures, what stands above the lines that moved."""
    rows = []
    for *about, was, old, status, new in sorted(model.ledger, key=lambda row: row[0]):
        above = [{line: side.get(line, (0,))[0] for line in old | new} for side in (old, new)]
        moved = [line for line in above[0] if above[0][line] != above[1][line]]
        figures = [{line: side[line] for line in moved} for side in above]
        rows.append((*about, was, figures[0], status, figures[1]))
    return rows

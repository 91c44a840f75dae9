"""Keep closed figures closed: refuse what would change them, and write down each correction made openly."""

from collections.abc import Iterable
from datetime import date

from portal import clock
from portal.domain.actions import Action
from portal.domain.activity_status import ActivityStatus
from portal.domain.campaign_periods import day_range
from portal.domain.closings import keep_differences, lines_of
from portal.domain.errors import RuleBroken
from portal.domain.roles import Viewer
from portal.extensions import db
from portal.models import Activity, LedgerEntry
from portal.policy import require
from portal.queries.closed_figures import EntryChange, compare_figures
from portal.queries.closings import ClosedPeriod, list_closed_over
from portal.queries.coverage_records import Counts
from portal.services.tallies import Contribution


def refuse_closed(entries: Iterable[tuple[str, date]]) -> None:
    """Raise RuleBroken("closed_period") when the day of an entry, given with its commune's path, is closed.

    Ask after the audit rows of the entries are written: whoever closes a period holds the chains of its
    communes, so from then on nobody can close it before this unit of work ends.
    """
    if closed := list_closed_over(entries):
        raise _refusal(closed)


def write_correction(
    viewer: Viewer, activity: Activity, act: str, reason: str, before: Contribution, after: Contribution
) -> None:
    """Write down what a decision changed in each closed figure, with why; ask as for `refuse_closed`.

    Raises RuleBroken("closed_period") for a decision in a closed period that gives no reason.
    """
    closed = list_closed_over([(activity.commune_path, activity.occurred_on)])
    if not closed:
        return
    require(viewer, Action.correct_closed, activity)
    if not reason:
        raise _refusal(closed)
    change = _change(before, after)
    for one in closed:
        figures_before, figures_after = keep_differences(*compare_figures(one, change))
        db.session.add(
            LedgerEntry(
                closing_id=one.id,
                activity_id=activity.id,
                cause=act,
                corrected_by_id=viewer.id,
                corrected_at=clock.now(),
                reason=reason,
                before={"status": str(before.status), "figures": figures_before},
                after={"status": str(after.status), "figures": figures_after},
                lines=lines_of(figures_after),
            )
        )


def _refusal(closed: list[ClosedPeriod]) -> RuleBroken:
    return RuleBroken("closed_period", days=day_range(closed[0].period))


def _change(before: Contribution, after: Contribution) -> EntryChange:
    counts = _counts(after).plus(-count for count in _counts(before))
    skills = {skill: counts.visits for skill in after.skills if counts.visits}
    return EntryChange(after.commune_id, after.team_id, counts, skills)


def _counts(entry: Contribution) -> Counts:
    if entry.status == ActivityStatus.approved:
        return Counts(approved=1, visits=entry.visits, households=entry.households or 0)
    if entry.status == ActivityStatus.submitted:
        return Counts(waiting=1, waiting_visits=entry.visits)
    return Counts(returned=int(entry.status == ActivityStatus.returned))

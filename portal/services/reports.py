"""Prepare reports and keep what stands around them; nothing is ever sent from here."""

import json
import logging
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, update

from portal import clock
from portal.domain.actions import Action
from portal.domain.campaign_periods import NamedPeriod, resolve_period
from portal.domain.errors import Missing, RuleBroken
from portal.domain.gris_columns import GrisChoice, check_columns
from portal.domain.report_kinds import check_period, check_repeated
from portal.domain.report_papers import Paper, compose_paper, read_paper
from portal.domain.report_settings import LetterHead
from portal.domain.report_words import REPORT_KINDS
from portal.domain.roles import Viewer
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import Campaign, GrisColumn, Report, ReportSettings, ScheduledReport, Unit
from portal.policy import require
from portal.queries.campaigns import get_campaign, named_windows
from portal.queries.report_figures import get_report_figures
from portal.queries.reports import get_last_report, get_letter_head, is_scheduled, list_due_schedules
from portal.services import audit
from portal.transaction import transaction, transactional

log = logging.getLogger("portal.reports")
# Who presses a button twice does so at once, and so do two who were asked for the same report.
_SENT_AGAIN = timedelta(minutes=1)
# Wider places have no figures of their own.
_LEVELS = (UnitLevel.province, UnitLevel.district, UnitLevel.commune)


def prepare_report(viewer: Viewer, campaign: Campaign, unit: Unit, period: NamedPeriod, kind: str) -> Report:
    """Freeze the figures and the words of this moment; asked for twice at once it is prepared once.

    Whoever comes second, also another person, gets the report of the first. Raises RuleBroken with
    "unknown_kind", "not_reportable" and "period_not_begun" and the codes of check_period; Missing where the
    place was not there.
    """
    made = _composed(viewer, campaign, unit, period, kind)
    made.prepared_by_id = viewer.id
    with transaction():
        # Those of one place go one after the other, so that the second finds what the first has made.
        audit.lock_chains([audit.chain_of(unit)])
        if (before := get_last_report(made)) and _is_sent_twice(before, made):
            return before
        db.session.add(made)
        db.session.flush()
        _record(viewer, Action.make_report, f"report:{made.id}", unit, period=period.code, kind=kind)
    return made


@dataclass(frozen=True, slots=True)
class Draft:
    """A report as it would be prepared at this moment."""

    kind: str
    period: NamedPeriod
    paper: Paper
    composed_at: datetime


def draft_report(viewer: Viewer, campaign: Campaign, unit: Unit, period: NamedPeriod, kind: str) -> Draft:
    """Compose a report to be looked at, and keep nothing; raises what prepare_report raises."""
    made = _composed(viewer, campaign, unit, period, kind)
    return Draft(kind, period, read_paper(made.paper).as_draft(), made.prepared_at)


@transactional
def see_report(viewer: Viewer, report: Report) -> None:
    """Note that a person has looked at a report that was prepared by itself."""
    require(viewer, Action.make_report, report)
    if report.seen_at is None:
        report.seen_at = clock.now()
        _record(viewer, "see_report", f"report:{report.id}", report.unit)


@transactional
def change_settings(viewer: Viewer, unit: Unit, head: LetterHead) -> None:
    """Keep what is printed around a place's reports; prepared ones stay as they are.

    Raises RuleBroken("nobody_above") where a recipient is "as above" and the report is addressed to nobody.
    """
    require(viewer, Action.edit_report_settings, unit)
    if head.lacks_addressee:
        raise RuleBroken("nobody_above")
    kept = head.as_json() | {name: list(getattr(head, name)) for name in ("recipients", "addressees")}
    db.session.merge(ReportSettings(unit_id=unit.id, **kept))
    _record(viewer, Action.edit_report_settings, f"unit:{unit.id}", unit, **kept)


@transactional
def change_gris_columns(viewer: Viewer, unit: Unit, columns: list[GrisChoice]) -> None:
    """Replace a place's columns for another system; raises what check_columns raises."""
    require(viewer, Action.edit_report_settings, unit)
    kept = check_columns(columns)
    db.session.execute(delete(GrisColumn).where(GrisColumn.unit_id == unit.id))
    db.session.add_all(
        GrisColumn(
            unit_id=unit.id,
            position=place,
            heading=one.heading,
            code=one.code,
            part=one.part,
            level=one.level,
        )
        for place, one in enumerate(kept)
    )
    _record(viewer, "change_gris_columns", f"unit:{unit.id}", unit, headings=[one.heading for one in kept])


@transactional
def schedule_report(
    viewer: Viewer,
    campaign: Campaign,
    unit: Unit,
    period: NamedPeriod,
    kind: str,
    repeated: str,
    due_on: date,
) -> ScheduledReport:
    """Let a report be prepared on a day.

    Raises RuleBroken with "unknown_kind", "due_in_past", "due_before_period", "already_scheduled" and the
    codes of report_kinds.
    """
    require(viewer, Action.make_report, unit)
    if kind not in REPORT_KINDS or repeated not in ("once", "weekly", "monthly"):
        raise RuleBroken("unknown_kind")
    if repeated == "once":
        check_period(kind, period)
    else:
        check_repeated(kind, repeated)
    if due_on < clock.today():
        raise RuleBroken("due_in_past")
    if repeated == "once" and due_on < period.period.starts_on:
        raise RuleBroken("due_before_period")
    made = ScheduledReport(
        campaign_id=campaign.id, unit_id=unit.id, kind=kind, period_code=period.code, repeated=repeated,
        due_on=due_on, created_at=clock.now(), created_by_id=viewer.id,
    )  # fmt: skip
    # Of two who schedule the same at once, the second finds what the first has made.
    audit.lock_chains([audit.chain_of(unit)])
    if is_scheduled(made):
        raise RuleBroken("already_scheduled")
    db.session.add(made)
    db.session.flush()
    _record(viewer, "schedule_report", f"scheduled_report:{made.id}", unit, due_on=due_on.isoformat())
    return made


@transactional
def end_schedule(viewer: Viewer, scheduled: ScheduledReport) -> None:
    """Prepare nothing more of this; what was prepared stays."""
    require(viewer, Action.make_report, scheduled)
    if scheduled.ended_at is None:
        scheduled.ended_at = clock.now()
        _record(viewer, "end_schedule", f"scheduled_report:{scheduled.id}", scheduled.unit)


def prepare_due_reports() -> None:
    """Prepare what is due by today; what has no period or place any more is ended."""
    today = clock.today()
    for scheduled in list_due_schedules(today):
        made = None
        try:
            made = _make_due(scheduled)
        except (ValueError, Missing, RuleBroken):
            log.warning("scheduled report %s cannot be prepared", scheduled.id)
        _store_due(scheduled, made)


def period_due(repeated: str, period_code: str, due_on: date) -> str:
    """Return the code of the period that a report of a day is about: the week or month that was over."""
    if repeated == "weekly":
        year, week, _weekday = (due_on - timedelta(days=7)).isocalendar()
        return f"{year}-W{week:02}"
    if repeated == "monthly":
        return f"{due_on.replace(day=1) - timedelta(days=1):%Y-%m}"
    return period_code


def next_due(repeated: str, due_on: date) -> date | None:
    """Return the next day on which it is due, the last of a shorter month; None for what is done once."""
    if repeated == "weekly":
        return due_on + timedelta(days=7)
    if repeated == "monthly":
        year, month = due_on.year + due_on.month // 12, due_on.month % 12 + 1
        return date(year, month, min(due_on.day, monthrange(year, month)[1]))
    return None


def _make_due(scheduled: ScheduledReport) -> Report:
    campaign = get_campaign(scheduled.campaign.code)
    code = period_due(scheduled.repeated, scheduled.period_code, scheduled.due_on)
    period = resolve_period(code, campaign.period, named_windows(campaign))
    made = _make_report(campaign, scheduled.unit, period, scheduled.kind)
    made.scheduled_id = scheduled.id
    return made


@transactional
def _store_due(scheduled: ScheduledReport, made: Report | None) -> None:
    """Store what was made and move on, unless another worker has done so meanwhile."""
    following = next_due(scheduled.repeated, scheduled.due_on) if made else None
    values = {"due_on": following} if following else {"ended_at": clock.now()}
    moved = db.session.execute(
        update(ScheduledReport)
        .where(
            ScheduledReport.id == scheduled.id,
            ScheduledReport.due_on == scheduled.due_on,
            ScheduledReport.ended_at.is_(None),
        )
        .values(values),
        execution_options={"synchronize_session": False},
    )
    if moved.rowcount and made is not None:
        db.session.add(made)
        db.session.flush()
        _record(None, Action.make_report, f"report:{made.id}", scheduled.unit, kind=made.kind)


def _is_sent_twice(before: Report, made: Report) -> bool:
    """Tell whether a report says what was prepared a moment ago, but for the minute of its figures."""
    if made.prepared_at - before.prepared_at > _SENT_AGAIN:
        return False
    told = [
        json.dumps([one.figures | {"as_of": None}, one.paper["head"]], sort_keys=True)
        for one in (before, made)
    ]
    return told[0] == told[1]


def _composed(viewer: Viewer, campaign: Campaign, unit: Unit, period: NamedPeriod, kind: str) -> Report:
    require(viewer, Action.make_report, unit)
    if kind not in REPORT_KINDS:
        raise RuleBroken("unknown_kind")
    check_period(kind, period)
    return _make_report(campaign, unit, period, kind)


def _make_report(campaign: Campaign, unit: Unit, period: NamedPeriod, kind: str) -> Report:
    today = clock.today()
    if unit.level not in _LEVELS:
        raise RuleBroken("not_reportable")
    if period.period.starts_on > today:
        raise RuleBroken("period_not_begun")
    figures = get_report_figures(campaign, unit.id, period, today=today)
    paper = compose_paper(figures, get_letter_head(unit, min(period.period.last_day, today)), kind, None)
    return Report(
        campaign_id=campaign.id, unit_id=unit.id, kind=kind, period_code=period.code,
        figures=figures.as_json(), paper=paper.as_json(), prepared_at=clock.now(),
    )  # fmt: skip


def _record(viewer: Viewer | None, action: str, thing: str, unit: Unit, **detail: object) -> None:
    audit.record(viewer, action, thing, commune_id=audit.chain_of(unit), **({"unit": unit.id} | detail))

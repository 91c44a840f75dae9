"""Prepared reports, what stands around them, those to be prepared, and columns for another system."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload

from portal.domain.actions import Action
from portal.domain.gris_columns import GrisChoice, usual_columns
from portal.domain.report_settings import LetterHead, usual_letter_head
from portal.domain.roles import Viewer
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import Campaign, GrisColumn, Report, ReportSettings, ScheduledReport, Unit
from portal.policy import allows
from portal.queries.units import UnitOnDate, get_unit_at_last, list_units

MOST_REPORTS = 100


class PlaceChoice(NamedTuple):
    """A place of which the viewer may make reports."""

    id: int
    full_name: str
    level: str


def get_letter_head(unit: Unit, on: date) -> LetterHead:
    """Return what is printed around the reports of a place: what it set, else the usual."""
    kept = db.session.get(ReportSettings, unit.id)
    if kept is not None:
        return kept.as_letter_head()
    place = get_unit_at_last(unit.id, on)
    return usual_letter_head(place.full_name if place else "", str(unit.level))


def get_visible_report(viewer: Viewer, report_id: int) -> Report | None:
    """Return a report of the viewer's area, with its place, campaign and who prepared it."""
    found = db.session.scalar(
        select(Report)
        .where(Report.id == report_id)
        .options(
            joinedload(Report.unit),
            joinedload(Report.campaign).selectinload(Campaign.windows),
            joinedload(Report.prepared_by),
        )
    )
    return found if found is not None and allows(viewer, Action.make_report, found) else None


def get_visible_schedule(viewer: Viewer, scheduled_id: int) -> ScheduledReport | None:
    """Return a report to be prepared, with its place, within the viewer's area."""
    found = db.session.scalar(
        select(ScheduledReport)
        .where(ScheduledReport.id == scheduled_id)
        .options(joinedload(ScheduledReport.unit))
    )
    return found if found is not None and allows(viewer, Action.make_report, found) else None


def get_last_report(like: Report) -> Report | None:
    """Return the last report of the same place, period and kind, with who prepared it."""
    same = ("campaign_id", "unit_id", "period_code", "kind")
    return db.session.scalar(
        select(Report)
        .filter_by(**{name: getattr(like, name) for name in same})
        .order_by(Report.id.desc())
        .limit(1)
        .options(joinedload(Report.prepared_by))
    )


def is_scheduled(like: ScheduledReport) -> bool:
    """Tell whether the same is to be prepared already; what is repeated asks for no period of its own."""
    same = ["campaign_id", "unit_id", "kind", "repeated", "due_on"]
    same += ["period_code"] if like.repeated == "once" else []
    wanted = select(ScheduledReport.id).filter_by(**{name: getattr(like, name) for name in same})
    return bool(db.session.scalar(select(wanted.where(ScheduledReport.ended_at.is_(None)).exists())))


def list_reports(area: Unit) -> Sequence[Report]:
    """List the latest reports of an area, without their words; the last prepared comes first."""
    return db.session.scalars(
        select(Report)
        .join(Unit, Unit.id == Report.unit_id)
        .where(Unit.path.startswith(area.path, autoescape=True))
        .order_by(Report.id.desc())
        .limit(MOST_REPORTS)
        .options(
            joinedload(Report.unit), joinedload(Report.prepared_by),
            joinedload(Report.campaign).selectinload(Campaign.windows),
            defer(Report.paper), defer(Report.figures),
        )
    ).all()  # fmt: skip


def list_schedules(area: Unit) -> Sequence[ScheduledReport]:
    """List what is to be prepared in an area, the next first."""
    return db.session.scalars(
        select(ScheduledReport)
        .join(Unit, Unit.id == ScheduledReport.unit_id)
        .where(Unit.path.startswith(area.path, autoescape=True), ScheduledReport.ended_at.is_(None))
        .order_by(ScheduledReport.due_on, ScheduledReport.id)
        .options(joinedload(ScheduledReport.unit), joinedload(ScheduledReport.campaign))
    ).all()


def list_due_schedules(today: date) -> Sequence[ScheduledReport]:
    """List what is to be prepared by a day, with campaign and place."""
    return db.session.scalars(
        select(ScheduledReport)
        .where(ScheduledReport.ended_at.is_(None), ScheduledReport.due_on <= today)
        .order_by(ScheduledReport.id)
        .options(joinedload(ScheduledReport.unit), joinedload(ScheduledReport.campaign))
    ).all()


def list_report_places(area: Unit, on: date) -> list[PlaceChoice]:
    """List the places of an area on a day of which reports are made, the widest first."""
    found: list[UnitOnDate] = []
    for level in (UnitLevel.province, UnitLevel.district, UnitLevel.commune):
        found += list_units(on, level, under_path=area.path)
    return [PlaceChoice(one.id, one.full_name, str(one.level)) for one in found]


def list_gris_columns(unit: Unit) -> tuple[GrisChoice, ...]:
    """Return a place's columns in their order; the usual ones where it has set none."""
    kept = db.session.scalars(
        select(GrisColumn).where(GrisColumn.unit_id == unit.id).order_by(GrisColumn.position)
    ).all()
    if not kept:
        return usual_columns(str(unit.level))
    return tuple(GrisChoice(one.heading, one.code, one.part, one.level) for one in kept)

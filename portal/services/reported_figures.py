"""Figures of indicators 1 to 7: recorded as they were published, replaced without being lost, taken back."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from io import StringIO
from pathlib import Path

from sqlalchemy import select

from portal import clock
from portal.domain.actions import Action
from portal.domain.campaign_indicators import REPORTED, FigureLevel
from portal.domain.errors import RuleBroken
from portal.domain.figure_entries import LABEL_LENGTH, SOURCE_LENGTH, StatedFigure, settle_percent
from portal.domain.roles import Viewer
from portal.domain.text import has_control_characters
from portal.domain.units import path_covers
from portal.extensions import db
from portal.models import Campaign, ReportedFigure
from portal.policy import require
from portal.queries.figure_lists import find_in_force
from portal.queries.figure_places import places_day
from portal.queries.reported_figures import get_departments
from portal.queries.units import get_units_on
from portal.services import audit
from portal.services.import_turns import add_rows
from portal.services.team_changes import one_line
from portal.transaction import transactional

SHIPPED = Path(__file__).parents[1] / "data" / "campaign_2022_figures.csv"
SHIPPED_SOURCE = "Báo chí của tỉnh đưa tin về hội nghị sơ kết chiến dịch theo Kế hoạch 170/KH-UBND"

Key = tuple[str, str, str]


@transactional
def record_figures(recorder: Viewer | None, campaign: Campaign, rows: Sequence[StatedFigure]) -> int:
    """Record figures of a campaign, all or none of them; return how many were new or other than before.

    A figure for the same subject, indicator and days takes the place of the one in force, which stays
    readable; the same figure again changes nothing. `recorder` is None for set-up. Raises NotAllowed, and
    RuleBroken("unknown_subject", "outside_campaign", "department_ended", "window_in_future") and as
    `check_figure` does.
    """
    checked = [check_figure(row) for row in rows]
    if recorder is not None:
        require(recorder, Action.record_figures, campaign)
        _check_days(checked)
        _check_subjects(campaign, checked)
    in_force = _lock_in_force(campaign, {row.subject for row in checked})
    changing = {}
    for row in checked:
        known = in_force.get(row.key)
        if known is None or known.as_value() != row.value:
            changing[row.key] = row
    for known in filter(None, map(in_force.get, changing)):
        _end(recorder, known)
    db.session.flush()
    add_rows([_new(recorder, campaign, row) for row in changing.values()])
    db.session.flush()
    if changing:
        audit.record_all(
            [_recorded(recorder, campaign, in_force.get(key), row) for key, row in changing.items()]
        )
    return len(changing)


def preview_figure(
    actor: Viewer, campaign: Campaign, row: StatedFigure
) -> tuple[StatedFigure, ReportedFigure | None]:
    """Return a figure as it would be kept and the one it would replace; raises as `record_figures`."""
    require(actor, Action.record_figures, campaign)
    checked = check_figure(row)
    _check_days([checked])
    _check_subjects(campaign, [checked])
    return checked, find_in_force(campaign.id, checked.key)


@transactional
def take_back_figure(actor: Viewer, campaign: Campaign, figure: ReportedFigure) -> None:
    """Take the figure in force back; the one that it had replaced is in force again.

    What was taken back stays readable. Raises NotAllowed and RuleBroken("figure_replaced").
    """
    require(actor, Action.record_figures, campaign)
    key = (figure.subject, figure.indicator, figure.window)
    known = _lock_in_force(campaign, {figure.subject}).get(key)
    if known is None or known.id != figure.id:
        raise RuleBroken("figure_replaced")
    earlier = _find_replaced_by(known)
    _end(actor, known)
    # Only then may another one of the same subject and days be in force.
    db.session.flush()
    if earlier is not None:
        earlier.replaced_at, earlier.replaced_by_id = None, None
        db.session.flush()
    now = earlier.as_value() if earlier else None
    deed = _deed(actor, "take_back_figure", campaign, key, known.as_value(), now)
    audit.record_all([deed])


def check_figure(row: StatedFigure) -> StatedFigure:
    """Return a figure as it is kept.

    Raises RuleBroken("unknown_indicator", "unknown_subject", "window_reversed", "figure_needs_source",
    "figure_text_too_long", "figure_bad_text") and what `settle_percent` raises.
    """
    if row.indicator not in REPORTED:
        raise RuleBroken("unknown_indicator")
    if row.level not in tuple(FigureLevel):
        raise RuleBroken("unknown_subject")
    if row.first_on is not None and row.first_on > row.last_on:
        raise RuleBroken("window_reversed")
    source = _read_text(row.source, SOURCE_LENGTH)
    if not source:
        raise RuleBroken("figure_needs_source")
    return row._replace(
        percent=settle_percent(row.percent, row.numerator, row.denominator),
        published_label=_read_text(row.published_label, LABEL_LENGTH),
        source=source,
    )


@transactional
def ensure_figures_2022(campaign: Campaign) -> int:
    """Load the figures that were published of the campaign of 2022, as far as none was ever recorded there.

    "province" speaks of the province's agencies, "district" of all districts together. Return how many were
    loaded; what an installation has corrected since is left as it is.
    """
    of_campaign = ReportedFigure.campaign_id == campaign.id
    columns = (ReportedFigure.subject, ReportedFigure.indicator, ReportedFigure.window)
    known = {tuple(row) for row in db.session.execute(select(*columns).where(of_campaign))}
    shipped = read_shipped_figures(campaign.unit_id)
    return record_figures(None, campaign, [row for row in shipped if row.key not in known])


def read_shipped_figures(province_id: int) -> list[StatedFigure]:
    """Read the figures of 2022 that come with the portal."""
    text = StringIO(SHIPPED.read_text(encoding="utf-8"), newline="")
    return [
        StatedFigure(
            indicator=row["indicator"],
            level=row["level"],
            unit_id=province_id,
            department_id=None,
            first_on=date.fromisoformat(row["window_from"]) if row["window_from"] else None,
            last_on=date.fromisoformat(row["window_to_inclusive"]),
            published_label=row["label_as_published"],
            percent=row["percent"],
            numerator=None,
            denominator=None,
            source=SHIPPED_SOURCE,
        )
        for row in csv.DictReader(text)
    ]


def _check_days(rows: Sequence[StatedFigure]) -> None:
    today = clock.today()
    if any(row.last_on > today for row in rows):
        raise RuleBroken("window_in_future")


def _check_subjects(campaign: Campaign, rows: Sequence[StatedFigure]) -> None:
    """Refuse figures of places outside of the campaign, and of what the place has not."""
    places = get_units_on({row.unit_id for row in rows}, places_day(campaign, clock.today()))
    departments = get_departments({row.department_id for row in rows if row.department_id is not None})
    for row in rows:
        place = places.get(row.unit_id)
        if place is None or not path_covers(campaign.unit.path, place.path):
            raise RuleBroken("outside_campaign")
        department = departments.get(row.department_id)
        is_own = row.level == place.level or place.id == campaign.unit_id
        is_known = row.department_id is None or (
            row.level == FigureLevel.department and department is not None and department.unit_id == place.id
        )
        if not (is_own and is_known):
            raise RuleBroken("unknown_subject")
        if department is not None and department.ended_on and department.ended_on <= row.last_on:
            raise RuleBroken("department_ended")


def _lock_in_force(campaign: Campaign, subjects: Iterable[str]) -> dict[Key, ReportedFigure]:
    """Return the figures in force of some subjects; whoever records for the campaign meanwhile waits."""
    db.session.execute(select(Campaign.id).where(Campaign.id == campaign.id).with_for_update())
    figures = db.session.scalars(
        select(ReportedFigure)
        .where(
            ReportedFigure.campaign_id == campaign.id,
            ReportedFigure.subject.in_(sorted(subjects)),
            ReportedFigure.replaced_at.is_(None),
        )
        .execution_options(populate_existing=True)
    )
    return {(figure.subject, figure.indicator, figure.window): figure for figure in figures}


def _find_replaced_by(figure: ReportedFigure) -> ReportedFigure | None:
    """Return the figure that went out of force at the moment when this one was recorded."""
    earlier = select(ReportedFigure).where(
        ReportedFigure.campaign_id == figure.campaign_id,
        ReportedFigure.subject == figure.subject,
        ReportedFigure.indicator == figure.indicator,
        ReportedFigure.window == figure.window,
        ReportedFigure.replaced_at == figure.recorded_at,
        ReportedFigure.id < figure.id,
    )
    return db.session.scalars(earlier.order_by(ReportedFigure.id.desc())).first()


def _end(actor: Viewer | None, figure: ReportedFigure) -> None:
    figure.replaced_at, figure.replaced_by_id = clock.now(), actor.id if actor else None


def _new(recorder: Viewer | None, campaign: Campaign, row: StatedFigure) -> ReportedFigure:
    return ReportedFigure(
        campaign_id=campaign.id,
        subject=row.subject,
        window=row.window.key,
        recorded_at=clock.now(),
        recorded_by_id=recorder.id if recorder else None,
        **row._asdict(),
    )


def _recorded(
    recorder: Viewer | None, campaign: Campaign, known: ReportedFigure | None, row: StatedFigure
) -> audit.Deed:
    was = known.as_value() if known else None
    return _deed(recorder, Action.record_figures, campaign, row.key, was, row.value)


def _deed(
    actor: Viewer | None, act: str, campaign: Campaign, key: Key, was: object, now: object
) -> audit.Deed:
    thing = f"figure:{campaign.code}:{':'.join(key)}"
    return audit.deed(actor, act, thing, was=_described(was), now=_described(now))


def _described(value) -> dict[str, object] | None:
    if value is None:
        return None
    described = {name: getattr(value, name) for name in ("percent", "numerator", "denominator", "source")}
    return described | {"label": value.window.label}


def _read_text(text: str, most: int) -> str:
    text = one_line(text)
    if has_control_characters(text):
        raise RuleBroken("figure_bad_text")
    if len(text) > most:
        raise RuleBroken("figure_text_too_long", most=most)
    return text

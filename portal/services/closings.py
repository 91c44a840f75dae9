"""Close the figures of a place in a period, and reopen them; what was published stays readable."""

from collections.abc import Iterator

from portal import clock
from portal.domain.actions import Action
from portal.domain.campaign_periods import IN_PERIOD, NamedPeriod
from portal.domain.closings import CLOSABLE, COMMUNES
from portal.domain.errors import RuleBroken
from portal.domain.indicators import NO_TARGET, VISITS
from portal.domain.periods import Period
from portal.domain.roles import Viewer
from portal.domain.units import UnitLevel
from portal.extensions import db
from portal.models import Campaign, Closing, PublishedValue, Unit
from portal.policy import require
from portal.queries.closings import (
    OpenPoints,
    count_open_points,
    get_in_force,
    list_closed_over,
    list_revisions,
)
from portal.queries.coverage import Coverage, get_coverage
from portal.queries.units import list_units
from portal.services import audit
from portal.services.notes import read_note
from portal.transaction import transactional


@transactional
def close_period(
    viewer: Viewer, campaign: Campaign, unit: Unit, named: NamedPeriod, note: str = ""
) -> Closing:
    """Publish the figures of a commune or a province in a period that is over, and close it.

    With open points it needs a note that says why it is closed all the same. Raises RuleBroken with
    "period_not_over", "already_closed", "closing_needs_reason" and the codes of read_note.
    """
    is_province = unit.level == UnitLevel.province
    require(viewer, Action.close_province if is_province else Action.close_commune, unit)
    if unit.level not in CLOSABLE:
        raise RuleBroken("not_closable")
    note, period = read_note(note, is_needed=False), named.period
    if period.ends_on > clock.today():
        raise RuleBroken("period_not_over")
    _hold(unit, period)
    if get_in_force(campaign.id, unit.id, period):
        raise RuleBroken("already_closed")
    coverage = get_coverage(campaign, unit.id, named, IN_PERIOD, today=clock.today())
    points = count_open_points(campaign.id, coverage, clock.today(), clock.now())
    if not points.is_clear and not note:
        raise RuleBroken("closing_needs_reason")
    closing = _add_closing(viewer, campaign, unit, coverage, note, points)
    _record(viewer, Action.close_province if is_province else Action.close_commune, closing, unit)
    return closing


@transactional
def reopen_period(viewer: Viewer, campaign: Campaign, unit: Unit, period: Period, reason: str) -> None:
    """Let the figures of a place in a period change again; the revision that was published stays readable.

    Raises RuleBroken with "not_closed", "province_closed" while the province has closed the period over the
    commune, and the codes of read_note.
    """
    require(viewer, Action.reopen_period, unit)
    reason = read_note(reason, is_needed=True)
    _hold(unit, period)
    closing = get_in_force(campaign.id, unit.id, period)
    if closing is None:
        raise RuleBroken("not_closed")
    above = list_closed_over([(unit.path, period.starts_on)])
    if any(one.unit_id != unit.id and one.period == period for one in above):
        raise RuleBroken("province_closed")
    closing.reopened_at, closing.reopened_by_id, closing.reopen_reason = clock.now(), viewer.id, reason
    _record(viewer, Action.reopen_period, closing, unit)


def _hold(unit: Unit, period: Period) -> None:
    """Let nobody change anything in the place until this is done."""
    communes = list_units(period.last_day, UnitLevel.commune, under_path=unit.path)
    audit.lock_chains([audit.chain_of(unit), *(commune.id for commune in communes)])


def _add_closing(
    viewer: Viewer, campaign: Campaign, unit: Unit, coverage: Coverage, note: str, points: OpenPoints
) -> Closing:
    period = coverage.basis.period.period
    earlier = list_revisions(campaign.id, unit.id, period)
    closing = Closing(
        campaign_id=campaign.id,
        unit_id=unit.id,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        revision=earlier[0].revision + 1 if earlier else 1,
        definition_version=coverage.basis.definition.version,
        closed_at=clock.now(),
        closed_by_id=viewer.id,
        note=note,
        open_points=points.counts | {COMMUNES: [commune.full_name for commune in points.communes]},
    )
    db.session.add(closing)
    db.session.flush()
    db.session.add_all(_published(closing, coverage))
    return closing


def _published(closing: Closing, coverage: Coverage) -> Iterator[PublishedValue]:
    facts, moment = coverage.facts, coverage.basis.as_of
    beside = {"closing_id": closing.id, "returned": facts.returned, "counted_at": moment}
    for line in coverage.lines:
        yield PublishedValue(
            line=line.code,
            part="",
            numerator=line.numerator,
            denominator=line.denominator,
            unknown_units=line.unknown_units,
            printed=line.per_hundred if line.percent is None else line.percent,
            state=line.state,
            waiting=line.waiting,
            **beside,
        )
    for skill, visits in sorted(facts.visits_by_skill.items()):
        yield PublishedValue(
            line=VISITS, part=skill, numerator=visits, denominator=None, unknown_units=0, printed=None,
            state=NO_TARGET, waiting=0, **beside,
        )  # fmt: skip


def _record(viewer: Viewer, action: Action, closing: Closing, unit: Unit) -> None:
    audit.record(
        viewer,
        action,
        f"closing:{closing.id}",
        commune_id=audit.chain_of(unit),
        unit=unit.id,
        starts_on=closing.starts_on.isoformat(),
        ends_on=closing.ends_on.isoformat(),
        revision=closing.revision,
        note=closing.reopen_reason or closing.note,
        open_points=closing.open_points,
    )

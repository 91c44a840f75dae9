"""Draw spot-checks by lot, say who goes where, and record what was found; each with its audit row."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portal import clock
from portal.domain.actions import Action
from portal.domain.campaign_periods import NamedPeriod, day_range, draws_left
from portal.domain.errors import RuleBroken
from portal.domain.roles import Viewer
from portal.domain.sampling import (
    FIRST_WITH_TURNS,
    LEAST_PERCENT,
    METHOD,
    MOST_PERCENT,
    Candidate,
    Sample,
    digest_of,
    draw_sample,
)
from portal.domain.spot_checks import SpotCheckResult
from portal.domain.text import has_control_characters, nfc
from portal.extensions import db
from portal.models import Campaign, SpotCheck, SpotCheckCorrection, SpotCheckDraw, Unit
from portal.policy import allows, require
from portal.queries.closings import ClosedPeriod, list_closed_over
from portal.queries.spot_check_draws import find_draw, list_candidates, list_checked_teams
from portal.queries.spot_checks import CheckSheet, list_checkers
from portal.services import audit
from portal.services.notes import read_note
from portal.transaction import transactional

SEED_LENGTH = 100


@dataclass(frozen=True, slots=True)
class DrawPlan:
    """What is drawn from, and what a seed draws from it."""

    campaign: Campaign
    unit: Unit
    period: NamedPeriod
    seed: str
    percent: int
    sample: Sample
    keys: dict[Candidate, int]
    basis_sha256: str
    # How many draws of this length are left of the quarter, this one included.
    turns: int


def plan_draw(
    viewer: Viewer | None,
    campaign: Campaign,
    unit: Unit,
    period: NamedPeriod,
    seed: str,
    percent: int,
) -> DrawPlan:
    """Draw without keeping it; None as viewer is the command line. A draw that was made is repeated.

    Raises NotAllowed, and RuleBroken("bad_seed", "bad_share", "draw_too_early" or "nothing_to_draw").
    """
    if viewer is not None:
        require(viewer, Action.draw_spot_checks, unit)
    seed = nfc(seed).strip()
    if not seed or len(seed) > SEED_LENGTH or has_control_characters(seed):
        raise RuleBroken("bad_seed")
    if not LEAST_PERCENT <= percent <= MOST_PERCENT:
        raise RuleBroken("bad_share")
    if period.period.ends_on > clock.today():
        raise RuleBroken("draw_too_early", day=f"{period.period.last_day:%d/%m/%Y}")
    made = find_draw(campaign.id, unit.id, period.code)
    keys = list_candidates(unit.path, period.period)
    if not keys:
        raise RuleBroken("nothing_to_draw")
    due = {one.team_id for one in keys} - list_checked_teams(period.period.last_day, before=made)
    method = made.method if made else METHOD
    turns = draws_left(period, campaign.period) if method >= FIRST_WITH_TURNS else 1
    sample = draw_sample(keys.keys(), seed, percent, due, method, turns)
    seal = digest_of(keys, due, turns)
    return DrawPlan(campaign, unit, period, seed, percent, sample, keys, seal, turns)


@transactional
def draw_spot_checks(
    viewer: Viewer | None,
    campaign: Campaign,
    unit: Unit,
    period: NamedPeriod,
    seed: str,
    percent: int,
) -> SpotCheckDraw:
    """Draw a period's visits and keep them; there is one draw a period.

    Raises as plan_draw, and RuleBroken("already_drawn").
    """
    if viewer is not None:
        require(viewer, Action.draw_spot_checks, unit)
    # Of two who draw at once the second waits here and is told.
    db.session.execute(select(Campaign.id).where(Campaign.id == campaign.id).with_for_update())
    if find_draw(campaign.id, unit.id, period.code) is not None:
        raise RuleBroken("already_drawn")
    plan = plan_draw(viewer, campaign, unit, period, seed, percent)
    draw = _new_draw(viewer, plan)
    db.session.add(draw)
    db.session.flush()
    visits = _new_visits(draw, plan)
    db.session.add_all(visits)
    db.session.flush()
    audit.record(
        viewer, Action.draw_spot_checks, f"spot_check_draw:{draw.id}", campaign=campaign.code,
        unit=unit.id, period=period.code, seed=plan.seed, percent=percent, method=METHOD,
        basis_sha256=plan.basis_sha256, drawn=len(visits), entries=len(plan.keys),
    )  # fmt: skip
    return draw


def _new_visits(draw: SpotCheckDraw, plan: DrawPlan) -> list[SpotCheck]:
    """Return the visits of a draw, those of a commune and team one after the other."""
    ordered = sorted(
        plan.sample.drawn, key=lambda one: (one.candidate.stratum, one.candidate.team_id, one.candidate.uuid)
    )
    return [
        SpotCheck(
            draw_id=draw.id,
            activity_id=plan.keys[one.candidate],
            commune_id=one.candidate.stratum.commune_id,
            is_flagged=one.candidate.stratum.is_flagged,
            weight=max(1.0, one.weight),
        )
        for one in ordered
    ]


@transactional
def assign_spot_check(viewer: Viewer, sheet: CheckSheet, person_id: int | None, *, version: int) -> None:
    """Say who makes a visit, or that nobody in particular does.

    Raises NotAllowed, and RuleBroken("unknown_checker", "spot_check_recorded" or "changed_meanwhile").
    """
    require(viewer, Action.assign_spot_check, sheet)
    check = _lock(sheet, version)
    if check.result is not None:
        raise RuleBroken("spot_check_recorded")
    able = {user_id for user_id, _name in list_checkers(sheet, clock.today())}
    if person_id is not None and person_id not in able:
        raise RuleBroken("unknown_checker")
    check.assigned_to_id = person_id
    db.session.flush()
    audit.record(
        viewer, Action.assign_spot_check, f"spot_check:{check.id}", commune_id=check.commune_id,
        person=person_id,
    )  # fmt: skip


@transactional
def record_spot_check(
    viewer: Viewer, sheet: CheckSheet, result: str, visited_on: date, note: str = "", *, version: int
) -> None:
    """Record what a visit found; anything but "confirmed" needs a note that says what was different.

    `version` is the one that was seen. Raises NotAllowed for who had a part in the entry or in its team, and
    RuleBroken("unknown_result", "note_needed", "note_too_long", "bad_note", "in_future",
    "visited_before_work", "spot_check_recorded" or "changed_meanwhile").
    """
    require(viewer, Action.record_spot_check, sheet)
    note = _read_result(sheet, result, visited_on, note)
    check = _lock(sheet, version)
    if check.result is not None:
        raise RuleBroken("spot_check_recorded")
    _write_result(viewer, check, result, visited_on, note)
    audit.record(
        viewer, Action.record_spot_check, f"spot_check:{check.id}", commune_id=check.commune_id,
        entry=str(sheet.line.uuid), outcome=str(result),
    )  # fmt: skip


@transactional
def correct_spot_check(
    viewer: Viewer,
    sheet: CheckSheet,
    result: str,
    visited_on: date,
    note: str = "",
    *,
    reason: str,
    version: int,
) -> None:
    """Correct what a visit found, with a reason; what was recorded before stays readable.

    Once the province has closed the day of the work it has to reopen the period first. Raises as
    record_spot_check, and RuleBroken("not_recorded", "reason_needed", "same_result" or "closed_period").
    """
    require(viewer, Action.correct_spot_check, sheet)
    note = _read_result(sheet, result, visited_on, note)
    if not reason.strip():
        raise RuleBroken("reason_needed")
    reason = read_note(reason, is_needed=True)
    check = _lock(sheet, version)
    if check.result is None:
        raise RuleBroken("not_recorded")
    before = (check.result, check.visited_on, check.note)
    if before == (result, visited_on, note):
        raise RuleBroken("same_result")
    db.session.add(_before(check, viewer, reason))
    _write_result(viewer, check, result, visited_on, note)
    audit.record(
        viewer, Action.correct_spot_check, f"spot_check:{check.id}", commune_id=check.commune_id,
        entry=str(sheet.line.uuid), was=before[0], outcome=str(result), reason=reason,
    )  # fmt: skip
    # Asked once the commune's chain is held: whoever closes holds it, too.
    if closed := _closed_by_province(sheet):
        raise RuleBroken("closed_period", days=day_range(closed.period))


def may_record(viewer: Viewer, sheet: CheckSheet) -> bool:
    """Tell whether the viewer may still record what this visit found."""
    return sheet.check.result is None and allows(viewer, Action.record_spot_check, sheet)


def may_correct(viewer: Viewer, sheet: CheckSheet) -> bool:
    """Tell whether the viewer may correct what this visit found."""
    if sheet.check.result is None or not allows(viewer, Action.correct_spot_check, sheet):
        return False
    return _closed_by_province(sheet) is None


def _closed_by_province(sheet: CheckSheet) -> ClosedPeriod | None:
    closed = list_closed_over([(sheet.commune_path, sheet.line.occurred_on)])
    return next((one for one in closed if one.unit_id != sheet.line.commune_id), None)


def _read_result(sheet: CheckSheet, result: str, visited_on: date, note: str) -> str:
    """Return the note as it is kept, or refuse what cannot be so."""
    if result not in list(SpotCheckResult):
        raise RuleBroken("unknown_result")
    note = read_note(note, is_needed=result != SpotCheckResult.confirmed)
    if visited_on > clock.today():
        raise RuleBroken("in_future")
    if visited_on < sheet.line.occurred_on:
        raise RuleBroken("visited_before_work")
    return note


def _write_result(viewer: Viewer, check: SpotCheck, result: str, visited_on: date, note: str) -> None:
    check.result, check.note, check.visited_on = result, note, visited_on
    check.decided_at, check.decided_by_id = clock.now(), viewer.id
    db.session.flush()


def _before(check: SpotCheck, viewer: Viewer, reason: str) -> SpotCheckCorrection:
    """Return the result as it stands, to be kept with who corrects it and why."""
    return SpotCheckCorrection(
        check_id=check.id, result=check.result, note=check.note, visited_on=check.visited_on,
        decided_at=check.decided_at, decided_by_id=check.decided_by_id,
        reason=reason, corrected_at=clock.now(), corrected_by_id=viewer.id,
    )  # fmt: skip


def _lock(sheet: CheckSheet, version: int) -> SpotCheck:
    check = db.session.scalars(
        select(SpotCheck)
        .where(SpotCheck.id == sheet.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if check.version != version:
        raise RuleBroken("changed_meanwhile" if check.result is None else "spot_check_recorded")
    return check


def _new_draw(viewer: Viewer | None, plan: DrawPlan) -> SpotCheckDraw:
    return SpotCheckDraw(
        campaign_id=plan.campaign.id,
        unit_id=plan.unit.id,
        period_code=plan.period.code,
        starts_on=plan.period.period.starts_on,
        ends_on=plan.period.period.ends_on,
        seed=plan.seed,
        share_percent=plan.percent,
        method=METHOD,
        strata=[[*one.stratum, one.entries, one.drawn] for one in plan.sample.strata],
        basis_sha256=plan.basis_sha256,
        drawn_at=clock.now(),
        drawn_by_id=viewer.id if viewer else None,
    )

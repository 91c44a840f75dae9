"""Spot-checks: the visits and the draws, a new draw, and what a visit found."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.domain.actions import Action
from portal.domain.campaign_periods import day_range
from portal.domain.errors import RuleBroken
from portal.domain.periods import Period
from portal.domain.roles import PROVINCE_ROLES, STAFF_ROLES
from portal.domain.sampling import share_of_flagged
from portal.forms.spot_checks import AssignForm, CorrectVisitForm, DrawForm, VisitFilterForm, VisitForm
from portal.labels import sentence
from portal.policy import allows, require
from portal.queries.spot_check_draws import list_draws, list_place_names
from portal.queries.spot_checks import MINE, OPEN, STATES, list_checkers, list_visits
from portal.services.spot_checks import (
    DrawPlan,
    assign_spot_check,
    correct_spot_check,
    draw_spot_checks,
    may_correct,
    may_record,
    plan_draw,
    record_spot_check,
)
from portal.web.access import allow
from portal.web.jinja import show_moment
from portal.web.loading import load_coverage_unit, load_draw, load_spot_check
from portal.web.paging import read_id
from portal.web.spot_checks import (
    group_visits,
    over_periods,
    propose_percent,
    propose_seed,
    read_period,
    repeat_command,
    shown_confirmed,
    state_tabs,
)
from portal.web.submitting import form_status, submitted

blueprint = Blueprint("spot_checks", __name__)

FIELDS = {"bad_seed": "seed", "bad_share": "share", "draw_too_early": "period", "nothing_to_draw": "period",
          "already_drawn": "period"}  # fmt: skip
VISIT_FIELDS = {"in_future": "visited_on", "visited_before_work": "visited_on", "note_needed": "note",
                "note_too_long": "note", "bad_note": "note", "unknown_result": "result",
                "same_result": "result", "reason_needed": "reason"}  # fmt: skip


@blueprint.get("/spot-checks")
@allow(*STAFF_ROLES)
def index():
    """List visits by state, to be printed and taken along, and the draws."""
    form = VisitFilterForm(request.args)
    form.validate()
    draw_id, after = read_id(request.args.get("draw")), read_id(request.args.get("after")) or 0
    state = form.state.data if form.state.data in STATES else OPEN
    page = list_visits(current_user, state, draw_id=draw_id, after=after)
    here = {"state": state, "draw": draw_id}
    return render_template(
        "spot_checks/index.html",
        page=page,
        groups=group_visits(page.lines, clock.today()),
        state=state,
        is_mine=state == MINE,
        tabs=state_tabs(state, draw_id),
        draws=list_draws(current_user),
        draw_id=draw_id,
        days=_days,
        next_url=page.following and url_for("spot_checks.index", **here, after=page.following),
        first_url=url_for("spot_checks.index", **here) if after else None,
    )


@blueprint.route("/spot-checks/new", methods=["GET", "POST"])
@allow(*PROVINCE_ROLES)
def new():
    """Show what a draw would be made from, and make it once it is confirmed."""
    form = DrawForm()
    form.period.choices = over_periods(clock.today())
    if request.method == "GET" or "change" in request.form:
        return _form_page(form), 200
    done: list = []
    if "confirmed" not in request.form:
        if submitted(form, lambda: done.append(_plan(form)), FIELDS):
            return _preview_page(form, done[0]), 200
    elif submitted(form, lambda: done.append(draw_spot_checks(*_asked(form))), FIELDS):
        flash(_("The visits are drawn. Now say who goes where."), "good")
        return redirect(url_for("spot_checks.draw", draw_id=done[0].id), 303)
    return _form_page(form), form_status()


@blueprint.get("/spot-checks/draws/<int(max=2147483647):draw_id>")
@allow(*STAFF_ROLES)
def draw(draw_id: int):
    """Show what was drawn from what, how to repeat it, and what was found."""
    sheet = load_draw(current_user, draw_id)
    return render_template(
        "spot_checks/draw.html",
        sheet=sheet,
        draw=sheet.draw,
        days=_days(sheet.draw),
        confirmed=shown_confirmed(sheet.confirmed),
        command=repeat_command(sheet),
        flagged_percent=share_of_flagged(sheet.draw.share_percent, sheet.draw.method),
    )


@blueprint.get("/spot-checks/<int(max=2147483647):check_id>")
@allow(*STAFF_ROLES)
def show(check_id: int):
    """Show a visit with what was stated, and ask what was found."""
    return _visit_page(check_id)


@blueprint.post("/spot-checks/<int(max=2147483647):check_id>/record")
@allow(*STAFF_ROLES)
def record(check_id: int):
    """Record what a visit found, unless somebody was quicker."""
    form, sheet = VisitForm(), load_spot_check(current_user, check_id)
    require(current_user, Action.record_spot_check, sheet)
    if not form.validate():
        return _visit_page(check_id, form), 422
    result, note = form.result.data, form.note.data or ""
    try:
        record_spot_check(current_user, sheet, result, form.visited_on.data, note, version=form.seen_version)
    except RuleBroken as error:
        return _refused(check_id, form, error)
    flash(_("The result is recorded. It shows on the entry and beside the figures."), "good")
    return redirect(url_for("spot_checks.show", check_id=check_id), 303)


@blueprint.post("/spot-checks/<int(max=2147483647):check_id>/correct")
@allow(*STAFF_ROLES)
def correct(check_id: int):
    """Correct what a visit found; what was recorded before stays on the page."""
    form, sheet = CorrectVisitForm(), load_spot_check(current_user, check_id)
    require(current_user, Action.correct_spot_check, sheet)
    if not form.validate():
        return _visit_page(check_id, form), 422
    found = (form.result.data, form.visited_on.data, form.note.data or "")
    try:
        correct_spot_check(
            current_user, sheet, *found, reason=form.reason.data or "", version=form.seen_version
        )
    except RuleBroken as error:
        return _refused(check_id, form, error)
    flash(_("The result is corrected. What was recorded before stays below."), "good")
    return redirect(url_for("spot_checks.show", check_id=check_id), 303)


@blueprint.post("/spot-checks/<int(max=2147483647):check_id>/assign")
@allow(*STAFF_ROLES)
def assign(check_id: int):
    """Say who makes a visit."""
    form, sheet = AssignForm(), load_spot_check(current_user, check_id)
    require(current_user, Action.assign_spot_check, sheet)
    form.person.choices = _people(sheet)
    if not form.validate():
        return _visit_page(check_id, assign_form=form), 422
    try:
        assign_spot_check(current_user, sheet, form.person.data or None, version=form.seen_version)
    except RuleBroken as error:
        return _visit_page(check_id, refusal=_what_happened(check_id, error)), 409
    flash(_("It is noted who goes there."), "good")
    return redirect(url_for("spot_checks.show", check_id=check_id), 303)


def _asked(form: DrawForm) -> tuple:
    campaign, period = read_period(form.period.data)
    unit = load_coverage_unit(current_user, None, period.period.last_day)
    percent = campaign.spot_check_percent if form.share.data is None else form.share.data
    return current_user, campaign, unit, period, form.seed.data, percent


def _plan(form: DrawForm) -> DrawPlan:
    return plan_draw(*_asked(form))


def _form_page(form: DrawForm) -> str:
    if request.method == "GET":
        form.seed.data = propose_seed()
        form.share.data = propose_percent(form.period.choices)
    return render_template("spot_checks/new.html", form=form)


def _preview_page(form: DrawForm, plan: DrawPlan) -> str:
    strata = plan.sample.strata
    names = list_place_names({one.stratum.commune_id for one in strata}, plan.period.period.ends_on)
    return render_template(
        "spot_checks/preview.html",
        form=form,
        plan=plan,
        names=names,
        days=day_range(plan.period.period),
        flagged_percent=share_of_flagged(plan.percent),
    )


def _visit_page(
    check_id: int, form: VisitForm | None = None, assign_form: AssignForm | None = None, refusal: str = ""
) -> str:
    sheet = load_spot_check(current_user, check_id)
    can_record = may_record(current_user, sheet)
    can_correct = may_correct(current_user, sheet)
    if can_correct and form is None:
        found = {name: getattr(sheet.check, name) for name in ("result", "visited_on", "note")}
        form = CorrectVisitForm(formdata=None, **found)
    can_assign = sheet.check.result is None and allows(current_user, Action.assign_spot_check, sheet)
    if can_record and form is None:
        form = VisitForm(formdata=None, visited_on=clock.today())
    if can_assign and assign_form is None:
        assign_form = AssignForm(formdata=None, person=sheet.line.assigned_to_id or 0)
        assign_form.person.choices = _people(sheet)
    return render_template(
        "spot_checks/show.html",
        sheet=sheet,
        line=sheet.line,
        check=sheet.check,
        days=_days(sheet.check.draw),
        form=form if can_record else None,
        correct_form=form if can_correct and isinstance(form, CorrectVisitForm) else None,
        assign_form=assign_form if can_assign else None,
        refusal=refusal,
        typed_note=form.note.data if refusal and form else None,
        had_a_part=current_user.id in sheet.involved_ids,
    )


def _refused(check_id: int, form: VisitForm, error: RuleBroken):
    """Put a refusal beside its field, or say who was quicker."""
    if error.code in VISIT_FIELDS:
        form.add_error(VISIT_FIELDS[error.code], sentence(error.code, **error.details))
        return _visit_page(check_id, form), 422
    return _visit_page(check_id, form, refusal=_what_happened(check_id, error)), 409


def _what_happened(check_id: int, error: RuleBroken) -> str:
    check = load_spot_check(current_user, check_id).check
    if check.result is None or error.code not in ("spot_check_recorded", "changed_meanwhile"):
        return sentence(error.code, **error.details)
    told = {"name": check.decided_by.name, "moment": show_moment(check.decided_at)}
    return _("%(name)s recorded the result at %(moment)s. What you sent was not stored.", **told)


def _people(sheet) -> list[tuple[int, str]]:
    return [(0, _("Nobody in particular")), *list_checkers(sheet, clock.today())]


def _days(drawn) -> str:
    return day_range(Period(drawn.starts_on, drawn.ends_on))

"""Closing a period: who has closed, what is still open, what was published, and reopening it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.domain.actions import Action
from portal.domain.campaign_periods import IN_PERIOD
from portal.domain.errors import RuleBroken
from portal.domain.roles import PROVINCE_ROLES, STAFF_ROLES
from portal.domain.units import UnitLevel
from portal.forms.closings import CloseForm, ClosingFilterForm, ReopenPeriodForm
from portal.labels import sentence
from portal.policy import allows, require
from portal.queries.closings import count_open_points, list_published, list_revisions
from portal.queries.coverage import get_coverage
from portal.queries.ledger import list_ledger
from portal.queries.units import get_unit_at_last, list_units
from portal.services.closings import close_period, reopen_period
from portal.web.access import allow
from portal.web.closings import (
    Subject,
    check_lines,
    choose_campaign,
    choose_period,
    closable_periods,
    commune_lines,
    find_communes,
    load_subject,
    period_lines,
    show_closing,
)
from portal.web.figures import period_name
from portal.web.submitting import form_status, submitted

blueprint = Blueprint("closings", __name__)

CLOSE_FIELDS = {"closing_needs_reason": "note", "note_too_long": "note", "bad_note": "note"}


@blueprint.get("/closings")
@allow(*STAFF_ROLES)
def index():
    """List who has closed a period, or the periods of one's own commune."""
    form, campaign = ClosingFilterForm(request.args), choose_campaign(request.args.get("campaign"))
    if campaign is None:
        return render_template("coverage/no_campaign.html")
    periods = closable_periods(campaign)
    named = choose_period(form, campaign, periods)
    if named is None:
        return render_template("closings/index.html", form=form, lines=[], named=None, area=None)
    area, communes = find_communes(current_user, named.period)
    is_one = area.level == UnitLevel.commune and len(communes) == 1
    districts = {one.id: one.full_name for one in list_units(named.period.last_day, UnitLevel.district)}
    if is_one:
        lines = period_lines(campaign, communes[0], periods)
    else:
        lines = commune_lines(campaign, communes, named, districts)
    return render_template(
        "closings/index.html", form=form, lines=lines, named=named, area=area, campaign=campaign,
        is_one=is_one, period_label=period_name(named), open_lines=[one for one in lines if not one.closing],
    )  # fmt: skip


@blueprint.get("/closings/<campaign>/<int(max=2147483647):unit_id>/<period>")
@allow(*STAFF_ROLES)
def show(campaign: str, unit_id: int, period: str):
    """Show what is open before a period is closed, or what was published and what changed since."""
    return _page(load_subject(current_user, campaign, unit_id, period))


@blueprint.post("/closings/<campaign>/<int(max=2147483647):unit_id>/<period>/close")
@allow(*STAFF_ROLES)
def close(campaign: str, unit_id: int, period: str):
    """Close the period."""
    subject = load_subject(current_user, campaign, unit_id, period)
    require(current_user, subject.close_action, subject.unit)
    form, viewer = CloseForm(), current_user._get_current_object()
    if submitted(
        form,
        lambda: close_period(viewer, subject.campaign, subject.unit, subject.named, form.note.data or ""),
        CLOSE_FIELDS,
    ):
        flash(_("The period is closed. Its figures stay as they were published."), "good")
        return redirect(url_for("closings.show", **subject.address), 303)
    return _page(load_subject(current_user, campaign, unit_id, period), close_form=form), form_status()


@blueprint.post("/closings/<campaign>/<int(max=2147483647):unit_id>/<period>/reopen")
@allow(*PROVINCE_ROLES)
def reopen(campaign: str, unit_id: int, period: str):
    """Let the figures of the period change again."""
    subject = load_subject(current_user, campaign, unit_id, period)
    require(current_user, Action.reopen_period, subject.unit)
    form, viewer = ReopenPeriodForm(), current_user._get_current_object()
    if not form.validate():
        return _page(subject, reopen_form=form), 422
    try:
        reopen_period(viewer, subject.campaign, subject.unit, subject.named.period, form.reason.data)
    except RuleBroken as error:
        flash(sentence(error.code, **error.details), "error")
    else:
        flash(_("The period is open again. What was published stays readable."), "good")
    return redirect(url_for("closings.show", **subject.address), 303)


def _page(subject: Subject, close_form=None, reopen_form=None) -> str:
    campaign, unit, named = subject.campaign, subject.unit, subject.named
    today, period = clock.today(), named.period
    revisions = list_revisions(campaign.id, unit.id, period)
    closing = revisions[0] if revisions and revisions[0].reopened_at is None else None
    coverage = get_coverage(campaign, unit.id, named, IN_PERIOD, today=today)
    points = None if closing else count_open_points(campaign.id, coverage, today, clock.now())
    return render_template(
        "closings/show.html",
        subject=subject,
        place=get_unit_at_last(unit.id, min(period.last_day, today)),
        period_label=period_name(named),
        closing=closing,
        shown=closing and show_closing(campaign, closing, named.code),
        points=points,
        checks=check_lines(current_user, subject, points) if points else [],
        may_close=allows(current_user, subject.close_action, unit),
        may_reopen=allows(current_user, Action.reopen_period, unit),
        close_form=close_form or CloseForm(formdata=None),
        reopen_form=reopen_form or ReopenPeriodForm(formdata=None),
        earlier=[one for one in revisions if one is not closing],
        published=list_published([one.id for one in revisions]),
        ledger=list_ledger(campaign.id, unit.id, period, limit=20)[0],
    )

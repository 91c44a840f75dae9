"""Reports: prepare one, look at it, let it be prepared on a day, and set what stands around it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.domain.actions import Action
from portal.domain.report_kinds import check_period
from portal.domain.report_papers import read_paper
from portal.domain.roles import STAFF_ROLES
from portal.forms.reports import PrepareReportForm, ReportSettingsForm, ScheduleReportForm
from portal.policy import allows, require
from portal.queries.reports import get_letter_head, list_reports, list_schedules
from portal.queries.units import get_unit_at_last
from portal.services.reports import (
    change_settings,
    end_schedule,
    prepare_report,
    schedule_report,
    see_report,
)
from portal.web.access import allow
from portal.web.figures import period_name
from portal.web.loading import load_coverage_unit, load_report, load_schedule
from portal.web.reports import (
    ASKED,
    chosen,
    kind_tabs,
    offer_reports,
    period_words,
    prepared_words,
    read_draft,
)
from portal.web.submitting import form_status, submitted

blueprint = Blueprint("reports", __name__)

FIELDS = {
    "nobody_above": "recipients",
    "due_in_past": "due_on",
    "due_before_period": "due_on",
    "already_scheduled": "due_on",
    "unknown_kind": "kind",
    "not_reportable": "unit",
    "period_not_begun": "period",
    "weekly_of": "period",
    "monthly_of": "period",
    "quarterly_of": "period",
    "final_of": "period",
    "kind_not_repeated": "repeated",
}


@blueprint.get("/reports")
@allow(*STAFF_ROLES)
def index():
    """List prepared reports, and offer to prepare one."""
    return _index(PrepareReportForm(data=request.args.to_dict()))


@blueprint.post("/reports")
@allow(*STAFF_ROLES)
def create():
    """Prepare a report, or look at it first."""
    form, made, looks = PrepareReportForm(), [], bool(request.form.get("look"))
    viewer, offer = current_user._get_current_object(), offer_reports(current_user)
    offer.offer_to(form)

    def prepare() -> None:
        campaign, unit, period = chosen(viewer, form.unit.data, form.period.data)
        if looks:
            check_period(form.kind.data, period)
        else:
            made.append(prepare_report(viewer, campaign, unit, period, form.kind.data))

    if submitted(form, prepare, FIELDS):
        if looks:
            return redirect(url_for("reports.preview", **{name: form[name].data for name in ASKED}), 303)
        flash(prepared_words(viewer, made[0]), "good")
        return redirect(url_for("reports.show", report_id=made[0].id), 303)
    return _index(form), form_status()


@blueprint.get("/reports/draft")
@allow(*STAFF_ROLES)
def preview():
    """Show a report as it would be prepared now."""
    draft = read_draft(current_user, request.args)
    return render_template(
        "reports/preview.html",
        draft=draft,
        asked={name: request.args[name] for name in ASKED},
        period_label=period_name(draft.period),
    )


@blueprint.route("/reports/scheduled", methods=["GET", "POST"])
@allow(*STAFF_ROLES)
def schedule():
    """Let a report be prepared on a day."""
    form, viewer = ScheduleReportForm(), current_user._get_current_object()
    offer = offer_reports(viewer, ahead=True)
    offer.offer_to(form)

    def keep() -> None:
        campaign, unit, period = chosen(viewer, form.unit.data, form.period.data)
        schedule_report(viewer, campaign, unit, period, form.kind.data, form.repeated.data, form.due_on.data)

    if submitted(form, keep, FIELDS):
        flash(_("The report will be prepared on that day. Nothing is sent by itself."), "good")
        return redirect(url_for("reports.index"), 303)
    form.kind.data = form.kind.data or request.args.get("kind")
    may_choose = offer.narrow_schedule(form)
    tabs = kind_tabs("reports.schedule", form.kind.data)
    return render_template(
        "reports/schedule.html", form=form, tabs=tabs, may_choose=may_choose
    ), form_status()


@blueprint.post("/reports/scheduled/<int(max=2147483647):scheduled_id>/end")
@allow(*STAFF_ROLES)
def end(scheduled_id: int):
    """Prepare nothing more of this."""
    end_schedule(current_user._get_current_object(), load_schedule(current_user, scheduled_id))
    flash(_("Nothing more of this is prepared."), "good")
    return redirect(url_for("reports.index"), 303)


@blueprint.get("/reports/<int(max=2147483647):report_id>")
@allow(*STAFF_ROLES)
def show(report_id: int):
    """Show a prepared report as it is printed."""
    report = load_report(current_user, report_id)
    return render_template(
        "reports/show.html",
        report=report,
        paper=read_paper(report.paper),
        period_label=period_words(report),
        open_communes=report.figures["open_communes"] or (),
    )


@blueprint.post("/reports/<int(max=2147483647):report_id>/seen")
@allow(*STAFF_ROLES)
def see(report_id: int):
    """Note that a person has looked at it."""
    see_report(current_user._get_current_object(), load_report(current_user, report_id))
    flash(_("Noted that you have looked at it."), "good")
    return redirect(url_for("reports.show", report_id=report_id), 303)


@blueprint.route("/reports/settings", methods=["GET", "POST"])
@allow(*STAFF_ROLES)
def settings():
    """Set what is printed around the reports of a place."""
    today, viewer = clock.today(), current_user._get_current_object()
    unit = load_coverage_unit(viewer, request.args.get("unit"), today)
    require(viewer, Action.edit_report_settings, unit)
    head = get_letter_head(unit, today)
    lists = {name: "\n".join(getattr(head, name)) for name in ("recipients", "addressees")}
    kept = head.as_json() | lists
    form = ReportSettingsForm(data=kept)
    if submitted(form, lambda: change_settings(viewer, unit, form.read()), FIELDS):
        flash(_("The settings are kept. Reports prepared from now on use them."), "good")
        return redirect(url_for("reports.settings", unit=unit.id), 303)
    place = get_unit_at_last(unit.id, today)
    return render_template("reports/settings.html", form=form, unit=unit, place=place), form_status()


def _index(form: PrepareReportForm) -> str:
    offer = offer_reports(current_user)
    offer.offer_to(form)
    may_choose = offer.narrow(form)
    names = {place.id: place.full_name for place in offer.places}
    reports = list_reports(offer.area)
    return render_template(
        "reports/index.html",
        form=form,
        tabs=kind_tabs("reports.index", form.kind.data),
        may_choose=may_choose,
        offer=offer,
        names=names,
        reports=[(report, period_words(report)) for report in reports],
        schedules=list_schedules(offer.area),
        may_edit=allows(current_user, Action.edit_report_settings, offer.area),
    )

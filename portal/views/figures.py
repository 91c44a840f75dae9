"""Figures of indicators 1 to 7: as published, as a file, one to record or correct, and taking one back."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.documents.figures_csv import figures_csv
from portal.domain.actions import Action
from portal.domain.errors import Missing, RuleBroken
from portal.domain.roles import PROVINCE_ROLES, STAFF_ROLES
from portal.forms.figures import FigureForm, FiguresFilterForm
from portal.labels import sentence
from portal.policy import allows, require
from portal.queries.reported_figures import list_published
from portal.services.reported_figures import preview_figure, record_figures, take_back_figure
from portal.web.access import allow
from portal.web.closings import choose_campaign
from portal.web.coverage import campaign_name
from portal.web.figure_series import (
    read_series,
    read_subject,
    stated_figure,
    subject_choices,
    typed_again,
    window_words,
)
from portal.web.figures import shown_value
from portal.web.loading import load_figure
from portal.web.paging import read_id
from portal.web.submitting import form_status, submitted

blueprint = Blueprint("figures", __name__)

FIELDS = {
    "figure_empty": "percent", "bad_percent": "percent", "counts_incomplete": "numerator",
    "counts_impossible": "numerator", "counts_disagree": "percent", "window_reversed": "first_on",
    "window_in_future": "last_on", "figure_needs_source": "source", "figure_text_too_long": "source",
    "figure_bad_text": "source", "unknown_indicator": "indicator", "unknown_subject": "subject",
    "outside_campaign": "subject", "department_ended": "subject",
}  # fmt: skip


@blueprint.get("/figures")
@allow(*STAFF_ROLES)
def index():
    """Show the series of a campaign within the viewer's area, exactly as they were published."""
    form, campaign = FiguresFilterForm(request.args), choose_campaign(request.args.get("campaign"))
    if campaign is None:
        return render_template("coverage/no_campaign.html")
    number = min(read_id(request.args.get("page")) or 1, 1000)
    page = read_series(current_user, campaign, form, number)
    return render_template(
        "figures/index.html",
        form=form,
        campaign=campaign,
        name=campaign_name(campaign),
        page=page,
        may_record=allows(current_user, Action.record_figures, campaign),
        next_url=page.next_page and url_for("figures.index", **page.address, page=page.next_page),
        first_url=url_for("figures.index", **page.address) if number > 1 else None,
    )


@blueprint.get("/figures.csv")
@allow(*STAFF_ROLES)
def csv():
    """Give the table that was published of the province and of whole levels, unchanged."""
    campaign = choose_campaign(request.args.get("campaign"))
    if campaign is None or not allows(current_user, Action.view_figures, campaign):
        raise Missing
    headers = {"Content-Disposition": f'attachment; filename="figures-{campaign.code}.csv"'}
    text = figures_csv(list_published(campaign.id))
    return Response(text, headers=headers, content_type="text/csv; charset=utf-8")


@blueprint.route("/figures/new", methods=["GET", "POST"])
@allow(*PROVINCE_ROLES)
def new():
    """Show what a figure would replace, and record it once that is confirmed."""
    campaign, figure = _asked_for()
    if campaign is None:
        return render_template("coverage/no_campaign.html")
    require(current_user, Action.record_figures, campaign)
    form = FigureForm(data=typed_again(figure) if figure else None)
    form.subject.choices = subject_choices(campaign, figure)
    if request.method == "GET" or "change" in request.form:
        return _form_page(form, campaign, figure), 200
    done: list = []
    if "confirmed" not in request.form:
        if submitted(form, lambda: done.append(_preview(form, campaign)), FIELDS):
            return _preview_page(form, campaign, *done[0]), 200
    elif submitted(form, lambda: done.append(_record(form, campaign)), FIELDS):
        flash(_("The figure is recorded.") if done[0] else _("This figure was recorded already."), "good")
        return redirect(_series_url(campaign, form), 303)
    return _form_page(form, campaign, figure), form_status()


@blueprint.post("/figures/<int(max=2147483647):figure_id>/take-back")
@allow(*PROVINCE_ROLES)
def take_back(figure_id: int):
    """Take a figure back; what it had replaced is in force again."""
    figure = load_figure(current_user, figure_id)
    campaign = figure.campaign
    require(current_user, Action.record_figures, campaign)
    try:
        take_back_figure(current_user, campaign, figure)
    except RuleBroken as error:
        flash(sentence(error.code, **error.details), "error")
    else:
        flash(_("The figure is taken back. It stays readable below."), "good")
    return redirect(url_for("figures.index", campaign=campaign.code, indicator=figure.indicator), 303)


def _asked_for():
    """Return the campaign of the address and the figure to be corrected, if any."""
    figure_id = read_id(request.args.get("figure"))
    figure = load_figure(current_user, figure_id) if figure_id else None
    campaign = choose_campaign(figure.campaign.code if figure else request.args.get("campaign"))
    return campaign, figure


def _preview(form: FigureForm, campaign):
    return preview_figure(current_user, campaign, stated_figure(form))


def _record(form: FigureForm, campaign) -> int:
    return record_figures(current_user, campaign, [stated_figure(form)])


def _series_url(campaign, form: FigureForm) -> str:
    level = read_subject(form.subject.data)[0]
    return url_for("figures.index", campaign=campaign.code, indicator=form.indicator.data, level=level)


def _form_page(form: FigureForm, campaign, figure) -> str:
    is_current = figure is not None and figure.replaced_at is None
    return render_template(
        "figures/new.html",
        form=form,
        campaign=campaign,
        figure=figure if is_current else None,
        here=url_for("figures.new", campaign=campaign.code, figure=figure.id if figure else None),
    )


def _preview_page(form: FigureForm, campaign, stated, known) -> str:
    subjects = dict(pair for group in form.subject.choices.values() for pair in group)
    return render_template(
        "figures/preview.html",
        form=form,
        campaign=campaign,
        stated=stated,
        subject=subjects[form.subject.data],
        days=window_words(stated.window),
        value=shown_value(stated.percent),
        known=known,
        was=known and shown_value(known.percent),
        is_same=known is not None and known.as_value() == stated.value,
        here=request.full_path.rstrip("?"),
    )

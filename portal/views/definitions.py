"""Versions of indicator 8: their list, the next one with its preview, approving and putting in force."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.documents.definition_preview_csv import definition_preview_csv
from portal.domain.definition_drafts import read_definition
from portal.domain.errors import Missing, RuleBroken
from portal.domain.indicators import LINES, Definition
from portal.domain.roles import PROVINCE_ROLES, STAFF_ROLES
from portal.forms.definitions import FIELDS, PUT_FIELDS, DefinitionForm, PreviewForm, PutForm, target_name
from portal.labels import sentence
from portal.queries.campaigns import list_campaigns
from portal.queries.definition_previews import (
    count_closed_since,
    get_last_version,
    get_people_of,
    list_definitions,
    list_uses,
)
from portal.services.definitions import add_definition, approve_definition, put_in_force
from portal.web.access import allow
from portal.web.coverage import campaign_name
from portal.web.definitions import ShownPreview, own_campaigns, past_periods, read_preview, standing_words
from portal.web.figures import shown_decimal
from portal.web.loading import load_campaign, load_definition
from portal.web.submitting import form_status, submitted

blueprint = Blueprint("definitions", __name__)
CSV_NAME = "so-sanh-cach-tinh.csv"
# The first version begins from the core's own defaults.
NOTHING_YET = Definition(0, "provisional")


@blueprint.get("/definitions")
@allow(*STAFF_ROLES)
def index():
    """List the versions with where each is in force."""
    campaigns = list_campaigns()
    rows = [(one, list_uses(campaigns, one.version)) for one in list_definitions()]
    return render_template("definitions/index.html", rows=rows, name=campaign_name)


@blueprint.get("/definitions/<int(max=2147483647):version>")
@allow(*STAFF_ROLES)
def show(version: int):
    """Show a version, and what may be done with it."""
    return _page(version)


@blueprint.route("/definitions/new", methods=["GET", "POST"])
@allow(*PROVINCE_ROLES)
def new():
    """Make the next version from an old one; it is compared with the one in force before it is kept."""
    made_from = request.args.get("from", type=int) or get_last_version()
    old = load_definition(made_from).as_definition() if made_from else NOTHING_YET
    form, campaigns = DefinitionForm(), own_campaigns(current_user)
    form.period.choices = past_periods(campaigns, clock.today())
    found: list[ShownPreview] = []
    done = submitted(form, lambda: _act(form, campaigns, made_from, found), FIELDS)
    if done and not form.errors:
        if form.act == "save":
            flash(_("The version is kept. It counts nothing until it is put in force."), "good")
            return redirect(url_for("definitions.show", version=get_last_version()), 303)
        if form.act == "csv":
            return _csv(found[0])
    elif form_status() == 200:
        form.show(old)
    return _draft_page(form, made_from, found), 422 if form.errors or form.form_errors else 200


@blueprint.get("/definitions/<int(max=2147483647):version>/compare")
@allow(*PROVINCE_ROLES)
def compare(version: int):
    """Compare a version with the one in force, in a period."""
    return _page(version, shown=_preview(version))


@blueprint.get("/definitions/<int(max=2147483647):version>/compare.csv")
@allow(*PROVINCE_ROLES)
def csv(version: int):
    """Hand out the comparison as a file; without any period to compare in there is none."""
    shown = _preview(version)
    if shown is None:
        raise Missing
    return _csv(shown)


@blueprint.post("/definitions/<int(max=2147483647):version>/approve")
@allow(*PROVINCE_ROLES)
def approve(version: int):
    """Approve a version."""
    try:
        approve_definition(current_user._get_current_object(), load_definition(version).version)
    except RuleBroken as error:
        flash(sentence(error.code, **error.details), "error")
    else:
        flash(_("The version is approved."), "good")
    return redirect(url_for("definitions.show", version=version), 303)


@blueprint.post("/definitions/<int(max=2147483647):version>/put")
@allow(*PROVINCE_ROLES)
def put(version: int):
    """Put a version in force in a campaign from a day on."""
    load_definition(version)
    form, viewer = _put_form(None), current_user._get_current_object()
    if submitted(
        form,
        lambda: put_in_force(viewer, load_campaign(form.campaign.data), version, form.day.data),
        PUT_FIELDS,
    ):
        flash(_("From this day on the campaign is counted by this version."), "good")
        return redirect(url_for("campaigns.show", code=form.campaign.data, _anchor="definition"), 303)
    return _page(version, put_form=form), form_status()


def _act(form: DefinitionForm, campaigns, made_from: int, found: list[ShownPreview]) -> None:
    """Do what the pressed button says: keep the version, or compare it first."""
    form.act = request.form.get("act")
    try:
        draft = read_definition(get_last_version() + 1, form.least.data, form.headline.data, form.targets)
    except RuleBroken as error:
        if error.code != "bad_line_target":
            raise
        form.add_error(target_name(error.details["line"]), sentence(error.code, **error.details))
        return
    if form.act == "save":
        add_definition(current_user._get_current_object(), draft, form.source.data, made_from=made_from)
    else:
        found.append(read_preview(campaigns, form.period.data, form.mode.data, draft))


def _preview(version: int) -> ShownPreview | None:
    campaigns, asked = own_campaigns(current_user), request.args.get("period")
    periods = [code for parts in past_periods(campaigns, clock.today()).values() for code, _words in parts]
    chosen = asked if asked in periods else next(iter(periods), None)
    try:
        return read_preview(
            campaigns, chosen, request.args.get("mode"), load_definition(version).as_definition()
        )
    except RuleBroken:
        return None


def _csv(shown: ShownPreview) -> Response:
    response = Response(definition_preview_csv(shown.preview, shown.period_label), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{CSV_NAME}"'
    return response


def _put_form(chosen: str | None) -> PutForm:
    form = PutForm() if chosen is None else PutForm(formdata=None, data={"campaign": chosen})
    form.campaign.choices = [(one.code, campaign_name(one)) for one in own_campaigns(current_user)]
    return form


def _draft_page(form: DefinitionForm, made_from: int, found: list[ShownPreview]) -> str:
    return render_template(
        "definitions/new.html",
        form=form,
        made_from=made_from,
        shown=found[0] if found else None,
        words=standing_words,
    )


def _page(version: int, shown: ShownPreview | None = None, put_form: PutForm | None = None) -> str:
    row = load_definition(version)
    campaigns = own_campaigns(current_user)
    asked = f"{shown.campaign.code} {shown.period.code}" if shown else None
    preview = PreviewForm(formdata=None, data={"period": asked, "mode": request.args.get("mode")})
    preview.period.choices = past_periods(campaigns, clock.today())
    return render_template(
        "definitions/show.html",
        row=row,
        people=get_people_of(row),
        uses=list_uses(list_campaigns(), version),
        name=campaign_name,
        line_codes=LINES,
        decimal=shown_decimal,
        may_put=bool(campaigns),
        put_form=put_form or _put_form(shown.campaign.code if shown else ""),
        preview_form=preview,
        asked=asked,
        shown=shown,
        closed=count_closed_since(shown.campaign.id, shown.period.period.starts_on) if shown else 0,
        words=standing_words,
    )

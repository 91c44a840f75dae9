"""Campaigns: what they are and how they are set up, and what indicator 8 says of each window."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.domain.actions import Action
from portal.domain.indicators import LINES
from portal.domain.roles import PROVINCE_ROLES, STAFF_ROLES, Role
from portal.forms.campaigns import FIELDS, EditCampaignForm, NewCampaignForm
from portal.policy import require
from portal.queries.campaign_windows import list_windows_in_use
from portal.queries.campaigns import default_campaign, list_campaigns, plan_of
from portal.services.campaigns import edit_campaign, plan_campaign
from portal.services.public_pages import switch_public_page
from portal.web.access import allow, signed_in
from portal.web.campaigns import list_own_provinces
from portal.web.coverage import campaign_figures, campaign_name, campaign_url
from portal.web.figures import line_words, period_name, shown_basis, shown_line
from portal.web.loading import load_campaign, load_unit
from portal.web.submitting import form_status, submitted

blueprint = Blueprint("campaigns", __name__)


@blueprint.get("/campaigns")
@signed_in
def index():
    """List the campaigns, the latest first."""
    campaigns, today = list_campaigns(), clock.today()
    return render_template(
        "campaigns/index.html",
        campaigns=campaigns,
        current=default_campaign(campaigns, today),
        may_plan=current_user.has_role(*PROVINCE_ROLES),
        today=today,
        name=campaign_name,
    )


@blueprint.route("/campaigns/new", methods=["GET", "POST"])
@allow(*PROVINCE_ROLES)
def new():
    """Set up a campaign of one's own province."""
    form, viewer = NewCampaignForm(), current_user._get_current_object()
    form.unit.choices = list_own_provinces(viewer)
    if submitted(
        form,
        lambda: plan_campaign(viewer, load_unit(viewer, form.unit.data), form.code.data, form.plan()),
        FIELDS,
    ):
        flash(_("The campaign is set up."), "good")
        return redirect(url_for("campaigns.show", code=form.code.data), 303)
    return render_template("campaigns/edit.html", form=form, campaign=None, in_use=[]), form_status()


@blueprint.route("/campaigns/<code>/edit", methods=["GET", "POST"])
@allow(*PROVINCE_ROLES)
def edit(code: str):
    """Change what a campaign is; days that figures rest on stay."""
    campaign, form = load_campaign(code), EditCampaignForm()
    require(current_user, Action.edit_campaign, campaign)
    viewer = current_user._get_current_object()
    if submitted(
        form, lambda: edit_campaign(viewer, campaign, form.plan(), seen=form.seen.data or ""), FIELDS
    ):
        flash(_("The campaign is changed."), "good")
        return redirect(url_for("campaigns.show", code=code), 303)
    if form_status() == 200:
        form.show(plan_of(campaign))
    in_use = list_windows_in_use(campaign.id)
    return render_template(
        "campaigns/edit.html", form=form, campaign=campaign, name=campaign_name(campaign), in_use=in_use
    ), form_status()


@blueprint.get("/campaigns/<code>")
@signed_in
def show(code: str):
    """Show a campaign; its figures are those of the viewer's own area."""
    campaign, today = load_campaign(code), clock.today()
    is_staff = current_user.has_role(*STAFF_ROLES)
    figures = campaign_figures(current_user, campaign, today) if is_staff else []
    return render_template(
        "campaigns/show.html",
        campaign=campaign,
        name=campaign_name(campaign),
        today=today,
        definition=campaign.definition_on(today),
        line_codes=LINES,
        whole=figures[0] if figures else None,
        windows=figures[1:],
        basis=shown_basis(figures[0].basis, campaign_url(campaign)) if figures else None,
        shown=shown_line,
        line_words=line_words,
        period_name=period_name,
    )


@blueprint.post("/campaigns/<code>/public-page")
@allow(Role.province_staff, Role.admin)
def switch_public(code: str):
    """Let everybody read the coverage of a campaign, or no longer."""
    is_public = request.form.get("public") == "1"
    switch_public_page(current_user, load_campaign(code), is_public=is_public)
    if is_public:
        flash(_("Everybody can now read the coverage of this campaign."), "good")
    else:
        flash(_("The public page is gone. Copies that others kept die within five minutes."), "good")
    return redirect(url_for("campaigns.show", code=code, _anchor="public-page"), 303)

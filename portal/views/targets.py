"""Targets of a campaign: what is in force for each level, place and department, and setting it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.domain.actions import Action
from portal.domain.errors import RuleBroken
from portal.domain.roles import PROVINCE_ROLES, STAFF_ROLES
from portal.forms.targets import FIELDS, TargetFilterForm, TargetForm
from portal.labels import sentence
from portal.policy import allows, require
from portal.queries.target_places import get_last_act
from portal.services.targets import set_targets, undo_targets
from portal.web.access import allow
from portal.web.coverage import campaign_name
from portal.web.figures import shown_decimal
from portal.web.loading import load_campaign
from portal.web.submitting import submitted
from portal.web.targets import TargetSheet, chosen_places, read_target_sheet

blueprint = Blueprint("targets", __name__)


@blueprint.get("/campaigns/<code>/targets")
@allow(*STAFF_ROLES)
def index(code: str):
    """Show the targets of one indicator for one level, with the size of each place."""
    return _page(read_target_sheet(load_campaign(code), request.args))


@blueprint.post("/campaigns/<code>/targets")
@allow(*PROVINCE_ROLES)
def set_(code: str):
    """Set the target of a level, of the places that are ticked, or of all small communes."""
    campaign, form = load_campaign(code), TargetForm()
    require(current_user, Action.set_targets, campaign)
    sheet, viewer = read_target_sheet(campaign, request.args), current_user._get_current_object()
    form.offer(sheet.level, sheet.choices)
    if submitted(
        form,
        lambda: set_targets(
            viewer, campaign, sheet.code, sheet.level, chosen_places(form, sheet), form.target.data or ""
        ),
        FIELDS,
    ):
        flash(_("The target is set. It can be taken back."), "good")
        return redirect(url_for("targets.index", **sheet.address), 303)
    return _page(read_target_sheet(load_campaign(code), request.args), form), 422


@blueprint.post("/campaigns/<code>/targets/undo")
@allow(*PROVINCE_ROLES)
def undo(code: str):
    """Take back what was set last."""
    campaign = load_campaign(code)
    require(current_user, Action.set_targets, campaign)
    try:
        undo_targets(current_user._get_current_object(), campaign)
    except RuleBroken as error:
        flash(sentence(error.code, **error.details), "error")
    else:
        flash(_("The targets are as they were before."), "good")
    return redirect(url_for("targets.index", code=code), 303)


def _page(sheet: TargetSheet, form: TargetForm | None = None) -> str:
    may_set = allows(current_user, Action.set_targets, sheet.campaign)
    if form is None:
        form = TargetForm(formdata=None)
        form.offer(sheet.level, sheet.choices)
    filters = TargetFilterForm(formdata=None, data={"indicator": sheet.code, "level": sheet.level})
    filters.offer(*sheet.filters)
    return render_template(
        "targets/index.html",
        sheet=sheet,
        form=form,
        filters=filters,
        name=campaign_name(sheet.campaign),
        may_set=may_set,
        decimal=shown_decimal,
        last=get_last_act(sheet.campaign.id) if may_set else None,
    )

"""The departments of a campaign's province: the list, adding one, renaming and ending one."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.domain.actions import Action
from portal.domain.roles import PROVINCE_ROLES
from portal.forms.figures import DepartmentForm, NewDepartmentForm
from portal.policy import require
from portal.queries.reported_figures import list_departments
from portal.services.departments import add_department, change_department
from portal.web.access import allow
from portal.web.closings import choose_campaign
from portal.web.coverage import campaign_name
from portal.web.loading import load_department
from portal.web.submitting import form_status, submitted

blueprint = Blueprint("departments", __name__)

FIELDS = {
    "department_needs_code": "code", "department_exists": "code", "department_needs_name": "name",
    "figure_text_too_long": "name", "figure_bad_text": "name",
}  # fmt: skip


@blueprint.route("/departments", methods=["GET", "POST"])
@allow(*PROVINCE_ROLES)
def index():
    """List the departments, and add one."""
    campaign = choose_campaign(request.args.get("campaign"))
    if campaign is None:
        return render_template("coverage/no_campaign.html")
    require(current_user, Action.keep_departments, campaign)
    form = NewDepartmentForm()
    here = url_for("departments.index", campaign=campaign.code)

    def act() -> None:
        add_department(current_user, campaign, form.code.data, form.name.data)

    if submitted(form, act, FIELDS):
        flash(_("The department is added."), "good")
        return redirect(here, 303)
    page = render_template(
        "departments/index.html",
        form=form,
        here=here,
        campaign=campaign,
        name=campaign_name(campaign),
        departments=list_departments(campaign.unit_id),
    )
    return page, form_status()


@blueprint.route("/departments/<int(max=2147483647):department_id>", methods=["GET", "POST"])
@allow(*PROVINCE_ROLES)
def edit(department_id: int):
    """Rename a department, or end it."""
    department = load_department(current_user, department_id)
    form = DepartmentForm(data={"name": department.name, "ended_on": department.ended_on})

    def act() -> None:
        change_department(current_user, department, form.name.data, form.ended_on.data)

    if submitted(form, act, FIELDS):
        flash(_("The department is changed. Its figures stay."), "good")
        return redirect(url_for("departments.index"), 303)
    return render_template("departments/edit.html", form=form, department=department), form_status()

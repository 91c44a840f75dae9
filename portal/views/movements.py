"""Plans that departments, districts and communes issue for a movement: the page, its file, recording."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.documents.issued_plans_csv import issued_plans_csv
from portal.domain.errors import Missing, NotAllowed, RuleBroken
from portal.domain.roles import STAFF_ROLES
from portal.domain.trainings import MOST_PDF_BYTES
from portal.forms.movements import FIELDS, PlanForm
from portal.labels import sentence
from portal.services.movements import record_plan, remove_plan
from portal.web.access import allow
from portal.web.coverage import campaign_name
from portal.web.figures import shown_percent
from portal.web.loading import load_campaign
from portal.web.movements import PlanSheet, missing_text, place_name, read_plan_sheet
from portal.web.pdf_files import hand_out, read_file
from portal.web.submitting import form_status, submitted
from portal.web.uploads import takes_up_to

blueprint = Blueprint("movements", __name__)
CSV_NAME = "ke-hoach-da-ban-hanh.csv"


@blueprint.get("/campaigns/<code>/plans")
@allow(*STAFF_ROLES)
def plans(code: str):
    """Show who has issued a plan and who has not, in the viewer's area."""
    return _page(_sheet(code))


@blueprint.post("/campaigns/<code>/plans")
@allow(*STAFF_ROLES)
@takes_up_to(2 * MOST_PDF_BYTES)
def record(code: str):
    """Record the plan of a place."""
    sheet, form, viewer = _recorded_by_viewer(code), PlanForm(), current_user._get_current_object()
    if submitted(
        form,
        lambda: record_plan(
            viewer,
            sheet.campaign,
            sheet.find(form.subject.data),
            form.number.data,
            form.issued_on.data,
            read_file(form.file.data),
        ),
        FIELDS,
    ):
        flash(_("The plan is recorded."), "good")
        return redirect(url_for("movements.plans", code=code), 303)
    return _page(_sheet(code), form), form_status()


@blueprint.post("/campaigns/<code>/plans/remove")
@allow(*STAFF_ROLES)
def remove(code: str):
    """Take away a plan that was recorded by mistake."""
    sheet, viewer = _recorded_by_viewer(code), current_user._get_current_object()
    place = next((one for one in sheet.places if one.place.subject == request.form.get("subject")), None)
    if place is None:
        raise Missing
    try:
        remove_plan(viewer, sheet.campaign, place)
    except RuleBroken as error:
        flash(sentence(error.code, **error.details), "error")
    else:
        flash(_("The plan is taken away."), "good")
    return redirect(url_for("movements.plans", code=code), 303)


@blueprint.get("/campaigns/<code>/plans/<int(max=2147483647):plan_id>.pdf")
@allow(*STAFF_ROLES)
def file(code: str, plan_id: int):
    """Hand out the print of a plan to be kept."""
    return hand_out(_sheet(code).find_print(plan_id).sha256, f"ke-hoach-{plan_id}.pdf")


@blueprint.get("/campaigns/<code>/plans.csv")
@allow(*STAFF_ROLES)
def csv(code: str):
    """Hand out the same as a file."""
    sheet = _sheet(code)
    text = issued_plans_csv(sheet.places, sheet.levels, sheet.day, clock.today())
    response = Response(text, mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{CSV_NAME}"'
    return response


def _sheet(code: str) -> PlanSheet:
    return read_plan_sheet(current_user._get_current_object(), load_campaign(code), clock.today())


def _recorded_by_viewer(code: str) -> PlanSheet:
    """Return the sheet, unless the viewer may record the plan of no place at all."""
    sheet = _sheet(code)
    if not sheet.choices:
        raise NotAllowed
    return sheet


def _page(sheet: PlanSheet, form: PlanForm | None = None) -> str:
    form = form or PlanForm(formdata=None)
    form.subject.choices = sheet.choices
    return render_template(
        "movements/plans.html",
        sheet=sheet,
        form=form,
        name=campaign_name(sheet.campaign),
        place_name=place_name,
        percent=shown_percent,
        text=missing_text(sheet, clock.today()) if sheet.missing else None,
    )

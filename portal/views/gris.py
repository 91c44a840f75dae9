"""A table of figures under headings of one's own, to be carried into another system by hand."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.documents.gris_files import gris_csv, gris_xlsx
from portal.domain.actions import Action
from portal.domain.errors import Missing
from portal.domain.gris_columns import CODES, LEVELS, PARTS
from portal.domain.roles import STAFF_ROLES
from portal.forms.coverage import CoverageForm
from portal.forms.reports import GrisForm, written_columns
from portal.policy import require
from portal.queries.report_figures import get_report_figures
from portal.queries.reports import list_gris_columns
from portal.services.reports import change_gris_columns
from portal.web.access import allow
from portal.web.coverage import ask
from portal.web.loading import load_coverage_unit
from portal.web.submitting import form_status, submitted

blueprint = Blueprint("gris", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.route("/reports/gris", methods=["GET", "POST"])
@allow(*STAFF_ROLES)
def index():
    """Show and change the columns, and offer the files."""
    viewer = current_user._get_current_object()
    unit = load_coverage_unit(viewer, request.args.get("unit"), clock.today())
    require(viewer, Action.edit_report_settings, unit)
    written = written_columns(list_gris_columns(unit))
    form, question = GrisForm(data={"columns": written}), CoverageForm(request.args)
    if submitted(form, lambda: change_gris_columns(viewer, unit, form.read())):
        flash(_("The columns are kept."), "good")
        return redirect(url_for("gris.index", unit=unit.id), 303)
    asked = ask(question)
    page = render_template(
        "reports/gris.html", form=form, question=question, asked=asked, unit=unit, codes=CODES, parts=PARTS,
        levels=LEVELS,
    )  # fmt: skip
    return page, form_status()


@blueprint.get("/reports/gris.csv")
@allow(*STAFF_ROLES)
def csv():
    """Give the table as CSV."""
    content, name = gris_csv(*_asked()), "gris.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, headers=headers, content_type="text/csv; charset=utf-8")


@blueprint.get("/reports/gris.xlsx")
@allow(*STAFF_ROLES)
def xlsx():
    """Give the table as a spreadsheet."""
    headers = {"Content-Disposition": 'attachment; filename="gris.xlsx"'}
    return Response(gris_xlsx(*_asked()), headers=headers, content_type=XLSX)


def _asked():
    form = CoverageForm(request.args)
    asked = ask(form)
    if asked is None or form.errors:
        raise Missing
    unit = load_coverage_unit(current_user, form.unit.data, asked.units_on)
    figures = get_report_figures(asked.campaign, unit.id, asked.period, today=asked.today)
    return figures, asked.mode, list_gris_columns(unit)

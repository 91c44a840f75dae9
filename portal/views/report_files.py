"""Prepared reports as documents and spreadsheets, and the approved entries of a period as a spreadsheet."""

from flask import Blueprint, Response, request, send_file
from flask_login import current_user

from portal.documents.entries_xlsx import entries_xlsx
from portal.documents.report_docx import report_docx
from portal.documents.report_xlsx import report_xlsx
from portal.domain.campaign_periods import IN_PERIOD, counted_period
from portal.domain.errors import Missing
from portal.domain.report_figures import read_figures
from portal.domain.report_papers import read_paper
from portal.domain.roles import STAFF_ROLES
from portal.forms.coverage import CoverageForm
from portal.queries.report_entries import stream_entries
from portal.web.access import allow
from portal.web.coverage import ask
from portal.web.loading import load_coverage_unit, load_report
from portal.web.reports import file_name, read_draft

blueprint = Blueprint("report_files", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.get("/reports/<int(max=2147483647):report_id>.docx")
@allow(*STAFF_ROLES)
def docx(report_id: int):
    """Give a report as a document that can be edited."""
    report = load_report(current_user, report_id)
    return _attached(report, report_docx(read_paper(report.paper), report.prepared_at), "docx", DOCX)


@blueprint.get("/reports/draft.docx")
@allow(*STAFF_ROLES)
def draft():
    """Give a report that was not prepared yet as a document, marked as a draft."""
    found = read_draft(current_user, request.args)
    headers = {"Content-Disposition": 'attachment; filename="du-thao-bao-cao.docx"'}
    return Response(report_docx(found.paper, found.composed_at), headers=headers, content_type=DOCX)


@blueprint.get("/reports/<int(max=2147483647):report_id>.xlsx")
@allow(*STAFF_ROLES)
def xlsx(report_id: int):
    """Give the figures of a report as a spreadsheet."""
    report = load_report(current_user, report_id)
    figures, paper = read_figures(report.figures), read_paper(report.paper)
    return _attached(report, report_xlsx(figures, paper, report.prepared_at), "xlsx", XLSX)


@blueprint.get("/reports/entries.xlsx")
@allow(*STAFF_ROLES)
def entries():
    """Give all approved entries of a place in a period as a spreadsheet."""
    form = CoverageForm(request.args)
    asked = ask(form)
    if asked is None or form.errors:
        raise Missing
    unit = load_coverage_unit(current_user, form.unit.data, asked.units_on)
    period = counted_period(asked.period, asked.campaign.period, asked.mode or IN_PERIOD)
    file = entries_xlsx(stream_entries(unit, period), period, asked.units_on)
    name = f"ban-ghi-{asked.campaign.code}-{asked.period.code}.xlsx"
    return send_file(file, mimetype=XLSX, as_attachment=True, download_name=name)


def _attached(report, file: bytes, ending: str, content_type: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{file_name(report, ending)}"'}
    return Response(file, headers=headers, content_type=content_type)

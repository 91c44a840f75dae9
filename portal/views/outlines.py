"""Outlines for the maps, kept by administrators: upload, look at the draft, publish, remove."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.domain.errors import RuleBroken
from portal.domain.outlines import MOST_BYTES
from portal.domain.roles import Role
from portal.forms.outlines import OutlineForm
from portal.queries.outlines import list_outline_files
from portal.services import outlines
from portal.web.access import allow
from portal.web.coverage_map import draw_outlines, outline_problems
from portal.web.loading import load_outline_sheet
from portal.web.submitting import form_status, submitted
from portal.web.uploads import takes_up_to

blueprint = Blueprint("outlines", __name__)


@blueprint.route("/admin/outlines", methods=["GET", "POST"])
@allow(Role.admin)
@takes_up_to(MOST_BYTES)
def index():
    """List the files and take another one, which is shown before it takes effect."""
    form = OutlineForm()
    uploaded, problems = [], []

    def act() -> None:
        try:
            uploaded.append(_upload(form))
        except RuleBroken as error:
            problems.extend(outline_problems(error))
            raise

    if submitted(form, act, {"broken_outlines": "file"}):
        return redirect(url_for("outlines.show", file_id=uploaded[0]), 303)
    page = render_template("outlines/index.html", form=form, files=list_outline_files(), problems=problems)
    return page, form_status()


@blueprint.get("/admin/outlines/<int:file_id>")
@allow(Role.admin)
def show(file_id: int):
    """Show a file as the map would, with what it lacks."""
    sheet = load_outline_sheet(file_id)
    return render_template("outlines/show.html", sheet=sheet, drawn=draw_outlines(sheet))


@blueprint.post("/admin/outlines/<int:file_id>/publish")
@allow(Role.admin)
def publish(file_id: int):
    """Let maps show a file."""
    outlines.publish_outlines(current_user, file_id)
    flash(_("The maps show these outlines now."), "good")
    return redirect(url_for("outlines.index"), 303)


@blueprint.post("/admin/outlines/<int:file_id>/remove")
@allow(Role.admin)
def remove(file_id: int):
    """Remove a file."""
    outlines.remove_outlines(current_user, file_id)
    flash(_("The outlines are removed."), "good")
    return redirect(url_for("outlines.index"), 303)


def _upload(form: OutlineForm) -> int:
    stated = {"attribution": form.attribution.data, "valid_from": form.valid_from.data}
    return outlines.upload_outlines(current_user, form.file.data.read(), **stated)

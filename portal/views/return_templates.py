"""A coordinator's own words for returns: the list with a new one, changing one, putting one away."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.domain.actions import Action
from portal.domain.roles import Role
from portal.forms.reviews import ReturnTemplateForm
from portal.policy import require
from portal.queries.return_templates import list_templates
from portal.services.return_templates import add_template, archive_template, change_template
from portal.web.access import allow
from portal.web.loading import load_return_template
from portal.web.submitting import form_status, submitted

blueprint = Blueprint("return_templates", __name__)

FIELDS = {"note_needed": "text", "note_too_long": "text", "bad_note": "text", "unknown_reason": "reason"}


@blueprint.route("/reviews/templates", methods=["GET", "POST"])
@allow(Role.coordinator)
def index():
    """List one's own words by reason, and add some."""
    require(current_user, Action.keep_templates)
    form = ReturnTemplateForm()
    if submitted(form, lambda: add_template(current_user, form.reason.data, form.text.data), FIELDS):
        flash(_("Kept. It is offered whenever you return an entry."), "good")
        return redirect(url_for("return_templates.index"), 303)
    templates = list_templates(current_user)
    return render_template("return_templates/index.html", form=form, templates=templates), form_status()


@blueprint.route("/reviews/templates/<int:template_id>", methods=["GET", "POST"])
@allow(Role.coordinator)
def edit(template_id: int):
    """Change the reason and the words of a template."""
    template = load_return_template(current_user, template_id)
    form = ReturnTemplateForm(obj=template)
    if submitted(
        form, lambda: change_template(current_user, template, form.reason.data, form.text.data), FIELDS
    ):
        flash(_("Changed."), "good")
        return redirect(url_for("return_templates.index"), 303)
    return render_template("return_templates/edit.html", form=form, template_id=template_id), form_status()


@blueprint.post("/reviews/templates/<int:template_id>/archive")
@allow(Role.coordinator)
def archive(template_id: int):
    """Put a template away."""
    archive_template(current_user, load_return_template(current_user, template_id))
    flash(_("Put away. It is no longer offered."), "good")
    return redirect(url_for("return_templates.index"), 303)

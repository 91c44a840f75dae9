"""What there is to read for a training: adding a link or a PDF, handing the PDF out, taking it away."""

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.domain.actions import Action
from portal.domain.roles import STAFF_ROLES
from portal.domain.trainings import MOST_PDF_BYTES
from portal.forms.trainings import MaterialForm
from portal.services.training_materials import add_material, remove_material
from portal.views.trainings import training_page
from portal.web.access import allow, signed_in
from portal.web.loading import load_material, load_training, load_training_to
from portal.web.pdf_files import hand_out, read_file
from portal.web.submitting import submitted
from portal.web.uploads import takes_up_to

blueprint = Blueprint("training_materials", __name__)

FIELDS = {
    "link_or_pdf": "url", "bad_link": "url", "pdf_too_large": "file", "not_a_pdf": "file",
    "text_too_long": "title",
}  # fmt: skip


@blueprint.post("/trainings/<int(max=2147483647):training_id>/materials")
@allow(*STAFF_ROLES)
@takes_up_to(2 * MOST_PDF_BYTES)
def create(training_id: int):
    """Add a link or a PDF."""
    sheet = load_training_to(current_user, Action.organise_training, training_id)
    form = MaterialForm()
    if submitted(form, lambda: _add(sheet.training, form), FIELDS):
        flash(_("The material is added. Everybody who is invited can open it."), "good")
        return redirect(url_for("trainings.show", training_id=training_id, _anchor="materials"), 303)
    return training_page(load_training(current_user, training_id), form), 422


@blueprint.get("/trainings/<int(max=2147483647):training_id>/materials/<int(max=2147483647):material_id>")
@signed_in
def show(training_id: int, material_id: int):
    """Hand out a PDF to be kept, to whoever may see the training."""
    load_training(current_user, training_id)
    material = load_material(training_id, material_id)
    return hand_out(material.sha256, f"tai-lieu-{material_id}.pdf")


@blueprint.post(
    "/trainings/<int(max=2147483647):training_id>/materials/<int(max=2147483647):material_id>/remove"
)
@allow(*STAFF_ROLES)
def remove(training_id: int, material_id: int):
    """Take a material away."""
    sheet = load_training_to(current_user, Action.organise_training, training_id)
    remove_material(current_user, sheet.training, load_material(training_id, material_id))
    flash(_("The material is removed."), "good")
    return redirect(url_for("trainings.show", training_id=training_id, _anchor="materials"), 303)


def _add(training, form: MaterialForm) -> None:
    url, content = form.url.data or "", read_file(form.file.data)
    add_material(current_user, training, form.title.data, url, content)

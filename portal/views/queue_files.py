"""Queues that phones saved as files: uploading one, the preview, and bringing its entries in."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal.domain.actions import Action
from portal.domain.queue_files import MOST_BYTES, FileVerdict
from portal.domain.roles import Role
from portal.forms.queues import CarryForm, QueueFileForm
from portal.labels import LABELS, label, problem
from portal.policy import require
from portal.queries.users import list_names
from portal.services.queue_files import (
    FileLine,
    FilePreview,
    confirm_queue_file,
    preview_queue_file,
    upload_queue_file,
)
from portal.web.access import allow
from portal.web.submitting import form_status, submitted
from portal.web.uploads import takes_up_to

blueprint = Blueprint("queue_files", __name__)

FILE_CODES = (
    "file_empty", "file_too_large", "queue_file_unreadable", "queue_file_version", "queue_file_empty",
    "queue_file_too_many", "queue_file_broken", "queue_file_repeats", "queue_file_elsewhere",
)  # fmt: skip


@blueprint.route("/queues/import", methods=["GET", "POST"])
@allow(Role.coordinator)
@takes_up_to(MOST_BYTES)
def new():
    """Upload a file; nothing is stored of it before its preview is confirmed."""
    require(current_user, Action.carry_entries)
    form, uploaded = QueueFileForm(), []

    def act() -> None:
        uploaded.append(upload_queue_file(current_user, form.file.data.stream))

    if submitted(form, act, dict.fromkeys(FILE_CODES, "file")):
        return redirect(url_for("queue_files.show", file_sha256=uploaded[0]), 303)
    return render_template("queue_files/new.html", form=form), form_status()


@blueprint.get("/queues/import/<file_sha256>")
@allow(Role.coordinator)
def show(file_sha256: str):
    """Show what becomes of each entry of a file."""
    return _page(preview_queue_file(current_user, file_sha256), CarryForm(formdata=None))


@blueprint.post("/queues/import/<file_sha256>/confirm")
@allow(Role.coordinator)
def confirm(file_sha256: str):
    """Store the new entries, all or nothing."""
    form, stored = CarryForm(), []

    def act() -> None:
        stored.append(confirm_queue_file(current_user, file_sha256, form.digest.data or ""))

    if submitted(form, act):
        words = ngettext("%(num)d entry came in.", "%(num)d entries came in.", stored[0])
        flash(words if stored[0] else _("All of it was here already. Nothing was stored."), "good")
        return redirect(url_for("queues.index"), 303)
    return _page(preview_queue_file(current_user, file_sha256), form), 422


def _page(preview: FilePreview, form: CarryForm) -> str:
    form.digest.data = preview.digest
    # Whoever else a file names may be anybody.
    sound = [line.content for line in preview.lines if line.verdict in (FileVerdict.new, FileVerdict.same)]
    counts = {verdict: sum(line.verdict == verdict for line in preview.lines) for verdict in FileVerdict}
    return render_template(
        "queue_files/show.html",
        preview=preview,
        form=form,
        counts=counts,
        photos=sum(len(line.entry.photos) for line in preview.lines),
        names=list_names({content.on_behalf_of for content in sound} - {None}),
        reasons={line.entry.uuid: _reasons(line) for line in preview.lines if line.problems},
    )


def _reasons(line: FileLine) -> list[str]:
    """Return why an entry stays out, in sentences."""
    return [_reason(field, code) for field, code in line.problems.items()]


def _reason(field: str, code: str) -> str:
    if code in LABELS["file_problem"]:
        return str(label("file_problem", code))
    if field not in LABELS["activity_field"]:
        return problem(field, code)
    return f"{label('activity_field', field)}: {problem(field, code)}"

"""Queues that phones saved as files: uploading one, the preview, and bringing its entries in."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal.domain.actions import Action
from portal.domain.queue_files import MOST_BYTES, FileVerdict
from portal.domain.queues import write_numbers
from portal.domain.roles import Role
from portal.forms.queues import CarryForm, QueueFileForm
from portal.labels import LABELS, label, problem, sentence
from portal.policy import require
from portal.queries.users import list_names
from portal.services.queue_files import (
    FileLine,
    FileOutcome,
    FilePreview,
    confirm_queue_file,
    preview_queue_file,
    upload_queue_file,
)
from portal.services.queue_photos import RefusedPhoto
from portal.web.access import allow
from portal.web.submitting import form_status, submitted
from portal.web.uploads import takes_up_to

blueprint = Blueprint("queue_files", __name__)

FILE_CODES = (
    "file_empty", "file_too_large", "queue_file_unreadable", "queue_file_version", "queue_file_empty",
    "queue_file_too_many", "queue_file_broken", "queue_file_repeats", "queue_file_elsewhere",
)  # fmt: skip
# A message travels in a cookie, so it names no more entries than this.
MOST_NAMED = 20


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
    """Store the new entries, all or nothing, and then the photos that can be stored."""
    form, outcomes = CarryForm(), []

    def act() -> None:
        outcomes.append(confirm_queue_file(current_user, file_sha256, form.digest.data or ""))

    if submitted(form, act):
        _tell(outcomes[0])
        return redirect(url_for("queues.index"), 303)
    return _page(preview_queue_file(current_user, file_sha256), form), 422


def _tell(outcome: FileOutcome) -> None:
    """Say what came in, which photos were refused and why, and what is still missing."""
    if not any(outcome):
        flash(_("All of it was here already. Nothing was stored."), "good")
    if outcome.entries:
        flash(ngettext("%(num)d entry came in.", "%(num)d entries came in.", outcome.entries), "good")
    if outcome.photos:
        flash(ngettext("%(num)d photo received.", "%(num)d photos received.", outcome.photos), "good")
    refused: dict[str, list[RefusedPhoto]] = {}
    for photo in outcome.refused:
        refused.setdefault(photo.code, []).append(photo)
    for photos in refused.values():
        flash(_refusal(photos), "warn")
    if outcome.missing:
        words = ngettext(
            "%(num)d photo is still missing because it cannot be received just now. Upload the same file"
            " again later: nothing is stored twice.",
            "%(num)d photos are still missing because they cannot be received just now. Upload the same file"
            " again later: nothing is stored twice.",
            outcome.missing,
        )
        flash(words, "error")


def _refusal(photos: list[RefusedPhoto]) -> str:
    """Name the photos that a rule keeps out by the numbers of their entries."""
    numbers = sorted({photo.seq for photo in photos})
    return ngettext(
        "%(num)d photo was not received, of the entry with this number: %(numbers)s. %(why)s",
        "%(num)d photos were not received, of the entries with these numbers: %(numbers)s. %(why)s",
        len(photos),
        numbers=write_numbers(numbers[:MOST_NAMED]) + ("…" if len(numbers) > MOST_NAMED else ""),
        why=sentence(photos[0].code, **photos[0].details),
    )


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
        photos=len(preview.photos),
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

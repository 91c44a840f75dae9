"""Attendance at trainings: the code on the wall, the tick-list, the sheet, results and corrections."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal import clock
from portal.documents.qr_code import draw_qr_code
from portal.domain.actions import Action
from portal.domain.attendance_codes import code_of, seconds_left, step_of
from portal.domain.errors import Missing
from portal.domain.roles import STAFF_ROLES
from portal.domain.trainings import why_no_scan, why_no_tick, why_not_completed
from portal.forms.trainings import CodeForm, CorrectionForm, TickForm, results_form
from portal.labels import sentence
from portal.queries.training_people import list_people
from portal.queries.trainings import TrainingSheet
from portal.services.attendance import (
    complete_training,
    correct_attendance,
    opening_of,
    scan_code,
    tick_attendance,
)
from portal.web.access import allow, signed_in
from portal.web.links import attendance_address
from portal.web.loading import load_invitation, load_training, load_training_to
from portal.web.submitting import form_status, submitted
from portal.web.trainings import name_of, times_of

blueprint = Blueprint("attendance", __name__)

CODE_FIELDS = {"code_not_valid": "code"}


@blueprint.get("/trainings/<int(max=2147483647):training_id>/qr")
@signed_in
def qr(training_id: int):
    """Show the code of this half minute, large enough for a wall."""
    sheet = load_training_to(current_user, Action.take_attendance, training_id)
    training, now = sheet.training, clock.now()
    code = code_of(training.secret, training.id, step_of(now))
    closed = why_no_scan(training.status, training.starts_at, training.ends_at, now)
    return render_template(
        "trainings/qr.html",
        **_about(sheet),
        closed=_closed(training, closed),
        qr_code=draw_qr_code(attendance_address(training.id, code.token)),
        digits=code.digits,
        seconds_left=seconds_left(now),
    )


@blueprint.route("/trainings/<int(max=2147483647):training_id>/attend", methods=["GET", "POST"])
@signed_in
def attend(training_id: int):
    """Record that the member is here, with one tap after scanning the code or with its six digits."""
    form = CodeForm()
    try:
        load_invitation(current_user, training_id)
        if submitted(form, lambda: scan_code(current_user, training_id, form.code.data), CODE_FIELDS):
            flash(_("Your attendance is recorded. Thank you for coming!"), "good")
            return redirect(url_for("trainings.show", training_id=training_id), 303)
        training, invitation = load_invitation(current_user, training_id)
    except Missing:
        return render_template("trainings/not_invited.html"), 404
    closed = why_no_scan(training.status, training.starts_at, training.ends_at, clock.now())
    return render_template(
        "trainings/attend.html",
        form=form,
        training=training,
        name=name_of(training),
        times=times_of(training),
        has_attended=invitation.attended_by is not None,
        closed=_closed(training, closed),
        scanned=_scanned(),
    ), form_status()


@blueprint.route("/trainings/<int(max=2147483647):training_id>/attendance", methods=["GET", "POST"])
@signed_in
def tick(training_id: int):
    """Take attendance by ticking who is there, or by typing in the signed sheet."""
    sheet = load_training_to(current_user, Action.take_attendance, training_id)
    people, form, moved = list_people(sheet.training, current_user), TickForm(), []
    form.ticked.choices = [(one.user_id, one.name) for one in people]
    if submitted(form, lambda: moved.append(_tick(sheet, form))):
        flash(_tick_words(*moved[0]), "good")
        return redirect(url_for("attendance.tick", training_id=training_id), 303)
    sheet = load_training(current_user, training_id)
    people, training = list_people(sheet.training, current_user), sheet.training
    present = [one.user_id for one in people if one.attended_by]
    return render_template(
        "trainings/tick.html",
        **_about(sheet),
        form=form,
        people=people,
        shown=present,
        ticked=(form.ticked.data or []) if form.errors else present,
        closed=_closed(training, why_no_tick(training.status, training.starts_at, clock.now())),
    ), form_status()


@blueprint.get("/trainings/<int(max=2147483647):training_id>/sheet")
@signed_in
def sheet(training_id: int):
    """Show the sheet that everybody signs, to be printed."""
    found = load_training_to(current_user, Action.take_attendance, training_id)
    people = list_people(found.training, current_user)
    return render_template("trainings/sheet.html", **_about(found), people=people)


@blueprint.route("/trainings/<int(max=2147483647):training_id>/complete", methods=["GET", "POST"])
@allow(*STAFF_ROLES)
def complete(training_id: int):
    """Record who of those who were there completed the training."""
    sheet = load_training_to(current_user, Action.organise_training, training_id)
    people = [one for one in list_people(sheet.training, current_user) if one.attended_by]
    form, done = results_form([(one.user_id, one.name) for one in people]), []
    closed = _closed(sheet.training, why_not_completed(sheet.phase, len(people)))
    if closed and request.method == "POST":
        flash(closed, "warn")
        return redirect(url_for("trainings.show", training_id=training_id), 303)
    if submitted(form, lambda: done.append(_complete(sheet, form))):
        text = ngettext("Recorded: %(num)s member completed the training.",
                        "Recorded: %(num)s members completed the training.", done[0])  # fmt: skip
        flash(text, "good")
        return redirect(url_for("trainings.show", training_id=training_id), 303)
    sheet = load_training(current_user, training_id)
    return render_template(
        "trainings/complete.html", **_about(sheet), form=form, closed=closed
    ), form_status()


@blueprint.route(
    "/trainings/<int(max=2147483647):training_id>/people/<int(max=2147483647):user_id>",
    methods=["GET", "POST"],
)
@allow(*STAFF_ROLES)
def correct(training_id: int, user_id: int):
    """Correct what was recorded of one person, with a reason."""
    sheet = load_training_to(current_user, Action.organise_training, training_id)
    person = _person(sheet, user_id)
    form = CorrectionForm(attendance=person.attendance, grade=person.grade)
    if submitted(form, lambda: _correct(sheet, user_id, form), {"note_needed": "reason"}):
        flash(_("Corrected. The log of the training says what was recorded before."), "good")
        return redirect(url_for("trainings.show", training_id=training_id), 303)
    sheet = load_training(current_user, training_id)
    is_open = sheet.training.status != "completed"
    return render_template(
        "trainings/correct.html",
        **_about(sheet),
        form=form,
        person=_person(sheet, user_id),
        closed=sentence("training_not_completed") if is_open else None,
    ), form_status()


def _about(sheet: TrainingSheet) -> dict:
    return {"sheet": sheet, "name": name_of(sheet.training), "times": times_of(sheet.training)}


def _closed(training, code: str | None) -> str | None:
    """Say why a page takes nothing now, or None."""
    return sentence(code, moment=opening_of(training)) if code else None


def _scanned() -> str | None:
    """Return the token that a scanned code brought along; one that was refused is not offered again."""
    return request.args.get("code", "")[:64] or None if request.method == "GET" else None


def _person(sheet: TrainingSheet, user_id: int):
    found = (one for one in list_people(sheet.training, current_user) if one.user_id == user_id)
    person = next(found, None)
    if person is None:
        raise Missing
    return person


def _tick(sheet: TrainingSheet, form: TickForm) -> tuple[int, int]:
    return tick_attendance(
        current_user,
        sheet.training,
        shown=form.was_ticked,
        ticked=form.ticked.data,
        source=form.source.data,
    )


def _tick_words(came: int, taken_out: int) -> str:
    if not came and not taken_out:
        return _("Saved. Nothing was changed.")
    return _("Saved: %(came)s added, %(taken_out)s taken out.", came=came, taken_out=taken_out)


def _complete(sheet: TrainingSheet, form) -> int:
    return complete_training(current_user, sheet.training, form.completed.data, form.grades)


def _correct(sheet: TrainingSheet, user_id: int, form: CorrectionForm) -> None:
    correct_attendance(
        current_user, sheet.training, user_id, form.attendance.data, form.reason.data, grade=form.grade.data
    )

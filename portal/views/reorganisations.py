"""Reorganisations of places, for administrators: see what one would do, apply exactly that, undo it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.domain.errors import RuleBroken
from portal.domain.roles import Role
from portal.forms.reorganisations import ReorganisationForm
from portal.labels import sentence
from portal.queries.reorganisation_sheets import list_reorganisations
from portal.services import reorganisations
from portal.services.reorganisations import UNDO_FOR
from portal.web.access import allow
from portal.web.loading import load_reorganisation, load_reorganisation_sheet
from portal.web.reorganisations import kept_lines, problem_lines, read_change, shipped_offers, shipped_values
from portal.web.submitting import form_status, submitted

blueprint = Blueprint("reorganisations", __name__)

FIELDS = {"no_legal_basis": "legal_basis", "changed_later": "on", "already_reorganised": "on"}


@blueprint.get("/admin/reorganisations")
@allow(Role.admin)
def index():
    """List what was applied, and offer what comes with the portal."""
    lines = list_reorganisations()
    return render_template(
        "reorganisations/index.html",
        lines=lines,
        offers=shipped_offers(lines),
        undo_since=clock.now() - UNDO_FOR,
    )


@blueprint.route("/admin/reorganisations/new", methods=["GET", "POST"])
@allow(Role.admin)
def new():
    """Show what a reorganisation would do, and apply exactly that once it is confirmed."""
    form = ReorganisationForm(**shipped_values(request.args.get("shipped", "")))
    if request.method == "GET" or "change" in request.form:
        return _form_page(form), 200
    if "confirmed" not in request.form:
        return _preview(form)
    applied, refusals = [], []
    if submitted(form, lambda: applied.append(_apply(form, refusals)), FIELDS):
        flash(_("The reorganisation is applied."), "good")
        return redirect(url_for("reorganisations.show", reorganisation_id=applied[0]), 303)
    if any(refusal.code == "reorganisation_outdated" for refusal in refusals):
        return _preview(form, is_outdated=True)
    return _form_page(form, refusals), form_status()


@blueprint.get("/admin/reorganisations/<int:reorganisation_id>")
@allow(Role.admin)
def show(reorganisation_id: int):
    """Show what was done and what is to be done next."""
    sheet = load_reorganisation_sheet(reorganisation_id, clock.today())
    undo_until = None if sheet.line.undone_at else sheet.line.done_at + UNDO_FOR
    return render_template(
        "reorganisations/show.html",
        sheet=sheet,
        line=sheet.line,
        is_coming=sheet.line.changed_on > clock.today(),
        undo_until=undo_until if undo_until and undo_until >= clock.now() else None,
        unstaffed=[commune for commune in sheet.communes if not commune.has_coordinator],
    )


@blueprint.post("/admin/reorganisations/<int:reorganisation_id>/undo")
@allow(Role.admin)
def undo(reorganisation_id: int):
    """Take a reorganisation back."""
    reorganisation = load_reorganisation(reorganisation_id)
    try:
        reorganisations.undo_reorganisation(current_user, reorganisation)
    except RuleBroken as error:
        flash(sentence(error.code, **error.details), "error")
    else:
        flash(_("The reorganisation is undone. Everything is as it was before."), "good")
    return redirect(url_for("reorganisations.show", reorganisation_id=reorganisation_id), 303)


def _preview(form: ReorganisationForm, *, is_outdated: bool = False):
    """Rehearse what was typed and show it all, or else the form with what is wrong."""
    told, refusals = [], []

    def act() -> None:
        with _noting(refusals):
            change = _read(form)
            told.append(reorganisations.rehearse(current_user, change))
            form.digest.data = reorganisations.digest_of(change, told[0])

    if not submitted(form, act, FIELDS):
        return _form_page(form, refusals), form_status()
    page = render_template(
        "reorganisations/preview.html",
        form=form,
        effects=told[0],
        warning=sentence("reorganisation_outdated") if is_outdated else None,
        day_before=form.on.data - timedelta(days=1),
    )
    return page, 422 if is_outdated else 200


def _apply(form: ReorganisationForm, refusals: list[RuleBroken]) -> int:
    with _noting(refusals):
        seen = form.digest.data or ""
        return reorganisations.reorganise(current_user, _read(form), seen=seen)[0].id


def _read(form: ReorganisationForm) -> reorganisations.Change:
    return read_change(form.roster.data, form.mapping.data, form.on.data, form.legal_basis.data)


@contextmanager
def _noting(refusals: list[RuleBroken]) -> Iterator[None]:
    """Keep a refusal, whose problems are told line by line."""
    try:
        yield
    except RuleBroken as error:
        refusals.append(error)
        raise


def _form_page(form: ReorganisationForm, refusals: Sequence[RuleBroken] = ()) -> str:
    kept = {"roster": kept_lines(form.roster.data), "mapping": kept_lines(form.mapping.data)}
    return render_template("reorganisations/new.html", form=form, problems=problem_lines(refusals), kept=kept)

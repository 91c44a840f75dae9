"""Asking citizens to confirm help: slips on a screen and on paper, and the switch of a campaign."""

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.documents.qr_code import QrCode, draw_qr_code
from portal.domain.actions import Action
from portal.domain.confirmations import MOST_PRINTED, NO_ANSWERS
from portal.domain.errors import RuleBroken
from portal.domain.roles import Role
from portal.forms.confirmations import SlipSheetForm
from portal.labels import sentence
from portal.policy import require
from portal.queries.confirmations import count_answers, list_asking
from portal.services.confirmations import Slip, issue_slip, print_slips, switch_confirmations
from portal.web.access import allow, signed_in
from portal.web.links import slip_address, slip_code_address
from portal.web.loading import load_activity, load_campaign
from portal.web.submitting import form_status, submitted

blueprint = Blueprint("confirmations", __name__)


@dataclass(frozen=True)
class ShownSlip:
    """A slip with its code as a picture, and its address as it is typed from paper."""

    slip: Slip
    qr_code: QrCode
    site: str

    @property
    def digits(self) -> str:
        """The six digits in threes, as they are read out."""
        return f"{self.slip.code[:3]} {self.slip.code[3:]}"


@blueprint.get("/activities/<uuid:uuid>/confirmations")
@signed_in
def show(uuid: UUID):
    """Say how an entry is confirmed, and offer slips."""
    return _slips_page(_load(uuid), SlipSheetForm())


@blueprint.post("/activities/<uuid:uuid>/confirmations/slip")
@signed_in
def issue(uuid: UUID):
    """Show a fresh slip, this once."""
    activity = _load(uuid)
    try:
        slip = issue_slip(current_user, activity)
    except RuleBroken as error:
        flash(sentence(error.code, **error.details), "warn")
        return redirect(url_for("confirmations.show", uuid=uuid), 303)
    return render_template(
        "confirmations/slip.html",
        activity=activity,
        answers=_answers(activity),
        shown=_shown(slip),
        code_address=slip_code_address(),
    )


@blueprint.post("/activities/<uuid:uuid>/confirmations/sheet")
@signed_in
def print_(uuid: UUID):
    """Show a sheet of fresh slips to be printed and cut."""
    activity, form, made = _load(uuid), SlipSheetForm(), []

    def act() -> None:
        made.extend(print_slips(current_user, activity, form.number.data))

    if submitted(form, act, {"bad_number_of_slips": "number"}):
        slips = [_shown(slip) for slip in made]
        return render_template("confirmations/sheet.html", activity=activity, slips=slips)
    return _slips_page(activity, form), form_status()


@blueprint.post("/campaigns/<code>/confirmations")
@allow(Role.province_staff, Role.admin)
def switch(code: str):
    """Let the teams of a campaign ask citizens, or no longer."""
    asks = request.form.get("asks") == "1"
    switch_confirmations(current_user, load_campaign(code), asks=asks)
    if asks:
        flash(_("Teams can now ask citizens to confirm the help of these days."), "good")
    else:
        flash(_("Citizens are no longer asked. What they answered stays."), "good")
    return redirect(url_for("campaigns.show", code=code, _anchor="confirmations"), 303)


def _load(uuid: UUID):
    """Return an entry for which the viewer may ask citizens."""
    activity = load_activity(current_user, uuid)
    require(current_user, Action.ask_citizen, activity)
    return activity


def _answers(activity):
    return count_answers([activity.id]).get(activity.id, NO_ANSWERS)


def _slips_page(activity, form: SlipSheetForm) -> str:
    answers = _answers(activity)
    left = max(activity.visits - answers.total, 0)
    if form.number.raw_data is None:
        form.number.data = min(left, MOST_PRINTED)
    return render_template(
        "confirmations/show.html",
        activity=activity,
        answers=answers,
        left=left,
        most=min(left, MOST_PRINTED),
        is_asked=bool(list_asking([activity.id])),
        form=form,
    )


def _shown(slip: Slip) -> ShownSlip:
    address = slip_address(slip.token)
    site = address.partition("://")[2].removesuffix(slip.token)
    return ShownSlip(slip, draw_qr_code(address), site)

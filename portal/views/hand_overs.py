"""Days away: who decides in whose place, naming a deputy, and ending it early."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.domain.actions import Action
from portal.domain.errors import NotAllowed
from portal.domain.roles import Role
from portal.forms.hand_overs import HandOverForm
from portal.queries.hand_overs import list_deputies, list_hand_overs, list_own_communes
from portal.services.hand_overs import end_hand_over, hand_over
from portal.web.access import allow
from portal.web.loading import load_hand_over, load_unit
from portal.web.submitting import form_status, submitted

blueprint = Blueprint("hand_overs", __name__)

FIELDS = {
    "hand_over_in_past": "starts_on",
    "hand_over_overlaps": "starts_on",
    "hand_over_ends_early": "last_day",
    "hand_over_too_long": "last_day",
    "not_a_deputy": "deputy",
}


@blueprint.route("/reviews/hand-overs", methods=["GET", "POST"])
@allow(Role.coordinator)
def index():
    """List who decides in whose place, and name a deputy."""
    today = clock.today()
    form, communes = _form(today)
    if request.method == "POST" and not communes:
        raise NotAllowed(Action.hand_over)
    if submitted(form, lambda: _hand_over(form), FIELDS):
        flash(_("Handed over. Both of you see it here and on the review desk."), "good")
        return redirect(url_for("hand_overs.index"), 303)
    return render_template(
        "hand_overs/index.html",
        form=form,
        communes=communes,
        hand_overs=list_hand_overs(current_user, today),
        today=today,
    ), form_status()


@blueprint.post("/reviews/hand-overs/<int:hand_over_id>/end")
@allow(Role.coordinator)
def end(hand_over_id: int):
    """End it today, whatever days are left."""
    end_hand_over(current_user, load_hand_over(current_user, hand_over_id))
    flash(_("Ended. The coordinator alone decides again."), "good")
    return redirect(url_for("hand_overs.index"), 303)


def _form(today) -> tuple[HandOverForm, list[tuple[int, str]]]:
    form, communes = HandOverForm(), list_own_communes(current_user, today)
    form.unit.choices = communes
    deputies = list_deputies(current_user, [unit_id for unit_id, _name in communes], today)
    form.deputy.choices = [(0, _("Choose a person")), *deputies]
    return form, communes


def _hand_over(form: HandOverForm) -> None:
    unit = load_unit(current_user, form.unit.data)
    hand_over(current_user, unit, form.deputy.data, form.starts_on.data, form.last_day.data)

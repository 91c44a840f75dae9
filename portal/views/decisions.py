"""Decisions about a team: recorded alone, corrected when mistyped, and undone with what they changed."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.domain.errors import Missing, RuleBroken
from portal.domain.roles import Role
from portal.forms.teams import DecisionForm
from portal.labels import choices, sentence
from portal.queries.teams import FOUNDING, get_founded_on, list_decisions
from portal.services.team_decisions import RE_FORMING, Decision, correct_decision, record_decision
from portal.services.team_undoing import undo_decision
from portal.web.access import allow
from portal.web.loading import load_team, load_team_to_edit
from portal.web.submitting import form_status, submitted

blueprint = Blueprint("decisions", __name__)

FIELDS = {"in_future": "decided_on", "before_founding": "decided_on", "decision_recorded": "number"}


@blueprint.route("/teams/<int:team_id>/decisions/new", methods=["GET", "POST"])
@allow(Role.coordinator)
def new(team_id: int):
    """Record a decision."""
    team = load_team_to_edit(current_user, team_id)
    kind = RE_FORMING if get_founded_on(team_id) else FOUNDING
    form = DecisionForm(kind=kind)
    # A team is founded once; only then it can be re-formed.
    form.kind.choices = choices("decision", (kind,))
    if submitted(form, lambda: record_decision(current_user, team, _decision(form)), FIELDS):
        flash(_("The decision is saved."), "good")
        return redirect(url_for("teams.show", team_id=team_id), 303)
    team = load_team(current_user, team_id)
    return render_template("teams/decision.html", form=form, team=team, is_new=True), form_status()


@blueprint.route("/teams/<int:team_id>/decisions/<int:decision_id>/edit", methods=["GET", "POST"])
@allow(Role.coordinator)
def edit(team_id: int, decision_id: int):
    """Correct a decision."""
    team = load_team_to_edit(current_user, team_id)
    decision = next((one for one in list_decisions(team_id) if one.id == decision_id), None)
    if decision is None:
        raise Missing
    form = DecisionForm(obj=decision)
    form.kind.choices = choices("decision", (decision.kind,))
    if submitted(form, lambda: correct_decision(current_user, team, decision_id, _decision(form)), FIELDS):
        flash(_("The decision is saved."), "good")
        return redirect(url_for("teams.show", team_id=team_id), 303)
    team = load_team(current_user, team_id)
    return render_template("teams/decision.html", form=form, team=team, is_new=False), form_status()


@blueprint.post("/teams/<int:team_id>/decisions/<int:decision_id>/undo")
@allow(Role.coordinator)
def undo(team_id: int, decision_id: int):
    """Take back a decision with all that it changed."""
    team = load_team_to_edit(current_user, team_id)
    try:
        undo_decision(current_user, team, decision_id)
    except RuleBroken as error:
        flash(sentence(error.code, **error.details), "error")
    else:
        flash(_("It is undone. The teams are as they were before."), "good")
    return redirect(url_for("teams.show", team_id=team_id), 303)


def _decision(form: DecisionForm) -> Decision:
    return Decision(form.number.data, form.decided_on.data, form.signer.data or "", form.kind.data)

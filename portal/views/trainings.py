"""Trainings that the members of a team completed."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from flask_login import current_user

from portal import clock
from portal.domain.actions import Action
from portal.domain.roles import Role
from portal.forms.memberships import TrainingForm
from portal.policy import require
from portal.queries.teams import list_members
from portal.services.trainings import record_training
from portal.web.access import allow
from portal.web.loading import load_team
from portal.web.paging import read_id
from portal.web.submitting import form_status, submitted

blueprint = Blueprint("trainings", __name__)

FIELDS = {"in_future": "completed_on", "nobody_chosen": "members", "unknown_person": "members"}


@blueprint.route("/teams/<int:team_id>/trainings/new", methods=["GET", "POST"])
@allow(Role.coordinator)
def new(team_id: int):
    """Record a training for one or several members."""
    team = load_team(current_user, team_id)
    require(current_user, Action.record_training, team)
    members = list_members(team_id, clock.today())
    form = TrainingForm(completed_on=clock.today(), members=_first_chosen())
    form.members.choices = [(member.id, member.name) for member in members]
    recorded = []
    if submitted(form, lambda: recorded.append(_record(team, form)), FIELDS):
        count = recorded[0]
        flash(ngettext("Recorded for %(num)s member.", "Recorded for %(num)s members.", count), "good")
        return redirect(url_for("teams.show", team_id=team_id), 303)
    team = load_team(current_user, team_id)
    return render_template("teams/training.html", form=form, team=team, members=members), form_status()


def _record(team, form: TrainingForm) -> int:
    return record_training(
        current_user, team, form.members.data, title=form.chosen_title, completed_on=form.completed_on.data
    )


def _first_chosen() -> list[int]:
    """Return the member that the link came from."""
    member_id = read_id(request.args.get("member"))
    return [member_id] if member_id else []

"""Merging a team into another one of its commune, by one decision."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.domain.roles import Role
from portal.domain.team_status import TeamRole
from portal.forms.reforms import NO_TEAM, MergerForm
from portal.labels import label
from portal.queries.memberships import list_open_seats
from portal.queries.team_lists import list_other_teams
from portal.queries.teams import list_served_hamlets
from portal.services.team_decisions import Decision
from portal.services.team_mergers import TeamMerger, merge_teams
from portal.web.access import allow
from portal.web.loading import load_team, load_team_to_edit
from portal.web.submitting import form_status, submitted

blueprint = Blueprint("mergers", __name__)

FIELDS = {
    "in_future": "on",
    "before_decision": "on",
    "status_before_last_change": "on",
    "before_its_start": "on",
    "seat_overlaps": "on",
    "hamlet_overlaps": "on",
    "before_founding": "decided_on",
    "decision_recorded": "number",
    "not_founded": "into",
    "same_team": "into",
}


@blueprint.route("/teams/<int:team_id>/merge", methods=["GET", "POST"])
@allow(Role.coordinator)
def new(team_id: int):
    """Let a team go into another one."""
    team, today = load_team_to_edit(current_user, team_id), clock.today()
    others, seats = list_other_teams(team, today), list_open_seats(team_id)
    form = MergerForm(seats=[seat.id for seat in seats])
    form.into.choices = [
        (NO_TEAM, _("Choose a team")),
        *((one.id, f"{one.code} – {one.name}") for one in others),
    ]
    form.seats.choices = [(seat.id, f"{seat.user.name} – {label('team_role', seat.role)}") for seat in seats]
    if submitted(form, lambda: _merge(team, form), FIELDS):
        flash(_("The team has gone into the other one. Its entries stay with it."), "good")
        return redirect(url_for("teams.show", team_id=form.into.data), 303)
    team = load_team(current_user, team_id)
    return render_template(
        "teams/merge.html",
        form=form,
        team=team,
        hamlets=list_served_hamlets(team_id, today),
        leader=next((seat.user.name for seat in seats if seat.role == TeamRole.leader), None),
    ), form_status()


def _merge(team, form: MergerForm) -> None:
    into = load_team_to_edit(current_user, form.into.data)
    decision = Decision(form.number.data, form.decided_on.data, form.signer.data or "")
    merger = TeamMerger(decision, form.on.data, form.seats.data or (), TeamRole(form.leader_role.data))
    merge_teams(current_user, team, into, merger)

"""Re-forming a team ("kiện toàn"): a decision with new leaders, people and hamlets, entered in one step."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.domain.phones import mask
from portal.domain.roles import Role
from portal.domain.team_decisions import DecisionKind
from portal.forms.reforms import KINDS, JoiningRow, ReformForm, Seat, reform_form
from portal.queries.memberships import list_open_seats, list_people_to_add
from portal.queries.team_flags import list_reform_needs
from portal.queries.teams import list_served_hamlets
from portal.queries.units import list_children
from portal.services.people import NewPerson
from portal.services.team_decisions import Decision
from portal.services.team_reforms import NewSeat, Reform, reform_team
from portal.web.access import allow
from portal.web.loading import load_team, load_team_to_edit
from portal.web.place_names import name_hamlets
from portal.web.submitting import form_status, submitted

blueprint = Blueprint("reforms", __name__)

FIELDS = {
    "in_future": "decided_on",
    "before_founding": "decided_on",
    "before_its_start": "decided_on",
    "leader_overlaps": "decided_on",
    "seat_overlaps": "decided_on",
    "hamlet_overlaps": "decided_on",
    "decision_recorded": "number",
    "team_name_taken": "name",
    "unknown_hamlet": "hamlets",
}


@blueprint.route("/teams/<int:team_id>/reform", methods=["GET", "POST"])
@allow(Role.coordinator)
def new(team_id: int):
    """Record a re-forming decision with its changes."""
    team = load_team_to_edit(current_user, team_id)
    form = _form(team)
    if submitted(form, lambda: reform_team(current_user, team, _reform(form)), FIELDS):
        flash(_("The team is re-formed from %(day)s.", day=f"{form.decided_on.data:%d/%m/%Y}"), "good")
        return redirect(url_for("teams.show", team_id=team_id), 303)
    # What was read before a refusal may be out of date.
    team = load_team(current_user, team_id)
    form.seen.data = ",".join(str(seat.id) for seat in form.seats)
    needs = list_reform_needs(team_id, clock.today())
    return render_template("teams/reform.html", form=form, team=team, needs=needs), form_status()


def _form(team) -> ReformForm:
    today, kind = clock.today(), request.args.get("kind")
    seats = [Seat(seat.id, seat.user.name, seat.role) for seat in list_open_seats(team.id)]
    people = [
        (person.id, f"{person.name} ({mask(person.phone)})" if person.phone else person.name)
        for person in list_people_to_add(team)
    ]
    hamlets = name_hamlets(
        [(unit.id, unit.full_name) for unit in list_children(team.commune_id, today)], today
    )
    served = [one.hamlet_id for one in list_served_hamlets(team.id, today)]
    kind = kind if kind in KINDS else DecisionKind.re_forming
    return reform_form(seats, people, hamlets, served, kind=kind, name=team.name)


def _reform(form: ReformForm) -> Reform:
    decision = Decision(form.number.data, form.decided_on.data, form.signer.data or "", form.kind.data)
    return Reform(
        decision=decision,
        roles=form.roles,
        joining=[_new_seat(row) for row in form.joining if row.is_used],
        hamlet_ids=form.hamlets.data or (),
        name=form.name.data or "",
    )


def _new_seat(row: JoiningRow) -> NewSeat:
    person = row.person.data or NewPerson(row.name.data, row.phone.data)
    return NewSeat(person, row.role.data, row.affiliation.data)

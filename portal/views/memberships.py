"""The people of a team: adding, another role, leaving, correcting a name or number, activation links."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.domain.actions import Action
from portal.domain.errors import RuleBroken
from portal.domain.phones import mask
from portal.domain.roles import Role
from portal.domain.team_status import TeamRole
from portal.forms.memberships import (
    NEW_PERSON,
    EndForm,
    MemberForm,
    PersonForm,
    RebindForm,
    SeatForm,
)
from portal.labels import sentence
from portal.policy import require
from portal.queries.memberships import list_people_to_add
from portal.queries.teams import list_members
from portal.services.activations import Invitation, invite_member
from portal.services.idle_accounts import wake_member
from portal.services.memberships import add_member, change_seat, end_membership
from portal.services.people import NewPerson, correct_person, rebind_member
from portal.views.invitation_cards import make_card, show_cards
from portal.web.access import allow
from portal.web.loading import load_membership, load_team, load_team_to_edit
from portal.web.submitting import form_status, submitted

blueprint = Blueprint("memberships", __name__)

ADD_FIELDS = {
    "in_future": "since",
    "seat_overlaps": "since",
    "leader_overlaps": "since",
    "before_its_start": "since",
    "phone_taken": "phone",
    "same_name_in_team": "phone",
    "already_member": "person",
    "unknown_person": "person",
    "has_leader": "replace_leader",
}
END_FIELDS = {"in_future": "ends_on", "before_its_start": "ends_on"}
PERSON_FIELDS = {"phone_taken": "phone", "phone_needed": "phone"}


@blueprint.route("/teams/<int:team_id>/members/new", methods=["GET", "POST"])
@allow(Role.coordinator)
def new(team_id: int):
    """Add a member."""
    team = load_team_to_edit(current_user, team_id)
    wanted = request.args.get("role")
    form = MemberForm(since=clock.today(), role=wanted if wanted in list(TeamRole) else TeamRole.member)
    known = [
        (person.id, f"{person.name} ({mask(person.phone)})" if person.phone else person.name)
        for person in list_people_to_add(team)
    ]
    form.person.choices = [(NEW_PERSON, _("Somebody new")), *known]
    if submitted(form, lambda: _add(team, form), ADD_FIELDS):
        flash(_("The member is added."), "good")
        return redirect(url_for("teams.show", team_id=team_id, _anchor="members"), 303)
    team = load_team(current_user, team_id)
    return render_template(
        "teams/add_member.html", form=form, team=team, leader=_leader(team_id), has_known=bool(known)
    ), form_status()


@blueprint.route("/teams/<int:team_id>/members/<int:membership_id>", methods=["GET", "POST"])
@allow(Role.coordinator)
def edit(team_id: int, membership_id: int):
    """Give a member another role; the page also leads to the other changes of a seat."""
    team = load_team_to_edit(current_user, team_id)
    seat = load_membership(team, membership_id)
    form = SeatForm(role=seat.role, affiliation=seat.affiliation, since=clock.today())

    def act() -> None:
        change_seat(
            current_user,
            team,
            membership_id,
            role=form.role.data,
            affiliation=form.affiliation.data,
            on=form.since.data,
            replace_leader=form.replace_leader.data,
        )

    if submitted(form, act, ADD_FIELDS):
        flash(_("The role is saved."), "good")
        return redirect(url_for("teams.show", team_id=team_id, _anchor="members"), 303)
    return _seat_page(team_id, membership_id, seat_form=form)


@blueprint.post("/teams/<int:team_id>/members/<int:membership_id>/end")
@allow(Role.coordinator)
def end(team_id: int, membership_id: int):
    """End a seat."""
    team, form = load_team_to_edit(current_user, team_id), EndForm()
    load_membership(team, membership_id)
    if submitted(
        form, lambda: end_membership(current_user, team, membership_id, form.ends_on.data), END_FIELDS
    ):
        flash(_("The membership is ended."), "good")
        return redirect(url_for("teams.show", team_id=team_id, _anchor="members"), 303)
    return _seat_page(team_id, membership_id, end_form=form)


@blueprint.post("/teams/<int:team_id>/members/<int:membership_id>/person")
@allow(Role.coordinator)
def correct(team_id: int, membership_id: int):
    """Correct the name and number of a member."""
    team, form = load_team_to_edit(current_user, team_id), PersonForm()
    user_id = load_membership(team, membership_id).user_id

    def act() -> None:
        correct_person(current_user, team, user_id, NewPerson(form.name.data, form.phone.data))

    if submitted(form, act, PERSON_FIELDS):
        flash(_("Name and phone number are saved."), "good")
        return redirect(url_for("teams.show", team_id=team_id, _anchor="members"), 303)
    return _seat_page(team_id, membership_id, person_form=form)


@blueprint.post("/teams/<int:team_id>/members/<int:membership_id>/invite")
@allow(Role.coordinator)
def invite(team_id: int, membership_id: int):
    """Make an activation link and show it this once."""
    team = load_team(current_user, team_id)
    require(current_user, Action.invite_member, team)
    seat = load_membership(team, membership_id)
    try:
        invitation = invite_member(current_user, seat.user, team)
    except RuleBroken as error:
        if error.code == "too_many_tries":
            raise
        flash(sentence(error.code, **error.details), "error")
        return redirect(url_for("teams.show", team_id=team_id, _anchor="members"), 303)
    return _card_page(team, seat, invitation)


@blueprint.post("/teams/<int:team_id>/members/<int:membership_id>/rebind")
@allow(Role.coordinator)
def rebind(team_id: int, membership_id: int):
    """Bind a member to another phone or number, and show the link for it this once."""
    team, form = load_team_to_edit(current_user, team_id), RebindForm(prefix="rebind-")
    seat = load_membership(team, membership_id)
    made = []

    def act() -> None:
        made.append(rebind_member(current_user, team, seat.user_id, form.phone.data))

    if submitted(form, act, PERSON_FIELDS):
        return _card_page(team, seat, made[0])
    return _seat_page(team_id, membership_id, rebind_form=form)


@blueprint.post("/teams/<int:team_id>/members/<int:membership_id>/wake")
@allow(Role.coordinator)
def wake(team_id: int, membership_id: int):
    """Wake the account of a member that rests because it was not used."""
    team = load_team_to_edit(current_user, team_id)
    seat = load_membership(team, membership_id)
    try:
        wake_member(current_user, team, seat.user_id)
    except RuleBroken as error:
        flash(sentence(error.code, **error.details), "error")
    else:
        awake = _("%(name)s can sign in again, with the password as before.", name=seat.user.name)
        flash(awake, "good")
    return redirect(url_for("teams.show", team_id=team_id, _anchor="members"), 303)


def _card_page(team, seat, invitation: Invitation) -> str:
    back_url = url_for("teams.show", team_id=team.id, _anchor="members")
    return show_cards([make_card(seat.user.name, team.name, invitation)], back_url=back_url)


def _add(team, form: MemberForm) -> None:
    is_new = form.person.data == NEW_PERSON
    add_member(
        current_user,
        team,
        NewPerson(form.name.data, form.phone.data) if is_new else form.person.data,
        role=form.role.data,
        affiliation=form.affiliation.data,
        since=form.since.data,
        replace_leader=form.replace_leader.data,
    )


def _leader(team_id: int):
    members = list_members(team_id, clock.today())
    return next((member for member in members if member.role == TeamRole.leader), None)


def _seat_page(
    team_id: int, membership_id: int, *, seat_form=None, end_form=None, person_form=None, rebind_form=None
):
    """Print the page of a seat; the form that was sent keeps what was typed, the others start afresh."""
    team = load_team(current_user, team_id)
    seat, today = load_membership(team, membership_id), clock.today()
    fresh_seat = {"role": seat.role, "affiliation": seat.affiliation, "since": today}
    return render_template(
        "teams/member.html",
        team=team,
        seat=seat,
        leader=_leader(team_id),
        seat_form=seat_form or SeatForm(formdata=None, data=fresh_seat),
        end_form=end_form or EndForm(formdata=None, data={"ends_on": today}),
        person_form=person_form or PersonForm(formdata=None, obj=seat.user),
        rebind_form=rebind_form or RebindForm(formdata=None, obj=seat.user, prefix="rebind-"),
    ), form_status()

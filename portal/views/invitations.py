"""Inviting the members of a team: who gets a card, and the sheet of cards."""

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.domain.actions import Action
from portal.domain.roles import Role
from portal.forms.invitations import InvitationForm
from portal.policy import require
from portal.queries.invitations import Candidate, list_candidates
from portal.services.invitations import invite_team
from portal.views.invitation_cards import make_card, show_cards
from portal.web.access import allow
from portal.web.jinja import show_moment
from portal.web.loading import load_team
from portal.web.submitting import form_status, submitted

blueprint = Blueprint("invitations", __name__)


@blueprint.route("/teams/<int:team_id>/invitations", methods=["GET", "POST"])
@allow(Role.coordinator)
def new(team_id: int):
    """Choose whom to invite, and print a card with a fresh link for each."""
    team = load_team(current_user, team_id)
    require(current_user, Action.invite_member, team)
    candidates = list_candidates(current_user, team, clock.today(), clock.now())
    able = [candidate for candidate in candidates if candidate.obstacle is None]
    form = InvitationForm(members=[candidate.id for candidate in able if candidate.link_until is None])
    form.members.choices = [(candidate.id, _describe(candidate)) for candidate in able]
    made = []
    if submitted(form, lambda: made.append(invite_team(current_user, team, form.members.data))):
        cards = [make_card(one.name, team.name, one.invitation) for one in made[0].invited]
        back_url = url_for("teams.show", team_id=team_id, _anchor="members")
        return show_cards(cards, back_url=back_url, left_out=made[0].left_out)
    left_out = [candidate for candidate in candidates if candidate.obstacle is not None]
    page = render_template("invitations/new.html", form=form, team=team, left_out=left_out, able=able)
    return page, form_status()


def _describe(candidate: Candidate) -> str:
    if candidate.link_until is None:
        return candidate.name
    return _(
        "%(name)s – has a link until %(moment)s, which a new card ends",
        name=candidate.name,
        moment=show_moment(candidate.link_until),
    )

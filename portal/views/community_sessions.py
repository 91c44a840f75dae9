"""Community sessions of teams: the list, planning, changing and cancelling, and the way to the entry."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal import clock
from portal.domain.actions import Action
from portal.domain.community_sessions import Repetition
from portal.domain.errors import RuleBroken
from portal.domain.roles import Role
from portal.forms.community_sessions import CancelForm, ChangedPlanForm, NewPlanForm, PlanForm
from portal.labels import sentence
from portal.policy import allows, require
from portal.queries.community_sessions import (
    count_following,
    list_cancelled,
    list_other_claims,
    list_past,
    list_upcoming,
)
from portal.queries.hamlet_pages import get_shown_contact, list_hamlets_of
from portal.queries.log_offers import list_team_hamlets
from portal.queries.practices import get_visible_practice
from portal.services.community_sessions import cancel_session, change_session, plan_sessions, show_contact
from portal.services.session_entries import claim_session
from portal.web.access import allow, signed_in
from portal.web.loading import load_session, load_team
from portal.web.paging import read_day_place, read_id, write_day_place
from portal.web.place_names import name_hamlets
from portal.web.submitting import form_status, submitted

blueprint = Blueprint("community_sessions", __name__)

# A rule's code -> the field where it can be mended.
PLAN_FIELDS = {
    "session_in_past": "held_on",
    "session_too_far": "held_on",
    "session_ends_early": "end_time",
    "session_hamlet": "hamlet",
    "session_slot_taken": "start_time",
    "bad_expected": "expected",
    "until_needed": "until",
    "until_too_early": "until",
    "until_too_far": "until",
    "too_many_repeats": "until",
}
CANCEL_FIELDS = {"cancel_needs_reason": "reason", "session_personal_number": "reason"}


@blueprint.get("/community-sessions")
@allow(Role.member, Role.coordinator)
def index():
    """List the sessions of the viewer's teams or communes: to come, over, and cancelled."""
    after = read_day_place(request.args.get("after"))
    upcoming, following = list_upcoming(current_user, after)
    seats = current_user.seats
    return render_template(
        "community_sessions/index.html",
        upcoming=upcoming,
        past=[] if after else list_past(current_user),
        cancelled=[] if after else list_cancelled(current_user),
        is_first_page=after is None,
        next_url=following and url_for("community_sessions.index", after=write_day_place(following)),
        hamlets=list_hamlets_of([seat.team_id for seat in seats], clock.today()),
        contacts={seat.team_id: get_shown_contact(seat.team_id) for seat in seats if _leads(seat)},
    )


@blueprint.get("/community-sessions/<int:session_id>")
@signed_in
def show(session_id: int):
    """Show all of a session, and what can be done with it."""
    line = load_session(current_user, session_id)
    return render_template(
        "community_sessions/show.html",
        line=line,
        others=list_other_claims(current_user, line.id) if line.state == "held" else [],
        may_plan=allows(current_user, Action.plan_session, line),
    )


@blueprint.route("/teams/<int:team_id>/community-sessions/new", methods=["GET", "POST"])
@signed_in
def new(team_id: int):
    """Announce a session of a team, once or as often as it recurs."""
    team, made = load_team(current_user, team_id), []
    require(current_user, Action.plan_session, team)
    practice = _read_practice()
    form = NewPlanForm(data={"skills": practice.skills, "practice": practice.id} if practice else {})
    hamlets = _offer(form, team)

    def act() -> None:
        recurs = Repetition(form.repetition.data), form.until.data
        made.extend(plan_sessions(current_user, team, form.plan, *recurs, practice and practice.id))

    if submitted(form, act, PLAN_FIELDS):
        said = ngettext("%(num)d session is announced on the hamlet's page.",
                        "%(num)d sessions are announced on the hamlet's page.", len(made))  # fmt: skip
        flash(said, "good")
        return redirect(url_for("community_sessions.show", session_id=made[0]), 303)
    page = render_template(
        "community_sessions/new.html", team=team, form=form, hamlets=hamlets, practice=practice
    )
    return page, form_status()


@blueprint.route("/community-sessions/<int:session_id>/edit", methods=["GET", "POST"])
@signed_in
def edit(session_id: int):
    """Change what was announced of a session, or of those that follow, too."""
    line = load_session(current_user, session_id)
    require(current_user, Action.plan_session, line)
    form = ChangedPlanForm(data=_plan_values(line))
    _offer(form, line)

    def act() -> None:
        seen = {"version": form.seen_version, "following": form.is_following}
        change_session(current_user, line, form.plan, **seen)

    if submitted(form, act, PLAN_FIELDS):
        flash(_("Changed. The hamlet's page says so from now on."), "good")
        return redirect(url_for("community_sessions.show", session_id=line.id), 303)
    return _scoped_page("community_sessions/edit.html", form, line)


@blueprint.route("/community-sessions/<int:session_id>/cancel", methods=["GET", "POST"])
@signed_in
def cancel(session_id: int):
    """Cancel a session with a reason, or those that follow, too."""
    line = load_session(current_user, session_id)
    require(current_user, Action.plan_session, line)
    form = CancelForm(data={"version": line.version})

    def act() -> None:
        seen = {"version": form.seen_version, "following": form.is_following}
        cancel_session(current_user, line, form.reason.data, **seen)

    if submitted(form, act, CANCEL_FIELDS):
        flash(_("Cancelled. The hamlet's page says so with the reason."), "good")
        return redirect(url_for("community_sessions.index"), 303)
    return _scoped_page("community_sessions/cancel.html", form, line)


@blueprint.post("/community-sessions/<int:session_id>/log")
@signed_in
def log(session_id: int):
    """Open the form for what came of a session, filled in but for the counts."""
    line = load_session(current_user, session_id)
    try:
        claim_session(current_user, line)
    except RuleBroken as error:
        flash(sentence(error.code, **error.details), "warn")
        return redirect(url_for("community_sessions.show", session_id=line.id), 303)
    return redirect(url_for("activities.new", session=line.id, team=line.team_code), 303)


@blueprint.post("/teams/<int:team_id>/public-contact")
@signed_in
def contact(team_id: int):
    """Let everybody read the leader's phone on the hamlet's page, or no longer."""
    shown = request.form.get("shown") == "1"
    show_contact(current_user, load_team(current_user, team_id), shown=shown)
    if shown:
        flash(_("The pages of your hamlets now show your phone number."), "good")
    else:
        flash(_("Your phone number is no longer shown."), "good")
    return redirect(url_for("community_sessions.index", _anchor="contact"), 303)


def _read_practice():
    """Return the practice that a plan is copied from, or None for none that is offered."""
    practice_id = read_id(request.values.get("practice"))
    practice = get_visible_practice(current_user, practice_id) if practice_id else None
    return practice if practice and practice.is_open else None


def _leads(seat) -> bool:
    return seat.role == "leader"


def _offer(form: PlanForm, team) -> list[tuple[int, str]]:
    """Offer the hamlets that a team serves; one that serves none in particular may go to any."""
    hamlets = name_hamlets(list_team_hamlets(team.team_id, team.commune_id, clock.today()), clock.today())
    form.offer_hamlets(hamlets)
    return hamlets


def _plan_values(line) -> dict[str, object]:
    plan = line.plan
    names = ("held_on", "start_time", "end_time", "place", "skills", "expected", "bring")
    return {name: getattr(plan, name) for name in names} | {
        "hamlet": plan.hamlet_id,
        "version": line.version,
    }


def _scoped_page(template: str, form, line):
    following = count_following(line)
    return render_template(template, form=form, line=line, following=following), form_status()

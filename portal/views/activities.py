"""Pages for entries: log help given, one's own entries, and correcting or withdrawing one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from uuid_utils.compat import uuid7

from portal import clock
from portal.domain.actions import Action
from portal.domain.activity_content import ContentInvalid, json_schema
from portal.domain.activity_kinds import ASSISTANCE
from portal.domain.activity_status import ActivityAct, ActivityStatus, acts_from, next_status
from portal.domain.confirmations import LINK_LASTS, NO_ANSWERS
from portal.domain.errors import RuleBroken
from portal.domain.habits import Habit, PastEntry, list_habits, list_places, repeat
from portal.domain.photos import MEBIBYTE, MEDIA_TYPES, MOST_BYTES, MOST_PHOTOS, OPEN, why_closed
from portal.domain.roles import Role
from portal.forms.activities import CorrectionForm, LogForm
from portal.forms.photos import PhotosForm
from portal.labels import label, sentence
from portal.policy import allows, require
from portal.queries.activities import (
    get_carrier_name,
    get_hamlet_name,
    list_months,
    list_returned,
    list_reviews,
    list_settled,
)
from portal.queries.community_sessions import get_own_sessions
from portal.queries.confirmations import count_answers, list_asking
from portal.queries.difficulties import list_answers
from portal.queries.flags import list_flags
from portal.queries.habits import list_past_entries
from portal.queries.log_offers import (
    LogTeam,
    list_coordinated_teams,
    list_log_teams,
    list_team_hamlets,
)
from portal.queries.photos import list_photos
from portal.queries.queues import summarise_own
from portal.queries.spot_checks import list_results
from portal.queries.trainings import list_own_invitations
from portal.services.activities import correct_activity, submit_activity, withdraw_activity
from portal.views.held_sessions import Held, read_held
from portal.web.access import allow, signed_in
from portal.web.jinja import show_day
from portal.web.loading import load_activity
from portal.web.paging import read_place, write_place
from portal.web.place_names import name_hamlets

blueprint = Blueprint("activities", __name__)


@dataclass(frozen=True)
class Event:
    """Something that happened to an entry."""

    at: datetime
    text: str
    who: str | None = None
    note: str | None = None


@blueprint.get("/log")
@allow(Role.member, Role.coordinator)
def new():
    """Ask for the help given on a day, with all filled in that can be known."""
    teams = list_log_teams(current_user, clock.today(), request.args.get("team"))
    past = list_past_entries(current_user)
    held = read_held(current_user, request.args.get("session"))
    if held is not None and held.is_gone:
        return redirect(url_for("community_sessions.show", session_id=held.line.id), 303)
    ways = {} if held else _list_ways(teams, past)
    first = _first_values(teams, past, ways.get(request.args.get("like")))
    form = LogForm(formdata=None, data=first | (held.values if held else {}))
    form.offer_places(list_places(past))
    return _log_page(form, teams, ways, held)


@blueprint.post("/log")
@allow(Role.member, Role.coordinator)
def create():
    """Store the entry, once however often the form is sent."""
    form, status = LogForm(), 422
    if form.uuid is None:
        abort(400)
    if form.validate():
        try:
            submit_activity(current_user._get_current_object(), form.uuid, form.content)
        except ContentInvalid as error:
            form.add_problems(error)
        except RuleBroken as error:
            form.add_error(None, sentence(error.code, **error.details))
            status = 409
        else:
            flash(_("Received. The commune's coordinator looks at it next; the answer shows here."), "good")
            return redirect(url_for("activities.index"), 303)
    return _log_page(form, _teams_of(form)), status


@blueprint.get("/activities")
@signed_in
def index():
    """List one's own entries: what came back first, then the newest."""
    before = read_place(request.args.get("before"))
    settled, following = list_settled(current_user, before)
    first_day = clock.today().replace(day=1)
    months = list_months(current_user, since=first_day)
    return render_template(
        "activities/index.html",
        returned=[] if before else list_returned(current_user),
        settled=settled,
        asking=list_asking([line.id for line in settled if line.occurred_on > clock.today() - LINK_LASTS]),
        this_month=next((month for month in months if month.first_day == first_day), None),
        first_day=first_day,
        is_first_page=before is None,
        on_phones=None if before else summarise_own(current_user, clock.now()),
        next_url=following and url_for("activities.index", before=write_place(following)),
    )


@blueprint.get("/activities/<uuid:uuid>")
@signed_in
def show(uuid: UUID):
    """Show all of an entry and what happened to it."""
    return entry_page(load_activity(current_user, uuid))


@blueprint.route("/activities/<uuid:uuid>/correct", methods=["GET", "POST"])
@signed_in
def correct(uuid: UUID):
    """Change what an entry states and send it again."""
    activity = load_activity(current_user, uuid)
    require(current_user, Action.correct_activity, activity)
    form = CorrectionForm(
        activity.content(), activity.version, was_returned=activity.status == ActivityStatus.returned
    )
    if request.method == "GET":
        next_status(activity.status, ActivityAct.resubmit)
        return _correction_page(form, activity)
    status = 422
    if form.validate():
        try:
            correct_activity(current_user, activity, form.content, version=form.seen_version)
        except ContentInvalid as error:
            form.add_problems(error)
        except RuleBroken as error:
            form.add_error(None, sentence(error.code, **error.details))
            status = 409
        else:
            flash(_("Sent again. The commune's coordinator looks at it next."), "good")
            return redirect(url_for("activities.index"), 303)
    return _correction_page(form, load_activity(current_user, uuid)), status


@blueprint.route("/activities/<uuid:uuid>/withdraw", methods=["GET", "POST"])
@signed_in
def withdraw(uuid: UUID):
    """Ask once more, then take the entry back."""
    activity = load_activity(current_user, uuid)
    require(current_user, Action.withdraw_activity, activity)
    if request.method == "GET":
        next_status(activity.status, ActivityAct.withdraw)
        return render_template("activities/withdraw.html", activity=activity)
    withdraw_activity(current_user, activity, version=request.form.get("version", type=int))
    flash(_("Withdrawn. This entry no longer counts; it stays readable."), "good")
    return redirect(url_for("activities.index"), 303)


def entry_page(activity, form: PhotosForm | None = None) -> str:
    """Show an entry, with the form for photos where it takes some, or as it was just sent."""
    is_own, acts = allows(current_user, Action.correct_activity, activity), acts_from(activity.status)
    photos = list_photos([activity.id])[activity.id]
    is_closed = why_closed(activity.status, activity.received_at, clock.now())
    if form is None and is_own and not is_closed and len(photos) < MOST_PHOTOS:
        form = PhotosForm(formdata=None)
    return render_template(
        "activities/show.html",
        activity=activity,
        hamlet_name=get_hamlet_name(activity.hamlet_id, activity.occurred_on),
        history=_history(activity, list_reviews(activity), list_results(activity.id)),
        carrier_name=get_carrier_name(activity),
        answers=count_answers([activity.id]).get(activity.id, NO_ANSWERS),
        can_ask=allows(current_user, Action.ask_citizen, activity) and bool(list_asking([activity.id])),
        can_correct=is_own and ActivityAct.resubmit in acts,
        can_withdraw=is_own and ActivityAct.withdraw in acts,
        replies=list_answers(activity.id) if activity.difficulty else [],
        photos=photos,
        flags=list_flags([activity.id])[activity.id],
        can_remove_photos=is_own and activity.status in OPEN,
        form=form,
        limits={"photos": MOST_PHOTOS, "megabytes": MOST_BYTES // MEBIBYTE, "media_types": MEDIA_TYPES},
    )


def _list_ways(teams: list[LogTeam], past: list[PastEntry]) -> dict[str, Habit]:
    """Name what the form can be filled in with: "last" is the last work, "1" the most usual, and so on."""
    if not past:
        return {}
    hamlets = {hamlet_id for team in teams for hamlet_id, _name in team.hamlets}
    usual = {str(number): habit for number, habit in enumerate(list_habits(past, hamlets), 1)}
    return {"last": repeat(past[0], hamlets), **usual}


def _first_values(teams: list[LogTeam], past: list[PastEntry], way: Habit | None) -> dict[str, object]:
    """Fill in what can be known: today, the team used last, its only hamlet, and a chosen way of working."""
    values = {"id": str(uuid7()), "occurred_on": clock.today().isoformat(), "kind": ASSISTANCE}
    if teams:
        team = next((one for one in teams if past and one.code == past[0].team), teams[0])
        values |= {"team": team.code, "hamlet": team.only_hamlet}
    if way:
        values |= {"kind": way.kind, "skills": way.skills, "visits": way.visits}
        values |= {"hamlet": way.hamlet} if way.hamlet else {}
    return values


def _teams_of(form: LogForm) -> list[LogTeam]:
    """List the teams that the form offered: one's own, or the one of a coordinator's choice."""
    own = list_log_teams(current_user, clock.today())
    if not form.team.data or any(team.code == form.team.data for team in own):
        return own
    return list_log_teams(current_user, clock.today(), form.team.data) or own


def _log_page(
    form: LogForm, teams: list[LogTeam], ways: dict[str, Habit] | None = None, held: Held | None = None
) -> str:
    if not teams:
        coordinated = list_coordinated_teams(current_user, clock.today())
        return render_template("activities/choose_team.html", teams=coordinated)
    may_be_own = any(team.is_own for team in teams)
    form.offer(teams, may_be_own=may_be_own)
    form.offer_days(clock.today())
    form.offer_hamlets(name_hamlets([hamlet for team in teams for hamlet in team.hamlets], clock.today()))
    return render_template(
        "activities/new.html",
        form=form,
        teams=teams,
        ways=ways or {},
        held=held,
        own_sessions=None if held else get_own_sessions(current_user),
        may_be_own=may_be_own,
        today=clock.today(),
        schema=json_schema(),
        invitations=list_own_invitations(current_user, clock.now()),
    )


def _correction_page(form: CorrectionForm, activity) -> str:
    hamlets = dict(list_team_hamlets(activity.team_id, activity.commune_id, clock.today()))
    if activity.hamlet_id and activity.hamlet_id not in hamlets:
        hamlets[activity.hamlet_id] = get_hamlet_name(activity.hamlet_id, activity.occurred_on)
    form.offer_hamlets(name_hamlets(list(hamlets.items()), clock.today()))
    form.version.data = activity.version
    return render_template("activities/correct.html", form=form, activity=activity)


def _history(activity, reviews, checks) -> list[Event]:
    """Tell what happened to an entry, the latest first."""
    events = [Event(activity.received_at, _("Received"), activity.logged_by.name)]
    if activity.submitted_at > activity.received_at:
        events.append(Event(activity.submitted_at, _("Corrected and sent again")))
    if activity.status == ActivityStatus.withdrawn:
        events.append(Event(activity.updated_at, _("Withdrawn")))
    events += [
        Event(review.decided_at, _decision(review), review.reviewer.name, review.note or None)
        for review in reviews
    ]
    events += [
        Event(check.decided_at, _spot_check(check), check.decided_by.name, check.note or None)
        for check in checks
    ]
    return sorted(events, key=lambda event: event.at, reverse=True)


def _spot_check(check) -> str:
    result = str(label("spot_check_result", check.result))
    return _("Spot-check of %(day)s: %(result)s", day=show_day(check.visited_on), result=result)


def _decision(review) -> str:
    outcome = str(label("outcome", review.outcome))
    if review.reason is None:
        return outcome
    register = "reopen_reason" if review.outcome == "reopen" else "return_reason"
    return f"{outcome}: {label(register, review.reason)}"

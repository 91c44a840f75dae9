"""Trainings: the list, one training, planning and inviting, answers; and those that were held elsewhere."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal import clock
from portal.documents.training_ics import CalendarEvent, write_calendar
from portal.domain.actions import Action
from portal.domain.errors import RuleBroken
from portal.domain.roles import STAFF_ROLES, Role
from portal.domain.trainings import Answer, TrainingStatus
from portal.domain.units import UnitLevel
from portal.forms.memberships import TrainingForm
from portal.forms.trainings import CancelForm, MaterialForm, PlanForm, TrainingFilterForm
from portal.labels import sentence
from portal.policy import allows, require
from portal.queries.teams import list_members
from portal.queries.training_people import (
    InvitableTeam,
    list_invitable_teams,
    list_invited_teams,
    list_materials,
    list_people,
)
from portal.queries.trainings import UPCOMING, WHEN, TrainingSheet, list_organising_units, list_trainings
from portal.queries.users import get_user
from portal.services.attendance import answer_invitation
from portal.services.training_plans import cancel_training, change_training, invite_new_members, plan_training
from portal.services.trainings import record_training
from portal.web.access import allow, signed_in
from portal.web.links import training_address
from portal.web.loading import load_invitation, load_team, load_training, load_training_to, load_unit
from portal.web.paging import read_id, read_place, write_place
from portal.web.submitting import form_status, submitted
from portal.web.trainings import (
    asked_plan,
    list_tabs,
    name_of,
    plan_values,
    times_of,
)

blueprint = Blueprint("trainings", __name__)

FIELDS = {"in_future": "completed_on", "nobody_chosen": "members", "unknown_person": "members"}
PLAN_FIELDS = {
    "unknown_topic": "topic", "title_needed": "title", "training_ends_early": "ends",
    "training_too_long": "ends", "training_in_past": "day", "training_too_far": "day",
    "place_needed": "place", "bad_link": "online_url", "bad_seats": "seats",
    "unknown_trainer": "trainer_phone",
}  # fmt: skip


@blueprint.get("/trainings")
@signed_in
def index():
    """List the trainings to come, or those that are past."""
    form = TrainingFilterForm(request.args)
    form.validate()
    when = form.when.data if form.when.data in WHEN else UPCOMING
    topic, after = form.chosen("topic"), read_place(request.args.get("after"))
    lines, following = list_trainings(current_user, when, topic, after=after)
    here = {"when": when, "topic": topic}
    return render_template(
        "trainings/index.html",
        form=form,
        lines=lines,
        when=when,
        topic=topic,
        tabs=list_tabs(when, topic),
        units=list_organising_units(current_user, clock.today()),
        next_url=following and url_for("trainings.index", **here, after=write_place(following)),
        first_url=url_for("trainings.index", **here) if after else None,
    )


@blueprint.get("/trainings/<int(max=2147483647):training_id>")
@signed_in
def show(training_id: int):
    """Show a training, as its organiser, as somebody who is invited, or as staff of the area."""
    return training_page(load_training(current_user, training_id))


@blueprint.route("/units/<int(max=2147483647):unit_id>/trainings/new", methods=["GET", "POST"])
@allow(*STAFF_ROLES)
def plan(unit_id: int):
    """Plan a training of a commune, a district or the province."""
    unit = load_unit(current_user, unit_id)
    require(current_user, Action.organise_training, unit)
    form, made = PlanForm(data=asked_plan(request.args)), []
    teams = list_invitable_teams(unit, clock.today())
    _offer(form, unit, teams)
    if submitted(form, lambda: made.append(plan_training(current_user, unit, *_planned(form, teams))),
                 _plan_fields(form)):  # fmt: skip
        flash(_("The training is planned, and the members are invited."), "good")
        return redirect(url_for("trainings.show", training_id=made[0].id), 303)
    return render_template("trainings/plan.html", form=form, sheet=None), form_status()


@blueprint.route("/trainings/<int(max=2147483647):training_id>/edit", methods=["GET", "POST"])
@allow(*STAFF_ROLES)
def edit(training_id: int):
    """Change a training that has not begun, and whom it invites."""
    sheet = load_training_to(current_user, Action.organise_training, training_id)
    training = sheet.training
    invited, teams = list_invited_teams(training_id), list_invitable_teams(training.unit, clock.today())
    trainer = get_user(training.trainer_id) if training.trainer_id else None
    form = PlanForm(data=plan_values(training, invited, trainer and trainer.phone))
    _offer(form, training.unit, teams)
    if submitted(form, lambda: change_training(current_user, training, *_planned(form, teams)),
                 _plan_fields(form)):  # fmt: skip
        flash(_("The training is changed. Calendars that hold it need the new file."), "good")
        return redirect(url_for("trainings.show", training_id=training_id), 303)
    sheet = load_training(current_user, training_id)
    return render_template(
        "trainings/plan.html", form=form, unit=sheet.training.unit, sheet=sheet
    ), form_status()


@blueprint.post("/trainings/<int(max=2147483647):training_id>/invite")
@allow(*STAFF_ROLES)
def invite(training_id: int):
    """Invite who joined one of the teams since."""
    sheet = load_training_to(current_user, Action.organise_training, training_id)
    try:
        count = invite_new_members(current_user, sheet.training)
    except RuleBroken as error:
        flash(sentence(error.code, **error.details), "warn")
    else:
        text = ngettext("%(num)s more member is invited.", "%(num)s more members are invited.", count)
        flash(text if count else _("Nobody new is in these teams."), "good")
    return redirect(url_for("trainings.show", training_id=training_id), 303)


@blueprint.route("/trainings/<int(max=2147483647):training_id>/cancel", methods=["GET", "POST"])
@allow(*STAFF_ROLES)
def cancel(training_id: int):
    """Cancel a training, and say why."""
    sheet = load_training_to(current_user, Action.organise_training, training_id)
    form = CancelForm()
    if request.method == "POST" and form.validate():
        try:
            cancel_training(current_user, sheet.training, form.reason.data)
            flash(
                _("The training is cancelled. Tell the members of the teams."),
                "good",
            )
        except RuleBroken as error:
            flash(sentence(error.code, **error.details), "warn")
        return redirect(url_for("trainings.show", training_id=training_id), 303)
    return render_template("trainings/cancel.html", form=form, sheet=sheet), form_status()


@blueprint.post("/trainings/<int(max=2147483647):training_id>/answer")
@signed_in
def answer(training_id: int):
    """Say whether one is coming."""
    load_invitation(current_user, training_id)
    given = Answer.coming if request.form.get("answer") == Answer.coming else Answer.not_coming
    try:
        answer_invitation(current_user, training_id, given)
    except RuleBroken as error:
        flash(sentence(error.code, **error.details), "warn")
    else:
        flash(
            _("You are coming. Thank you!") if given == Answer.coming else _("Noted that you cannot come."),
            "good",
        )
    return redirect(url_for("trainings.show", training_id=training_id), 303)


@blueprint.get("/trainings/<int(max=2147483647):training_id>/calendar.ics")
@signed_in
def calendar(training_id: int):
    """Send the calendar file, to be opened on a phone."""
    training = load_training(current_user, training_id).training
    response = Response(write_calendar(_event(training)), mimetype="text/calendar")
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="tap-huan-{training_id}.ics"'
    return response


@blueprint.route("/teams/<int:team_id>/trainings/new", methods=["GET", "POST"])
@allow(Role.coordinator)
def new(team_id: int):
    """Record a training held elsewhere for one or several members."""
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


def training_page(sheet: TrainingSheet, form: MaterialForm | None = None) -> str:
    """Return a training's page; `form` is that of a material that was refused."""
    may_organise = allows(current_user, Action.organise_training, sheet)
    sees_people = may_organise or bool(current_user.grants) or current_user.id == sheet.trainer_id
    return render_template(
        "trainings/show.html",
        sheet=sheet,
        training=sheet.training,
        name=name_of(sheet.training),
        times=times_of(sheet.training),
        teams=list_invited_teams(sheet.id),
        people=list_people(sheet.training, current_user) if sees_people else None,
        materials=list_materials(sheet.id),
        material_form=(form or MaterialForm(formdata=None)) if may_organise else None,
        address=training_address(sheet.id),
    )


def _event(training) -> CalendarEvent:
    """Return a training as a calendar is told of it."""
    url = training_address(training.id)
    host = url.partition("://")[2].partition("/")[0].partition(":")[0]
    return CalendarEvent(
        uid=f"training-{training.id}@{host}",
        sequence=training.version - 1,
        changed_at=training.changed_at,
        starts_at=training.starts_at,
        ends_at=training.ends_at,
        title=name_of(training),
        place=training.place or training.online_url,
        description="\n".join(filter(None, (training.trainer, training.online_url, training.note))),
        url=url,
        is_cancelled=training.status == TrainingStatus.cancelled,
    )


def _planned(form: PlanForm, teams) -> tuple:
    return (
        form.plan(clock.LOCAL_ZONE),
        form.chosen_teams([(team.id, team.commune_id) for team in teams]),
        form.trainer_phone.data,
    )


def _offer(form: PlanForm, unit, teams: list[InvitableTeam]) -> None:
    """Offer a commune's teams one by one, and those of a wider place by commune."""
    is_commune = unit.level == UnitLevel.commune
    form.teams.choices = [(team.id, team.name) for team in teams] if is_commune else []
    by_commune = {team.commune_id: team.commune_name for team in teams}
    form.communes.choices = [] if is_commune else list(by_commune.items())


def _plan_fields(form: PlanForm) -> dict[str, str]:
    """Return where each refusal is mended; teams are chosen one by one or by commune."""
    where = "teams" if form.teams.choices else "communes"
    return PLAN_FIELDS | dict.fromkeys(("no_teams_invited", "unknown_team_invited"), where)


def _record(team, form: TrainingForm) -> int:
    return record_training(
        current_user, team, form.members.data, title=form.chosen_title, completed_on=form.completed_on.data
    )


def _first_chosen() -> list[int]:
    """Return the member that the link came from."""
    member_id = read_id(request.args.get("member"))
    return [member_id] if member_id else []

"""Teams: the list, a team's page, registering one, and its name, status and hamlets served."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.domain.actions import Action
from portal.domain.roles import Role
from portal.domain.team_status import TeamRole, TeamStatus
from portal.domain.units import UnitLevel
from portal.forms.teams import HamletsForm, StatusForm, TeamFilterForm, TeamForm, TeamNameForm
from portal.forms.units import AsOfForm
from portal.labels import label
from portal.policy import allows, require
from portal.queries.activities import ActivityLine, list_team_activities
from portal.queries.memberships import list_account_states, list_trainings
from portal.queries.queues import summarise_team
from portal.queries.team_flags import ReformNeed
from portal.queries.team_history import Merger, list_events, list_mergers, list_undoable
from portal.queries.team_lists import TeamFilter, list_filter_places, list_teams
from portal.queries.teams import TeamSheet, get_team_sheet, list_served_hamlets
from portal.queries.trainings import list_team_trainings
from portal.queries.units import UnitOnDate, get_unit_at_last, get_unit_on, list_children
from portal.services.people import NewPerson
from portal.services.team_decisions import Decision
from portal.services.team_statuses import set_status
from portal.services.teams import FirstLeader, register_team, rename_team, set_hamlets
from portal.web.access import allow, signed_in
from portal.web.loading import load_team, load_team_to_edit, load_unit
from portal.web.paging import read_id
from portal.web.place_names import name_hamlets
from portal.web.submitting import form_status, submitted

blueprint = Blueprint("teams", __name__)

ENTRIES_SHOWN = 10

# What mends a gap: its page, and what that page should open with.
MENDED_BY = {
    "no_founding_decision": ("decisions.new", {}),
    "no_leader": ("memberships.new", {"role": TeamRole.leader.value}),
    "suspended": ("teams.change_status", {}),
    "dissolved": ("teams.change_status", {}),
    "too_few_members": ("memberships.new", {}),
    "no_hamlets_served": ("teams.change_hamlets", {}),
    "untrained_members": ("trainings.new", {}),
}
STATUS_FIELDS = {
    "in_future": "starts_on",
    "status_before_last_change": "starts_on",
    "status_unchanged": "status",
    "merged_that_day": "starts_on",
    "decision_needed": "number",
    "decision_recorded": "number",
    "before_founding": "decided_on",
}
HAMLET_FIELDS = {
    "in_future": "on",
    "before_its_start": "on",
    "hamlet_overlaps": "on",
    "unknown_hamlet": "hamlets",
}
REGISTER_FIELDS = {
    "in_future": "decided_on",
    "team_name_taken": "name",
    "unknown_hamlet": "hamlets",
    "phone_taken": "leader_phone",
}


@dataclass(frozen=True)
class Todo:
    """Something that a team still lacks."""

    text: str
    url: str | None
    done: bool = False


@blueprint.get("/teams")
@signed_in
def index():
    """List the teams that the viewer may see, by commune."""
    today = clock.today()
    places = list_filter_places(current_user, today)
    form = TeamFilterForm(request.args)
    form.unit.choices = [(0, _("All places")), *((unit.id, unit.full_name) for unit in places)]
    form.validate()
    chosen = {name: form.chosen(name) for name in ("level", "status", "validity")}
    path = next((unit.path for unit in places if unit.id == form.chosen("unit")), None)
    chosen |= {"words": form.chosen("words") or "", "needs_reform": bool(form.chosen("needs_reform"))}
    wanted = TeamFilter(unit_path=path, **chosen)
    page = list_teams(current_user, wanted, today, after=read_id(request.args.get("after")))
    asked = {name: value for name, value in form.data.items() if value}
    return render_template(
        "teams/index.html",
        form=form,
        page=page,
        has_places=bool(places),
        is_narrowed=bool(asked),
        next_url=page.next_after and url_for("teams.index", **asked, after=page.next_after),
        first_url=url_for("teams.index", **asked) if "after" in request.args else None,
        own_communes=_own_communes(today),
    )


@blueprint.get("/teams/<int:team_id>")
@signed_in
def show(team_id: int):
    """Show a team as it is, or as it was on a day."""
    team, today, form = load_team(current_user, team_id), clock.today(), AsOfForm(request.args)
    asked = form.as_of.data if form.validate() else None
    day = min(asked or today, today)
    is_now, may_invite = day == today, allows(current_user, Action.invite_member, team)
    sees_phones = is_now and allows(current_user, Action.view_phone, team)
    sheet = get_team_sheet(team, day, with_phones=sees_phones)
    mergers, ids = list_mergers(team_id, day), [member.id for member in sheet.members]
    return render_template(
        "teams/show.html",
        team=team,
        commune=get_unit_at_last(team.commune_id, day),
        sheet=sheet,
        is_now=is_now,
        as_of_form=form,
        trainings=list_trainings(team.id, day),
        planned_trainings=list_team_trainings(current_user, team_id) if is_now else [],
        entries=_latest_entries(team) if is_now else [],
        on_phones=summarise_team(current_user, team, today, clock.now()) if is_now else None,
        states=list_account_states(ids, clock.now()) if is_now and may_invite else {},
        **_history(team, sheet, mergers),
    ), 422 if form.errors else 200


@blueprint.route("/communes/<int:commune_id>/teams/new", methods=["GET", "POST"])
@allow(Role.coordinator)
def new(commune_id: int):
    """Register a team of a commune."""
    commune = load_unit(current_user, commune_id)
    if commune.level != UnitLevel.commune:
        abort(404)
    require(current_user, Action.register_team, commune)
    place, hamlets = get_unit_on(commune_id, clock.today()), list_children(commune_id, clock.today())
    if place is None:
        # What has ended founds no teams any more.
        abort(404)
    form = TeamForm(hamlets=[hamlet_id] if (hamlet_id := read_id(request.args.get("hamlet"))) else [])
    form.hamlets.choices = name_hamlets([(unit.id, unit.full_name) for unit in hamlets], clock.today())
    registered = []
    if submitted(form, lambda: registered.append(_register(commune, form)), REGISTER_FIELDS):
        flash(_("The team is registered under the code %(code)s.", code=registered[0].code), "good")
        return redirect(url_for("teams.show", team_id=registered[0].id), 303)
    return render_template("teams/new.html", form=form, commune=place, hamlets=hamlets), form_status()


@blueprint.route("/teams/<int:team_id>/edit", methods=["GET", "POST"])
@allow(Role.coordinator)
def edit(team_id: int):
    """Give the team another name."""
    team = load_team_to_edit(current_user, team_id)
    form = TeamNameForm(name=team.name)
    fields = {"team_name_taken": "name"}
    if submitted(form, lambda: rename_team(current_user, team, form.name.data), fields):
        flash(_("The name is saved."), "good")
        return redirect(url_for("teams.show", team_id=team_id), 303)
    team = load_team(current_user, team_id)
    return render_template("teams/edit.html", form=form, team=team), form_status()


@blueprint.route("/teams/<int:team_id>/status", methods=["GET", "POST"])
@allow(Role.coordinator)
def change_status(team_id: int):
    """Give the team a status from a day on."""
    team = load_team_to_edit(current_user, team_id)
    changes = get_team_sheet(team, clock.today()).changes
    form = StatusForm(starts_on=clock.today())
    form.changes = [(change.starts_on, change.status) for change in changes]
    if submitted(form, lambda: _set_status(team, form), STATUS_FIELDS):
        flash(_("The status is saved."), "good")
        return redirect(url_for("teams.show", team_id=team_id), 303)
    team = load_team(current_user, team_id)
    return render_template("teams/status.html", form=form, team=team, changes=changes), form_status()


@blueprint.route("/teams/<int:team_id>/hamlets", methods=["GET", "POST"])
@allow(Role.coordinator)
def change_hamlets(team_id: int):
    """Choose the hamlets that the team serves from a day on."""
    team, today = load_team_to_edit(current_user, team_id), clock.today()
    served = list_served_hamlets(team_id, today)
    hamlets = list_children(team.commune_id, today)
    form = HamletsForm(hamlets=[one.hamlet_id for one in served], on=today)
    form.hamlets.choices = name_hamlets([(unit.id, unit.full_name) for unit in hamlets], clock.today())
    if submitted(
        form, lambda: set_hamlets(current_user, team, form.hamlets.data, on=form.on.data), HAMLET_FIELDS
    ):
        flash(_("The hamlets served are saved."), "good")
        return redirect(url_for("teams.show", team_id=team_id), 303)
    team = load_team(current_user, team_id)
    return render_template("teams/hamlets.html", form=form, team=team), form_status()


def _set_status(team, form: StatusForm) -> None:
    decision = None
    if form.number.data and form.decided_on.data:
        decision = Decision(form.number.data, form.decided_on.data, form.signer.data or "")
    set_status(
        current_user,
        team,
        form.status.data,
        starts_on=form.starts_on.data,
        reason=form.reason.data or "",
        decision=decision,
    )


def _history(team, sheet: TeamSheet, mergers: list[Merger]) -> dict[str, object]:
    """Return what became of the team up to the sheet's day, what can be undone, and what is to be done."""
    may_edit = sheet.on == clock.today() and allows(current_user, Action.edit_team, team)
    merged = next((one for one in mergers if not one.took_over), None)
    gone_into = merged if sheet.status == TeamStatus.dissolved else None
    return {
        "todos": [] if gone_into or sheet.on != clock.today() else _todos(team, sheet),
        "events": list_events(team.id, sheet, mergers),
        "gone_into": gone_into,
        "taken_over": [one for one in mergers if one.took_over],
        "undoable": list_undoable(team.id, clock.now()) if may_edit else [],
    }


def _latest_entries(team) -> list[ActivityLine]:
    """List the team's latest entries for those who may read them all."""
    may_read = allows(current_user, Action.view_team_activities, team)
    return list_team_activities(team.id, limit=ENTRIES_SHOWN) if may_read else []


def _own_communes(today: date) -> list[UnitOnDate]:
    """List the communes in which the viewer may register teams; hardly ever more than one."""
    ids = [grant.unit_id for grant in current_user.grants if current_user.coordinates(grant.unit_path)]
    return [unit for unit in (get_unit_on(unit_id, today) for unit_id in ids) if unit is not None]


def _register(commune, form: TeamForm):
    decision = leader = None
    if form.number.data:
        decision = Decision(form.number.data, form.decided_on.data, form.signer.data or "")
    if form.leader_name.data:
        person = NewPerson(form.leader_name.data, form.leader_phone.data)
        leader = FirstLeader(person, form.leader_affiliation.data)
    return register_team(
        current_user,
        commune,
        level=form.level.data,
        name=form.name.data or "",
        hamlet_ids=form.hamlets.data or (),
        decision=decision,
        leader=leader,
    )


def _todos(team, sheet: TeamSheet) -> list[Todo]:
    """List what the team lacks; only who may mend it gets the way there."""
    may_edit = allows(current_user, Action.edit_team, team)
    reform_url = url_for("reforms.new", team_id=team.id) if may_edit else None
    todos = [Todo(_reform_words(need), reform_url) for need in sheet.needs]
    missing, advice = sheet.missing, sheet.advice
    if sheet.status == TeamStatus.dissolved:
        # It lacks only what would bring it back.
        missing, advice = [code for code in missing if code == TeamStatus.dissolved], ()
    for register, codes in (("missing", missing), ("advice", advice)):
        for code in codes:
            endpoint, values = MENDED_BY.get(code, (None, {}))
            url = url_for(endpoint, team_id=team.id, **values) if may_edit and endpoint else None
            todos.append(Todo(str(label(register, code)), url))
    return todos


def _reform_words(need: ReformNeed) -> str:
    reason = need.note or str(label("reform_reason", need.reason))
    return _("To be re-formed since %(day)s: %(reason)s", day=f"{need.since_on:%d/%m/%Y}", reason=reason)

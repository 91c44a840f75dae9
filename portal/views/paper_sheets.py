"""Paper sheets: the sheet to print, the page where it is typed in, and what became of it."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from flask_login import current_user
from uuid_utils.compat import uuid7

from portal import clock
from portal.documents.qr_code import draw_qr_code
from portal.domain.actions import Action
from portal.domain.errors import RuleBroken
from portal.domain.paper_sheets import ROWS_ON_A_SHEET, Listed
from portal.domain.roles import Role
from portal.domain.skills import SKILLS
from portal.forms.paper_sheets import PaperSheetForm
from portal.labels import sentence
from portal.policy import require
from portal.queries.log_offers import list_commune_hamlets, list_coordinated_teams, list_log_teams
from portal.queries.paper_sheets import list_numbered
from portal.queries.units import get_unit_at_last
from portal.services.paper_sheets import SheetInvalid, submit_sheet, undo_sheet
from portal.web.access import allow
from portal.web.links import paper_sheet_address
from portal.web.loading import load_paper_sheet, load_team, load_team_to_log_for
from portal.web.place_names import name_hamlets

blueprint = Blueprint("paper_sheets", __name__)


@blueprint.get("/teams/<int:team_id>/paper-sheet")
@allow(Role.member, Role.coordinator)
def print_(team_id: int):
    """Show the sheet that members without a phone keep on paper."""
    team, today = load_team(current_user, team_id), clock.today()
    require(current_user, Action.log_for_member, team)
    return render_template(
        "paper_sheets/print.html",
        team=team,
        commune=get_unit_at_last(team.commune_id, today),
        people=[one.listed for one in list_numbered(team.id, today) if one.is_present],
        qr_code=draw_qr_code(paper_sheet_address(team.code)),
        skills=SKILLS,
        rows=range(1, ROWS_ON_A_SHEET + 1),
    )


@blueprint.route("/paper-sheets/new", methods=["GET", "POST"])
@allow(Role.member, Role.coordinator)
def new():
    """Type in a sheet: all of its rows are stored together, or none while one has a problem."""
    if not request.args.get("team"):
        return _choose_team()
    team = load_team_to_log_for(current_user, request.args["team"])
    form = _sheet_form(team)
    if request.method == "GET":
        return _entry_page(form, team)
    if not form.has_sound_ids:
        abort(400)
    if "more" in request.form and form.has_room:
        form.add_rows(_fresh_ids())
        return _entry_page(form, team)
    if form.validate() and _stored(form):
        return redirect(url_for("paper_sheets.show", uuid=form.uuid), 303)
    return _entry_page(form, team), 422


@blueprint.get("/paper-sheets/<uuid:uuid>")
@allow(Role.member, Role.coordinator)
def show(uuid: UUID):
    """Show what was stored of a sheet, by member."""
    sheet = load_paper_sheet(current_user, uuid)
    return render_template(
        "paper_sheets/show.html",
        sheet=sheet,
        sheet_id=uuid,
        can_undo=not sheet.is_undone and sheet.refusal(clock.now()) is None,
    )


@blueprint.post("/paper-sheets/<uuid:uuid>/undo")
@allow(Role.member, Role.coordinator)
def undo(uuid: UUID):
    """Withdraw all that was typed in from a sheet."""
    load_paper_sheet(current_user, uuid)
    count = undo_sheet(current_user._get_current_object(), uuid)
    flash(ngettext("%(num)d entry was withdrawn.", "%(num)d entries were withdrawn.", count), "good")
    return redirect(url_for("paper_sheets.show", uuid=uuid), 303)


def _choose_team():
    """Lead to the only team whose sheets the viewer may type in, or let one of several be chosen."""
    today = clock.today()
    own = [team for team in list_log_teams(current_user, today) if current_user.leads(team.team_id)]
    by_code = {team.code: team for team in [*own, *list_coordinated_teams(current_user, today)]}
    if len(by_code) == 1:
        return redirect(url_for("paper_sheets.new", team=next(iter(by_code))), 303)
    return render_template("paper_sheets/choose_team.html", teams=list(by_code.values()))


def _sheet_form(team) -> PaperSheetForm:
    """Return the form with the ids of a fresh sheet, and with what its cells are read by."""
    today = clock.today()
    [offer] = list_log_teams(current_user, today, team.code)
    # Who serves one hamlet may have helped in the next one, too.
    nearby = list_commune_hamlets(team.commune_id, today) or offer.hamlets
    hamlets = [Listed(*one) for one in name_hamlets(nearby, today)]
    usual = next((one.name for one in hamlets if one.id == offer.only_hamlet), "")
    first = {"id": str(uuid7()), "month": f"{today:%m/%Y}", "usual_hamlet": usual}
    form = PaperSheetForm(data=first | {"rows": [{"id": one} for one in _fresh_ids()]})
    form.offer(team.code, [one.listed for one in list_numbered(team.id, today)], hamlets, today)
    return form


def _fresh_ids() -> list[str]:
    return [str(uuid7()) for _row in range(ROWS_ON_A_SHEET)]


def _stored(form: PaperSheetForm) -> bool:
    """Store the rows, or put what the services refuse beside them."""
    places = [place for place, _row_id, _content in form.rows_read]
    try:
        submit_sheet(
            current_user._get_current_object(),
            form.uuid,
            [(row_id, content) for _place, row_id, content in form.rows_read],
        )
    except SheetInvalid as invalid:
        for index, errors in invalid.errors.items():
            form.add_row_errors(places[index], errors)
        return False
    except RuleBroken as error:
        form.add_error(None, sentence(error.code, **error.details))
        return False
    return True


def _entry_page(form: PaperSheetForm, team) -> str:
    first_empty = next((row for row in form.rows if not any(row.form.typed.values())), None)
    return render_template(
        "paper_sheets/new.html",
        form=form,
        team=team,
        skills=SKILLS,
        first_empty=first_empty,
        is_coordinator=current_user.coordinates(team.commune_path),
        was_sent=request.method == "POST",
    )

"""Imports of spreadsheets: choosing a kind, uploading, the preview, confirming, and taking it back."""

from io import BytesIO

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from portal import clock
from portal.documents.import_sheets import import_template, marked_import, open_import
from portal.domain.actions import Action
from portal.domain.errors import RuleBroken
from portal.domain.imports import ImportKind, ImportState
from portal.domain.roles import PROVINCE_ROLES, Role
from portal.domain.sheet_rows import SheetRefused
from portal.domain.units import UnitLevel
from portal.forms.imports import ConfirmForm, UploadForm
from portal.gateways.import_files import MOST_BYTES, path_of
from portal.labels import label, sentence
from portal.policy import allows, require
from portal.queries.import_places import list_upload_places
from portal.queries.imports import get_people, list_imports
from portal.queries.units import get_unit_on
from portal.services import imports
from portal.services.import_outcomes import problems_in
from portal.services.import_work import work_on_import
from portal.web.access import allow
from portal.web.imports import shown_import
from portal.web.loading import load_import, load_unit
from portal.web.paging import read_id
from portal.web.submitting import form_status, submitted
from portal.web.uploads import takes_up_to

blueprint = Blueprint("imports", __name__)

importing = allow(Role.coordinator, Role.province_staff, Role.admin)

# So many rows take about a second, so nobody has to wait for the worker.
MOST_ROWS_AT_ONCE = 2000
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UPLOAD_FIELDS = {"file_empty": "file", "file_too_large": "file"}


@blueprint.get("/imports")
@importing
def index():
    """List the past imports, and what can be imported."""
    require(current_user, Action.import_register)
    page = list_imports(current_user, read_id(request.args.get("after")))
    return render_template(
        "imports/index.html",
        page=page,
        kinds=[kind for kind in ImportKind if _may_import(kind)],
        next_url=page.next_after and url_for("imports.index", after=page.next_after),
        first_url=url_for("imports.index") if "after" in request.args else None,
    )


@blueprint.route("/imports/new/<kind>", methods=["GET", "POST"])
@importing
@takes_up_to(MOST_BYTES)
def new(kind: str):
    """Upload a spreadsheet of one kind; a small one is checked at once."""
    chosen, places = _load_kind(kind), list_upload_places(current_user, clock.today())
    form, uploaded = UploadForm(), []
    form.unit.choices = [(place.id, place.full_name) for place in places]
    if len(places) == 1:
        del form.unit

    def act() -> None:
        unit_id = form.unit.data if "unit" in form else places[0].id
        uploaded.append(_upload(chosen, form.file.data, unit_id))

    if submitted(form, act, UPLOAD_FIELDS):
        return redirect(url_for("imports.show", import_id=uploaded[0]), 303)
    shown = {"kind": chosen, "places": places, "keep_days": imports.KEEP_FILES.days}
    return render_template("imports/new.html", form=form, **shown), form_status()


@blueprint.get("/imports/templates/<kind>.xlsx")
@importing
def template(kind: str):
    """Hand out the spreadsheet to fill in."""
    return _spreadsheet(import_template(_load_kind(kind)), f"mau-{kind}.xlsx")


@blueprint.get("/imports/<int:import_id>")
@importing
def show(import_id: int):
    """Show how far an import is, what it would change, or what came of it."""
    return _page(import_id, ConfirmForm(formdata=None))


@blueprint.post("/imports/<int:import_id>/confirm")
@importing
def confirm(import_id: int):
    """Import what was previewed, all or nothing; a large file is left to the worker."""
    imported, form = load_import(current_user, import_id), ConfirmForm()
    lists = bool(form.confirms_lists.data)

    def act() -> None:
        imports.confirm_import(current_user, import_id, form.digest.data or "", confirms_lists=lists)
        if (imported.rows_about or 0) <= MOST_ROWS_AT_ONCE:
            work_on_import(import_id, open_import)

    if submitted(form, act):
        return redirect(url_for("imports.show", import_id=import_id), 303)
    return _page(import_id, form), 422


@blueprint.post("/imports/<int:import_id>/undo")
@importing
def undo(import_id: int):
    """Take a whole import back."""
    load_import(current_user, import_id)
    done = _("The import is undone. Everything is as it was before.")
    return _change(import_id, lambda: imports.undo_import(current_user, import_id), done)


@blueprint.post("/imports/<int:import_id>/drop")
@importing
def drop(import_id: int):
    """Forget a file."""
    load_import(current_user, import_id)
    done = _("The file is dropped. Nothing was imported.")
    return _change(import_id, lambda: imports.drop_import(current_user, import_id), done)


@blueprint.get("/imports/<int:import_id>/marked.xlsx")
@importing
def marked(import_id: int):
    """Hand the file back with its problems marked."""
    imported = load_import(current_user, import_id)
    if imported.state != ImportState.has_problems:
        abort(404)
    try:
        content = marked_import(
            ImportKind(imported.kind),
            path_of(imported.sha256),
            imported.file_name,
            problems_in(imported.outcome),
        )
    except (SheetRefused, FileNotFoundError):
        abort(404)
    return _spreadsheet(content, f"can-sua-{import_id}.xlsx")


def _page(import_id: int, form: ConfirmForm) -> str:
    imported, today = load_import(current_user, import_id), clock.today()
    form.digest.data = imported.digest
    confirmable = imported.kind == ImportKind.hamlets and imported.unit.level == UnitLevel.commune
    return render_template(
        "imports/show.html",
        imported=imported,
        shown=shown_import(imported),
        people=get_people(import_id),
        place=get_unit_on(imported.unit_id, today),
        form=form,
        may_confirm_list=confirmable and allows(current_user, Action.edit_hamlets, imported.unit),
        kind_label=label("import_kind", imported.kind),
        keep_days=imports.KEEP_FILES.days,
    )


def _change(import_id: int, act, done: str):
    """Do what a single button asks for, and say how it went."""
    try:
        act()
    except RuleBroken as error:
        flash(sentence(error.code, **error.details), "error")
    else:
        flash(done, "good")
    return redirect(url_for("imports.show", import_id=import_id), 303)


def _upload(kind: ImportKind, file: FileStorage, unit_id: int) -> int:
    unit = load_unit(current_user, unit_id)
    imported = imports.upload_import(
        current_user, kind, unit, file_name=file.filename or "", stream=file.stream
    )
    work_on_import(imported.id, open_import, most_rows=MOST_ROWS_AT_ONCE)
    return imported.id


def _load_kind(kind: str) -> ImportKind:
    require(current_user, Action.import_register)
    if kind not in list(ImportKind):
        abort(404)
    if not _may_import(kind):
        abort(403)
    return ImportKind(kind)


def _may_import(kind: str) -> bool:
    if kind == ImportKind.figures:
        return current_user.has_role(*PROVINCE_ROLES)
    return kind != ImportKind.staff or allows(current_user, Action.manage_accounts)


def _spreadsheet(content: bytes, name: str):
    return send_file(BytesIO(content), SPREADSHEET, as_attachment=True, download_name=name)

"""The review desk: what waits for a decision, one entry with its history, and the three decisions."""

from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user

from portal.domain.actions import Action
from portal.domain.closings import CLOSED
from portal.domain.errors import RuleBroken
from portal.domain.roles import Role
from portal.forms.reviews import DecisionForm, ReopenForm, ReturnForm
from portal.policy import require
from portal.queries.bulk_reviews import BulkSheet
from portal.queries.return_templates import list_templates
from portal.services.bulk_reviews import open_drawn
from portal.services.reviews import approve_activity, reopen_activity, return_activity
from portal.views.review_desk import desk_page
from portal.views.review_entries import asked_address, list_address, make_sheet
from portal.web.access import allow
from portal.web.loading import load_activity, load_bulk
from portal.web.paging import read_id

blueprint = Blueprint("reviews", __name__)


@blueprint.get("/reviews")
@allow(Role.coordinator, Role.province_staff, Role.admin)
def index():
    """List what waits for a decision, the oldest first, or what was returned or approved."""
    return desk_page(request.args)


@blueprint.get("/reviews/<uuid:uuid>")
@allow(Role.coordinator, Role.province_staff, Role.admin)
def show(uuid: UUID):
    """Show an entry with its history, what was corrected, and what can be decided."""
    bulk_id = read_id(request.args.get("bulk"))
    if bulk_id is not None:
        load_bulk(current_user, bulk_id)
        open_drawn(current_user, bulk_id, load_activity(current_user, uuid))
    return _entry_page(uuid, bulk=bulk_id and load_bulk(current_user, bulk_id))


@blueprint.get("/reviews/<uuid:uuid>/approve")
@blueprint.get("/reviews/<uuid:uuid>/return")
@blueprint.get("/reviews/<uuid:uuid>/reopen")
@allow(Role.coordinator, Role.province_staff, Role.admin)
def undecided(uuid: UUID):
    """Lead from the address of a decision, which stays in the browser after a refused one, to the entry."""
    return redirect(url_for("reviews.show", uuid=load_activity(current_user, uuid).uuid), 303)


@blueprint.post("/reviews/<uuid:uuid>/approve")
@allow(Role.coordinator)
def approve(uuid: UUID):
    """Approve an entry as the reviewer saw it."""
    form, activity = DecisionForm(), load_activity(current_user, uuid)
    try:
        approve_activity(
            current_user, activity, version=form.seen_version, correction=form.correction.data or ""
        )
    except RuleBroken as error:
        return _entry_page(uuid, form, refusal=error), 422 if error.code == CLOSED else 409
    return redirect(_back_to_list(form, uuid), 303)


@blueprint.post("/reviews/<uuid:uuid>/return")
@allow(Role.coordinator)
def return_(uuid: UUID):
    """Send an entry back with a reason."""
    form, activity = ReturnForm(), load_activity(current_user, uuid)
    require(current_user, Action.decide_activity, activity)
    form.offer(list_templates(current_user))
    if form.fill.data:
        return _entry_page(uuid, form)
    if not form.validate():
        return _entry_page(uuid, form), 422
    try:
        return_activity(
            current_user,
            activity,
            form.reason.data,
            form.note.data or "",
            version=form.seen_version,
            correction=form.correction.data or "",
        )
    except RuleBroken as error:
        return _entry_page(uuid, form, error), 422 if error.code == CLOSED else 409
    return redirect(_back_to_list(form, uuid), 303)


@blueprint.post("/reviews/<uuid:uuid>/reopen")
@allow(Role.coordinator)
def reopen(uuid: UUID):
    """Take back an approval with a reason."""
    form, activity = ReopenForm(), load_activity(current_user, uuid)
    require(current_user, Action.decide_activity, activity)
    if not form.validate():
        return _entry_page(uuid, form), 422
    try:
        reopen_activity(
            current_user,
            activity,
            form.reason.data,
            form.note.data,
            version=form.seen_version,
            correction=form.correction.data or "",
        )
    except RuleBroken as error:
        return _entry_page(uuid, form, error), 422 if error.code == CLOSED else 409
    return redirect(_back_to_list(form, uuid), 303)


def _entry_page(
    uuid: UUID,
    form: DecisionForm | None = None,
    refusal: RuleBroken | None = None,
    bulk: BulkSheet | None = None,
) -> str:
    """Show the entry as it is now, with what was typed, and what became of a decision that came second."""
    sheet = make_sheet(load_activity(current_user, uuid), asked_address(), form, refusal)
    # The choice of many knows the list that it was made in.
    desk = dict(parse_qsl(urlsplit(sheet.back).query)).get("next") if bulk else None
    return render_template("reviews/show.html", sheet=sheet, bulk=bulk, list=list_address(desk))


def _back_to_list(form: DecisionForm, uuid: UUID) -> str:
    """Return the same list, which opens the entry that stood behind this one."""
    address = urlsplit(list_address(form.next.data))
    if address.path != url_for("reviews.index"):
        return form.next.data
    asked = dict(parse_qsl(address.query))
    return url_for("reviews.index", **asked | {"decided": str(uuid)})

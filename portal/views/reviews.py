"""The review desk: what waits for a decision, one entry with its history, and the three decisions."""

from collections.abc import Sequence
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user

from portal import clock
from portal.domain.actions import Action
from portal.domain.errors import RuleBroken
from portal.domain.roles import Role
from portal.forms.reviews import DecisionForm, ReopenForm, ReturnForm
from portal.policy import require
from portal.queries.activities import get_visible_activity
from portal.queries.confirmations import count_answers
from portal.queries.flags import list_flags
from portal.queries.photos import count_photos
from portal.queries.queues import summarise_communes
from portal.queries.review_queue import QueueFilter, QueueLine, list_queue, place_of
from portal.services.reviews import approve_activity, reopen_activity, return_activity
from portal.views.review_entries import asked_address, list_address, make_sheet
from portal.views.review_filters import ask, tabs
from portal.web.access import allow
from portal.web.loading import load_activity
from portal.web.paging import read_ranked_place, write_ranked_place

blueprint = Blueprint("reviews", __name__)


@blueprint.get("/reviews")
@allow(Role.coordinator, Role.province_staff, Role.admin)
def index():
    """List what waits for a decision, the oldest first, or what was returned or approved."""
    asked, after = ask(current_user, request.args), request.args.get("after")
    page = list_queue(asked.wanted, now=clock.now(), after=read_ranked_place(after))
    decided = _just_decided()
    here = url_for("reviews.index", **asked.chosen, after=after or None)
    opened = _opened(asked.wanted, page.lines, decided)
    return render_template(
        "reviews/index.html",
        form=asked.form,
        asked=asked,
        tabs=tabs(asked),
        on_phones=summarise_communes(current_user, clock.today(), clock.now()),
        page=page,
        photos=count_photos([line.id for line in page.lines]),
        answers=count_answers([line.id for line in page.lines]),
        flags=list_flags([line.id for line in page.lines if line.flag_rank]),
        decided=decided,
        sheet=opened and make_sheet(opened, here),
        is_open=decided is not None or "entry" in request.args,
        here=here,
        next_url=page.following
        and url_for("reviews.index", **asked.chosen, after=write_ranked_place(page.following)),
        first_url=url_for("reviews.index", **asked.chosen) if "after" in request.args else None,
    )


@blueprint.get("/reviews/<uuid:uuid>")
@allow(Role.coordinator, Role.province_staff, Role.admin)
def show(uuid: UUID):
    """Show an entry with its history, what was corrected, and what can be decided."""
    return _entry_page(uuid)


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


def _entry_page(uuid: UUID, form: DecisionForm | None = None, refusal: RuleBroken | None = None) -> str:
    """Show the entry as it is now, with what was typed, and what became of a decision that came second."""
    sheet = make_sheet(load_activity(current_user, uuid), asked_address(), form, refusal)
    return render_template("reviews/show.html", sheet=sheet)


def _just_decided():
    """Return the entry that the viewer comes from, so that the list can say what became of it."""
    uuid = _asked_uuid("decided")
    return uuid and get_visible_activity(current_user, uuid)


def _opened(wanted: QueueFilter, lines: Sequence[QueueLine], decided):
    """Return the entry that is looked at: the one asked for, else the next one, else the first."""
    if uuid := _asked_uuid("entry"):
        return load_activity(current_user, uuid)
    if not lines:
        return None
    place = decided and place_of(wanted, decided)
    following = (line for line in lines if place and place_of(wanted, line) > place)
    return load_activity(current_user, next(following, lines[0]).uuid)


def _asked_uuid(name: str) -> UUID | None:
    try:
        return UUID(request.args.get(name, ""))
    except ValueError:
        return None


def _back_to_list(form: DecisionForm, uuid: UUID) -> str:
    """Return the same list, which opens the entry that stood behind this one."""
    asked = dict(parse_qsl(urlsplit(list_address(form.next.data)).query))
    return url_for("reviews.index", **asked | {"decided": str(uuid)})

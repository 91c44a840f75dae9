"""The review desk: what waits for a decision, one entry with its history, and the three decisions."""

from datetime import date
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.domain.actions import Action
from portal.domain.activity_status import ActivityStatus
from portal.domain.closings import CLOSED
from portal.domain.errors import RuleBroken
from portal.domain.review_age import days_waited, urgency
from portal.domain.roles import Role
from portal.forms.reviews import DecisionForm, ReopenForm, ReturnForm
from portal.labels import label, sentence
from portal.policy import allows, require
from portal.queries.activities import get_carrier_name, get_hamlet_name, get_visible_activity, list_reviews
from portal.queries.closings import list_closed_over
from portal.queries.photos import list_photos
from portal.queries.queues import summarise_communes
from portal.queries.review_queue import list_queue
from portal.queries.reviews import changes_since_return
from portal.services.reviews import approve_activity, reopen_activity, return_activity
from portal.views.review_filters import ask, tabs
from portal.web.access import allow
from portal.web.jinja import show_day, show_moment
from portal.web.loading import load_activity
from portal.web.paging import read_place, write_place
from portal.web.sessions import safe_next

blueprint = Blueprint("reviews", __name__)


@blueprint.get("/reviews")
@allow(Role.coordinator, Role.province_staff, Role.admin)
def index():
    """List what waits for a decision, the oldest first, or what was returned or approved."""
    asked = ask(current_user, request.args)
    page = list_queue(asked.wanted, now=clock.now(), after=read_place(request.args.get("after")))
    decided = _just_decided()
    return render_template(
        "reviews/index.html",
        form=asked.form,
        form_return=ReturnForm(formdata=None),
        asked=asked,
        tabs=tabs(asked),
        on_phones=summarise_communes(current_user, clock.today(), clock.now()),
        page=page,
        photos=list_photos([line.id for line in page.lines]),
        decided=decided,
        decided_position=_position(page.lines, decided),
        here=url_for("reviews.index", **asked.chosen, after=request.args.get("after") or None),
        next_url=page.following
        and url_for("reviews.index", **asked.chosen, after=write_place(page.following)),
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
    activity = load_activity(current_user, uuid)
    reviews = list_reviews(activity)
    fitting = {ActivityStatus.submitted: ReturnForm, ActivityStatus.approved: ReopenForm}.get(activity.status)
    days = days_waited(activity.submitted_at, clock.now())
    typed_note = form.note.data if isinstance(form, ReturnForm | ReopenForm) else None
    if fitting is not None and not isinstance(form, fitting):
        form = fitting(formdata=None, note=typed_note, next=request.values.get("next"))
    if form is not None:
        form.version.data = activity.version
    if refusal is not None and refusal.code == CLOSED and form is not None:
        form.add_error("correction", _("Write why the closed figures are corrected."))
        refusal = None
    return render_template(
        "reviews/show.html",
        activity=activity,
        hamlet_name=get_hamlet_name(activity.hamlet_id, activity.occurred_on),
        photos=list_photos([activity.id])[activity.id],
        carrier_name=get_carrier_name(activity),
        reviews=reviews,
        changes=[_in_words(change, activity) for change in changes_since_return(activity, reviews)],
        form=form if fitting else None,
        refusal=refusal and _what_happened(refusal, activity, reviews),
        typed_note=typed_note if refusal else None,
        days=days,
        urgency=urgency(days),
        closed=list_closed_over([(activity.commune_path, activity.occurred_on)]),
        may_decide=allows(current_user, Action.decide_activity, activity),
        back=_list_address(request.values.get("next")),
    )


def _what_happened(refusal: RuleBroken, activity, reviews) -> str:
    """Tell the second of two who decided what and when, or that the entry reads differently now."""
    if activity.status in (ActivityStatus.approved, ActivityStatus.returned) and reviews:
        last = reviews[0]
        told = {"name": last.reviewer.name, "moment": show_moment(last.decided_at)}
        if activity.status == ActivityStatus.approved:
            return _("%(name)s approved this entry at %(moment)s. Your decision was not stored.", **told)
        return _("%(name)s returned this entry at %(moment)s. Your decision was not stored.", **told)
    if activity.status == ActivityStatus.submitted:
        return _(
            "This entry was changed at %(moment)s. Below is what it says now; your decision was not stored.",
            moment=show_moment(activity.updated_at),
        )
    return sentence(refusal.code, **refusal.details)


def _in_words(change, activity) -> tuple[str, str, str]:
    """Return a field's name with its value before and after, as they are read."""
    return (
        str(label("activity_field", change.field)),
        _value_in_words(change.field, change.before, activity),
        _value_in_words(change.field, change.after, activity),
    )


def _value_in_words(field: str, value, activity) -> str:
    if value is None or value in ("", []):
        return _("not given")
    if field == "skills":
        return ", ".join(str(label("skill", code)) for code in value)
    if field == "kind":
        return str(label("activity_kind", value))
    if field == "occurred_on":
        return show_day(date.fromisoformat(value))
    if field == "hamlet":
        return get_hamlet_name(value, activity.occurred_on) or _("not given")
    return str(value)


def _just_decided():
    """Return the entry that the viewer comes from, so that the list can say what became of it."""
    text = request.args.get("decided", "")
    try:
        uuid = UUID(text)
    except ValueError:
        return None
    return get_visible_activity(current_user, uuid)


def _position(lines, decided) -> int | None:
    """Return before which line the decided entry stood."""
    if decided is None:
        return None
    place = (decided.submitted_at, decided.id)
    return sum((line.submitted_at, line.id) < place for line in lines)


def _list_address(target: str | None) -> str:
    """Return the list that the reviewer came from; any other address leads to the whole list."""
    address = safe_next(target)
    return address if urlsplit(address).path == url_for("reviews.index") else url_for("reviews.index")


def _back_to_list(form: DecisionForm, uuid: UUID) -> str:
    """Return the same list at the place where the entry stood."""
    asked = dict(parse_qsl(urlsplit(_list_address(form.next.data)).query))
    return url_for("reviews.index", **asked | {"decided": str(uuid)}, _anchor="decided")

"""Good practices: the list by outcome, one in full, proposing one, and what is decided about it."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.domain.actions import Action
from portal.domain.errors import RuleBroken
from portal.domain.practices import ENOUGH_VISITS, NO_OUTCOME
from portal.forms.practices import (
    PracticeFilterForm,
    PracticeForm,
    ReturnPracticeForm,
    WithdrawPracticeForm,
)
from portal.labels import sentence
from portal.policy import allows, require
from portal.queries.practices import get_practice_of, list_published, list_unpublished, read_outcomes
from portal.services.practices import (
    propose_practice,
    publish_practice,
    return_practice,
    revise_practice,
    withdraw_practice,
)
from portal.web.access import signed_in
from portal.web.loading import load_activity, load_practice
from portal.web.paging import read_id
from portal.web.submitting import form_status, submitted

blueprint = Blueprint("practices", __name__)

FIELDS = {"bad_minutes": "minutes", "bad_practice_link": "links", "too_many_links": "links"}


@blueprint.get("/practices")
@signed_in
def index():
    """List the practices offered to all, the best outcome first, and what waits for the viewer."""
    form = PracticeFilterForm(request.args)
    form.validate()
    words, skill = form.chosen("words") or "", form.chosen("skill")
    number = min(read_id(request.args.get("page")) or 1, 1000)
    page = list_published(words, skill, number)
    asked = {name: value for name, value in (("words", words), ("skill", skill)) if value}
    return render_template(
        "practices/index.html",
        form=form,
        page=page,
        asked=asked,
        unpublished=list_unpublished(current_user) if number == 1 else [],
        enough=ENOUGH_VISITS,
        next_url=page.next_page and url_for("practices.index", page=page.next_page, **asked),
        first_url=url_for("practices.index", **asked) if number > 1 else None,
    )


@blueprint.get("/practices/<int:practice_id>")
@signed_in
def show(practice_id: int):
    """Show how a practice is done and what came of it elsewhere."""
    return _practice_page(load_practice(current_user, practice_id))


@blueprint.route("/activities/<uuid:uuid>/practice", methods=["GET", "POST"])
@signed_in
def new(uuid: UUID):
    """Propose an approved session as a good practice."""
    activity, made = load_activity(current_user, uuid), []
    require(current_user, Action.propose_practice, activity)
    known = get_practice_of(activity.id)
    if request.method == "GET" and known is not None:
        return redirect(url_for("practices.show", practice_id=known), 303)
    form = PracticeForm(data={"skills": activity.skills})

    def act() -> None:
        made.append(propose_practice(current_user, activity, form.text))

    if submitted(form, act, FIELDS):
        flash(_("Proposed. Somebody else looks at it before all teams can use it."), "good")
        return redirect(url_for("practices.show", practice_id=made[0]), 303)
    return render_template("practices/new.html", form=form, activity=activity), form_status()


@blueprint.route("/practices/<int:practice_id>/edit", methods=["GET", "POST"])
@signed_in
def edit(practice_id: int):
    """Put a practice that is not offered yet into other words."""
    practice = load_practice(current_user, practice_id)
    require(current_user, Action.propose_practice, practice)
    text = practice.text
    values = {name: getattr(text, name) for name in ("title", "steps", "skills", "audience", "minutes")}
    form = PracticeForm(data=values | {"links": practice.links, "version": practice.version})

    def act() -> None:
        revise_practice(current_user, practice, form.text, version=form.seen_version)

    if submitted(form, act, FIELDS):
        flash(_("Proposed. Somebody else looks at it before all teams can use it."), "good")
        return redirect(url_for("practices.show", practice_id=practice_id), 303)
    return render_template("practices/edit.html", form=form, practice=practice), form_status()


@blueprint.post("/practices/<int:practice_id>/publish")
@signed_in
def publish(practice_id: int):
    """Offer a practice to all teams."""
    practice = load_practice(current_user, practice_id)
    try:
        publish_practice(current_user, practice, version=request.form.get("version", 0, type=int))
    except RuleBroken as error:
        flash(sentence(error.code, **error.details), "warn")
    else:
        flash(_("Published. Every team can use it now."), "good")
    return redirect(url_for("practices.show", practice_id=practice_id), 303)


@blueprint.post("/practices/<int:practice_id>/return")
@signed_in
def return_(practice_id: int):
    """Send a proposed practice back with what to change."""
    practice = load_practice(current_user, practice_id)
    require(current_user, Action.publish_practice, practice)
    form = ReturnPracticeForm()

    def act() -> None:
        return_practice(current_user, practice, form.note.data, version=form.seen_version)

    if submitted(form, act, {"note_needed": "note"}):
        flash(_("Sent back. Who proposed it sees what to change."), "good")
        return redirect(url_for("practices.index"), 303)
    return _practice_page(practice, return_form=form), 422


@blueprint.post("/practices/<int:practice_id>/withdraw")
@signed_in
def withdraw(practice_id: int):
    """Offer a practice no longer."""
    practice = load_practice(current_user, practice_id)
    require(current_user, Action.withdraw_practice, practice)
    form = WithdrawPracticeForm()

    def act() -> None:
        withdraw_practice(current_user, practice, form.reason.data, version=form.seen_version)

    if submitted(form, act, {"note_needed": "reason"}):
        flash(_("Withdrawn. Sessions that were planned by it stay."), "good")
        return redirect(url_for("practices.index"), 303)
    return _practice_page(practice, withdraw_form=form), 422


def _practice_page(practice, return_form=None, withdraw_form=None) -> str:
    seen = {"version": practice.version}
    may_decide = practice.status == "proposed" and allows(current_user, Action.publish_practice, practice)
    may_withdraw = practice.status != "withdrawn" and allows(current_user, Action.withdraw_practice, practice)
    is_unpublished = practice.status in ("proposed", "returned")
    return render_template(
        "practices/show.html",
        practice=practice,
        outcome=read_outcomes([practice.id]).get(practice.id, NO_OUTCOME),
        enough=ENOUGH_VISITS,
        return_form=return_form or (ReturnPracticeForm(formdata=None, data=seen) if may_decide else None),
        withdraw_form=withdraw_form
        or (WithdrawPracticeForm(formdata=None, data=seen) if may_withdraw else None),
        may_decide=may_decide,
        may_revise=is_unpublished and allows(current_user, Action.propose_practice, practice),
    )

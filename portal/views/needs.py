"""Where help is needed: the lists by what is missing, as a page and a file, and what was done about it."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.documents.needs_csv import needs_csv
from portal.domain.actions import Action
from portal.domain.errors import Missing
from portal.domain.roles import STAFF_ROLES
from portal.forms.needs import FollowUpForm
from portal.policy import allows, require
from portal.queries.follow_ups import list_history, list_settled
from portal.queries.needs import cut_page
from portal.services.follow_ups import note_follow_up
from portal.views.need_lists import ask, fold_words, group, tabs, thing_url, what_it_lacks, write_message
from portal.web.access import allow
from portal.web.loading import load_need_place
from portal.web.paging import read_id
from portal.web.submitting import form_status, submitted

blueprint = Blueprint("needs", __name__)

FOLLOW_UP_FIELDS = {
    "look_again_early": "look_again_on",
    "look_again_late": "look_again_on",
    "note_needed": "note",
}


@blueprint.get("/needs")
@allow(*STAFF_ROLES)
def index():
    """List the teams or hamlets of the viewer's area that need one kind of help."""
    asked = ask(current_user, request.args)
    after = read_id(request.args.get("after"))
    page = cut_page(asked.lines, after)
    still = [line.about_id for line in asked.lines]
    shown = render_template(
        "needs/index.html",
        asked=asked,
        form=asked.form,
        tabs=tabs(asked),
        groups=group(current_user, asked, page.lines),
        settled=list_settled(asked.need, asked.places, still, clock.now()),
        thing_url=thing_url,
        fold_words=fold_words,
        what_it_lacks=what_it_lacks,
        write_message=write_message,
        now=clock.now(),
        next_url=page.next_after and url_for("needs.index", **asked.address, after=page.next_after),
        first_url=url_for("needs.index", **asked.address) if after else None,
    )
    return shown, 422 if asked.form.errors else 200


@blueprint.get("/needs.csv")
@allow(*STAFF_ROLES)
def csv():
    """Give the whole list as a file."""
    asked = ask(current_user, request.args)
    if asked.form.errors:
        raise Missing
    text = needs_csv(asked.need, group(current_user, asked, asked.lines), days=asked.days, as_of=clock.now())
    name = f"{asked.need.replace('_', '-')}-{asked.today}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, headers=headers, content_type="text/csv; charset=utf-8")


@blueprint.route("/needs/<need>/<int:about_id>", methods=["GET", "POST"])
@allow(*STAFF_ROLES)
def follow_up(need: str, about_id: int):
    """Show what was done about one place, and note more."""
    place = load_need_place(current_user, need, about_id)
    if request.method == "POST":
        require(current_user, Action.follow_up, place)
    form = FollowUpForm()

    def act() -> None:
        note_follow_up(current_user, need, place, form.note.data, form.look_again_on.data)

    if submitted(form, act, FOLLOW_UP_FIELDS):
        flash(_("Noted. It shows beside the place on the list."), "good")
        return redirect(url_for("needs.follow_up", need=need, about_id=about_id), 303)
    page = render_template(
        "needs/follow_up.html",
        need=need,
        place=place,
        form=form if allows(current_user, Action.follow_up, place) else None,
        history=list_history(need, place),
        thing_url=thing_url(need, about_id),
        today=clock.today(),
    )
    return page, form_status()

"""Second looks at approvals: what waits for one, giving one, and what others found about one's own."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.domain.actions import Action
from portal.domain.roles import STAFF_ROLES
from portal.domain.second_looks import ONE_IN
from portal.forms.reviewers import LookForm
from portal.policy import allows, require
from portal.queries.second_looks import list_about_own, list_to_look_at
from portal.services.second_looks import look_again
from portal.web.access import allow
from portal.web.loading import load_activity, load_look
from portal.web.paging import read_id
from portal.web.submitting import form_status, submitted

blueprint = Blueprint("second_looks", __name__)

LOOK_FIELDS = {"unknown_outcome": "outcome", "note_needed": "note"}


@blueprint.get("/second-looks")
@allow(*STAFF_ROLES)
def index():
    """List the approvals that wait for a second look, and what was found about the viewer's own."""
    after = read_id(request.args.get("after"))
    looks, following = list_to_look_at(current_user, after)
    return render_template(
        "second_looks/index.html",
        looks=looks,
        about_own=[] if after else list_about_own(current_user),
        one_in=ONE_IN,
        next_url=following and url_for("second_looks.index", after=following),
        first_url=url_for("second_looks.index") if after else None,
    )


@blueprint.route("/second-looks/<int:look_id>", methods=["GET", "POST"])
@allow(*STAFF_ROLES)
def show(look_id: int):
    """Show an approval that was drawn, and take down what was found."""
    look = load_look(current_user, look_id)
    if request.method == "POST":
        require(current_user, Action.look_again, look)
    form = LookForm()

    def act() -> None:
        look_again(current_user, look, form.outcome.data, form.note.data or "")

    if submitted(form, act, LOOK_FIELDS):
        flash(_("Thank you for the second look."), "good")
        return redirect(url_for("second_looks.index"), 303)
    page = render_template(
        "second_looks/show.html",
        look=look,
        activity=load_activity(current_user, look.uuid),
        form=form if allows(current_user, Action.look_again, look) and not look.outcome else None,
    )
    return page, form_status()

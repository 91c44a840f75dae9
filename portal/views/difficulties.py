"""What members wrote was difficult: the list that waits for an answer, and answering."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.domain.actions import Action
from portal.domain.difficulties import SHOWN_FOR
from portal.domain.roles import STAFF_ROLES
from portal.domain.working_days import ANSWER_WITHIN, count_working_days
from portal.forms.reviewers import AnswerForm
from portal.policy import allows, require
from portal.queries.difficulties import list_answers, list_unanswered
from portal.services.difficulties import answer_difficulty
from portal.web.access import allow
from portal.web.loading import load_activity
from portal.web.paging import read_place, write_place
from portal.web.submitting import form_status, submitted

blueprint = Blueprint("difficulties", __name__)


@blueprint.get("/difficulties")
@allow(*STAFF_ROLES)
def index():
    """List the difficulties of the viewer's area that nobody has answered, the oldest first."""
    after = read_place(request.args.get("after"))
    older = {"older": 1} if request.args.get("older") else {}
    lines, following = list_unanswered(current_user, after, None if older else clock.now() - SHOWN_FOR)
    return render_template(
        "difficulties/index.html",
        lines=lines,
        within=ANSWER_WITHIN,
        waited=lambda moment: count_working_days(clock.local_day(moment), clock.today()),
        shown_days=None if older else SHOWN_FOR.days,
        next_url=following and url_for("difficulties.index", **older, after=write_place(following)),
        first_url=url_for("difficulties.index", **older) if after else None,
    )


@blueprint.route("/difficulties/<uuid:uuid>", methods=["GET", "POST"])
@allow(*STAFF_ROLES)
def answer(uuid: UUID):
    """Show what was difficult with the answers so far, and take one down."""
    activity = load_activity(current_user, uuid)
    may_answer = allows(current_user, Action.answer_difficulty, activity)
    if request.method == "POST":
        require(current_user, Action.answer_difficulty, activity)
    form = AnswerForm()

    def act() -> None:
        answer_difficulty(current_user, activity, form.text.data)

    if submitted(form, act, {"note_needed": "text"}):
        flash(_("Answered. The member reads it on the page of the entry and under “My work”."), "good")
        return redirect(url_for("difficulties.index"), 303)
    page = render_template(
        "difficulties/answer.html",
        activity=activity,
        answers=list_answers(activity.id),
        form=form if may_answer and activity.difficulty else None,
    )
    return page, form_status()

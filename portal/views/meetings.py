"""Review meetings: the figures of a place as slides, one question each."""

from flask import Blueprint, render_template, request
from flask_login import current_user

from portal.domain.actions import Action
from portal.domain.roles import STAFF_ROLES
from portal.forms.meetings import MeetingForm
from portal.policy import require
from portal.queries.meetings import list_commune_gaps
from portal.web.access import allow
from portal.web.coverage import ask
from portal.web.meetings import compose_slides, speakers_list
from portal.web.scoreboard import load_scoreboard
from portal.web.standings import missing_words

blueprint = Blueprint("meetings", __name__)


@blueprint.get("/meeting")
@allow(*STAFF_ROLES)
def show():
    """Show the slides of a place with its figures of now."""
    form = MeetingForm(request.args)
    asked = ask(form)
    if asked is None:
        return render_template("coverage/no_campaign.html")
    asked, board = load_scoreboard(current_user, form.unit.data, asked)
    require(current_user, Action.hold_meeting, board.coverage.place)
    gaps, called = list_commune_gaps(board.coverage), form.call.data or []
    page = render_template(
        "meetings/show.html",
        form=form,
        place=board.coverage.place,
        address=asked.address | {"unit": board.coverage.place.id},
        slides=compose_slides(asked, board, gaps),
        gaps=gaps,
        called=speakers_list(current_user, asked, gaps, called),
        wanted=called,
        missing_words=missing_words,
    )
    return page, 422 if form.errors else 200

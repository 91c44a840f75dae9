"""Review meetings: the figures of a place as slides, one question each."""

from dataclasses import asdict

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.domain.actions import Action
from portal.domain.errors import Missing
from portal.domain.roles import STAFF_ROLES
from portal.forms.meetings import MeetingForm
from portal.policy import require
from portal.queries.meetings import list_commune_gaps, list_kept_slides
from portal.services.meetings import keep_slides
from portal.web.access import allow
from portal.web.coverage import ask, campaign_name
from portal.web.loading import load_meeting
from portal.web.meetings import called_slides, compose_slides, kept_period, none_lacking, speakers_list
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
        none_words=none_lacking(board.coverage),
    )
    return page, 422 if form.errors else 200


@blueprint.post("/meeting")
@allow(*STAFF_ROLES)
def keep():
    """Keep the slides with their figures of now."""
    form = MeetingForm(request.args)
    asked = ask(form)
    if asked is None or form.errors:
        raise Missing
    asked, board = load_scoreboard(current_user, form.unit.data, asked)
    coverage = board.coverage
    require(current_user, Action.hold_meeting, coverage.place)
    gaps = list_commune_gaps(coverage)
    slides = [*compose_slides(asked, board, gaps), *called_slides(gaps, form.call.data or [])]
    viewer = current_user._get_current_object()
    kept_id = keep_slides(viewer, asked.campaign, coverage, [asdict(one) for one in slides])
    flash(_("The slides are kept as they are now."), "good")
    return redirect(url_for("meetings.kept", meeting_id=kept_id), 303)


@blueprint.get("/meeting/<int(max=2147483647):meeting_id>")
@allow(*STAFF_ROLES)
def kept(meeting_id: int):
    """Show slides as they were kept."""
    found = load_meeting(current_user, meeting_id)
    now = {"campaign": found.campaign.code, "unit": found.unit_id, "period": found.period_code}
    return render_template(
        "meetings/kept.html",
        kept=found,
        slides=found.slides,
        now_url=url_for("meetings.show", **now, mode=found.mode),
    )


@blueprint.get("/meetings")
@allow(*STAFF_ROLES)
def index():
    """List the slides that were kept, the latest first."""
    kept = [(one, campaign_name(one.campaign), kept_period(one)) for one in list_kept_slides(current_user)]
    return render_template("meetings/index.html", meetings=kept)

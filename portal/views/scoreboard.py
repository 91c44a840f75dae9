"""The scoreboard: how a place and what lies in it stand on the eight indicators, on a page and as a file."""

from flask import Blueprint, Response, render_template, request, url_for
from flask_login import current_user

from portal.documents.scoreboard_csv import file_name, scoreboard_csv
from portal.domain.errors import Missing
from portal.domain.roles import STAFF_ROLES
from portal.domain.verdicts import ANY, Verdict, judge
from portal.forms.scoreboard import ScoreboardForm
from portal.queries.comparable_communes import compare_commune
from portal.queries.scoreboard import Scoreboard
from portal.web.access import allow
from portal.web.coverage import Asked, ask, breadcrumbs, campaign_url
from portal.web.figures import shown_basis
from portal.web.scoreboard import (
    commended_words,
    filter_tabs,
    load_scoreboard,
    shown_comparison,
    shown_groups,
    shown_tiles,
)

blueprint = Blueprint("scoreboard", __name__)


@blueprint.get("/scoreboard")
@allow(*STAFF_ROLES)
def index():
    """Show the standings of a place and of what lies in it."""
    form = ScoreboardForm(request.args)
    asked = ask(form)
    if asked is None:
        return render_template("coverage/no_campaign.html")
    asked, board = load_scoreboard(current_user, form.unit.data, asked)
    coverage, show = board.coverage, _shown(form)
    page = render_template(
        "scoreboard/index.html",
        form=form,
        asked=asked,
        place=coverage.place,
        basis=shown_basis(coverage.basis, campaign_url(asked.campaign)),
        breadcrumbs=breadcrumbs(current_user, coverage, asked.address, request.endpoint),
        address=asked.address,
        show=show,
        **_standings(asked, board, show),
    )
    return page, 422 if form.errors else 200


@blueprint.get("/scoreboard.csv")
@allow(*STAFF_ROLES)
def csv():
    """Give what the page shows as a file."""
    form = ScoreboardForm(request.args)
    asked = ask(form)
    if asked is None or form.errors:
        raise Missing
    asked, board = load_scoreboard(current_user, form.unit.data, asked)
    show = _shown(form)
    kept = [row for row in (*board.departments, *board.rows) if show in (ANY, judge(row.standings))]
    headers = {"Content-Disposition": f'attachment; filename="{file_name(board)}"'}
    text = scoreboard_csv(board, [board.own, *board.levels, *kept])
    return Response(text, headers=headers, content_type="text/csv; charset=utf-8")


def _standings(asked: Asked, board: Scoreboard, show: str) -> dict[str, object]:
    """Return the place's own standings, those of the rows below, and the communes of its size."""
    here = asked.address | {"unit": board.coverage.place.id}
    groups = shown_groups(board, asked.address, show)
    compared = compare_commune(asked.campaign, board.coverage, today=asked.today, as_of=asked.as_of)
    return {
        "tiles": shown_tiles(board.own),
        "verdict": judge(board.own.standings),
        "groups": groups,
        "commended": commended_words(groups),
        "filters": filter_tabs(groups, show, here),
        "comparison": shown_comparison(compared),
        "charts_url": url_for("scoreboard_charts.index", **here),
        "csv_url": url_for("scoreboard.csv", **here, show=show),
    }


def _shown(form: ScoreboardForm) -> str:
    """Return which rows are listed; anything else than a verdict means all."""
    return form.show.data if form.show.data in set(Verdict) else ANY

"""Charts of one indicator: how it went, the places side by side, and each of them over time."""

from flask import Blueprint, render_template, request
from flask_login import current_user

from portal.domain.campaign_indicators import COUNTED, INDICATORS
from portal.domain.roles import STAFF_ROLES
from portal.forms.scoreboard import ScoreboardForm
from portal.labels import label
from portal.queries.scoreboard import Scoreboard
from portal.queries.scoreboard_series import get_series, list_below
from portal.web.access import allow
from portal.web.charts import bars_chart, indicator_tabs, own_chart, small_charts
from portal.web.coverage import Asked, ask, breadcrumbs, campaign_url
from portal.web.figures import shown_basis
from portal.web.scoreboard import load_scoreboard

blueprint = Blueprint("scoreboard_charts", __name__)


@blueprint.get("/scoreboard/charts")
@allow(*STAFF_ROLES)
def index():
    """Draw one indicator of a place and of what lies in it."""
    form = ScoreboardForm(request.args)
    asked = ask(form)
    if asked is None:
        return render_template("coverage/no_campaign.html")
    asked, board = load_scoreboard(current_user, form.unit.data, asked)
    coverage, wanted = board.coverage, request.args.get("indicator")
    code = wanted if wanted in INDICATORS else COUNTED
    page = render_template(
        "scoreboard/charts.html",
        form=form,
        place=coverage.place,
        basis=shown_basis(coverage.basis, campaign_url(asked.campaign)),
        code=code,
        name=f"{code}. {label('indicator', code)}",
        **_charts(asked, board, code),
        breadcrumbs=breadcrumbs(current_user, coverage, asked.address, request.endpoint),
        address=asked.address,
    )
    return page, 422 if form.errors else 200


def _charts(asked: Asked, board: Scoreboard, code: str) -> dict[str, object]:
    """Return the charts of one indicator, and the links to those of the others."""
    place = board.coverage.place
    series = get_series(asked.campaign, place, asked.mode, today=asked.today, as_of=asked.as_of)
    return {
        "tabs_of_indicators": indicator_tabs(asked.address | {"unit": place.id}, code),
        "own": own_chart(board, series, code),
        "bars": bars_chart(board, code),
        "small": small_charts(board, code, list_below(asked.campaign, board, code, series)),
    }

"""Charts of one indicator: how it went, the places side by side, and each of them over time."""

from functools import partial

from flask import Blueprint, render_template, request
from flask_login import current_user

from portal.domain.campaign_indicators import COUNTED, INDICATORS
from portal.domain.roles import STAFF_ROLES
from portal.forms.scoreboard import ScoreboardForm
from portal.labels import label
from portal.queries.scoreboard_series import Charted, get_charted
from portal.web.access import allow
from portal.web.charts import bars_chart, indicator_tabs, own_chart, small_charts
from portal.web.coverage import Asked, ask, breadcrumbs, campaign_url, load_figures
from portal.web.figures import shown_basis

blueprint = Blueprint("scoreboard_charts", __name__)


@blueprint.get("/scoreboard/charts")
@allow(*STAFF_ROLES)
def index():
    """Draw one indicator of a place and of what lies in it."""
    form = ScoreboardForm(request.args)
    asked = ask(form)
    if asked is None:
        return render_template("coverage/no_campaign.html")
    wanted = request.args.get("indicator")
    code = wanted if wanted in INDICATORS else COUNTED
    get = partial(get_charted, indicator=code)
    asked, charted = load_figures(current_user, form.unit.data, asked, get)
    coverage = charted.board.coverage
    page = render_template(
        "scoreboard/charts.html",
        form=form,
        place=coverage.place,
        basis=shown_basis(coverage.basis, campaign_url(asked.campaign)),
        code=code,
        name=f"{code}. {label('indicator', code)}",
        **_charts(asked, charted, code),
        breadcrumbs=breadcrumbs(current_user, coverage, asked.address, request.endpoint),
        address=asked.address,
    )
    return page, 422 if form.errors else 200


def _charts(asked: Asked, charted: Charted, code: str) -> dict[str, object]:
    """Return the charts of one indicator, and the links to those of the others."""
    place = charted.board.coverage.place
    return {
        "tabs_of_indicators": indicator_tabs(asked.address | {"unit": place.id}, code),
        "own": own_chart(charted, code),
        "bars": bars_chart(charted.board, code),
        "small": small_charts(charted, code),
    }

"""The life of a figure: from a number on a page to what it rests on."""

from flask import Blueprint, render_template, request
from flask_login import current_user

from portal.domain.campaign_indicators import COUNTED
from portal.domain.errors import Missing
from portal.domain.roles import STAFF_ROLES
from portal.domain.units import UnitLevel
from portal.forms.coverage import FigureLifeForm
from portal.web.access import allow
from portal.web.closings import published_beside
from portal.web.coverage import ask, breadcrumbs, campaign_url, load_coverage
from portal.web.figure_lives import counted_life, reported_life
from portal.web.figures import shown_basis, shown_line
from portal.web.loading import load_campaign
from portal.web.spot_checks import coverage_confirmed

blueprint = Blueprint("figure_lives", __name__)


@blueprint.get("/figures/life")
@allow(*STAFF_ROLES)
def show():
    """Show where a figure of a place and a period is from."""
    form = FigureLifeForm(request.args)
    asked = ask(form)
    if asked is None:
        return render_template("coverage/no_campaign.html")
    if form.indicator.errors:
        form.indicator.data = COUNTED
    asked, coverage = load_coverage(current_user, form.unit.data, asked)
    if coverage.place.level == UnitLevel.hamlet:
        raise Missing
    is_counted = form.indicator.data == COUNTED
    page = render_template(
        "figure_lives/counted.html" if is_counted else "figure_lives/reported.html",
        **_counted(asked, coverage) if is_counted else {"life": reported_life(form, asked, coverage)},
        form=form,
        coverage=coverage,
        campaign=load_campaign(asked.campaign.code),
        basis=shown_basis(coverage.basis, campaign_url(asked.campaign)),
        breadcrumbs=breadcrumbs(current_user, coverage, asked.address),
        address=asked.address,
    )
    return page, 422 if form.errors else 200


def _counted(asked, coverage) -> dict[str, object]:
    return {
        "life": counted_life(asked, coverage),
        "headline": shown_line(coverage.headline),
        "confirmed": coverage_confirmed(coverage),
        "published": published_beside(current_user, asked, coverage),
    }

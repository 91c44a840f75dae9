"""How visits ended: alone, together or shown, by month and skill, as a page and a file."""

from flask import Blueprint, Response, render_template, request
from flask_login import current_user

from portal import clock
from portal.documents.outcome_csv import outcome_csv, skills_words
from portal.domain.errors import Missing
from portal.domain.outcomes import ENDINGS
from portal.domain.roles import STAFF_ROLES
from portal.domain.units import UnitLevel
from portal.forms.outcome import OutcomeForm
from portal.queries.campaigns import default_campaign, list_campaigns
from portal.queries.outcomes import get_outcome
from portal.queries.units import get_unit_at_last
from portal.web.access import allow
from portal.web.coverage import campaign_name
from portal.web.figures import shown_percent
from portal.web.loading import load_coverage_unit

blueprint = Blueprint("outcome", __name__)


@blueprint.get("/outcome")
@allow(*STAFF_ROLES)
def index():
    """Show how the approved visits of a place ended."""
    form, place, found = _ask()
    page = render_template(
        "outcome/index.html",
        form=form,
        place=place,
        found=found,
        endings=ENDINGS,
        percent_of=shown_percent,
        skills_words=skills_words(),
        address={name: value for name, value in form.data.items() if value},
    )
    return page, 422 if form.errors else 200


@blueprint.get("/outcome.csv")
@allow(*STAFF_ROLES)
def csv():
    """Give the same figures as a file."""
    form, place, found = _ask()
    if form.errors:
        raise Missing
    headers = {"Content-Disposition": f'attachment; filename="ket-qua-huong-dan-{place.code}.csv"'}
    text = outcome_csv(place.full_name, found)
    return Response(text, headers=headers, content_type="text/csv; charset=utf-8")


def _ask():
    """Read the question; what makes no sense is said beside the usual answer."""
    form, today, campaigns = OutcomeForm(request.args), clock.today(), list_campaigns()
    usual = default_campaign(campaigns, today)
    choices = [(one.code, campaign_name(one)) for one in campaigns]
    form.campaign.choices = choices
    periods = {one.code: one.period for one in campaigns}
    period = form.read(today, periods, usual.code if usual else None)
    on = min(period.last_day, today)
    unit = load_coverage_unit(current_user, form.unit.data, on)
    place = get_unit_at_last(unit.id, on)
    if place is None or place.level == UnitLevel.hamlet:
        raise Missing
    form.unit.data = str(unit.id)
    return form, place, get_outcome(unit.path, period)

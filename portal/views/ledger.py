"""The ledger of corrections: a page that prints, and the same as a file."""

from flask import Blueprint, Response, render_template, request, url_for
from flask_login import current_user

from portal import clock
from portal.documents.ledger_csv import file_name, ledger_csv
from portal.domain.campaign_periods import resolve_period
from portal.domain.errors import Missing
from portal.domain.roles import STAFF_ROLES
from portal.queries.campaigns import named_windows
from portal.queries.ledger import list_ledger
from portal.queries.units import get_unit_at_last
from portal.web.access import allow
from portal.web.closings import choose_campaign
from portal.web.figures import period_name
from portal.web.loading import load_coverage_unit

blueprint = Blueprint("ledger", __name__)


@blueprint.get("/ledger")
@allow(*STAFF_ROLES)
def index():
    """Show what was corrected in the closed figures of a place."""
    campaign, unit, named = _asked()
    if campaign is None:
        return render_template("coverage/no_campaign.html")
    after = request.args.get("after", "")
    rows, following = list_ledger(
        campaign.id, unit.id, named and named.period, after=int(after) if _is_key(after) else None
    )
    here = {"campaign": campaign.code, "unit": unit.id, **({"period": named.code} if named else {})}
    return render_template(
        "ledger/index.html",
        rows=rows,
        place=get_unit_at_last(unit.id, clock.today()),
        campaign=campaign,
        period_label=named and period_name(named),
        here=here,
        next_url=following and url_for("ledger.index", **here, after=following),
        first_url=after and url_for("ledger.index", **here),
    )


@blueprint.get("/ledger.csv")
@allow(*STAFF_ROLES)
def csv():
    """Give the whole ledger of a place as a file."""
    campaign, unit, named = _asked()
    if campaign is None:
        raise Missing
    rows, _following = list_ledger(campaign.id, unit.id, named and named.period, limit=None)
    place = get_unit_at_last(unit.id, clock.today())
    name = file_name(campaign.code, place.code or str(place.id), named.code if named else "")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    text = ledger_csv(rows, place.full_name, campaign.code, clock.now())
    return Response(text, headers=headers, content_type="text/csv; charset=utf-8")


def _asked():
    """Read which campaign, place and period are asked for; without a period, all of them."""
    campaign = choose_campaign(request.args.get("campaign"))
    if campaign is None:
        return None, None, None
    code, named = request.args.get("period"), None
    if code:
        try:
            named = resolve_period(code, campaign.period, named_windows(campaign))
        except ValueError:
            raise Missing from None
    day = min(named.period.last_day, clock.today()) if named else clock.today()
    return campaign, load_coverage_unit(current_user, request.args.get("unit"), day), named


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18

"""Coverage: from the province down to a team's entries, on a page and as a file."""

from flask import Blueprint, Response, render_template, request, url_for
from flask_login import current_user

from portal.documents.coverage_csv import coverage_csv, file_name
from portal.domain.actions import Action
from portal.domain.activity_status import ActivityStatus
from portal.domain.campaign_periods import counted_period, day_range
from portal.domain.errors import Missing
from portal.domain.roles import STAFF_ROLES
from portal.domain.units import UnitLevel
from portal.forms.coverage import CoverageForm, CoverageMapForm
from portal.policy import allows
from portal.queries.confirmations import count_borne_out
from portal.queries.coverage import sort_rows
from portal.queries.coverage_beside import get_beside
from portal.queries.coverage_entries import list_team_entries
from portal.queries.coverage_map import get_coverage_map
from portal.queries.team_names import get_name_on
from portal.web.access import allow
from portal.web.closings import published_beside
from portal.web.coverage import (
    ask,
    breadcrumbs,
    campaign_url,
    load_coverage,
    sort_columns,
    sort_key,
    status_tabs,
)
from portal.web.coverage_map import show_coverage_map, view_tabs
from portal.web.duties import list_duties
from portal.web.figures import period_name, shown_basis, shown_line
from portal.web.frames import other_reading
from portal.web.loading import load_team
from portal.web.spot_checks import coverage_confirmed

blueprint = Blueprint("coverage", __name__)

# What counts comes first; what is undecided stands beside it and is never added.
ENTRY_STATUSES = (ActivityStatus.approved, ActivityStatus.submitted, ActivityStatus.returned)


@blueprint.get("/coverage")
@allow(*STAFF_ROLES)
def index():
    """Show the figures of a place and of what lies in it."""
    form = CoverageForm(request.args)
    asked = ask(form)
    if asked is None:
        return render_template("coverage/no_campaign.html")
    asked, coverage = load_coverage(current_user, form.unit.data, asked)
    sort = sort_key(coverage, form.sort.data)
    here = asked.address | {"unit": coverage.place.id}
    page = render_template(
        "coverage/index.html",
        **_beside(asked, coverage),
        form=form,
        coverage=coverage,
        basis=shown_basis(coverage.basis, campaign_url(asked.campaign)),
        shown=shown_line,
        rows=sort_rows(coverage.rows, sort),
        columns=sort_columns(coverage, sort, here),
        breadcrumbs=breadcrumbs(current_user, coverage, asked.address),
        view_tabs=view_tabs(coverage, here, request.endpoint),
        other=other_reading(current_user, asked, coverage, request.endpoint),
        address=asked.address,
        csv_address=here | {"sort": sort},
    )
    return page, 422 if form.errors else 200


@blueprint.get("/coverage/map", endpoint="map")
@allow(*STAFF_ROLES)
def show_map():
    """Show one line of all communes of a place on a map."""
    form = CoverageMapForm(request.args)
    asked = ask(form)
    if asked is None:
        return render_template("coverage/no_campaign.html")
    asked, coverage = load_coverage(current_user, form.unit.data, asked)
    page = render_template(
        "coverage/map.html",
        form=form,
        coverage=coverage,
        basis=shown_basis(coverage.basis, campaign_url(asked.campaign)),
        breadcrumbs=breadcrumbs(current_user, coverage, asked.address, "coverage.map"),
        view_tabs=view_tabs(coverage, asked.address | {"unit": coverage.place.id}, request.endpoint),
        other=other_reading(current_user, asked, coverage, request.endpoint),
        address=asked.address,
        map=show_coverage_map(coverage, get_coverage_map(coverage), form.line.data, asked.address),
    )
    return page, 422 if form.errors else 200


@blueprint.get("/coverage.csv")
@allow(*STAFF_ROLES)
def csv():
    """Give what the page shows as a file."""
    form = CoverageForm(request.args)
    asked = ask(form)
    if asked is None or form.errors:
        raise Missing
    asked, coverage = load_coverage(current_user, form.unit.data, asked)
    rows = sort_rows(coverage.rows, sort_key(coverage, form.sort.data))
    headers = {"Content-Disposition": f'attachment; filename="{file_name(coverage)}"'}
    beside = get_beside(asked.campaign, coverage, asked.as_of)
    return Response(
        coverage_csv(coverage, rows, beside), headers=headers, content_type="text/csv; charset=utf-8"
    )


@blueprint.get("/coverage/teams/<int(max=2147483647):team_id>")
@allow(*STAFF_ROLES)
def team(team_id: int):
    """Show the entries behind a team's figures."""
    found = load_team(current_user, team_id)
    form = CoverageForm(request.args)
    asked = ask(form)
    if asked is None or not allows(current_user, Action.view_coverage, found):
        raise Missing
    wanted, after = request.args.get("status"), request.args.get("after")
    status = wanted if wanted in ENTRY_STATUSES else ActivityStatus.approved
    counted = counted_period(asked.period, asked.campaign.period, asked.mode)
    page = list_team_entries(found.id, counted, status, after)
    here = asked.address | {"team_id": found.id}
    return render_template(
        "coverage/team.html",
        team=found,
        team_name=get_name_on(found.id, asked.units_on),
        asked=asked,
        period_label=period_name(asked.period),
        days=day_range(counted),
        status=status,
        status_tabs=status_tabs(ENTRY_STATUSES, status, here),
        page=page,
        next_url=page.next_after and url_for("coverage.team", **here, status=status, after=page.next_after),
        first_url=after and url_for("coverage.team", **here, status=status),
    )


def _beside(asked, coverage) -> dict[str, object]:
    """Return what the figures rest on, what was published of them, and on arriving what else waits."""
    return {
        "duties": [] if request.args else list_duties(current_user, asked.campaign),
        "borne_out": _borne_out(asked, coverage),
        "confirmed": coverage_confirmed(coverage),
        "published": published_beside(current_user, asked, coverage),
    }


def _borne_out(asked, coverage):
    """Return what a place's approved visits rest on, where citizens are asked; not of a hamlet."""
    if not asked.campaign.asks_citizens or coverage.place.level == UnitLevel.hamlet:
        return None
    return count_borne_out(coverage.facts.visits, coverage.communes, coverage.basis.counted)

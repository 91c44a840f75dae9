"""What is needed where: what members lack, what citizens ask for, and a plan of trainings to adjust."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_login import current_user

from portal import clock
from portal.documents.training_needs_csv import training_needs_csv
from portal.domain.roles import STAFF_ROLES
from portal.domain.skills import SKILLS
from portal.domain.training_plans import list_behind, middle
from portal.domain.units import UnitLevel
from portal.forms.training_needs import PlanForm
from portal.queries.training_needs import lately
from portal.views.training_plans import (
    commune_needs,
    list_rows,
    load_place,
    plan_form,
    plan_text,
    training_url,
)
from portal.web.access import allow
from portal.web.figures import shown_percent, shown_rate

blueprint = Blueprint("training_needs", __name__)


@blueprint.get("/training-needs")
@allow(*STAFF_ROLES)
def index():
    """Show what a commune's members lack with a plan, or the communes of a wider place."""
    place, period = load_place(current_user, request.args), lately(clock.today())
    shown = {"place": place, "period": period, "now": clock.now(), "percent_of": shown_percent}
    if place.level != UnitLevel.commune:
        rows = list_rows(current_user, place)
        return render_template("training_needs/places.html", rows=rows, skills=SKILLS, **shown)
    needs = commune_needs(place)
    return render_template(
        "training_needs/commune.html",
        needs=needs,
        form=plan_form(needs),
        behind=list_behind(needs.hamlets),
        middle=shown_rate(middle(needs.hamlets)),
        rate_of=shown_rate,
        **shown,
    )


@blueprint.get("/training-needs.csv")
@allow(*STAFF_ROLES)
def csv():
    """Give the table of communes as a file."""
    place = load_place(current_user, request.args)
    today = clock.today()
    text = training_needs_csv(list_rows(current_user, place), lately(today), today)
    headers = {"Content-Disposition": f'attachment; filename="nhu-cau-tap-huan-{today}.csv"'}
    return Response(text, headers=headers, content_type="text/csv; charset=utf-8")


@blueprint.get("/training-needs/plan")
@allow(*STAFF_ROLES)
def plan():
    """Show the plan as it was adjusted, to copy, to print and to go on from."""
    place = load_place(current_user, request.args)
    if place.level != UnitLevel.commune:
        return redirect(url_for("training_needs.index", unit=place.id), 303)
    needs, form, today = commune_needs(place), PlanForm(request.args), clock.today()
    form.offer(needs.team_names)
    kept = form.read(today)
    names = dict(needs.team_names)
    page = render_template(
        "training_needs/plan.html",
        place=place,
        form=form,
        kept=kept,
        names=names,
        text=plan_text(place, kept, names, today),
        training_url=training_url,
        today=today,
    )
    return page, 422 if form.form_errors else 200

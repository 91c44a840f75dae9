"""What was done to an entry or a team, by whom and when, and which decisions moved a figure lately."""

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.domain.actions import Action
from portal.domain.campaign_periods import counted_period, day_range
from portal.domain.errors import Missing
from portal.domain.roles import STAFF_ROLES
from portal.domain.units import UnitLevel
from portal.forms.coverage import CoverageForm
from portal.policy import allows
from portal.queries.audit_trail import list_names, list_trail
from portal.queries.figure_moves import list_moves
from portal.queries.unit_reaches import list_communes_within
from portal.queries.units import get_unit_at_last
from portal.views.audit_words import in_words
from portal.web.access import allow
from portal.web.coverage import ask
from portal.web.jinja import show_day
from portal.web.loading import load_activity, load_coverage_unit, load_team, load_training
from portal.web.paging import read_id, read_place, write_place
from portal.web.trainings import name_of, times_of

blueprint = Blueprint("audit", __name__)

# The lines of indicator 8 that decisions on entries move; the others follow the register of teams.
MOVED_LINES = ("8.4", "8.5", "8.6")
LATELY = timedelta(days=7)


@blueprint.get("/audit/activities/<uuid:uuid>")
@allow(*STAFF_ROLES)
def activity(uuid: UUID):
    """Tell what was done to an entry."""
    found = _readable(load_activity(current_user, uuid))
    title = _("What was done to the entry of %(day)s", day=show_day(found.occurred_on))
    lead = f"{found.author.name} · {found.team.name}"
    back = (_("Open the entry"), url_for("activities.show", uuid=uuid))
    return _trail(f"activity:{uuid}", title, lead, back, uuid=uuid)


@blueprint.get("/audit/teams/<int:team_id>")
@allow(*STAFF_ROLES)
def team(team_id: int):
    """Tell what was done to a team."""
    found = _readable(load_team(current_user, team_id))
    back = (_("Open the team"), url_for("teams.show", team_id=team_id))
    return _trail(f"team:{team_id}", _("What was done to the team"), found.name, back, team_id=team_id)


@blueprint.get("/audit/trainings/<int(max=2147483647):training_id>")
@allow(*STAFF_ROLES)
def training(training_id: int):
    """Tell what was done to a training, such as who corrected attendance and why."""
    found = _readable(load_training(current_user, training_id))
    back = (_("Open the training"), url_for("trainings.show", training_id=training_id))
    title = _("What was done to the training")
    lead = f"{name_of(found.training)} · {times_of(found.training)}"
    return _trail(f"training:{training_id}", title, lead, back, training_id=training_id)


@blueprint.get("/audit/figures/<line>")
@allow(*STAFF_ROLES)
def figure(line: str):
    """Tell which decisions moved a figure of a place and a period in the last days."""
    form = CoverageForm(request.args)
    asked = ask(form)
    if asked is None or form.errors or line not in MOVED_LINES:
        raise Missing
    unit = load_coverage_unit(current_user, form.unit.data, asked.units_on)
    if unit.level == UnitLevel.hamlet:
        raise Missing
    counted = counted_period(asked.period, asked.campaign.period, asked.mode)
    after = read_place(request.args.get("after"))
    since = clock.now() - LATELY
    moves, following = list_moves(list_communes_within(unit.path), counted, since, after)
    here = asked.address | {"line": line, "unit": unit.id}
    return render_template(
        "audit/figure.html",
        line=line,
        place=get_unit_at_last(unit.id, clock.today()),
        days=day_range(counted),
        since=since,
        moves=moves,
        coverage_url=url_for("coverage.index", **asked.address, unit=unit.id),
        next_url=following and url_for("audit.figure", **here, after=write_place(following)),
        first_url=url_for("audit.figure", **here) if after else None,
    )


def _readable(thing):
    """Refuse what one sees through a seat or as its author, but not as staff of its commune."""
    if not allows(current_user, Action.view_audit, thing):
        raise Missing
    return thing


def _trail(thing: str, title: str, lead: str, back: tuple[str, str], **address) -> str:
    before = read_id(request.args.get("before"))
    rows, following = list_trail(thing, before)
    return render_template(
        "audit/show.html",
        title=title,
        lead=lead,
        back=back,
        deeds=in_words(rows, list_names(rows)),
        next_url=following and url_for(request.endpoint, **address, before=following),
        first_url=url_for(request.endpoint, **address) if before else None,
    )

"""How reviewers decide: the province sees everybody's line, a coordinator the own one."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal import clock
from portal.domain.actions import Action
from portal.domain.decision_times import LONGEST
from portal.domain.periods import Period
from portal.domain.roles import STAFF_ROLES, Viewer
from portal.forms.reviewers import MOST_DAYS, ReviewersForm
from portal.policy import allows
from portal.queries import scope
from portal.queries.reviewers import list_reviewers
from portal.queries.team_lists import list_filter_places
from portal.queries.unit_reaches import list_communes_within
from portal.web.access import allow

blueprint = Blueprint("reviewers", __name__)

USUAL_DAYS = 30


class AskedReviewers(NamedTuple):
    """The days and the communes as they were understood."""

    period: Period
    communes: frozenset[int]
    has_places: bool


@blueprint.get("/reviewers")
@allow(*STAFF_ROLES)
def index():
    """Show how reviewers decided in some days, and what waits for them now."""
    form = ReviewersForm(request.args)
    asked = _ask(current_user, form)
    sees_all = allows(current_user, Action.view_reviewers)
    lines = list_reviewers(asked.communes, asked.period, None if sees_all else current_user.id)
    page = render_template(
        "reviewers/index.html",
        form=form,
        asked=asked,
        lines=lines,
        sees_all=sees_all,
        duration=time_words,
        now=clock.now(),
    )
    return page, 422 if form.errors else 200


def _ask(viewer: Viewer, form: ReviewersForm) -> AskedReviewers:
    places = list_filter_places(viewer, clock.today()) if allows(viewer, Action.view_reviewers) else []
    form.unit.choices = [(0, _("All places")), *((place.id, place.full_name) for place in places)]
    form.validate()
    communes = scope.commune_ids(viewer)
    if form.unit.data and not form.unit.errors:
        path = next(place.path for place in places if place.id == form.unit.data)
        communes &= list_communes_within(path)
    return AskedReviewers(_period(form), communes, bool(places))


def _period(form: ReviewersForm) -> Period:
    """Return the days asked for; what is wrong or left out is as usual."""
    asked: Mapping[str, date | None] = {
        name: None if form[name].errors else form[name].data for name in ("since", "until")
    }
    until = asked["until"] or clock.today()
    since = asked["since"] or until - timedelta(days=USUAL_DAYS - 1)
    since = max(min(since, until), until - timedelta(days=MOST_DAYS - 1))
    return Period(since, until + timedelta(days=1))


def time_words(timed: int, hours: int | None) -> str:
    """Say within which time a part of the timed decisions came."""
    if not timed:
        return _("not known")
    if hours is None:
        return _("more than %(time)s", time=duration_words(LONGEST * 3600))
    return duration_words(hours * 3600)


def duration_words(seconds: int | None) -> str:
    """Say how long something took, as exactly as people do: minutes, then hours, then days and hours."""
    if seconds is None:
        return _("not known")
    minutes = seconds // 60
    hours, days = minutes // 60, minutes // (24 * 60)
    if days:
        in_days = ngettext("%(num)d day", "%(num)d days", days)
        rest = hours % 24
        return f"{in_days} {ngettext('%(num)d hour', '%(num)d hours', rest)}" if rest else in_days
    if hours:
        return ngettext("%(num)d hour", "%(num)d hours", hours)
    return ngettext("%(num)d minute", "%(num)d minutes", minutes)

"""What waits for a person besides entries, as their first page shows it: each with its page and how many."""

from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _

from portal import clock
from portal.domain.difficulties import SHOWN_FOR
from portal.domain.roles import Role, Viewer
from portal.domain.units import UnitLevel
from portal.models import Campaign
from portal.queries.campaigns import default_campaign, list_campaigns
from portal.queries.closings import list_closed_periods
from portal.queries.duties import COUNTED_TO, count_duties
from portal.web.closings import closable_periods, ended_periods, find_communes


class Duty(NamedTuple):
    """A page with work that waits, and how much of it; `is_bound` where it was counted no further."""

    url: str
    label: str
    count: int
    is_bound: bool = False


def list_duties(viewer: Viewer, campaign: Campaign | None = None) -> list[Duty]:
    """List the pages of a person's duties with what waits there now, in a fixed number of statements.

    `campaign` is the present one, where the page has read it already.
    """
    counted = count_duties(viewer, clock.today(), clock.now() - SHOWN_FOR)
    return [
        *_closings(viewer, campaign or default_campaign(list_campaigns(), clock.today())),
        _bounded(url_for("second_looks.index"), _("Second looks"), counted.second_looks),
        _bounded(url_for("difficulties.index"), _("Difficulties to answer"), counted.difficulties),
        _bounded(url_for("spot_checks.index", state="open"), _("Spot-checks to make"), counted.spot_checks),
        _bounded(url_for("needs.index"), _("Needs to look at again"), counted.follow_ups),
    ]


def _bounded(url: str, label: str, count: int) -> Duty:
    return Duty(url, label, count, is_bound=count >= COUNTED_TO)


def _closings(viewer: Viewer, campaign: Campaign | None) -> list[Duty]:
    """Count the ended periods that one's commune has not closed, or the communes that have not closed one."""
    if campaign is None:
        return []
    over = ended_periods(closable_periods(campaign))
    if not over:
        return []
    latest = over[0]
    area, communes = find_communes(viewer, latest.period)
    closed = list_closed_periods(campaign.id, [commune.id for commune in communes])
    if area.level == UnitLevel.commune and viewer.has_role(Role.coordinator):
        waiting = sum((area.id, part.period) not in closed for part in over)
        return [Duty(url_for("closings.index"), _("Periods to close"), waiting)]
    waiting = sum((commune.id, latest.period) not in closed for commune in communes)
    return [Duty(url_for("closings.index"), _("Communes that have not closed"), waiting)]

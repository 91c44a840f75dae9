"""What waits for a person besides entries, as their first page shows it: each with its page and how many."""

from collections.abc import Collection
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _

from portal import clock
from portal.domain.difficulties import SHOWN_FOR
from portal.domain.roles import Role, Viewer
from portal.domain.units import UnitLevel
from portal.models import Campaign
from portal.queries.campaigns import get_present_campaign
from portal.queries.duties import COUNTED_TO, count_duties
from portal.queries.scope import commune_ids
from portal.web.closings import closable_periods, ended_periods


class Duty(NamedTuple):
    """A page with work that waits, and how much of it; `is_bound` where it was counted no further."""

    url: str
    label: str
    count: int
    is_bound: bool = False


def list_duties(
    viewer: Viewer, campaign: Campaign | None = None, communes: Collection[int] | None = None
) -> list[Duty]:
    """List the pages of a person's duties with what waits there now, in a fixed number of statements.

    `campaign` is the present one, and `communes` the viewer's area, where the page has read them already.
    """
    campaign = campaign or get_present_campaign(clock.today())
    over = ended_periods(closable_periods(campaign)) if campaign else []
    closes_own = _closes_own(viewer)
    # Above a commune only the latest period is asked after.
    ended = [named.period for named in (over if closes_own else over[:1])]
    since = clock.now() - SHOWN_FOR
    area = commune_ids(viewer) if communes is None else communes
    counted = count_duties(viewer, area, clock.today(), since, campaign and campaign.id, ended)
    label = _("Periods to close") if closes_own else _("Communes that have not closed")
    closings = Duty(url_for("closings.index"), label, counted.closings)
    return [
        *([closings] if ended else []),
        _bounded(url_for("second_looks.index"), _("Second looks"), counted.second_looks),
        _bounded(url_for("difficulties.index"), _("Difficulties to answer"), counted.difficulties),
        _bounded(url_for("spot_checks.index", state="open"), _("Spot-checks to make"), counted.spot_checks),
        _bounded(url_for("needs.index"), _("Needs to look at again"), counted.follow_ups),
    ]


def _bounded(url: str, label: str, count: int) -> Duty:
    return Duty(url, label, count, is_bound=count >= COUNTED_TO)


def _closes_own(viewer: Viewer) -> bool:
    """Tell whether all that one is responsible for are communes, which one coordinates oneself."""
    own = [grant for grant in viewer.grants if grant.deputy_for is None]
    levels = {grant.unit_level for grant in own}
    return levels <= {UnitLevel.commune} and any(grant.role == Role.coordinator for grant in own)

"""A closed window of the ended campaign: some communes, then the province, and one correction afterwards."""

from collections.abc import Sequence

from sqlalchemy import select

from portal import clock
from portal.demo.desk import Desk
from portal.demo.names import CLOSED_ALTHOUGH, CORRECTION, CORRECTION_NOTE, PROVINCE_CLOSED_ALTHOUGH
from portal.demo.teams import DemoTeam
from portal.domain.activity_status import ActivityStatus
from portal.domain.campaign_periods import NamedPeriod
from portal.domain.return_reasons import FOUND_IN_SPOT_CHECK, WRONG_COUNTS
from portal.extensions import db
from portal.models import Activity, Campaign, Unit
from portal.queries.activities import get_visible_activity
from portal.queries.campaigns import get_campaign, named_windows
from portal.queries.viewers import get_viewer
from portal.services.closings import close_period
from portal.services.reviews import reopen_activity, return_activity

# The shown commune, and so many others, close before the province does.
OTHERS = 4


def add_closings(desk: Desk, teams: Sequence[DemoTeam], campaign: Campaign) -> None:
    """Close the campaign's first window by the services, as coordinators and the province's staff do.

    The tallies must have been counted: what is published is read from them.
    """
    campaign = get_campaign(campaign.code)
    window = named_windows(campaign)[0]
    own = desk.team.commune.id
    others = dict.fromkeys(team.commune.id for team in teams if team.commune.id != own)
    for commune_id in [own, *list(others)[:OTHERS]]:
        _close(desk.reviewers[commune_id], campaign, commune_id, window, CLOSED_ALTHOUGH)
    _close(desk.staff, campaign, campaign.unit_id, window, PROVINCE_CLOSED_ALTHOUGH)
    _correct(desk, window)


def _close(person: int, campaign: Campaign, unit_id: int, window: NamedPeriod, note: str) -> None:
    viewer, unit = get_viewer(person, today=clock.today()), db.session.get_one(Unit, unit_id)
    close_period(viewer, campaign, unit, window, note)


def _correct(desk: Desk, window: NamedPeriod) -> None:
    """Take back an approval of the shown commune that a spot-check found wrong, and return the entry."""
    uuid = db.session.scalar(
        select(Activity.uuid)
        .where(Activity.commune_id == desk.team.commune.id, Activity.status == ActivityStatus.approved)
        .where(Activity.occurred_on.between(window.period.starts_on, window.period.last_day))
        .order_by(Activity.visits.desc(), Activity.id)
        .limit(1)
    )
    if uuid is None:
        return
    viewer = get_viewer(desk.reviewer, today=clock.today())
    entry = get_visible_activity(viewer, uuid)
    reopen_activity(viewer, entry, FOUND_IN_SPOT_CHECK, CORRECTION_NOTE, correction=CORRECTION)
    return_activity(viewer, entry, WRONG_COUNTS, CORRECTION_NOTE, correction=CORRECTION)

"""Which windows and days of a campaign figures rest on, so that they can no longer change."""

from datetime import date

from sqlalchemy import exists, or_, select

from portal.domain.activity_status import ActivityStatus
from portal.domain.periods import Period
from portal.extensions import db
from portal.models import Activity, CampaignWindow, Closing


def list_windows_in_use(campaign_id: int) -> list[Period]:
    """List the windows in whose days there are entries or a closing, reopened or not, in order."""
    window = CampaignWindow
    has_entry = exists().where(
        Activity.occurred_on >= window.starts_on,
        Activity.occurred_on < window.ends_on,
        Activity.status != ActivityStatus.withdrawn,
    )
    has_closing = exists().where(
        Closing.campaign_id == campaign_id,
        Closing.starts_on < window.ends_on,
        Closing.ends_on > window.starts_on,
    )
    rows = db.session.execute(
        select(window.starts_on, window.ends_on)
        .where(window.campaign_id == campaign_id, or_(has_entry, has_closing))
        .order_by(window.starts_on, window.ends_on)
    )
    return [Period(*row) for row in rows]


def find_closing_at_edge(campaign_id: int, was: Period, will_be: Period) -> tuple[date, date] | None:
    """Return the first and last day of a closed period that other days of the campaign would change."""
    rows = db.session.execute(
        select(Closing.starts_on, Closing.ends_on)
        .where(Closing.campaign_id == campaign_id)
        .distinct()
        .order_by(Closing.starts_on, Closing.ends_on)
    )
    for closed in (Period(*row) for row in rows):
        begins_otherwise = closed.starts_on == was.starts_on != will_be.starts_on
        ends_otherwise = closed.ends_on == was.ends_on != will_be.ends_on
        if begins_otherwise or ends_otherwise or closed.intersect(will_be) != closed:
            return closed.starts_on, closed.last_day
    return None

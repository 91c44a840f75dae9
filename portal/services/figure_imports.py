"""Write what an import of figures of indicators 1 to 7 wishes, within its unit of work."""

from collections.abc import Sequence

from portal.domain.figure_imports import FigureWish
from portal.domain.roles import Viewer
from portal.queries.figure_imports import get_campaigns
from portal.services.reported_figures import record_figures


def write_figures(recorder: Viewer, wishes: Sequence[FigureWish]) -> None:
    """Record the figures campaign by campaign; those that they replace stay readable."""
    for campaign in get_campaigns({wish.campaign_id for wish in wishes}):
        rows = [wish.figure for wish in wishes if wish.campaign_id == campaign.id]
        record_figures(recorder, campaign, rows)

"""Let everybody read the coverage of a campaign, or no longer."""

from portal.domain.actions import Action
from portal.domain.roles import Viewer
from portal.extensions import db
from portal.models import Campaign
from portal.policy import require
from portal.services import audit
from portal.transaction import transactional


@transactional
def switch_public_page(actor: Viewer, campaign: Campaign, *, is_public: bool) -> None:
    """Open the public page of a campaign, or take it away. Raises NotAllowed."""
    require(actor, Action.switch_public_page, campaign)
    if campaign.is_public == is_public:
        return
    campaign.is_public = is_public
    db.session.flush()
    audit.record(actor, Action.switch_public_page, f"campaign:{campaign.code}", is_public=is_public)

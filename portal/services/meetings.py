"""Keep the slides of a review meeting as they were shown."""

from collections.abc import Mapping, Sequence

from portal import clock
from portal.domain.actions import Action
from portal.domain.roles import Viewer
from portal.extensions import db
from portal.models import Campaign, MeetingSnapshot
from portal.policy import require
from portal.queries.coverage import Coverage
from portal.services import audit
from portal.transaction import transactional


@transactional
def keep_slides(
    viewer: Viewer, campaign: Campaign, coverage: Coverage, slides: Sequence[Mapping[str, object]]
) -> int:
    """Keep the texts of the slides for good; return the id under which they are found."""
    require(viewer, Action.hold_meeting, coverage.place)
    kept = MeetingSnapshot(
        campaign_id=campaign.id,
        unit_id=coverage.place.id,
        place_name=coverage.place.full_name,
        period_code=coverage.basis.period.code,
        mode=coverage.basis.mode,
        slides=[dict(slide) for slide in slides],
        taken_at=clock.now(),
        taken_by_id=viewer.id,
    )
    db.session.add(kept)
    db.session.flush()
    audit.record(
        viewer,
        Action.hold_meeting,
        f"meeting:{kept.id}",
        unit=kept.unit_id,
        campaign=campaign.code,
        period=kept.period_code,
        mode=kept.mode,
    )
    return kept.id

"""The slides kept of a place in the world that visits every page."""

from dataclasses import asdict

from portal import clock
from portal.extensions import db
from portal.models import Campaign, MeetingSnapshot
from portal.transaction import transactional
from portal.web.meetings import Slide


@transactional
def keep_slides(place) -> None:
    """Keep slides of a commune."""
    kept = MeetingSnapshot(
        campaign_id=db.session.scalars(db.select(Campaign.id).order_by(Campaign.id)).first(),
        unit_id=place.commune.id,
        place_name="Xã Đak Nhau",
        period_code="w1",
        mode="in_period",
        slides=[asdict(Slide("indicator-8", "8.", "50,0 %", ("mục tiêu 80,0 %",)))],
        taken_at=clock.now(),
        taken_by_id=place.coordinator.id,
    )
    db.session.add(kept)


def kept_slides(place) -> MeetingSnapshot:
    """Return the slides that were kept of a commune."""
    of_place = db.select(MeetingSnapshot).where(MeetingSnapshot.unit_id == place.commune.id)
    return db.session.scalars(of_place.order_by(MeetingSnapshot.id)).first()

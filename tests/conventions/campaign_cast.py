"""The versions of indicator 8 that the world holds in which every page is visited."""

from portal import clock
from portal.extensions import db
from portal.models import IndicatorDefinition
from portal.queries.definition_previews import get_last_version

DRAFT_SOURCE = "Dự thảo văn bản của Sở Thông tin và Truyền thông"


def build_definitions() -> None:
    """Make versions that nobody approved yet: one for each who may put one in force, and one more."""
    first = get_last_version() + 1
    for version in range(first, first + 3):
        row = IndicatorDefinition(version=version, source=DRAFT_SOURCE, created_at=clock.now())
        row.status, row.min_activities, row.headline, row.targets = "provisional", 2, "8.4", {"8.4": "75"}
        db.session.add(row)
    db.session.flush()
